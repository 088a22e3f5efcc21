//! What each call of the public surface does, from the arguments to the durable message.
//!
//! A call comes with `{at, url, title, referrer}`: when and where it was made; calls that waited bring their own, and `id` or `key`
//! for their messageId, and `who` it was then, which is kept for who is gone, `event` when [`look`] has read it, and `old` when
//! its page died. Answers are
//! `{ok: true, messageId?, violations?}` or `{ok: false, reason: "invalid" | "repeat", violations: [{code, path, message}]}`.

use crate::delivery::claim;
use crate::delivery::message::{self, MAX_ITEM_BYTES};
use crate::delivery::outbox::{self, KNOWN};
use crate::delivery::requests;
use crate::engine;
use crate::options;
use crate::plan::event;
use crate::plan::validation::{self, violation};
use crate::shopper::attribution;
use crate::shopper::identity;
use crate::shopper::orders;
use crate::shopper::profile;
use crate::shopper::scrub;
use crate::storage::records::Store;
use crate::tracker::lifecycle::{self, claim_now, forget, refresh};
use crate::value::ids::{derived_ulid, random_ulid};
use crate::value::{Value, FALSE, TRUE, UNDEFINED};

/// Intent of an identify call: it is never shed.
const IDENTIFY_RANK: f64 = 9.0;
const PROFILE: &str = "profile";

/// Takes an event in. Durable on return, unless storage refuses; then it waits in memory and leaves as soon as it may.
pub fn track(state: Value, name: Value, properties: Value, call: Value) -> Value {
    turn(state, call);
    let event = read(state, name, properties, call);
    let answer = take(state, event, Value::text("track"), call);
    turn(state, call);
    answer
}

/// Counts a page view, and forgets what was counted once for the page view before.
pub fn page(state: Value, properties: Value, call: Value) -> Value {
    turn(state, call);
    let event = read(state, Value::text("page"), properties, call);
    state.set("seen", Value::map());
    state.set("told", UNDEFINED);
    event.get("properties").fill(message::scene(state, call).get("page"));
    let answer = take(state, event, Value::text("page"), call);
    turn(state, call);
    answer
}

/// What pages that died have counted once is apart from what this page has: before and after a call of theirs the two change places.
fn turn(state: Value, call: Value) {
    if call.get("old").is_given() {
        let seen = state.get("seen");
        state.set("seen", state.get("othersSeen").or(Value::map()));
        state.set("othersSeen", seen);
    }
}

/// Says who the shopper is. The trail of the anonymous id becomes theirs; the same keys and traits again send nothing.
///
/// `keys` as in [`identity::read_keys`]. Bad traits are reported and left out; bad keys refuse the call.
pub fn identify(state: Value, given: Value, traits: Value, call: Value) -> Value {
    follow(state, call);
    let read = validation::traits(traits);
    let (traits, warnings) = (read.get("traits"), read.get("violations"));
    let bad = Value::list();
    let keys = identity::read_keys(given, traits, bad);
    if !bad.is_empty() {
        return refuse(state, bad);
    }
    let before = state.get("identity");
    if identity::is_other(before, keys) {
        let cart = orders::cart(Store::of(state));
        let same_shopper = cart.get("id").is_given() && identity::is_correction(before, call.num("at"));
        if same_shopper {
            // For Customer.io somebody else started no checkout yet.
            cart.set("checkout", UNDEFINED);
            orders::save_cart(Store::of(state), cart);
        }
        become_another(state, call, same_shopper);
    }
    let identity = state.get("identity");
    identity::merge(identity, keys);
    overwrite(identity.get("traits"), traits);
    // Before the message: a page that dies between the two must not leave a message about somebody whom the next page does not know.
    identity::bind(identity);
    identity::save(state);
    let mut answer = accept(UNDEFINED, warnings);
    if identity::user_id(identity).is_given() {
        answer = send_identify(state, traits, answer, call);
    }
    note(state, warnings);
    claim_now(state);
    requests::wake(state, f64::NAN);
    answer
}

/// Forgets the person: a new anonymous id, cart and attribution. What is waiting about them stays theirs.
pub fn reset(state: Value, call: Value) -> Value {
    refresh(state);
    become_another(state, call, false);
    identity::save(state);
    accept(UNDEFINED, Value::list())
}

/// What this browser has learnt of the shopper, for the theme; see [`profile::show`].
pub fn profile(state: Value) -> Value {
    refresh(state);
    profile::show(read_profile(state))
}

/// The next request to make; see [`lifecycle::poll`].
pub fn poll(state: Value, leaving: bool) -> Value {
    tell_news(state, leaving);
    lifecycle::poll(state, leaving)
}

/// The event of a call: whose it is, where it was, what of it may be told.
fn read(state: Value, name: Value, properties: Value, call: Value) -> Value {
    follow(state, call);
    call.set("who", identity::gone(state.get("identity"), call.get("who")));
    if call.get("event").is_given() {
        return call.get("event");
    }
    let event = event::read(name, properties, state.get("options"));
    scrub::properties(event.get("properties"), state.get("rules"));
    event
}

/// From an event that `event::read` gave to the outbox: once, with its cart, its touch and its id.
fn take(state: Value, event: Value, kind: Value, call: Value) -> Value {
    if !event.get("violations").is_empty() {
        return refuse(state, event.get("violations"));
    }
    let (store, options) = (Store::of(state), state.get("options"));
    let (properties, once, key) = (event.get("properties"), event.get("once"), event.get("key"));
    let (cart, mut new_cart) = (orders::cart(store), false);
    if event.flag("in_cart") {
        new_cart = orders::name_cart(cart, properties.get("cart_id"));
        properties.set("cart_id", cart.get("id"));
    }
    let forever = once.is("forever");
    let message_id =
        if forever { orders::message_id(event.get("parts"), options.get("shop")) } else { id_of(call) };
    let repeat = forever && orders::is_counted(store, message_id)
        || once.is("page") && state.get("seen").find(key) == TRUE
        || once.is("cart") && cart.get("checkout").same(key);
    if repeat {
        state.count(Value::text("repeats"));
        let answer = accept(UNDEFINED, UNDEFINED);
        answer.set("ok", FALSE);
        answer.set("reason", Value::text("repeat"));
        answer.set("violations", Value::list());
        return answer;
    }
    properties.fill(message::scene(state, call).get("properties"));
    let mut name = event.get("name");
    let mut learnt = UNDEFINED;
    // Who is gone leaves no more than the message.
    let is_here = !call.get("who").is_given();
    if is_here && profile::teaches(name) {
        learnt = read_profile(state);
        profile::learn(learnt, name, properties, call.num("at"));
    }
    if kind.is("page") {
        name = scrub::text(call.get("title"));
    } else if options.get("naming").is("semantic") {
        name = event::semantic(name, properties);
    }
    if !put(state, kind, name, message_id, properties, event.num("rank"), call) {
        return refuse_size(state);
    }
    if once.is("page") {
        state.get("seen").put(key, TRUE);
    }
    if once.is("cart") {
        cart.set("checkout", key);
        new_cart = true;
    }
    if forever {
        orders::count(store, message_id, call.num("at"));
    }
    if event.get("name").is("order_completed") {
        orders::renew_cart(store);
    } else if new_cart {
        orders::save_cart(store, cart);
    }
    if learnt.is_given() {
        store.write(PROFILE, learnt);
        state.set("news", call);
    }
    if is_here && event.get("name").is("consent_changed") {
        remember_consent(state, properties, call);
    }
    note(state, event.get("warnings"));
    accept(message_id, event.get("warnings"))
}

/// A call that waited for its turn has its id; one from a page that died, a key to make it from: two tabs may take it.
fn id_of(call: Value) -> Value {
    let (id, key) = (call.get("id"), call.get("key"));
    if id.is_given() {
        id
    } else if key.is_given() {
        derived_ulid(key)
    } else {
        random_ulid()
    }
}

/// What this browser has learnt of a person goes with the next request: once a page view, or when the page is left. It is never a request of its own while the
/// page lives, because what taught it is an event that waits for one.
fn tell_news(state: Value, leaving: bool) {
    let news = state.get("news");
    if news.is_given() && (leaving || !state.flag("told") && state.num("due") <= engine::monotonic_ms()) {
        refresh(state);
        state.set("news", UNDEFINED);
        if identity::user_id(state.get("identity")).is_given() {
            state.set("told", TRUE);
            send_identify(state, UNDEFINED, Value::map(), news);
        }
    }
}

/// Consent is an event, because Customer.io ignores traits of someone unknown; and traits of the person, as soon as that is known.
fn remember_consent(state: Value, properties: Value, call: Value) {
    let (identity, given) = (state.get("identity"), Value::map());
    for name in Value::words("email_consent sms_consent marketing_consent analytics_consent") {
        given.put(name, properties.find(name));
    }
    overwrite(identity.get("traits"), given);
    if identity::user_id(identity).is_given() {
        send_identify(state, given, Value::map(), call);
    }
    identity::save(state);
}

fn read_profile(state: Value) -> Value {
    profile::read(
        Store::of(state).get(Value::text(PROFILE)),
        state.get("identity").get("anonymousId"),
        engine::wall_ms(),
    )
}

/// Sets the members of `from`; what was there keeps its place, because the order of traits is part of what was told.
fn overwrite(out: Value, from: Value) {
    for name in from.keys().items() {
        out.put(name, from.find(name));
    }
}

/// Writes the message into the outbox; false when it is too large for Customer.io.
fn put(
    state: Value,
    kind: Value,
    name: Value,
    message_id: Value,
    body: Value,
    rank: f64,
    call: Value,
) -> bool {
    let identity = call.get("who").or(state.get("identity"));
    let known = identity::user_id(identity).is_given();
    let room = MAX_ITEM_BYTES - requests::stamp_bytes(state, known);
    let text = message::write(state, kind, name, message_id, body, call, room);
    if !text.is_given() {
        return false;
    }
    let owner = if known { Value::text(KNOWN) } else { identity.get("anonymousId").slice(0, 8) };
    let stored = outbox::push(state, kind.is("identify"), rank, owner, text);
    if !stored {
        // A trail at rest gives way as any other.
        claim::wake(state);
        outbox::give_way(state, rank, f64::from(text.bytes()));
        claim::claim_at(state, engine::monotonic_ms() + outbox::FRESH_MS);
    }
    outbox::save_unsaved(state);
    if state.num("count") > options::max_count(state.get("options"))
        || state.num("bytes") > options::MAX_STORED_BYTES
    {
        claim::wake(state);
        outbox::keep_bounds(state);
    }
    if known || options::sends_anonymous(state.get("options")) {
        if stored {
            requests::wake(state, call.num("at"));
        } else {
            // Nothing but this page remembers it: no time to wait for company.
            requests::hurry(state);
        }
    }
    true
}

/// Puts an identify message out if it would say something new: all that the page says of the person, keys and touches, if any of it changed since the
/// last one; and what this browser has learnt since.
///
/// What an earlier page said is told once. By now the shop's server may know better, and nobody who unsubscribed since may be subscribed again.
fn send_identify(state: Value, given: Value, answer: Value, call: Value) -> Value {
    let identity = state.get("identity");
    let (keys, cached, touches) = (identity.get("keys"), identity.get("traits"), Value::map());
    attribution::traits(state.get("touches"), call.num("at"), state.get("rules"), touches);
    let all = Value::list();
    all.push(keys);
    all.push(cached);
    all.push(touches);
    let (digest, sent) = (derived_ulid(all.json()), identity.get("sent"));
    let traits = keys.copy();
    let changed = !digest.same(sent);
    if changed {
        traits.fill(if sent.is_given() { given } else { cached }).fill(touches);
    }
    let learnt = read_profile(state);
    if !profile::tell(learnt, traits) && !changed {
        return answer;
    }
    let message_id = random_ulid();
    if !put(state, Value::text("identify"), UNDEFINED, message_id, traits, IDENTIFY_RANK, call) {
        return refuse_size(state);
    }
    requests::hurry(state);
    state.set("news", UNDEFINED);
    Store::of(state).write(PROFILE, learnt);
    identity.set("sent", digest);
    identity.set("at", call.get("at"));
    identity::save(state);
    answer.set("messageId", message_id);
    answer
}

/// `same_shopper`: another person for Customer.io alone, with the same cart and from the same campaign.
fn become_another(state: Value, call: Value, same_shopper: bool) {
    let learnt = read_profile(state);
    identity::rotate(state);
    if same_shopper {
        let person = state.get("identity").get("anonymousId");
        Store::of(state).write(PROFILE, profile::hand_over(learnt, person));
    } else {
        forget(Store::of(state));
    }
    state.set("seen", Value::map());
    // So that the touches are read again.
    state.set("seenUrl", UNDEFINED);
    see(state, call);
    claim::claim_at(state, 0.0);
}

/// Brings this page up to what other tabs did, and notes where the shopper came from.
fn follow(state: Value, call: Value) {
    refresh(state);
    see(state, call);
}

/// A part of what `track` and `page` do, so that no task is long: the touch of a landing; when that is known already, the place of a call; and when both are, its
/// event, which the call brings then as `event`.
pub fn look(state: Value, name: Value, properties: Value, call: Value) -> Value {
    let (url, scene) = (state.get("seenUrl"), state.get("scene"));
    follow(state, call);
    if url.same(state.get("seenUrl")) && scene.same(message::scene(state, call)) {
        read(state, name, properties, call)
    } else {
        UNDEFINED
    }
}

/// Notes the touch of a page's landing, once a URL. In a single-page shop `document.referrer` never changes; there the referrer is the route before.
fn see(state: Value, call: Value) {
    let (before, url, referrer) = (state.get("seenUrl"), call.get("url"), call.get("referrer"));
    if url.same(before) {
        return;
    }
    let routed = before.is_given() && referrer.same(state.get("seenFrom"));
    state.set("seenUrl", url);
    state.set("seenFrom", referrer);
    let store = Store::of(state);
    // Another tab may have landed since.
    let touches = attribution::read(store.read("touch"));
    state.set("touches", touches);
    state.set("scene", UNDEFINED);
    if attribution::see(
        touches,
        url,
        if routed { before } else { referrer },
        call.num("at"),
        state.get("rules"),
    ) {
        store.write("touch", touches);
    }
}

fn accept(message_id: Value, warnings: Value) -> Value {
    let answer = Value::map();
    answer.set("ok", TRUE);
    answer.set("messageId", message_id);
    answer.set("violations", if warnings.is_empty() { UNDEFINED } else { warnings });
    answer
}

fn refuse(state: Value, violations: Value) -> Value {
    note(state, violations);
    let answer = Value::map();
    answer.set("ok", FALSE);
    answer.set("reason", Value::text("invalid"));
    answer.set("violations", violations);
    answer
}

fn refuse_size(state: Value) -> Value {
    let violations = Value::list();
    violations.push(violation(
        "too_large",
        Value::text(""),
        "exceeds the 32,000 bytes that Customer.io takes",
    ));
    refuse(state, violations)
}

/// Counts violations by code, for `diagnostics()`.
fn note(state: Value, violations: Value) {
    for violation in violations.items() {
        state.get("violations").count(violation.get("code"));
    }
}
