//! The application's state, and what happens to it between calls: claims, the page's life, other tabs. What the public calls do is in `calls`.
//!
//! The state is one object of the engine, so that it outlives the heap of a call. Its members, each with the module that owns it:
//! `options` (config), `context` and `scene` (envelope), `rules`, `store`, `identity` and `idText` (identity), `touches` (attribution), `entries`,
//! `count`, `bytes`, `page` and `unsaved` (outbox), `clock`, `clockText` and `tick` (clock), `requests`, `due`, `pace`, `notBefore`, `failures`, `asked`, `refused`,
//! `maxBatch`, `nextId`, `stampBytes` and `delivered` (delivery), `nextClaim` and `rests` (adoption), `losses` (drops), `seen`, `seenUrl`, `violations`,
//! `othersSeen`, `repeats`, `news` and `told` (calls).

use crate::delivery::claim;
use crate::delivery::message;
use crate::delivery::outbox;
use crate::delivery::requests;
use crate::engine;
use crate::options;
use crate::shopper::attribution;
use crate::shopper::identity;
use crate::shopper::orders;
use crate::storage::clock;
use crate::storage::records::Store;
use crate::value::{Value, FALSE, TRUE, UNDEFINED};

/// A state before it knows anything.
const NEW: &str = concat!(
    r#"{"memory":{},"durable":true,"entries":{},"seen":{},"violations":{},"#,
    r#""requests":[],"losses":[],"bytes":0,"count":0,"failures":0,"notBefore":0,"nextId":0,"delivered":0,"repeats":0,"nextClaim":0}"#
);

/// Fills a state from options that `options::check` found right, and `{locale, timezone, userAgent, host, anonymousId?, ignored?}` of the page: an anonymous
/// id to go by from now on, hosts that are the shop's own. Reads what earlier pages stored about
/// the shopper, but walks no storage: that waits for the first claim.
pub fn start(state: Value, options: Value, facts: Value) {
    let new = Value::text(NEW).parse();
    for name in new.keys().items() {
        state.put(name, new.find(name));
    }
    let rules = options::rules(options);
    rules.set("host", facts.get("host"));
    let ignored = rules.get("ignored").or(Value::list());
    for host in facts.get("ignored").items() {
        ignored.push(host);
    }
    rules.set("ignored", ignored);
    state.set("rules", rules);
    options.set("shop", options.get("shop").or(facts.get("host")));
    state.set("options", options);
    state.set("context", message::context(facts));
    let store = Store::of(state);
    clock::tick(state);
    identity::load(state);
    if identity::adopt(state, facts.get("anonymousId")) {
        forget(store);
    }
    state.set("touches", attribution::read(store.read("touch")));
    state.set("page", outbox::page_tag());
    state.set_num("maxBatch", f64::INFINITY);
    requests::start(state);
}

/// What is stored about a shopper who is gone, besides the identity.
pub fn forget(store: Store) {
    orders::renew_cart(store);
    store.remove(Value::text("touch"));
    store.remove(Value::text("profile"));
}

/// The next request to make; see [`requests::poll`].
pub fn poll(state: Value, leaving: bool) -> Value {
    if leaving && state.num("nextClaim") <= engine::monotonic_ms() {
        // No time for the lock; what others lease is still theirs.
        claim(state);
    }
    requests::poll(state, leaving)
}

/// Milliseconds until `poll` has something to do; NaN when only a call or an answer changes anything.
pub fn poll_timeout(state: Value) -> f64 {
    ahead(requests::poll_timeout(state))
}

/// Milliseconds until `claim` should be called, under the lock; NaN for never.
pub fn claim_timeout(state: Value) -> f64 {
    ahead(state.num("nextClaim"))
}

/// Adopts what other pages left behind; the caller holds the Web Lock while this runs, and no longer.
pub fn claim(state: Value) {
    refresh(state);
    claim::claim(state);
    requests::hurry(state);
}

/// Somebody wants to see all that waits, a trail at rest too. Where none rests a look changes nothing.
pub fn wake(state: Value) {
    if state.flag("rests") {
        refresh(state);
        claim::wake(state);
        requests::hurry(state);
    }
}

/// The claim could not be made: another tab has the lock.
pub fn claim_later(state: Value) {
    let spread_ms = f64::from(engine::random() & 255);
    state.set_num("nextClaim", engine::monotonic_ms() + 100.0 + spread_ms);
}

/// The page is being left (or frozen): call after the last `poll`.
pub fn leave(state: Value) {
    requests::shorten_leases(state);
    claim::leave(state);
}

/// The page is back from the back/forward cache: it is a new page as far as messages go.
pub fn restore(state: Value) {
    state.set("page", outbox::page_tag());
    refresh(state);
    claim_now(state);
}

/// Another tab changed our records.
pub fn storage_changed(state: Value) {
    if refresh(state) {
        requests::wake(state, f64::NAN);
    }
}

/// Takes over the stored identity when another tab changed it. True when it did.
pub fn refresh(state: Value) -> bool {
    let current = identity::is_current(state);
    if current == TRUE {
        return false;
    }
    if current != FALSE {
        if !outbox::is_storage_open(state) {
            // It says nothing about anyone.
            return false;
        }
        // Someone cleared the storage: nobody is known here any more, but what this page still has is not lost.
        state.set("identity", UNDEFINED);
        outbox::storage_cleared(state);
    }
    identity::load(state);
    claim_now(state);
    true
}

pub fn claim_now(state: Value) {
    claim::claim_at(state, engine::monotonic_ms());
}

/// From now until a monotonic time, never negative; NaN stays.
fn ahead(at_ms: f64) -> f64 {
    if at_ms.is_nan() {
        at_ms
    } else {
        (at_ms - engine::monotonic_ms()).max(0.0)
    }
}
