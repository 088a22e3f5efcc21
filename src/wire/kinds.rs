//! How a value of each type of the plan looks on the wire.

use crate::plan::tables::DataType;
use crate::wire::timestamp::{days_of, ms_of_day, zone_ms};
use serde_json::Value;

/// Seconds from here on are milliseconds: they would lie beyond the year 5000.
const MAX_SECONDS: f64 = 1e11;
const MAX_WHOLE: f64 = 9_007_199_254_740_991.0;

/// Whether the value is of the type.
pub(super) fn is_of(value: &Value, kind: DataType) -> bool {
    let (text, number) = (value.as_str(), value.as_f64());
    match kind {
        DataType::Id => text.is_some_and(|text| !text.trim().is_empty()),
        DataType::Text => text.is_some(),
        DataType::Money => number.is_some_and(|amount| amount >= 0.0),
        DataType::Quantity => number.is_some_and(|amount| amount > 0.0),
        DataType::Currency => {
            text.is_some_and(|text| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()))
        }
        DataType::Url => text.is_some_and(is_url),
        DataType::Date => text.is_some_and(is_date) || number.is_some_and(is_seconds),
        DataType::Number => number.is_some(),
        DataType::Boolean => value.is_boolean(),
        DataType::List => value
            .as_array()
            .is_some_and(|items| items.iter().all(|item| item.is_string() || item.is_number())),
        DataType::LineItems => value.is_array(),
        DataType::Count => number.is_some_and(|number| number >= 0.0 && is_whole(number)),
    }
}

/// What is allowed, as a message says it.
pub(super) fn allowed(kind: DataType) -> &'static str {
    match kind {
        DataType::Id => "a text that is not empty",
        DataType::Text => "a text",
        DataType::Money => "a number of major units, 0 or more",
        DataType::Quantity => "a number above 0",
        DataType::Currency => "an ISO 4217 code such as EUR",
        DataType::Url => "a URL",
        DataType::Date => "ISO 8601 or whole Unix seconds",
        DataType::Number => "a number",
        DataType::Boolean => "true or false",
        DataType::List => "a list of texts",
        DataType::LineItems => "a list of lines",
        DataType::Count => "a whole number, 0 or more",
    }
}

fn is_whole(number: f64) -> bool {
    number.fract() == 0.0 && number.abs() <= MAX_WHOLE
}

fn is_seconds(number: f64) -> bool {
    is_whole(number) && number < MAX_SECONDS
}

/// Whether a browser would open the text as an address, and not run it.
fn is_url(text: &str) -> bool {
    let scheme = text.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let runs = text.contains(':') && ["javascript", "data", "vbscript"].contains(&scheme.as_str());
    !text.is_empty() && !runs && !text.bytes().any(|byte| byte <= b' ')
}

/// `2026-11-23`, alone or with a time, which may have a zone.
fn is_date(text: &str) -> bool {
    let Some((date, rest)) = text.split_at_checked(10) else { return false };
    if days_of(date).is_none() {
        return false;
    }
    let Some(rest) = rest.strip_prefix(['T', ' ']) else { return rest.is_empty() };
    let (clock, zone) = rest.split_at(rest.find(['Z', '+', '-']).unwrap_or(rest.len()));
    ms_of_day(clock).is_some() && (zone.is_empty() || zone_ms(zone).is_some())
}
