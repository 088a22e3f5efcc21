//! Taking over what other pages left behind: pages before this one, other tabs, pages that died.
//!
//! A *lease* says who is sending which messages, and until when: one small record a request, `l.<page><request>` →
//! `{"until": ms, "slots": {slot: handed}}`, written before the request goes and removed with its answer. A time of `clock`, because other pages
//! read it; a lease whose page died runs out by itself.
//!
//! A *claim* reads all leases and makes this page responsible for every message that no other page is at work on. It runs under a short Web
//! Lock (never held across pages), so that of several tabs one adopts; whatever it sends is leased before it leaves.

use crate::delivery::drops::{CORRUPT, EXPIRED, RESET};
use crate::delivery::outbox::{self, FRESH_MS, HANDED_OFF, IN_FLIGHT, KNOWN, WAITING};
use crate::engine;
use crate::options;
use crate::shopper::orders;
use crate::storage::clock;
use crate::storage::records::Store;
use crate::value::{Value, FALSE, TRUE, UNDEFINED};

/// A lease that ends further away than any we write is none.
const MAX_AHEAD_MS: f64 = 600_000.0;
/// Tags of the pages that were left last, `{tag: 1}`: their new messages need no grace any more.
const LEFT: &str = "left";
/// Pages that a shopper opens and leaves within the grace.
const MAX_LEFT: u32 = 20;

/// Writes the lease of a request. `handed`: how often its messages will have been handed over without an answer when it runs out.
pub fn lease(state: Value, request: Value, until_ms: f64, more: f64) {
    let (lease, slots) = (Value::map(), Value::map());
    for slot in request.get("slots").items() {
        let entry = outbox::entry(state, slot);
        if entry.is_given() {
            slots.put(slot, Value::number(entry.num("handed") + more));
        }
    }
    lease.set_num("until", until_ms);
    lease.set("slots", slots);
    Store::of(state).set_durable(lease_name(state, request), lease.json());
}

pub fn end_lease(state: Value, request: Value) {
    Store::of(state).remove(lease_name(state, request));
}

fn lease_name(state: Value, request: Value) -> Value {
    Value::text("l.").add(state.get("page")).add(request.get("id"))
}

/// Makes this page responsible for all that waits and that no other page is at work on; drops what is too old, nobody's, or unreadable.
/// Sets `nextClaim`: the monotonic time at which another claim may find more, if any. A trail that may not leave yet is left to rest.
pub fn claim(state: Value) {
    outbox::save_unsaved(state);
    let (clock_ms, names) = (clock::tick(state), Store::of(state).names());
    let rests = rests(state, names, clock_ms);
    state.set("rests", Value::bool(rests));
    state.set("nextClaim", UNDEFINED);
    if !rests {
        adopt(state, names, clock_ms);
    }
}

/// The claim that [`claim`] saw no need for: before anything that is about every message.
pub fn wake(state: Value) {
    if state.flag("rests") {
        state.set("rests", FALSE);
        adopt(state, Store::of(state).names(), clock::tick(state));
    }
}

/// Whether all that is stored is held, by this shopper, still unknown; none too old, none too much. A page of a shopper who looks around needs no more
/// than that of a trail of hundreds.
fn rests(state: Value, names: Value, clock_ms: f64) -> bool {
    let (options, identity) = (state.get("options"), state.get("identity"));
    let id = identity.get("anonymousId");
    // A storage that takes nothing says nothing either.
    let shut = state.flag("unsaved") || !Store::of(state).is_durable();
    if shut || options::sends_anonymous(options) || identity.get("bindings").find(id).is_given() {
        return false;
    }
    let (owner, max_age_ms) = (id.slice(0, 8), options::max_age_ms(options, true));
    let (mut count, mut bytes) = (0.0, 0.0);
    // What this page has of somebody known may be delivered, or gone.
    for slot in state.get("entries").keys().items() {
        if !outbox::owner_of(outbox::entry(state, slot)).same(owner) {
            return false;
        }
    }
    for name in names.items() {
        if name.test(outbox::NAME) {
            // The first is the oldest.
            let young = count > 0.0
                || (0.0..max_age_ms).contains(&(clock_ms - outbox::slot_of(name).slice(0, 13).to_number()));
            if !young || !outbox::name_owner(name).same(owner) {
                return false;
            }
            count += 1.0;
            bytes += outbox::name_bytes(name);
        } else if name.test("^[lm][.]") {
            return false;
        }
    }
    state.set_num("count", count);
    state.set_num("bytes", bytes);
    count <= options::max_count(options) && bytes <= options::MAX_STORED_BYTES
}

fn adopt(state: Value, names: Value, clock_ms: f64) {
    let store = Store::of(state);
    let now_ms = engine::monotonic_ms();
    let readable = outbox::is_storage_open(state);
    let leased = read_leases(state, names, clock_ms);
    let old = state.get("entries");
    let found = Value::map();
    for name in names.items() {
        if name.test(outbox::NAME) {
            let slot = outbox::slot_of(name);
            found.put(slot, old.find(slot).or(outbox::entry_of(name)));
        } else if name.test("^m[.]") {
            store.remove(name);
            crate::delivery::drops::add(state, Value::text(CORRUPT), UNDEFINED);
        }
    }
    // What storage does not have is here alone, or under way, or another tab has delivered it. A storage that is blocked says nothing.
    for slot in old.keys().items() {
        let entry = old.find(slot);
        let alone = entry.get("stored") == FALSE
            || outbox::is_state(entry, IN_FLIGHT)
            || entry.num("claimed") > now_ms;
        if alone || !readable && entry.get("text").is_given() {
            found.put(slot, entry);
        }
    }
    let slots = found.keys();
    slots.sort();
    let entries = Value::map();
    for slot in slots.items() {
        entries.put(slot, found.find(slot));
    }
    // A browser may end this script anywhere and call us once more on the way out: whole before it is judged, and ours to send only after that.
    state.set("entries", entries);
    for slot in slots.items() {
        judge(state, slot, leased.find(slot), now_ms, clock_ms);
    }
    // Until the next `poll` has run, under the same lock: what it sends is leased, and what it does not send takes another claim.
    state.set("adopts", TRUE);
    outbox::keep_bounds(state);
    orders::prune(store, names);
    if state.flag("unsaved") {
        claim_again(state, now_ms, 60_000.0);
    }
}

/// Another claim is due at that wall time, or soon.
fn claim_again(state: Value, now_ms: f64, ahead_ms: f64) {
    claim_at(state, now_ms + ahead_ms.clamp(50.0, 60_000.0));
}

/// Another claim is due at that monotonic time.
pub fn claim_at(state: Value, at_ms: f64) {
    state.set_num("nextClaim", at_ms.min(state.num("nextClaim")));
}

/// Slot → `{handed, runs}`; `runs` is false where it has run out. Leases that have, and records that are none, are removed.
fn read_leases(state: Value, names: Value, clock_ms: f64) -> Value {
    let (store, leased) = (Store::of(state), Value::map());
    let now_ms = engine::monotonic_ms();
    for name in names.items() {
        if !name.test("^l[.]") {
            continue;
        }
        let lease = store.get(name).parse();
        let ahead_ms = lease.num("until") - clock_ms;
        let runs = ahead_ms > 0.0 && ahead_ms < MAX_AHEAD_MS;
        if runs {
            claim_again(state, now_ms, ahead_ms);
        } else {
            store.remove(name);
        }
        for slot in lease.get("slots").keys().items() {
            let row = Value::map();
            row.set("handed", lease.get("slots").find(slot));
            row.set("runs", Value::bool(runs));
            leased.put(slot, row);
        }
    }
    leased
}

/// What becomes of one message under a claim.
fn judge(state: Value, slot: Value, lease: Value, now_ms: f64, clock_ms: f64) {
    let entry = outbox::entry(state, slot);
    if outbox::is_state(entry, IN_FLIGHT) {
        return;
    }
    let runs = lease.flag("runs");
    entry.set_num("handed", entry.num("handed").max(lease.num("handed")));
    entry.set_num("state", if runs { HANDED_OFF } else { WAITING });
    if runs {
        return;
    }
    let options = state.get("options");
    let held = !outbox::addressee(state, entry).is_given();
    let nobodys = held
        && !outbox::owner_of(entry).is(KNOWN)
        && !state.get("identity").get("anonymousId").slice(0, 8).same(outbox::owner_of(entry));
    let (age_ms, max_age_ms) = (clock_ms - outbox::created_ms(entry), options::max_age_ms(options, held));
    if nobodys {
        outbox::remove(state, slot, Value::text(RESET));
    } else if age_ms > max_age_ms {
        outbox::remove(state, slot, Value::text(EXPIRED));
    } else if entry.num("handed") > 0.0
        && options.get("resendUnconfirmed").is_given()
        && !options::is_on(options, "resendUnconfirmed".into())
    {
        // The shop prefers a possible loss to a possible double: a hand-off that nobody denied counts as delivery.
        outbox::remove(state, slot, UNDEFINED);
    } else {
        let page = outbox::page_of(entry);
        // Younger than new is what storage kept of another clock. Storage is asked last: a held trail is a thousand messages long.
        let fresh = age_ms.abs() < FRESH_MS && !page.same(state.get("page"));
        if fresh && !Store::of(state).read(LEFT).find(page).is_given() {
            claim_again(state, now_ms, FRESH_MS - age_ms);
            entry.set_num("state", HANDED_OFF);
        }
    }
}

/// This page is being left: its messages need no grace, and nothing here may be sent again without a new claim.
pub fn leave(state: Value) {
    outbox::save_unsaved(state);
    let entries = state.get("entries");
    for slot in entries.keys().items() {
        entries.find(slot).set_num("claimed", 0.0);
    }
    let store = Store::of(state);
    let left = store.read(LEFT).copy();
    left.put(state.get("page"), TRUE);
    if left.keys().len() > MAX_LEFT {
        left.put(left.keys().at(0), UNDEFINED);
    }
    store.write(LEFT, left);
}
