//! What `diagnostics()` says: where every message is, what was lost and why, what was refused. No personal data: it goes into bug reports.

use crate::delivery::drops;
use crate::delivery::outbox;
use crate::options::VERSION;
use crate::shopper::identity;
use crate::storage::records::Store;
use crate::value::{Value, TRUE, UNDEFINED};

/// `held`, then the states of `outbox` in their order.
const STATES: &str = r#"["held","waiting","in_flight","handed_off"]"#;

/// `{version, on, identity, counts, messages, drops, violations, repeats, storage}`; shapes in `index.d.ts`.
pub fn diagnostics(state: Value) -> Value {
    let (map, counts, messages, entries) = (Value::map(), Value::map(), Value::list(), state.get("entries"));
    let states = Value::constant(STATES);
    for name in states.items() {
        counts.put(name, Value::number(0.0));
    }
    for slot in entries.keys().items() {
        let entry = entries.find(slot);
        let held = !outbox::addressee(state, entry).is_given();
        let name = states.at(if held { 0 } else { entry.num("state") as u32 + 1 });
        counts.count(name);
        let row = summary(entry.get("text").or(Store::of(state).get(entry.get("name"))));
        row.set("state", name);
        row.set("bytes", entry.get("bytes"));
        messages.push(row);
    }
    counts.set("delivered", state.get("delivered"));

    let (who, own) = (Value::map(), state.get("identity"));
    who.set("anonymousId", own.get("anonymousId"));
    who.set(
        "state",
        if identity::user_id(own).is_given() { Value::text("known") } else { Value::text("anonymous") },
    );
    who.set("keys", own.get("keys").keys());

    let storage = Value::map();
    storage.set("durable", Value::bool(Store::of(state).is_durable()));
    storage.set_num("bytes", outbox::total_bytes(state));

    map.set("version", Value::text(VERSION));
    map.set("on", TRUE);
    map.set("identity", who);
    map.set("counts", counts);
    map.set("messages", messages);
    map.set("drops", drops::load(Store::of(state)));
    map.set("violations", state.get("violations"));
    map.set("repeats", state.get("repeats"));
    map.set("storage", storage);
    map
}

/// Losses since the last call, for `on("drop", …)`: `{messageId, type, name, timestamp, reason}` each.
pub fn take_losses(state: Value) -> Value {
    let losses = state.get("losses");
    state.set("losses", Value::list());
    losses
}

/// `{messageId, type, name, timestamp}` of a message's text, as far as it can be read.
pub fn summary(text: Value) -> Value {
    let (row, message) = (Value::map(), if text.is_given() { text.parse() } else { UNDEFINED });
    for name in Value::words("messageId type timestamp") {
        row.put(name, message.find(name));
    }
    row.set("name", message.get("event").or(message.get("type")));
    row
}
