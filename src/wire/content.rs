//! What a message says, by the rules of Customer.io alone: the event's name, properties, traits.

use crate::plan::limits::{MAX_EVENT_NAME_BYTES, MAX_NAME_BYTES, MAX_TRAITS, MAX_TRAIT_BYTES};
use crate::plan::tables::{RESERVED_EVENTS, RESERVED_PROPERTIES, RESERVED_TRAITS};
use crate::wire::json::print;
use crate::wire::problem::{join, Code, Problems};
use crate::wire::rules::Sender;
use crate::wire::Data;
use serde_json::Value;

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
    }
}

fn is_name(name: &str) -> bool {
    (1..=MAX_NAME_BYTES as usize).contains(&name.len())
}
