//! When to send, what, and what an answer means. No network in here: `poll` says what to send next, `handle_outcome` takes what happened
//! (the shape of quinn-proto). All times are monotonic unless they say otherwise.
//!
//! Requests under way, in `requests`: `{id, slots: [slot…], bytes, deadline, beacon?, over?}`.

use crate::delivery::backoff;
use crate::delivery::claim;
use crate::delivery::drops;
use crate::delivery::outbox::{self, HANDED_OFF, IN_FLIGHT, WAITING};
use crate::engine;
use crate::options;
use crate::storage::clock;
use crate::storage::records::Store;
use crate::value::{Value, TRUE, UNDEFINED};

/// Encoded bytes of one request. Under Customer.io's 500 KB and under the browser's in-flight budget.
pub const MAX_REQUEST_BYTES: f64 = 60_000.0;
/// Encoded bytes of all keepalive and beacon requests under way: <https://fetch.spec.whatwg.org/#http-network-or-cache-fetch> step 8.
const MAX_IN_FLIGHT_BYTES: f64 = 65_536.0;
/// Chromium refuses a tenth keepalive request.
const MAX_IN_FLIGHT_COUNT: f64 = 9.0;
/// From the first call until the request that carries it and its neighbours.
const COALESCE_MS: f64 = 250.0;
/// Between two requests of a page whose shopper is busy: a request costs the main thread more than the events in it.
const PACE_MS: f64 = 2000.0;
/// How long an answer may take before another page may try; slow uplinks get half a millisecond more a byte.
const ANSWER_MS: f64 = 10_000.0;
/// How long a hand-off without an answer (a beacon, or a request its page left behind) is trusted before it is repeated.
const HANDOFF_MS: f64 = 4000.0;
/// Wall time until which the server asked for silence.
const WAIT: &str = "wait";

/// `handle_outcome`'s status where there was no HTTP answer: offline, refused, cut, or blocked.
pub const FAILED: f64 = 0.0;
/// `sendBeacon` took it.
pub const HANDED: f64 = 1.0;
/// Neither `sendBeacon` nor `fetch` would take it: nothing left the browser.
pub const REFUSED: f64 = 2.0;

/// A message came in, or became sendable: send within the coalescing delay, or when the last request is long enough ago. The call behind it was made at
/// wall time `called_ms`, and may have waited already; NaN when there is none.
pub fn wake(state: Value, called_ms: f64) {
    if !state.get("due").is_given() {
        // The clock may have been set between the two.
        let waited_ms = (engine::wall_ms() - called_ms).max(0.0).min(COALESCE_MS);
        state.set_num("due", (engine::monotonic_ms() + COALESCE_MS - waited_ms).max(state.num("pace")));
    }
}

/// No coalescing for what waits now.
pub fn hurry(state: Value) {
    state.set_num("due", engine::monotonic_ms());
}

/// A new page: what the server asked of the one before holds.
pub fn start(state: Value) {
    state.set_num("stampBytes", f64::from(stamp(state).bytes()));
    let ahead_ms = Store::of(state).get(Value::text(WAIT)).to_number() - engine::wall_ms();
    if ahead_ms > 0.0 && ahead_ms <= backoff::MAX_RETRY_AFTER_MS {
        state.set_num("notBefore", engine::monotonic_ms() + ahead_ms);
        state.set("asked", TRUE);
    }
}

/// The network is back: what failed for lack of it need not wait. A wait that the server asked for stands.
pub fn online(state: Value) {
    if !state.flag("asked") {
        state.set_num("notBefore", 0.0);
        hurry(state);
    }
}

/// The next request to make, `{id, url, body, beacon}`, or undefined for now. Call again until undefined.
///
/// While the page lives, one keepalive fetch at a time, so that order holds. With `leaving`, everything not handed over yet, in as
/// many beacons as the in-flight budget takes; what does not fit waits for the next page.
pub fn poll(state: Value, leaving: bool) -> Value {
    let now_ms = engine::monotonic_ms();
    give_up_waiting(state, now_ms);
    if !leaving && state.flag("hidden") {
        // Shown again: a fetch may carry what a beacon may not.
        hurry(state);
    }
    let adopts = state.get("adopts");
    state.set("adopts", if leaving { adopts } else { UNDEFINED });
    state.set("hidden", Value::bool(leaving));
    let waits = now_ms < state.num("notBefore");
    if !leaving {
        let due_ms = state.num("due");
        if is_fetching(state) || waits || due_ms.is_nan() || due_ms > now_ms {
            return UNDEFINED;
        }
        state.set("refused", UNDEFINED);
    }
    let request = Value::map();
    let mut body = UNDEFINED;
    let room = room(state);
    if room > 0.0 && !state.flag("refused") && !(waits && state.flag("asked")) {
        body = fill(state, request, leaving, adopts == TRUE, now_ms, MAX_REQUEST_BYTES.min(room));
    }
    if request.get("slots").is_empty() {
        // Nothing to do before a call, an answer, a claim or another poll of a page that is shown again.
        state.set("due", UNDEFINED);
        state.set("adopts", UNDEFINED);
        return UNDEFINED;
    }
    let pace_ms = now_ms + PACE_MS;
    state.set_num("pace", pace_ms);
    state.set_num("due", if request.flag("full") { now_ms } else { pace_ms });
    let id = state.num("nextId") + 1.0;
    state.set_num("nextId", id);
    let size = f64::from(body.bytes());
    let wait_ms = if leaving { HANDOFF_MS } else { ANSWER_MS + size / 2.0 };
    let until_ms = clock::now_ms(state) + wait_ms;
    request.set_num("id", id);
    request.set_num("bytes", size);
    request.set_num("deadline", now_ms + wait_ms);
    request.set("beacon", Value::bool(leaving));
    // First: a browser may end the script while it waits for its storage, and call us once more on the way out.
    claim::lease(state, request, until_ms, f64::from(u8::from(leaving)));
    mark(state, request.get("slots"), if leaving { HANDED_OFF } else { IN_FLIGHT });
    state.get("requests").push(request);
    if leaving {
        claim::claim_at(state, now_ms + HANDOFF_MS);
    }
    let transmit = Value::map();
    transmit.set_num("id", id);
    transmit.set("url", options::endpoint(state.get("options")));
    transmit.set("body", body);
    transmit.set("beacon", Value::bool(leaving));
    transmit
}

/// Collects what may leave into `request.slots`, identify first, then in order, and gives the body:
/// `{"writeKey":…,"sentAt":…,"batch":[…]}`, put together from stored texts that are not parsed again.
fn fill(state: Value, request: Value, leaving: bool, adopts: bool, now_ms: f64, budget: f64) -> Value {
    let stamp = stamp(state);
    let mut body = stamp.plus("\"batch\":[");
    // The two brackets behind the last item, and a comma before each.
    let mut bytes = f64::from(body.bytes()) + 2.0;
    let slots = Value::list();
    request.set("slots", slots);
    let most = state.num("maxBatch");
    for turn in 0..2 {
        for slot in state.get("entries").keys().items() {
            let entry = outbox::entry(state, slot);
            if outbox::is_identify(entry) != (turn == 0)
                || !outbox::is_state(entry, WAITING)
                || leaving && entry.num("handed") > 0.0
            {
                continue;
            }
            let user_id = outbox::addressee(state, entry);
            if !user_id.is_given() {
                continue;
            }
            if !(adopts
                || entry.num("claimed") > now_ms
                || leaving && outbox::page_of(entry).same(state.get("page")))
            {
                claim::claim_at(state, now_ms);
                if leaving {
                    continue;
                }
                // Nothing younger overtakes it.
                return body.plus("]}");
            }
            let text = outbox::read(state, slot);
            if !text.is_given() {
                continue;
            }
            let mut item = stamp;
            if !user_id.is_empty() {
                item = item.plus("\"userId\":").add(user_id.json()).plus(",");
            }
            item = item.add(text.slice(1, u32::MAX));
            let more = f64::from(item.bytes()) + 1.0;
            if bytes + more > budget || f64::from(slots.len()) >= most {
                request.set("full", TRUE);
                return body.plus("]}");
            }
            bytes += more;
            body = if slots.is_empty() { body } else { body.plus(",") }.add(item);
            slots.push(slot);
        }
    }
    body.plus("]}")
}

/// What an attempt adds to each item, and to the request: the key and this attempt's time.
fn stamp(state: Value) -> Value {
    let key = state.get("options").get("writeKey").json();
    Value::text("{\"writeKey\":")
        .add(key)
        .plus(",\"sentAt\":\"")
        .add(Value::iso(engine::wall_ms()))
        .plus("\",")
}

/// Bytes that attempts may add to an item's stored text: the stamp, and a userId of 150 bytes where it was not known yet.
pub fn stamp_bytes(state: Value, user_id_known: bool) -> f64 {
    state.num("stampBytes") + if user_id_known { 0.0 } else { 162.0 }
}

/// Takes what happened to a request: an HTTP status with `Retry-After` and `Content-Type`, or one of the constants above. Unknown ids and
/// second outcomes are nothing.
pub fn handle_outcome(state: Value, id: f64, status: f64, retry_after: Value, content_type: Value) {
    let requests = state.get("requests");
    let mut index = 0;
    while requests.at(index).num("id") != id {
        index += 1;
        if index >= requests.len() {
            return;
        }
    }
    let request = requests.at(index);
    let slots = request.get("slots");
    if status == HANDED {
        // Stays in the list for the byte budget until its deadline.
        for slot in slots.items() {
            let entry = outbox::entry(state, slot);
            entry.count(Value::text("handed"));
        }
        return;
    }
    requests.delete(index);
    claim::end_lease(state, request);
    // A captive portal answers 200 with its log-in page.
    let code = Value::text("").add(Value::number(status));
    let delivered = code.test("^2..$") && !content_type.test("(?i)^ *(text/html|application/xhtml)");
    let too_large = code.is("413");
    if delivered {
        state.set_num("failures", 0.0);
        state.set("asked", UNDEFINED);
        state.set_num("maxBatch", f64::INFINITY);
        for slot in slots.items() {
            if outbox::remove(state, slot, UNDEFINED) {
                state.count(Value::text("delivered"));
            }
        }
        return;
    } else if too_large && slots.len() > 1 {
        state.set_num("maxBatch", f64::from(slots.len() / 2));
        mark(state, slots, WAITING);
    } else if code.test("^4..$") && !code.test("^4(08|25|29)$") {
        for slot in slots.items() {
            outbox::remove(
                state,
                slot,
                if too_large { Value::text(drops::TOO_LARGE) } else { Value::text(drops::REJECTED) },
            );
        }
    } else {
        mark(state, slots, WAITING);
        state.set("refused", Value::bool(status == REFUSED && request.flag("beacon")));
        wait(state, retry_after);
        return;
    }
    hurry(state);
}

/// Monotonic time at which `poll` should be called again; NaN when only a new call or an answer changes anything.
pub fn poll_timeout(state: Value) -> f64 {
    let mut at_ms = f64::NAN;
    for request in state.get("requests").items() {
        if !request.flag("over") {
            at_ms = at_ms.min(request.num("deadline"));
        }
    }
    if is_fetching(state) {
        at_ms
    } else {
        // NaN where nothing is due.
        let due_ms = state.num("due");
        at_ms.min(if due_ms.is_nan() { due_ms } else { due_ms.max(state.num("notBefore")) })
    }
}

/// The page is being left: requests under way may never be answered here, so their messages are leased no longer than a beacon's.
pub fn shorten_leases(state: Value) {
    for request in state.get("requests").items() {
        if !request.flag("beacon") && !request.flag("over") {
            claim::lease(state, request, clock::now_ms(state) + HANDOFF_MS, 1.0);
        }
    }
}

/// Bytes that may go under way besides what is: none where the requests are too many.
fn room(state: Value) -> f64 {
    let (mut count, mut room) = (0.0, MAX_IN_FLIGHT_BYTES);
    for request in state.get("requests").items() {
        if !request.flag("over") {
            count += 1.0;
            room -= request.num("bytes");
        }
    }
    if count < MAX_IN_FLIGHT_COUNT {
        room
    } else {
        0.0
    }
}

fn is_fetching(state: Value) -> bool {
    state.get("requests").items().any(|request| !request.flag("over") && !request.flag("beacon"))
}

/// "In flight" is a deadline, not a flag: after it the messages are free again, though a late answer is still believed.
fn give_up_waiting(state: Value, now_ms: f64) {
    let requests = state.get("requests");
    for request in requests.items() {
        if !request.flag("over") && request.num("deadline") <= now_ms {
            request.set("over", TRUE);
            if !request.flag("beacon") {
                for slot in request.get("slots").items() {
                    let entry = outbox::entry(state, slot);
                    entry.count(Value::text("handed"));
                }
                mark(state, request.get("slots"), WAITING);
                wait(state, UNDEFINED);
            }
        }
    }
    // Late answers are worth remembering for a while, not for ever.
    if requests.len() > 32 {
        requests.delete(0);
    }
}

fn mark(state: Value, slots: Value, now: f64) {
    for slot in slots.items() {
        outbox::entry(state, slot).set_num("state", now);
    }
}

fn wait(state: Value, retry_after: Value) {
    let failures = state.num("failures") + 1.0;
    state.set_num("failures", failures);
    let delay_ms = backoff::delay_ms(failures, f64::from(engine::random()) / f64::from(u32::MAX));
    let asked_ms = backoff::retry_after_ms(retry_after, engine::wall_ms());
    let asked = !asked_ms.is_nan();
    state.set("asked", Value::bool(asked));
    if asked {
        // For the pages after this one.
        Store::of(state).set_durable(Value::text(WAIT), Value::number(engine::wall_ms() + asked_ms));
    }
    let until_ms = engine::monotonic_ms() + delay_ms.max(asked_ms);
    state.set_num("notBefore", until_ms);
    state.set_num("due", until_ms);
}
