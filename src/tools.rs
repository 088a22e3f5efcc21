//! The boundary of the tools module: the functions that JavaScript calls, in types. It decides nothing. The
//! scripts of pkg-template/src/tools call it.
//!
//! Messages arrive as the text that is sent, because that text is what counts: its size, and what JSON made
//! of values. Options and verdicts are objects of JavaScript.

use crate::wire::{self, Report, Request, Rules, CODES};
use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::Value;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::{wasm_bindgen, JsError, JsValue};

/// Checks the JSON text of one message: `{ok, problems: [{code, path, message}]}`.
#[wasm_bindgen(js_name = checkMessage)]
pub fn check_message(text: &str, rules: JsValue) -> Result<JsValue, JsError> {
    let rules: Rules = read(rules)?;
    let reading = wire::read_message(text, &rules);
    write(&reading.report)
}

/// Checks the JSON text of a request's body, with its messages.
#[wasm_bindgen(js_name = checkBatch)]
pub fn check_batch(text: &str, rules: JsValue) -> Result<JsValue, JsError> {
    let rules: Rules = read(rules)?;
    write(&wire::read_batch(text, &rules).report)
}

/// Checks a request `{method, path, headers, body}`, without the messages in its body.
#[wasm_bindgen(js_name = checkRequest)]
pub fn check_request(request: JsValue, rules: JsValue) -> Result<JsValue, JsError> {
    let (request, rules): (Request, Rules) = (read(request)?, read(rules)?);
    let report: Report = wire::read_request(&request, &rules);
    write(&report)
}

/// Checks the properties, as JSON text, of an event by the tracking plan alone.
#[wasm_bindgen(js_name = checkEvent)]
pub fn check_event(name: &str, properties: &str, rules: JsValue) -> Result<JsValue, JsError> {
    let rules: Rules = read(rules)?;
    write(&wire::read_event(name, properties, &rules))
}

/// The name in the tracking plan of an event, in either naming; undefined for another event.
#[wasm_bindgen(js_name = planName)]
pub fn plan_name(event: &str) -> Option<String> {
    wire::event_of(event).map(|event| event.name.to_owned())
}

/// Every code of a problem with its meaning.
#[wasm_bindgen(js_name = problemCodes)]
pub fn problem_codes() -> Result<JsValue, JsError> {
    let meanings: Vec<(&str, &str)> = CODES.iter().map(|(_, word, meaning)| (*word, *meaning)).collect();
    write(&meanings)
}

/// What JavaScript passed; members that are undefined are absent.
fn read<T: DeserializeOwned + Default>(given: JsValue) -> Result<T, JsError> {
    let mut value: Value = serde_wasm_bindgen::from_value(given)?;
    if let Value::Object(members) = &mut value {
        members.retain(|_, member| !member.is_null());
    }
    if value.is_null() {
        return Ok(T::default());
    }
    Ok(serde_json::from_value(value)?)
}

fn write(answer: &impl Serialize) -> Result<JsValue, JsError> {
    Ok(answer.serialize(&Serializer::json_compatible())?)
}
