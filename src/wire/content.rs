//! What a message says, by the rules of Customer.io alone: the event's name, properties, traits.

use crate::plan::limits::{MAX_EVENT_NAME_BYTES, MAX_NAME_BYTES, MAX_TRAITS, MAX_TRAIT_BYTES};
use crate::plan::tables::{RESERVED_EVENTS, RESERVED_PROPERTIES, RESERVED_TRAITS};
use crate::wire::json::print;
use crate::wire::problem::{join, Code, Problems};
use crate::wire::rules::Sender;
use crate::wire::{Data, Timestamp};
use serde_json::Value;

/// The attribute that says what a person wants to get, and its members.
const PREFERENCES: &str = "cio_subscription_preferences";
const GROUPS: [&str; 2] = ["topics", "channels"];

/// Checks the content of a message.
pub(super) fn check(message: &Data, path: &str, sender: Sender, problems: &mut Problems) {
    match message.get("type").and_then(Value::as_str) {
        Some("track") => {
            check_event_name(message, &join(path, "event"), problems);
            check_properties(message.get("properties"), path, sender, problems);
        }
        Some("page") => {
            let properties = check_properties(message.get("properties"), path, Sender::Browser, problems);
            let url = properties.map(|properties| properties.get("url").and_then(Value::as_str));
            if url.is_some_and(|url| url.is_none_or(|url| url.trim().is_empty())) {
                let path = join(path, "properties.url");
                problems.add(Code::PageUrl, path, "missing: Customer.io takes it for the page's name");
            }
        }
        Some("identify") => check_traits(message, path, problems),
        _ => {
            let given = message.get("type").map_or("missing".to_owned(), print);
            problems.add(Code::Type, join(path, "type"), format!("{given}: allowed track, page, identify"));
        }
    }
}

fn check_event_name(message: &Data, path: &str, problems: &mut Problems) {
    let name = message.get("event");
    let Some(name) = name.and_then(Value::as_str).filter(|name| !name.trim().is_empty()) else {
        problems.add(Code::Event, path, "missing or not a text");
        return;
    };
    if name.len() > MAX_EVENT_NAME_BYTES as usize {
        problems.add(Code::Event, path, format!("longer than {MAX_EVENT_NAME_BYTES} bytes"));
    }
    if name != name.trim() {
        problems.add(Code::Event, path, "begins or ends with a space");
    }
    let is_reserved = RESERVED_EVENTS.iter().any(|reserved| reserved.eq_ignore_ascii_case(name.trim()));
    if is_reserved && !is_message_report(name, message) {
        problems.add(Code::ReservedEvent, path, "is reserved by Customer.io");
    }
}

/// Whether the message reports what a person did with an in-app message. These events are reserved for that,
/// and `shoptrail/in-app` sends them (pkg-template/src/in-app/messages.js).
pub(super) fn is_message_report(name: &str, message: &Data) -> bool {
    let (kind, words, id) = match name {
        "Report Delivery Event" => ("metric", ["opened", "clicked"], "deliveryId"),
        "Report Content Event" => ("actionType", ["viewed_content", "clicked_content"], "contentId"),
        _ => return false,
    };
    let Some(properties) = message.get("properties").and_then(Value::as_object) else { return false };
    let library = message.get("context").and_then(|context| context.pointer("/library/name"));
    library.and_then(Value::as_str) == Some("shoptrail/in-app")
        && message.contains_key("userId")
        && properties.get(kind).and_then(Value::as_str).is_some_and(|word| words.contains(&word))
        && properties.get(id).is_some_and(|id| id.is_number() || id.as_str().is_some_and(|id| !id.is_empty()))
}

/// The properties, if they are an object. A server may leave them out.
fn check_properties<'a>(
    given: Option<&'a Value>,
    path: &str,
    sender: Sender,
    problems: &mut Problems,
) -> Option<&'a Data> {
    let path = join(path, "properties");
    let Some(properties) = given.and_then(Value::as_object) else {
        if given.is_some() || sender == Sender::Browser {
            problems.add(Code::Properties, path, "missing or not an object");
        }
        return None;
    };
    for name in properties.keys() {
        if RESERVED_PROPERTIES.contains(&name.as_str()) {
            problems.add(Code::ReservedProperty, join(&path, name), "overrides the settings of a campaign");
        }
        if !is_name(name) {
            problems.add(Code::PropertyName, join(&path, name), "a name has 1 to 150 bytes");
        }
    }
    Some(properties)
}

fn check_traits(message: &Data, path: &str, problems: &mut Problems) {
    let traits_path = join(path, "traits");
    let Some(traits) = message.get("traits").and_then(Value::as_object) else {
        problems.add(Code::Traits, traits_path, "missing or not an object");
        return;
    };
    let is_text =
        |name: &str| traits.get(name).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
    if !message.contains_key("userId") && !is_text("email") && !is_text("phone") {
        let text = "no userId, e-mail or phone: Customer.io ignores it";
        problems.add(Code::IdentifyNobody, join(path, "userId"), text);
    }
    if traits.len() > MAX_TRAITS as usize {
        let text = format!("{} attributes, allowed {MAX_TRAITS}", traits.len());
        problems.add(Code::TooManyAttributes, &traits_path, text);
    }
    for (name, value) in traits {
        let path = join(&traits_path, name);
        if !is_name(name) {
            problems.add(Code::AttributeName, &path, "a name has 1 to 150 bytes");
        }
        if value.as_str().is_some_and(|text| text.len() as f64 > MAX_TRAIT_BYTES) {
            problems.add(Code::AttributeValue, &path, format!("longer than {MAX_TRAIT_BYTES} bytes"));
        }
        if RESERVED_TRAITS.contains(&name.as_str()) {
            problems.add(Code::ReservedAttribute, &path, "is reserved by Customer.io");
        }
        // An empty text clears an attribute of any type.
        if value != "" {
            check_own_trait(name, value, &path, problems);
        }
    }
}

/// Checks the attributes that Customer.io itself reads:
/// <https://docs.customer.io/integrations/api/cdp/#operation/identify>.
fn check_own_trait(name: &str, value: &Value, path: &str, problems: &mut Problems) {
    if name == "createdAt" && value.as_str().and_then(Timestamp::parse).is_none() {
        problems.add(Code::WrongType, path, "must be ISO 8601, like 2026-11-23T13:40:36.516Z");
    } else if let Some(inner) = name.strip_prefix(PREFERENCES) {
        // As an object, or one member of it as a name with dots.
        if inner.is_empty() || inner.starts_with('.') {
            check_preferences(value, path, inner.trim_start_matches('.'), problems);
        }
    }
}

/// Checks what is at this place in the preferences of a person: `{topics: {topic_1: true}, channels: {email:
/// false}}`.
fn check_preferences(value: &Value, path: &str, place: &str, problems: &mut Problems) {
    let is_right = match place.split_once('.') {
        None if place.is_empty() || GROUPS.contains(&place) => {
            for (name, member) in value.as_object().into_iter().flatten() {
                let inner = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                check_preferences(member, &join(path, name), &inner, problems);
            }
            value.is_object()
        }
        Some(("topics", topic)) => value.is_boolean() && is_topic(topic),
        Some(("channels", _)) => value.is_boolean(),
        _ => false,
    };
    if !is_right {
        problems.add(
            Code::WrongType,
            path,
            "must be like {topics: {topic_1: true}, channels: {email: false}}",
        );
    }
}

fn is_topic(name: &str) -> bool {
    name.strip_prefix("topic_")
        .is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_name(name: &str) -> bool {
    (1..=MAX_NAME_BYTES as usize).contains(&name.len())
}
