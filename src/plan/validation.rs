//! What a page gave, made safe to send; and everything that is wrong with it, at once.
//!
//! Promise: what passes is JSON that Customer.io keeps: finite numbers, known names of their type, no reserved or prototype-polluting name,
//! nothing over its limits (<https://docs.customer.io/journeys/invalid-api-requests>). What does not pass is named by path. `null` and
//! `undefined` mean absent. The work is bounded by the input's size, and the report by [`MAX_VIOLATIONS`].
//!
//! A violation is the map that JavaScript gets, `{code, path, message}`: `code` is a word that never changes; `path` says where, as
//! `line_items[1].price`, and is empty for the call itself; `message` tells people what is wrong and what is allowed, and holds no value of
//! the page's. The codes: `not_an_object`, `unknown_event`, `reserved_event`, `reserved_property`, `unsafe_key`, `name_empty`, `name_too_long`,
//! `missing_property`, `wrong_type`, `out_of_range`, `not_finite`, `empty`, `bad_currency`, `bad_url`, `bad_date`, `too_deep`, `too_many_keys`,
//! `too_many_lines`, `bigint`, `cycle`, `getter`, `function`, `trimmed`, `value_too_long`, `too_large`, `contradiction`, `bad_declaration`.

mod checker;
mod preferences;
mod traits;

pub(crate) use checker::{join, Checker, UNSAFE};
pub use traits::{traits, MAX_TRAITS, MAX_TRAIT_BYTES};

use crate::engine::Literal;
use crate::value::{Value, UNDEFINED};

pub const MAX_EVENT_NAME_BYTES: u32 = 100;
pub const MAX_NAME_BYTES: u32 = 150;
/// Objects and lists inside each other, below the properties.
pub const MAX_DEPTH: u32 = 6;
/// Of an event's properties, and of each line of a cart on its own, since a long cart is no hostile object.
pub const MAX_KEYS: u32 = 300;
/// A message of 32,000 bytes, the most that Customer.io takes, holds no more.
pub const MAX_LINES: u32 = 1000;
/// An object with more wrong than this is not worth more words.
pub const MAX_VIOLATIONS: u32 = 64;

/// From here a number can only be milliseconds: as seconds it would lie beyond the year 5000.
const MS_FROM: f64 = 1e11;

/// A violation of a call, found elsewhere.
#[inline(always)]
pub fn violation(code: impl Into<Literal>, path: Value, message: impl Into<Literal>) -> Value {
    made(Value::text(code), path, Value::text(message))
}

fn made(code: Value, path: Value, message: Value) -> Value {
    let violation = Value::map();
    violation.set("code", code);
    violation.set("path", path);
    violation.set("message", message);
    violation
}

/// Without white space around it.
pub(crate) fn trimmed(text: Value) -> Value {
    text.replace("^\\s+|\\s+$", "")
}

/// Whether this is a text with nothing to see in it.
pub(crate) fn is_blank(text: Value) -> bool {
    text.test("^\\s*$")
}

/// As `f64::is_finite`, which becomes long constants in the module.
pub(crate) fn is_finite(number: f64) -> bool {
    number * 0.0 == 0.0
}

/// Whole Unix seconds of an ISO 8601 text (without a zone: UTC; also as Liquid prints it, `2026-11-23 13:40:35 +0100`), of Unix seconds, or of
/// milliseconds; undefined for anything else.
pub(crate) fn unix_seconds(value: Value) -> Value {
    let mut seconds = value.as_number();
    if value.is_text() {
        let text = trimmed(value);
        if text
            .test("^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}[0-9:.]*(Z| ?[+-][0-9]{2}:?[0-9]{2})?)?$")
        {
            // Into the one form that every engine reads alike.
            let zoned = text
                .replace(" ?([+-][0-9]{2}):?([0-9]{2})$", "$1:$2")
                .replace(" ", "T")
                .replace("(T[0-9:.]+)$", "$1Z");
            seconds = zoned.date_ms() / 1000.0;
        }
    } else if seconds.abs() >= MS_FROM {
        seconds /= 1000.0;
    }
    // Read again, later seconds would be taken for milliseconds.
    if seconds.abs() < MS_FROM {
        Value::number(seconds.floor())
    } else {
        UNDEFINED
    }
}

#[cfg(test)]
mod tests;
