//! What waits to be delivered: an index in memory over one stored record a message.
//!
//! Records are immutable (who sends them is in a lease, see `adoption`; whom they are about is in their name), so tabs never overwrite
//! each other's. A name says all that choosing needs, and reading a message's text is left to the moment it is sent:
//!
//! ```text
//! m.17954412352601234567890 t 4 b7e39c89 742        (without the spaces)
//!   slot                    │ │ owner    └ encoded bytes
//!   13 time + 10 page       │ └ intent rank
//!                           └ i identify, t any other
//! ```
//! The slot's time is of `clock`, which never runs backwards in this browser, so slots sort in the order of the calls even when the wall clock is
//! set back. The owner is the start of an anonymous id, or dashes in a known
//! person's message.
//!
//! In memory: slot → `{name, bytes, text?, stored?, state, handed, claimed}`; `handed` counts hand-overs without an answer, and
//! until the monotonic time `claimed` this page alone may send it.

use crate::clock;
use crate::config;
use crate::drops;
use crate::engine::{self, Literal};
use crate::id::UUID;
use crate::store::Store;
use crate::value::{Value, FALSE, NULL, TRUE, UNDEFINED};

/// The message waits.
pub const WAITING: f64 = 0.0;
/// It is in a request whose answer we can still read.
pub const IN_FLIGHT: f64 = 1.0;
/// It was given to the browser without an answer to come, here or by another page: leave it alone while its lease runs.
pub const HANDED_OFF: f64 = 2.0;

/// How long a new message is its page's own without any record of that. Longer than any coalescing delay.
pub const FRESH_MS: f64 = 5000.0;
/// The name of a record as any version of this core writes it.
pub const NAME: &str = "^m[.][0-9]{23}[it][0-9][0-9a-fA-F-]{8}[0-9]{1,5}$";
/// The owner of a message that carries its `userId` already.
pub const KNOWN: &str = "--------";

/// A tag for the slots this page makes: ten digits, and too large to be an array's index, so that objects keep such names in order.
pub fn page_tag() -> Value {
    Value::text("").add(Value::number(5e9 + f64::from(engine::random())))
}

/// Takes a message in; true when it is durable on return, false when storage refused and it is kept in memory.
pub fn push(state: Value, identify: bool, rank: f64, owner: Value, text: Value) -> bool {
    // The clock's record is written before the message: a page that dies between the two must not leave a message that is ahead of the clock.
    let slot = Value::text("").add(Value::number(clock::tick(state))).add(state.get("page"));
    let bytes = Value::number(f64::from(text.bytes()));
    state.set_num("bytes", state.num("bytes") + bytes.as_number());
    state.count(Value::text("count"));
    let name = Value::text("m.")
        .add(slot)
        .plus(if identify { Literal::from("i") } else { Literal::from("t") })
        .add(Value::number(rank))
        .add(owner)
        .add(bytes);
    let entry = entry_of(name);
    entry.set("text", text);
    entry.set_num("claimed", engine::monotonic_ms() + FRESH_MS);
    let stored = Store::of(state).set_durable(name, text);
    entry.set("stored", Value::bool(stored));
    if !stored {
        state.set("unsaved", TRUE);
    }
    state.get("entries").put(slot, entry);
    stored
}

/// An entry from a record's name.
pub fn entry_of(name: Value) -> Value {
    let entry = Value::map();
    entry.set("name", name);
    entry.set_num("bytes", name_bytes(name));
    entry.set_num("state", WAITING);
    entry.set_num("handed", 0.0);
    entry
}

/// The entry of a slot, or undefined.
pub fn entry(state: Value, slot: Value) -> Value {
    state.get("entries").find(slot)
}

pub fn slot_of(name: Value) -> Value {
    name.slice(2, 25)
}

pub fn is_identify(entry: Value) -> bool {
    entry.get("name").slice(25, 26).is("i")
}

pub fn rank_of(entry: Value) -> f64 {
    entry.get("name").slice(26, 27).to_number()
}

pub fn owner_of(entry: Value) -> Value {
    name_owner(entry.get("name"))
}

pub fn name_owner(name: Value) -> Value {
    name.slice(27, 35)
}

pub fn name_bytes(name: Value) -> f64 {
    name.slice(35, u32::MAX).to_number()
}

/// When it was taken in, by `clock`.
pub fn created_ms(entry: Value) -> f64 {
    entry.get("name").slice(2, 15).to_number()
}

/// The tag of the page that made it.
pub fn page_of(entry: Value) -> Value {
    entry.get("name").slice(15, 25)
}

pub fn is_state(entry: Value, state: f64) -> bool {
    entry.num("state") == state
}

/// Writes down what storage refused earlier, as far as it takes it now.
pub fn save_unsaved(state: Value) {
    if !state.flag("unsaved") {
        return;
    }
    state.set("unsaved", FALSE);
    for slot in state.get("entries").keys().items() {
        let entry = entry(state, slot);
        if entry.get("stored") == FALSE {
            let done = Store::of(state).set_durable(entry.get("name"), entry.get("text"));
            entry.set("stored", Value::bool(done));
            if !done {
                state.set("unsaved", TRUE);
                return;
            }
        }
    }
}

/// Someone emptied the storage: what this page still has the text of is written again, the rest is gone.
pub fn storage_cleared(state: Value) {
    for slot in state.get("entries").keys().items() {
        let entry = entry(state, slot);
        if entry.get("text").is_given() {
            entry.set("stored", FALSE);
        } else {
            state.get("entries").put(slot, UNDEFINED);
        }
    }
    state.set("unsaved", TRUE);
    save_unsaved(state);
}

/// The text to send; undefined when there is nothing to send any more: gone from storage (another tab delivered it), or not ours.
pub fn read(state: Value, slot: Value) -> Value {
    let entry = entry(state, slot);
    let text = entry.get("text");
    if text.is_given() {
        return text;
    }
    let text = Store::of(state).get(entry.get("name"));
    let message = text.parse();
    if text.test("^[{]\"type\":\"(track|page|identify)\",")
        && message.get("messageId").test("^[0-9A-Z]{26}$")
        && message.get("timestamp").test("^[0-9]{4}-")
        && message.get("anonymousId").test(UUID)
    {
        return text;
    }
    // One bad item would have the whole batch refused.
    remove(state, slot, if text.is_given() { Value::text(drops::CORRUPT) } else { UNDEFINED });
    UNDEFINED
}

/// The message is done with: delivered (undefined), or lost for a reason. False when that was known already.
pub fn remove(state: Value, slot: Value, lost: Value) -> bool {
    let entry = entry(state, slot);
    let store = Store::of(state);
    if !entry.is_given() {
        return false;
    }
    if lost.is_given() {
        drops::add(state, lost, entry.get("text").or(store.get(entry.get("name"))));
    }
    store.remove(entry.get("name"));
    state.get("entries").put(slot, UNDEFINED);
    true
}

pub fn total_bytes(state: Value) -> f64 {
    let (mut bytes, entries) = (0.0, state.get("entries"));
    for slot in entries.keys().items() {
        bytes += entries.find(slot).num("bytes");
    }
    bytes
}

/// Keeps count and bytes within bounds; the lowest intent goes first, the oldest of it before the newest.
pub fn keep_bounds(state: Value) {
    let (count, most) =
        (f64::from(state.get("entries").keys().len()), config::max_count(state.get("options")));
    let (count, bytes) = (count - most, total_bytes(state) - config::MAX_STORED_BYTES);
    if count > 0.0 || bytes > 0.0 {
        // A little more than asked for, so that a full outbox is not walked again by every call.
        shed(state, 10, count + (most / 20.0).floor(), bytes + config::MAX_STORED_BYTES / 20.0);
    }
    state.set_num("bytes", total_bytes(state));
    state.set_num("count", f64::from(state.get("entries").keys().len()));
}

/// Makes room in a full storage for a message of intent `rank`, at the cost of lower intents alone.
pub fn give_way(state: Value, rank: f64, bytes: f64) {
    if is_storage_open(state) {
        shed(state, rank as u32, 0.0, bytes * 2.0);
    }
}

/// Whether storage takes what it has already, however full it is: false where it is blocked.
pub fn is_storage_open(state: Value) -> bool {
    let (store, name) = (Store::of(state), Value::text(clock::RECORD));
    let text = store.get(name);
    let open = store.set_durable(name, text.or(Value::text("0")));
    if !text.is_given() {
        // Where all was erased, asking leaves no trace.
        store.remove(name);
    }
    open
}

/// Drops messages below a rank, lowest first, until that many and that many bytes are gone; of one rank those first that were handed over already, and have
/// probably arrived. Identify calls never go.
fn shed(state: Value, below: u32, mut count: f64, mut bytes: f64) {
    for turn in 0..below * 2 {
        for slot in state.get("entries").keys().items() {
            if count <= 0.0 && bytes <= 0.0 {
                return;
            }
            let entry = entry(state, slot);
            if rank_of(entry) == f64::from(turn / 2)
                && is_state(entry, HANDED_OFF) == (turn % 2 == 0)
                && !is_identify(entry)
                && !is_state(entry, IN_FLIGHT)
                && (below > 9 || entry.get("stored") != FALSE)
            {
                count -= 1.0;
                bytes -= entry.num("bytes");
                remove(state, slot, Value::text(drops::OVERFLOW));
            }
        }
    }
}

/// The person a message is addressed to, from identify: null for one that is held, an empty text for one that leaves as it is.
pub fn addressee(state: Value, entry: Value) -> Value {
    let owner = owner_of(entry);
    if owner.is(KNOWN) {
        return Value::text("");
    }
    let bindings = state.get("identity").get("bindings");
    for anonymous_id in bindings.keys().items() {
        if anonymous_id.slice(0, 8).same(owner) {
            return bindings.find(anonymous_id);
        }
    }
    if config::sends_anonymous(state.get("options")) {
        Value::text("")
    } else {
        NULL
    }
}
