//! What every message has around its content: ids, times, the key, the context; and the body around all
//! messages.

use crate::wire::fields::Fields;
use crate::wire::json::check_names_and_nulls;
use crate::wire::problem::{join, Code, Problems};
use crate::wire::rules::{Endpoint, Rules, Sender};
use crate::wire::timestamp::{days_of, ms_of_day};
use crate::wire::{Data, MessageId};
use serde_json::Value;

/// Of a person's or a device's id.
const MAX_ID_BYTES: usize = 150;
const CHANNELS: [&str; 3] = ["browser", "server", "mobile"];

/// Checks a request's body, without its messages.
pub(super) fn check_body(
    body: &Data,
    bytes: usize,
    (endpoint, rules): (Endpoint, &Rules),
    problems: &mut Problems,
) {
    let allowed = endpoint.max_request_bytes();
    if bytes > allowed {
        problems.add(Code::RequestTooLarge, "", format!("{bytes} bytes, allowed {allowed}"));
    }
    check_key(body, "", (endpoint, rules.write_key.as_deref()), problems);
    let is_browser = endpoint == Endpoint::Beacon || rules.from == Some(Sender::Browser);
    check_time(body, "", ("sentAt", is_browser), problems);
    if !body.get("batch").and_then(Value::as_array).is_some_and(|batch| !batch.is_empty()) {
        problems.add(Code::Batch, "batch", "must be a list with at least one message");
    }
    for (name, member) in body.iter().filter(|(name, _)| *name != "batch") {
        check_names_and_nulls(member, name, problems);
    }
    let mut fields = Fields::new(body, "", problems);
    fields.skip(&["writeKey", "sentAt", "batch"]);
    check_surroundings(&mut fields);
    fields.finish();
}

/// Checks what a message has besides its type, name, properties and traits.
pub(super) fn check_message(
    message: &Data,
    path: &str,
    (sender, rules): (Sender, &Rules),
    problems: &mut Problems,
) {
    let is_browser = sender == Sender::Browser;
    if !message.get("messageId").and_then(Value::as_str).is_some_and(|id| MessageId::parse(id).is_some()) {
        problems.add(Code::MessageId, join(path, "messageId"), "missing or not a ULID");
    }
    check_people(message, path, is_browser, problems);
    for name in ["timestamp", "sentAt"] {
        check_time(message, path, (name, is_browser), problems);
    }
    check_time(message, path, ("originalTimestamp", false), problems);
    check_key(message, path, (rules.endpoint_of(sender), rules.write_key.as_deref()), problems);
    let context = message.get("context");
    let is_right = context.map_or(!is_browser, Value::is_object);
    if !is_right {
        problems.add(Code::Context, join(path, "context"), "missing or not an object");
    }
    let mut fields = Fields::new(message, path, problems);
    fields.skip(&["type", "messageId", "anonymousId", "userId", "timestamp", "sentAt"]);
    fields.skip(&["originalTimestamp", "writeKey"]);
    match message.get("type").and_then(Value::as_str) {
        Some("track") => fields.skip(&["event", "properties"]),
        Some("page") => {
            fields.skip(&["properties"]);
            fields.texts(&["name"]);
        }
        Some("identify") => fields.skip(&["traits"]),
        // The type itself is reported, and with it nothing that follows from it.
        _ => fields.skip(&["event", "name", "properties", "traits"]),
    }
    if is_right {
        check_surroundings(&mut fields);
    } else {
        fields.skip(&["context"]);
    }
    fields.finish();
}

/// Checks `context` and `integrations`: <https://docs.customer.io/integrations/api/cdp/>.
fn check_surroundings(fields: &mut Fields) {
    fields.object("integrations", |destinations| destinations.other_flags());
    fields.object("context", |context| {
        context.expect("active", "true or false", Value::is_boolean);
        context.expect("channel", "browser, server or mobile", |value| {
            value.as_str().is_some_and(|word| CHANNELS.contains(&word))
        });
        context.texts(&["ip", "locale", "timezone", "userAgent", "groupId"]);
        context.expect("session_id", "a time in ms or a text", |id| {
            id.as_str().map_or(id.as_u64().is_some_and(|ms| ms > 0), |text| !text.is_empty())
        });
        context.expect("session_number", "a whole number from 1", |number| {
            number.as_u64().is_some_and(|number| (1..=u64::from(u32::MAX)).contains(&number))
        });
        context.expect("traits", "an object", Value::is_object);
        context.object("library", |library| {
            library.texts(&["name", "version"]);
        });
        context.object("page", |page| {
            page.texts(&["url", "path", "search", "referrer", "title", "name"]);
            page.expect("keywords", "a list of texts", |value| {
                value.as_array().is_some_and(|words| words.iter().all(Value::is_string))
            });
        });
        context.object("campaign", |campaign| campaign.other_texts());
    });
}

/// Checks who the message is about.
fn check_people(message: &Data, path: &str, is_browser: bool, problems: &mut Problems) {
    let (device, person) = (message.get("anonymousId"), message.get("userId"));
    let device = device.filter(|id| is_browser || !id.is_null());
    let device_text = device.and_then(Value::as_str);
    if is_browser && !device_text.is_some_and(is_uuid) {
        problems.add(Code::AnonymousId, join(path, "anonymousId"), "missing or not a UUID");
    } else if device.is_some() && !device_text.is_some_and(is_id) {
        problems.add(Code::AnonymousId, join(path, "anonymousId"), "must be a text of 1 to 150 bytes");
    }
    let user_path = join(path, "userId");
    match person.map(Value::as_str) {
        None => {}
        Some(Some(id)) if !is_id(id) => {
            problems.add(Code::UserId, user_path, "must be a text of 1 to 150 bytes");
        }
        Some(Some(id)) if device_text == Some(id) => {
            problems.add(Code::UserId, user_path, "the id of a device does not name a person");
        }
        Some(Some(_)) => {}
        Some(None) => problems.add(Code::UserId, user_path, "leave it out, or set a text"),
    }
    let is_identify = message.get("type").and_then(Value::as_str) == Some("identify");
    if device.is_none() && person.is_none() && !is_browser && !is_identify {
        problems.add(Code::Nobody, path, "needs userId, anonymousId or both");
    }
}

fn is_id(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= MAX_ID_BYTES
}

fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts
            .iter()
            .zip(lengths)
            .all(|(part, length)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Checks a time: absent, where it may be, or ISO 8601 in UTC.
fn check_time(members: &Data, path: &str, (name, is_needed): (&str, bool), problems: &mut Problems) {
    let is_right = match members.get(name) {
        None => !is_needed,
        Some(value) => value.as_str().is_some_and(is_utc),
    };
    if !is_right {
        problems.add(
            Code::Timestamp,
            join(path, name),
            "must be ISO 8601 in UTC, like 2026-11-23T13:40:36.516Z",
        );
    }
}

fn is_utc(text: &str) -> bool {
    let split = text.split_once('T').and_then(|(date, rest)| Some((date, rest.strip_suffix('Z')?)));
    split.is_some_and(|(date, clock)| {
        // Hours and minutes without seconds are no time of a message.
        days_of(date).is_some() && clock.len() >= 8 && clock.len() <= 15 && ms_of_day(clock).is_some()
    })
}

/// Checks that the key is where the endpoint reads it, and the one that is expected.
fn check_key(
    members: &Data,
    path: &str,
    (endpoint, expected): (Endpoint, Option<&str>),
    problems: &mut Problems,
) {
    let given = members.get("writeKey");
    let text = given.and_then(Value::as_str).filter(|key| !key.trim().is_empty());
    let problem = match (endpoint, given, text) {
        (Endpoint::Batch, None, _) => return,
        (Endpoint::Batch, Some(_), _) => "belongs in the header",
        (Endpoint::Beacon, _, None) => "missing or not a text",
        (Endpoint::Beacon, _, Some(key)) if expected.is_some_and(|expected| expected != key) => {
            "differs from the expected key"
        }
        (Endpoint::Beacon, _, Some(_)) => return,
    };
    problems.add(Code::WriteKey, join(path, "writeKey"), problem);
}
