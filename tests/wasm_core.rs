//! The core in a real browser, seen from outside: what a page passes in, what is stored, what it gets back.
#![cfg(target_arch = "wasm32")]

use gloo_storage::{LocalStorage, Storage};
use js_sys::{Array, Function, Object, Reflect};
use serde::Deserialize;
use shoptrail::delivery::Request;
use shoptrail::engine::browser::open;
use shoptrail::options::{self, read_environment, read_options};
use shoptrail::shopper::call::Call;
use shoptrail::tracker::{self, diagnostics, lifecycle};
use shoptrail::value::testing::{give, take};
use shoptrail::value::{text, List, State, View};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// What `track` and `identify` answer, as a page sees it.
#[derive(Deserialize, Debug)]
struct Answer {
    ok: bool,
    #[serde(rename = "messageId")]
    message_id: Option<String>,
    violations: Option<Vec<Violation>>,
}

#[derive(Deserialize, Debug)]
struct Violation {
    code: String,
    path: String,
}

fn js(source: &str) -> JsValue {
    Function::new_no_args(&["return ", source].concat()).call0(&JsValue::NULL).expect("test source runs")
}

/// A page with empty storage.
fn page(options: &str) -> State {
    open();
    let _ = js("localStorage.clear()");
    next_page(options)
}

/// A page over the storage of the page before.
fn next_page(options: &str) -> State {
    let state = State::new();
    let options = take(&js(options));
    assert!(options::check(options, List::new()).is_empty());
    let environment = js("({locale: 'en', timezone: 'UTC', userAgent: 'test', host: 'shop.example'})");
    lifecycle::start(state, read_options(options), read_environment(take(&environment)));
    state
}

fn call() -> Call {
    let url = "https://shop.example/p?utm_source=test";
    let call = ["({at: Date.now(), url: '", url, "', title: 'P', referrer: ''})"].concat();
    Call::assume(take(&js(&call)))
}

fn track(state: State, name: &str, properties: &str) -> Answer {
    answer(tracker::track(state, take(&name.into()), take(&js(properties)), call()))
}

fn answer(given: tracker::Answer) -> Answer {
    serde_wasm_bindgen::from_value(give(given)).expect("an answer")
}

fn has_body(request: Option<Request>) -> bool {
    request.is_some_and(|request| request.body().value().is_text())
}

const VIEW: &str = "({product_id: 'P1', name: 'Runner', price: 19.99, currency: 'EUR'})";

#[wasm_bindgen_test]
fn an_event_is_in_local_storage_when_track_returns() {
    let state = page("({writeKey: 'k'})");
    let answer = track(state, "product_viewed", VIEW);
    assert!(answer.ok, "{answer:?}");
    let stored: serde_json::Map<String, serde_json::Value> = LocalStorage::get_all().unwrap_or_default();
    let record =
        stored.iter().find(|(name, _)| name.starts_with("shoptrail.m.")).expect("a message in storage").1;
    assert_eq!(record["messageId"].as_str(), answer.message_id.as_deref());
    assert_eq!(record["properties"]["product_id"], "P1");
    assert_eq!(record["type"], "track");
}

#[wasm_bindgen_test]
fn the_next_page_knows_the_shopper_and_sends_what_waited() {
    let first = page("({writeKey: 'k'})");
    track(first, "product_viewed", VIEW);
    let held = lifecycle::poll(first, true, false);
    assert!(held.is_none(), "anonymous and held: nothing leaves");
    lifecycle::leave(first);
    let second = next_page("({writeKey: 'k'})");
    lifecycle::claim(second);
    assert!(
        answer(tracker::identify(
            second,
            take(&"jane@example.com".into()),
            take(&JsValue::UNDEFINED),
            call()
        ))
        .ok
    );
    lifecycle::claim(second);
    let request = give(lifecycle::poll(second, false, false));
    let body = Reflect::get(&request, &"body".into()).ok().and_then(|body| body.as_string()).expect("a body");
    let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(body["batch"][0]["type"], "identify");
    assert_eq!(body["batch"][1]["event"], "product_viewed");
    assert_eq!(body["batch"][1]["userId"], "jane@example.com");
    assert_eq!(body["batch"][0]["anonymousId"], body["batch"][1]["anonymousId"]);
}

#[wasm_bindgen_test]
fn no_argument_throws_and_an_unreadable_value_is_named_by_a_violation() {
    let state = page("({writeKey: 'k'})");
    let with = |member: &str| format!("({{product_id: 'P', name: 'n', currency: 'EUR', {member}}})");
    let cycle = format!("(() => {{ const o = {}; o.self = o; return o }})()", with("price: 1"));
    let cases = [
        (with("price: 1n"), "wrong_type", "price"),
        (with("get price() { throw 1 }"), "getter", "price"),
        (cycle, "cycle", "self"),
        (with("price: 1, f() {}"), "function", "f"),
        (with("price: NaN"), "not_finite", "price"),
        (with("price: 1, m: new Map([[1, 2]])"), "wrong_type", "m"),
        (with("price: 1, s: [new Set([1])]"), "wrong_type", "s[0]"),
        (with("price: 1, s: Symbol('x')"), "wrong_type", "s"),
    ];
    for (properties, code, path) in cases {
        let answer = track(state, "product_viewed", &properties);
        assert!(!answer.ok, "{properties}");
        let violations = answer.violations.unwrap_or_default();
        assert!(
            violations.iter().any(|violation| violation.code == code && violation.path == path),
            "{properties}: {violations:?}"
        );
    }
    for properties in [
        "(() => { const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy })()",
        "document",
        "window",
        "new Proxy({}, {ownKeys() { throw 1 }})",
        "Symbol('x')",
        "7",
    ] {
        assert!(!track(state, "product_viewed", properties).ok, "{properties}");
    }
    assert!(track(state, "product_viewed", VIEW).ok, "the next event is unaffected");
}

#[wasm_bindgen_test]
fn boxed_values_and_lists_with_holes_are_read_as_what_they_hold() {
    for (given, expected) in [
        ("({a: new String('x'), b: Object(1.5), c: Object(false)})", r#"{"a":"x","b":1.5,"c":false}"#),
        (
            "({price: {valueOf: () => 19.99, digits: [1, 9]}, own: {valueOf: 3}})",
            r#"{"price":19.99,"own":{"valueOf":3}}"#,
        ),
        ("[1, , 3]", "[1,null,3]"),
        ("new Array(3)", "[null,null,null]"),
        ("[undefined, 2]", "[null,2]"),
        ("Object.create(null, {a: {value: 1, enumerable: true}})", r#"{"a":1}"#),
    ] {
        let read = give(take(&js(given)).json()).as_string();
        assert_eq!(read.as_deref(), Some(expected), "{given}");
    }
}

#[wasm_bindgen_test]
fn with_storage_blocked_an_event_of_the_page_is_sent_at_once() {
    page("({writeKey: 'k', anonymous: 'send'})");
    let _ = js(concat!(
        "(() => { window.__storage = Object.getOwnPropertyDescriptor(window, 'localStorage'); ",
        "Object.defineProperty(window, 'localStorage', {configurable: true, ",
        "get() { throw new DOMException('blocked', 'SecurityError') }}) })()",
    ));
    let blocked = next_page("({writeKey: 'k', anonymous: 'send'})");
    let tracked = track(blocked, "product_viewed", VIEW);
    let request = lifecycle::poll(blocked, false, false);
    let durable = diagnostics::report(blocked).storage().is_durable();
    // Where the property was the window's own, deleting it would leave the next test without storage.
    let _ = js(concat!(
        "(() => { delete window.localStorage; ",
        "if (__storage) Object.defineProperty(window, 'localStorage', __storage) })()",
    ));
    assert!(tracked.ok && !durable);
    assert!(has_body(request), "sent at once, because nothing else keeps it");
}

#[wasm_bindgen_test]
fn with_storage_full_an_event_of_the_page_is_sent_at_once() {
    let state = page("({writeKey: 'k', anonymous: 'send'})");
    let _ = js(concat!(
        "(() => { let size = 1 << 20; for (let i = 0; size; ) ",
        "try { localStorage['fill' + i++] = 'x'.repeat(size) } catch { size >>= 1 } })()",
    ));
    let tracked = track(state, "product_viewed", VIEW);
    let request = lifecycle::poll(state, false, false);
    let _ = js("localStorage.clear()");
    assert!(tracked.ok);
    assert!(has_body(request));
}

#[wasm_bindgen_test]
fn what_a_browser_learns_is_stored_for_the_theme_and_sent_at_identify() {
    let first = page("({writeKey: 'k'})");
    track(
        first,
        "product_viewed",
        "({product_id: 'P1', name: 'Runner', price: 19.99, currency: 'EUR', category: 'Shoes', url: '/p1'})",
    );
    track(
        first,
        "add_to_cart",
        "({product_id: 'P2', price: 5, quantity: 1, currency: 'EUR', category: 'Socks'})",
    );
    let stored: serde_json::Value = LocalStorage::get("shoptrail.profile").expect("a record");
    assert_eq!(stored["interest"], serde_json::json!({"Shoes": 1, "Socks": 5}));
    let second = next_page("({writeKey: 'k'})");
    let shown = serde_wasm_bindgen::from_value::<serde_json::Value>(give(tracker::profile(second)))
        .expect("plain data");
    let url = "https://shop.example/p1";
    assert_eq!(
        shown["recommend"],
        serde_json::json!({"by": "product", "product_id": "P1", "name": "Runner", "url": url})
    );
    assert!(
        answer(tracker::identify(
            second,
            take(&"jane@example.com".into()),
            take(&JsValue::UNDEFINED),
            call()
        ))
        .ok
    );
    let request = give(tracker::next_request(second, false, false));
    let body = Reflect::get(&request, &"body".into()).ok().and_then(|body| body.as_string()).expect("a body");
    let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(body["batch"][0]["traits"]["last_viewed_product"], "Runner");
    assert_eq!(body["batch"][0]["traits"]["preferred_category"], "Socks");
    tracker::reset(second, call());
    assert!(LocalStorage::get::<serde_json::Value>("shoptrail.profile").is_err());
    assert!(!tracker::profile(second).has(text("last_viewed_product")));
}

mod transport {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/pkg-template/src/transport.js")]
    extern "C" {
        pub fn transmit(request: &JsValue, done: &JsValue);
    }
}

/// What `transmit` reports, one text for each report, in a page that `setup` changed.
async fn report(setup: &str, beacon: bool) -> Vec<String> {
    let log = Array::new();
    let scope = Object::new();
    Reflect::set(&scope, &"log".into(), &log).expect("a plain object");
    let settled = js("new Promise((resolve) => globalThis.__settled = resolve)");
    let done = Function::new_with_args(
        "...what",
        "globalThis.__log.push(what.join(' ').trim()); if (what[0] !== undefined) globalThis.__settled()",
    );
    let _ = Reflect::set(&js_sys::global(), &"__log".into(), &log);
    let undo = js(&[
        "(() => { const was = {fetch: window.fetch, beacon: navigator.sendBeacon}; window.__sent = []; ",
        setup,
        "; return () => { window.fetch = was.fetch; delete navigator.sendBeacon } })()",
    ]
    .concat());
    let request = js(&[
        "({url: 'http://127.0.0.1:9/v1/b', body: '{}', beacon: ",
        if beacon { "true" } else { "false" },
        "})",
    ]
    .concat());
    transport::transmit(&request, &done);
    let _ = wasm_bindgen_futures::JsFuture::from(settled.unchecked_into::<js_sys::Promise>()).await;
    let _ = undo.unchecked_into::<Function>().call0(&JsValue::NULL);
    log.iter().filter_map(|line| line.as_string()).collect()
}

#[wasm_bindgen_test]
async fn a_fetch_reports_status_and_headers_and_a_beacon_its_hand_off() {
    let answer = concat!(
        "window.fetch = async (url, init) => { ",
        "window.__sent.push([init.method, init.keepalive, typeof init.body, init.headers].join()); ",
        "return new Response('{}', {status: 429, headers: {'retry-after': '12'}}) }",
    );
    let reported = report(answer, false).await;
    assert!(reported.iter().any(|line| line.starts_with("429 12")), "{reported:?}");
    let sent = js("window.__sent.join('|')").as_string();
    assert_eq!(sent.as_deref(), Some("POST,true,string,"), "a text body and no further header: no preflight");

    let reported = report(
        "navigator.sendBeacon = (url, body) => { window.__sent.push(typeof body); return true }",
        true,
    )
    .await;
    assert!(reported.iter().any(|line| line.starts_with('1')), "{reported:?}");
    assert_eq!(
        js("window.__sent.join('|')").as_string().as_deref(),
        Some("string"),
        "a Blob would need a preflight and be lost"
    );

    let reported =
        report("navigator.sendBeacon = () => { throw 1 }; window.fetch = () => { throw 1 }", true).await;
    assert!(reported.iter().any(|line| line.starts_with('2')), "{reported:?}");
    let reported = report("window.fetch = () => Promise.reject(new TypeError('cut'))", false).await;
    assert!(reported.iter().any(|line| line.starts_with('0')), "{reported:?}");
}
