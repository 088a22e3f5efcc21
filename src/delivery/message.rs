//! The message as sent, serialized once. Shape: the Pipelines API of Customer.io, <https://docs.customer.io/integrations/api/cdp/>.
//!
//! What is unknown is left out, never `null`. The stored text lacks only what each attempt adds (`delivery`): the write key, `sentAt`, and the
//! `userId` of a message that was tracked before its shopper was known.

use crate::engine::Literal;
use crate::shopper::attribution;
use crate::shopper::identity;
use crate::shopper::scrub;
use crate::value::{Value, UNDEFINED};

/// Encoded bytes of one item. Customer.io answers 200 to a larger one and discards it.
pub const MAX_ITEM_BYTES: f64 = 32_000.0;

/// How long a touch that has run out may still be told of, on a page that stays open.
const SCENE_MS: f64 = 3_600_000.0;

const CONTEXT: &str = concat!(
    r#"{"channel":"browser","library":{"name":"shoptrail","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""}}"#
);

/// The part of `context` that does not change while the page lives, from `{locale, timezone, userAgent}`.
pub fn context(facts: Value) -> Value {
    let context = Value::text(CONTEXT).parse();
    for name in Value::text("locale timezone userAgent").split(" ").items() {
        if !facts.find(name).is_empty() {
            context.put(name, facts.find(name));
        }
    }
    context
}

/// What the messages of one place have in common: `{place, page, context, properties, from}`, made once a place and touch. `page` says where the
/// shopper was when the call was made, free of personal data: `{url, path, search, referrer, title}`, as far as known; `context` is the message's;
/// `properties` are an event's attribution. Not to be changed.
pub fn scene(state: Value, call: Value) -> Value {
    let place = call.get("url").plus("\n").add(call.get("title")).plus("\n").add(call.get("referrer"));
    let age_ms = call.num("at") - state.get("scene").num("from");
    if state.get("scene").get("place").same(place) && age_ms.abs() < SCENE_MS {
        return state.get("scene");
    }
    let (scene, page) = (Value::map(), page(state, call));
    let (touches, at_ms, rules) = (state.get("touches"), call.num("at"), state.get("rules"));
    let (context, properties) = (Value::map(), Value::map());
    context.set("page", page);
    context.set("campaign", attribution::campaign(touches, at_ms, rules));
    attribution::event_properties(touches, at_ms, rules, properties);
    scene.set("place", place);
    scene.set("page", page);
    scene.set("context", state.get("context").copy().fill(context));
    scene.set("properties", properties);
    scene.set_num("from", at_ms);
    state.set("scene", scene);
    scene
}

fn page(state: Value, call: Value) -> Value {
    let (page, rules) = (Value::map(), state.get("rules"));
    let url = scrub::url(call.get("url"), rules);
    let parts = url.url();
    set_text(page, "url".into(), url);
    set_text(page, "path".into(), parts.get("pathname"));
    set_text(page, "search".into(), parts.get("search"));
    set_text(page, "referrer".into(), scrub::url(call.get("referrer"), rules));
    set_text(page, "title".into(), scrub::text(call.get("title")));
    page
}

/// The item's JSON text, or undefined when it exceeds `room` bytes even without what its properties say already.
///
/// `kind` is `track`, `page` or `identify`; `name` the event's name or the page's title; `body` the properties or traits.
pub fn write(
    state: Value,
    kind: Value,
    name: Value,
    message_id: Value,
    body: Value,
    call: Value,
    room: f64,
) -> Value {
    let (message, identity) = (Value::map(), call.get("who").or(state.get("identity")));
    message.set("type", kind);
    set_text(message, if kind.is("track") { "event".into() } else { "name".into() }, name);
    message.set("messageId", message_id);
    message.set("anonymousId", identity.get("anonymousId"));
    message.set("userId", identity::user_id(identity));
    message.set("timestamp", Value::iso(call.num("at")));
    message.put(if kind.is("identify") { Value::text("traits") } else { Value::text("properties") }, body);
    let context = scene(state, call).get("context");
    message.set("context", context);
    let text = message.json();
    if f64::from(text.bytes()) <= room {
        return text;
    }
    let context = context.copy();
    message.set("context", context);
    for name in Value::words("page campaign userAgent") {
        context.put(name, UNDEFINED);
    }
    let text = message.json();
    if f64::from(text.bytes()) <= room {
        text
    } else {
        UNDEFINED
    }
}

fn set_text(map: Value, name: Literal, text: Value) {
    if text.is_text() && !text.is_empty() {
        map.set(name, text);
    }
}
