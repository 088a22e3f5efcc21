//! Between the page and the tracker, which works only while consent to analytics is granted. What `consent` decides is carried out here, as
//! far as the core can; the page's side empties the storage and its queue.
//!
//! Of the state, `options`, `facts` and `consent` (the record) are ours and outlive the tracker's own.

use crate::delivery::claim;
use crate::delivery::drops;
use crate::delivery::outbox;
use crate::options;
use crate::shopper::attribution;
use crate::shopper::consent;
use crate::shopper::identity;
use crate::storage::records::Store;
use crate::tracker::lifecycle;
use crate::value::{Value, TRUE, UNDEFINED};

/// Where the shopper's answer is remembered, while analytics are granted. Where another source on the page knows it (`consentFrom`), ours
/// would only contradict.
const RECORD: &str = "consent";

/// Begins with options that `options::check` found right, and the page's `facts`: those of `lifecycle::start`, and `gpc` and `dnt`, what the
/// browser asks of everybody.
pub fn open(state: Value, options: Value, facts: Value) {
    state.set("options", options);
    state.set("facts", facts);
    let stored = if remembers(state) { Store::of(state).read(RECORD) } else { UNDEFINED };
    let gpc = facts.flag("gpc") && !options.get("gpc").or(TRUE).json().test("false");
    state.set(RECORD, consent::start(options::consent(options, facts.flag("dnt")), stored, gpc));
    if consent::may_store(state.get(RECORD)) {
        begin(state);
    }
}

/// Takes an answer, or none, and gives `{analytics, marketing, erase?, drops?}` as it is then: with `erase` everything of ours that is stored
/// or queued has to go, and `drops` counts what that cost. Undefined when it was no answer.
pub fn answer(state: Value, change: Value) -> Value {
    let record = state.get(RECORD);
    if change.is_given() && !consent::is_answer(change) {
        return UNDEFINED;
    }
    let kept = consent::may_keep_click_ids(record);
    let erase = consent::set(record, change);
    let out = record.copy();
    out.set("erase", Value::bool(erase));
    if erase {
        // Whoever comes next is somebody new.
        state.get("facts").set("anonymousId", UNDEFINED);
    }
    if !consent::may_store(record) {
        if is_open(state) {
            out.set("drops", close(state));
        }
        return out;
    }
    if !is_open(state) {
        begin(state);
    }
    keep_click_ids(state, consent::may_keep_click_ids(record), kept);
    if change.is_given() && remembers(state) {
        Store::of(state).write(RECORD, record);
    }
    out
}

/// The page is back from the back/forward cache. If all that is ours is gone meanwhile, another page was told to erase it: so are we.
pub fn restore(state: Value) {
    if state.flag("durable") && !identity::is_current(state).is_given() && outbox::is_storage_open(state) {
        consent::set(state.get(RECORD), Value::text("denied"));
    } else {
        lifecycle::restore(state);
    }
}

fn is_open(state: Value) -> bool {
    state.get("entries").is_given()
}

fn remembers(state: Value) -> bool {
    !state.get("options").get("consentFrom").is_given()
}

fn begin(state: Value) {
    lifecycle::start(state, state.get("options"), state.get("facts"));
    keep_click_ids(state, consent::may_keep_click_ids(state.get(RECORD)), false);
}

/// Lets go of everything, and gives the counts of what was lost, this included.
fn close(state: Value) -> Value {
    claim::wake(state);
    for slot in state.get("entries").keys().items() {
        outbox::remove(state, slot, Value::text(drops::CONSENT));
    }
    let counts = drops::load(Store::of(state));
    for name in state.keys().items() {
        if !name.test("^(options|facts|consent|losses)$") {
            state.put(name, UNDEFINED);
        }
    }
    counts
}

/// Keeps click ids from now on, or drops them: from the touches, and where those had some or consent was there until now (`had`), from every message that
/// waits, this page's or not, and from what was learnt of products.
fn keep_click_ids(state: Value, keeps: bool, had: bool) {
    let (store, rules, touches) = (Store::of(state), state.get("rules"), state.get("touches"));
    rules.set("dropClickIds", Value::bool(!keeps));
    state.set("scene", UNDEFINED);
    let before = touches.json();
    if keeps {
        return;
    }
    attribution::drop_click_ids(touches, rules);
    if !had && touches.json().same(before) {
        return;
    }
    store.write("touch", touches);
    for slot in state.get("entries").keys().items() {
        let entry = outbox::entry(state, slot);
        if entry.get("text").is_given() {
            entry.set("text", without_click_ids(entry.get("text"), rules));
        }
    }
    let learnt = Value::text("profile");
    if store.get(learnt).is_given() {
        store.set(learnt, without_click_ids(store.get(learnt), rules));
    }
    for name in store.names().items() {
        let text = store.get(name);
        if name.test(outbox::NAME) && text.is_given() {
            store.set_durable(name, without_click_ids(text, rules));
        }
    }
}

fn without_click_ids(text: Value, rules: Value) -> Value {
    let message = text.parse();
    for name in Value::words("properties traits known") {
        attribution::without_click_ids(message.find(name), rules);
    }
    for name in Value::words("campaign page") {
        attribution::without_click_ids(message.get("context").find(name), rules);
    }
    message.json()
}

#[cfg(test)]
mod tests;
