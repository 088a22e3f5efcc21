//! Whom a call is about, when it happened, and the id that the caller chose.

use crate::server::ids;
use crate::server::person::Person;
use crate::wire::{MessageId, Timestamp};
use serde::Deserialize;
use serde_json::Value;

/// Whom a call is about, and when it happened, as JavaScript gives it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct About {
    customer_id: Option<Value>,
    email: Option<Value>,
    phone: Option<Value>,
    anonymous_id: Option<Value>,
    /// When it happened: ISO 8601, or Unix time. Absent: now.
    at: Option<Value>,
    /// Makes repeats of the call one message. Any text that names what happened.
    message_id: Option<String>,
}

impl About {
    /// The person whose keys are somebody's.
    pub fn person(&self) -> Person {
        let text = |value: &Option<Value>| match value {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) if number.is_u64() => Some(number.to_string()),
            _ => None,
        };
        Person::new(text(&self.customer_id), text(&self.email), text(&self.phone))
            .known_as(text(&self.anonymous_id).as_deref())
    }

    /// When it happened; the error says that nobody can read it.
    pub fn at_ms(&self) -> Result<Option<i64>, String> {
        let Some(at) = &self.at else { return Ok(None) };
        let allowed = "Allowed: a date, ISO 8601 with a time zone, or Unix time.";
        read_moment(at).map(Some).ok_or_else(|| format!("`at` is {at}. {allowed}"))
    }

    /// The id that the caller chose: a ULID as it is; of any other text the hash, with the event and the
    /// shop, because a shop may name two events after one thing.
    pub fn own_id(&self, event: &str, shop: &str) -> Option<MessageId> {
        let text = self.message_id.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
        // No order has an empty id, so these ids are never those of orders.
        Some(MessageId::parse(text).unwrap_or_else(|| ids::event_id(event, shop, &["", text])))
    }
}

/// Whom a call is about, as JavaScript gave it.
pub fn read_about(about: Value) -> Result<About, String> {
    serde_json::from_value(about).map_err(|error| format!("The person is not readable: {error}."))
}

/// A moment as callers write it: ISO 8601 with a time zone, or Unix time in seconds or milliseconds.
pub fn read_moment(given: &Value) -> Option<i64> {
    match given {
        Value::String(text) => Timestamp::parse(text.trim())?.unix_ms(),
        Value::Number(number) => {
            let number = number.as_f64().filter(|number| *number > 0.0)?;
            // In 1973 there were no shops, and in the year 5000 there is no need.
            let ms = if number < 1e11 { number * 1000.0 } else { number };
            Some(ms as i64).filter(|ms| Timestamp::from_unix_ms(*ms).is_some())
        }
        _ => None,
    }
}
