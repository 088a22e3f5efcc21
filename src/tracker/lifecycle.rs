//! The tracker's life between calls: its start, claims, the page's life, other tabs.

use crate::delivery::claim::{self, Claims};
use crate::delivery::drops::Losses;
use crate::delivery::{ContextCache, Delivery, Outbox, Request};
use crate::engine;
use crate::options::{Environment, Options, Settings};
use crate::shopper::call::Call;
use crate::shopper::identity::{self, Freshness};
use crate::shopper::{attribution, cart, orders, profile};
use crate::storage::{clock, Store};
use crate::tracker::calls::Calls;
use crate::value::{text, List, MonotonicMs, State, WallMs};

/// Starts a tracker with options that `options::check` found right. Reads what earlier pages stored about the
/// shopper, but walks no storage: that waits for the first claim.
pub fn start(state: State, options: Options, environment: Environment) {
    let (settings, store, rules) = (Settings::of(state), Store::of(state), options.rules());
    store.start();
    rules.set_host(environment.host());
    for host in environment.ignored().unwrap_or_else(List::new) {
        rules.ignored_referrers().push(host);
    }
    settings.set_rules(rules);
    if options.shop().is_empty() {
        options.set_shop(orders::shop_of_host(environment.host()));
    }
    settings.set_options(options);
    Losses::of(state).start();
    Calls::of(state).start();
    ContextCache::of(state).start(environment);
    clock::tick(state);
    identity::load(state);
    if identity::adopt_anonymous_id(state, environment.anonymous_id()) {
        forget_shopper(store);
    }
    attribution::load(state);
    Outbox::of(state).start();
    Delivery::of(state).start();
    let is_alone = environment.is_alone();
    Claims::of(state).start(is_alone);
    if is_alone {
        // The first message need not wait for a claim.
        Delivery::of(state).send_now();
    }
}

/// Removes what is stored about a shopper who is gone, besides the identity.
pub fn forget_shopper(store: Store) {
    cart::renew(store);
    attribution::forget(store);
    store.remove(text(profile::RECORD));
}

/// The next request to make, if there is one now; see [`Delivery::poll`].
pub fn poll(state: State, is_leaving: bool, is_deferred: bool) -> Option<Request> {
    if is_leaving && Claims::of(state).next() <= MonotonicMs::now() {
        // No time for the lock. What others lease is still theirs.
        claim(state);
    }
    Delivery::of(state).poll(is_leaving, is_deferred)
}

/// Milliseconds until `poll` has something to do; NaN when only a call or an answer changes anything.
pub fn poll_timeout_ms(state: State) -> f64 {
    ahead_ms(Delivery::of(state).poll_timeout())
}

/// Milliseconds until `claim` should be called, under the lock; NaN for never.
pub fn claim_timeout_ms(state: State) -> f64 {
    ahead_ms(Claims::of(state).next())
}

/// Adopts what other pages left behind. The caller holds the Web Lock while this runs, and no longer.
pub fn claim(state: State) {
    refresh(state);
    Claims::of(state).claim();
    Delivery::of(state).send_now();
}

/// The claim could not be made, because another tab has the lock: a random moment later.
pub fn claim_later(state: State) {
    let spread_ms = f64::from(engine::random() & 255);
    Claims::of(state).set_next(MonotonicMs::now() + (100.0 + spread_ms));
}

/// Somebody wants to see all that waits, an idle trail too.
pub fn wake(state: State) {
    let claims = Claims::of(state);
    if claims.is_trail_idle() {
        refresh(state);
        claims.wake_trail();
        Delivery::of(state).send_now();
    }
}

/// The page is being left or frozen: call it after the last `poll`.
pub fn leave(state: State) {
    Delivery::of(state).shorten_leases();
    claim::leave(state);
}

/// The page is back from the back/forward cache: it is a new page as far as messages go.
pub fn restore(state: State) {
    Outbox::of(state).renew_page();
    refresh(state);
    Claims::of(state).claim_now();
}

/// Another tab changed the stored records.
pub fn note_storage_change(state: State) {
    if refresh(state) {
        Delivery::of(state).wake(WallMs::NEVER);
    }
}

/// Takes the stored identity over when another tab changed it. True when it did.
pub fn refresh(state: State) -> bool {
    let freshness = identity::freshness(state);
    if freshness == Freshness::Current {
        return false;
    }
    if freshness == Freshness::Missing {
        let outbox = Outbox::of(state);
        if !outbox.is_storage_open() {
            // It says nothing about anyone.
            return false;
        }
        // Somebody cleared the storage: nobody is known here any more, but what this page still has is not
        // lost.
        outbox.restore_cleared();
    }
    identity::load(state);
    // Another tab may have changed the person, whose visits these are not.
    attribution::load(state);
    ContextCache::of(state).set_page_context(None);
    Claims::of(state).claim_now();
    true
}

/// Brings this page up to what other tabs did, and notes where the shopper came from.
pub fn catch_up(state: State, call: Call) {
    refresh(state);
    note_landing(state, call);
}

/// Notes the touch of a landing. A new place or touch needs a new page context.
pub fn note_landing(state: State, call: Call) {
    if attribution::note_landing(state, call) {
        ContextCache::of(state).set_page_context(None);
    }
}

/// From now on until that time, never negative; NaN for never.
#[inline(never)]
fn ahead_ms(at: MonotonicMs) -> f64 {
    if at.is_never() {
        f64::NAN
    } else {
        (at - MonotonicMs::now()).max(0.0)
    }
}
