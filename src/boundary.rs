//! The exported functions: values of the engine in, values out, each as its handle. The page's side (`pkg-template/src/core.js`) puts arguments into the heap
//! and takes answers out. One tracker a module: its state is the first object of the heap.

use crate::delivery::requests;
use crate::options;
use crate::tracker::calls;
use crate::tracker::consent_lifecycle;
use crate::tracker::diagnostics;
use crate::tracker::lifecycle;
use crate::value::ids;
use crate::value::{Value, FALSE, TRUE, UNDEFINED};
use wasm_bindgen::prelude::*;

/// Where `heap.js` keeps the state: the first handle after the constants.
const STATE: Value = Value(4);

/// `i32`, because wasm-bindgen passes those on as they are.
fn at(handle: i32) -> Value {
    Value(handle as u32)
}

/// Starts the tracker, as far as consent allows. Gives a list of `{option, allowed}`: empty, or what is wrong with the options, and then
/// nothing was started.
#[wasm_bindgen]
pub fn start(options: i32, facts: i32) -> i32 {
    let wrong = options::check(at(options));
    if wrong.is_empty() {
        consent_lifecycle::open(STATE, at(options), at(facts));
    }
    wrong.0 as i32
}

/// Takes an answer of the shopper's, or none; see [`consent_lifecycle::answer`].
#[wasm_bindgen]
pub fn consent(change: i32) -> i32 {
    consent_lifecycle::answer(STATE, at(change)).0 as i32
}

/// A new message's id, for a call that is taken now and judged later.
#[wasm_bindgen]
pub fn id() -> i32 {
    ids::random_ulid().0 as i32
}

/// A part of what a call that waits will take, in a task before its own; see [`calls::look`].
#[wasm_bindgen]
pub fn look(call: i32, name: i32, properties: i32) -> i32 {
    calls::look(STATE, at(name), at(properties), at(call)).0 as i32
}

#[wasm_bindgen]
pub fn track(call: i32, name: i32, properties: i32) -> i32 {
    calls::track(STATE, at(name), at(properties), at(call)).0 as i32
}

#[wasm_bindgen]
pub fn page(call: i32, properties: i32) -> i32 {
    calls::page(STATE, at(properties), at(call)).0 as i32
}

#[wasm_bindgen]
pub fn identify(call: i32, keys: i32, traits: i32) -> i32 {
    calls::identify(STATE, at(keys), at(traits), at(call)).0 as i32
}

#[wasm_bindgen]
pub fn reset(call: i32) -> i32 {
    calls::reset(STATE, at(call)).0 as i32
}

/// What this browser has learnt of the shopper: `Profile` in `index.d.ts`.
#[wasm_bindgen]
pub fn profile() -> i32 {
    calls::profile(STATE).0 as i32
}

/// `{id, url, body, beacon}` of the next request to make, or undefined. `leaving`: true while the page is on its way out.
#[wasm_bindgen]
pub fn poll(leaving: i32) -> i32 {
    calls::poll(STATE, at(leaving) == TRUE).0 as i32
}

/// What became of request `id`: an HTTP status with two of its headers, or 0 failed, 1 handed to `sendBeacon`, 2 refused by the browser.
#[wasm_bindgen]
pub fn outcome(id: i32, status: i32, retry_after: i32, content_type: i32) -> i32 {
    requests::handle_outcome(
        STATE,
        at(id).as_number(),
        at(status).as_number(),
        at(retry_after),
        at(content_type),
    );
    UNDEFINED.0 as i32
}

/// `[poll, claim]`: milliseconds until each has something to do; NaN for never.
#[wasm_bindgen]
pub fn timeouts() -> i32 {
    let both = Value::list();
    both.push(Value::number(lifecycle::poll_timeout(STATE)));
    both.push(Value::number(lifecycle::claim_timeout(STATE)));
    both.0 as i32
}

/// Adopts what other pages left; `locked` says whether this tab got the Web Lock.
#[wasm_bindgen]
pub fn claim(locked: i32) -> i32 {
    if at(locked) == FALSE {
        lifecycle::claim_later(STATE);
    } else {
        lifecycle::claim(STATE);
    }
    UNDEFINED.0 as i32
}

/// A moment of the page's life, by its word.
#[wasm_bindgen]
pub fn moment(word: i32) -> i32 {
    let word = at(word);
    if word.is("left") {
        lifecycle::leave(STATE);
    } else if word.is("restored") {
        consent_lifecycle::restore(STATE);
    } else if word.is("online") {
        requests::online(STATE);
    } else if word.is("stored") {
        lifecycle::storage_changed(STATE);
    } else {
        requests::hurry(STATE);
    }
    UNDEFINED.0 as i32
}

/// What was lost since the last call: a list of `{messageId, type, name, timestamp, reason}`.
#[wasm_bindgen]
pub fn losses() -> i32 {
    diagnostics::take_losses(STATE).0 as i32
}

#[wasm_bindgen]
pub fn report() -> i32 {
    lifecycle::wake(STATE);
    diagnostics::diagnostics(STATE).0 as i32
}
