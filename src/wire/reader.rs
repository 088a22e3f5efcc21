//! Reads a message from its text, and reports everything that is wrong with it. What one member may be is in
//! `envelope.rs`, `content.rs` and `plan_check.rs`.

use crate::wire::json;
use crate::wire::problem::{Code, Problem, Problems};
use crate::wire::rules::{Endpoint, Rules};
use crate::wire::{content, envelope, plan_check};
use crate::wire::{Batch, Data, Message};
use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::Value;

/// Of one message, as JSON. Customer.io answers 200 to a larger one and discards it.
pub const MAX_ITEM_BYTES: usize = 32_000;

/// What was read, and what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading<T> {
    /// Nothing where the text is of another shape.
    pub value: Option<T>,
    pub report: Report,
}

/// The verdict of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether there is no problem.
    pub ok: bool,
    pub problems: Vec<Problem>,
}

impl From<Problems> for Report {
    fn from(problems: Problems) -> Report {
        Report { ok: problems.is_empty(), problems: problems.into_list() }
    }
}

/// Reads the JSON text of one message.
pub fn read_message(text: &str, rules: &Rules) -> Reading<Message> {
    let mut problems = Problems::default();
    let json = json::parse(text, &mut problems);
    if let Some(json) = &json {
        check_message(json, "", rules, &mut problems);
    }
    finish(json, problems)
}

/// Checks the name and the properties, as JSON text, of an event by the tracking plan alone.
pub fn read_event(name: &str, properties: &str, rules: &Rules) -> Report {
    let mut problems = Problems::default();
    match json::parse(properties, &mut problems).as_ref().map(Value::as_object) {
        Some(Some(properties)) => {
            plan_check::check_event(name, Some(properties), "", rules, &mut problems);
        }
        Some(None) => problems.add(Code::NotAnObject, "properties", "must be an object"),
        None => {}
    }
    problems.into()
}

/// Reads the JSON text of a request's body with all its messages.
pub fn read_batch(text: &str, rules: &Rules) -> Reading<Batch> {
    let mut problems = Problems::default();
    let json = json::parse(text, &mut problems);
    if let Some(json) = &json {
        check_batch(json, text.len(), rules, &mut problems);
    }
    finish(json, problems)
}

/// The struct of what was checked. A text without a problem that is no such struct has one after all.
fn finish<T: DeserializeOwned>(json: Option<Value>, mut problems: Problems) -> Reading<T> {
    let value = json.map(serde_json::from_value).and_then(|read| {
        read.map_err(|error| {
            if problems.is_empty() {
                problems.add(Code::Unreadable, "", error.to_string());
            }
        })
        .ok()
    });
    Reading { value, report: problems.into() }
}

pub(super) fn check_batch(json: &Value, bytes: usize, rules: &Rules, problems: &mut Problems) {
    let Some(body) = json.as_object() else {
        problems.add(Code::NotAnObject, "", "the body must be an object");
        return;
    };
    let has_key = body.contains_key("writeKey");
    let endpoint = rules.endpoint.unwrap_or(if has_key { Endpoint::Beacon } else { Endpoint::Batch });
    envelope::check_body(body, bytes, (endpoint, rules), problems);
    let Some(batch) = body.get("batch").and_then(Value::as_array) else { return };
    // Every message has the key of its request.
    let key = body.get("writeKey").and_then(Value::as_str).map(str::to_owned);
    let write_key = rules.write_key.clone().or(key);
    let rules = Rules { endpoint: Some(endpoint), write_key, ..rules.clone() };
    for (index, message) in batch.iter().enumerate() {
        check_message(message, &format!("batch[{index}]"), &rules, problems);
    }
}

fn check_message(json: &Value, path: &str, rules: &Rules, problems: &mut Problems) {
    let Some(message) = json.as_object() else {
        problems.add(Code::NotAnObject, path, "a message must be an object");
        return;
    };
    let bytes = json.to_string().len();
    if bytes > MAX_ITEM_BYTES {
        problems.add(Code::ItemTooLarge, path, format!("{bytes} bytes, allowed {MAX_ITEM_BYTES}"));
    }
    json::check_names_and_nulls(json, path, problems);
    let sender = rules.sender_of(message);
    envelope::check_message(message, path, (sender, rules), problems);
    content::check(message, path, sender, problems);
    if !rules.wire_only {
        check_plan(message, path, rules, problems);
    }
}

fn check_plan(message: &Data, path: &str, rules: &Rules, problems: &mut Problems) {
    let part = |name: &str| message.get(name).and_then(Value::as_object);
    match message.get("type").and_then(Value::as_str) {
        Some("track") => {
            let event = message.get("event").and_then(Value::as_str);
            if let Some(event) = event.filter(|event| !content::is_message_report(event, message)) {
                plan_check::check_event(event, part("properties"), path, rules, problems);
            }
        }
        Some("page") => plan_check::check_event("page", part("properties"), path, rules, problems),
        Some("identify") => plan_check::check_traits(part("traits"), path, problems),
        _ => {}
    }
}
