//! Sample payloads and what to look for in messages, for the tests of this room.

use crate::server::Writer;
use crate::wire::Message;
use serde_json::Value;

pub fn writer() -> Writer {
    Writer { shop: "shop.example".into(), has_semantic_names: false, now_ms: 1_795_500_000_000 }
}

/// A sample of `tests/server/payloads`: documented fields, invented data.
pub fn payload(name: &str) -> Value {
    let text = std::fs::read_to_string(format!("tests/server/payloads/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The only event of this name.
pub fn event(messages: &[Message], name: &str) -> Value {
    let mut found = messages.iter().filter(|message| message.name() == name);
    let message = found.next().unwrap_or_else(|| panic!("no {name} in {messages:?}"));
    assert!(found.next().is_none(), "two of {name}");
    serde_json::to_value(message).unwrap()
}

/// The only message that says who somebody is.
pub fn identify(messages: &[Message]) -> Value {
    event(messages, "identify")
}
