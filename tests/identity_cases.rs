//! Single cases of the identity table: corrections, another person, the same person again, an id from
//! elsewhere. `identity.rs` plays the whole table at random.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use shoptrail::engine::twin::world;
use shoptrail::options::{read_environment, read_options};
use shoptrail::shopper::attribution::{Touch, TouchesCopy};
use shoptrail::shopper::identity;
use shoptrail::tracker::{self, lifecycle};
use shoptrail::value::testing::{show, string, value};
use shoptrail::value::{text, UNDEFINED};
use std::collections::HashSet;
use support::*;

const CORRECTION_MS: f64 = 1_800_000.0;
const AD: &str = "https://shop.example/?utm_source=news&utm_medium=email";
const CART: &str =
    r#"{"cart_id":"c1","line_items":[{"product_id":"p","price":9,"quantity":1}],"currency":"EUR"}"#;
const ADD: &str = r#"{"product_id":"p","name":"P","price":9,"currency":"EUR","quantity":1,"cart_id":"c1"}"#;

fn anonymous_id(browser: &Browser, tab: usize) -> String {
    string(identity::current(browser.state(tab)).anonymous_id())
}

fn last_touch(browser: &Browser, tab: usize) -> Option<Touch> {
    TouchesCopy::of(browser.state(tab)).touches().last()
}

fn stored_cart() -> String {
    world(|world| world.items.get("shoptrail.cart").cloned().unwrap_or_default())
}

#[test]
fn an_email_corrected_at_checkout_keeps_cart_and_campaign_and_starts_another_checkout() {
    let check = |wait_ms: f64, keys: &str, correction: bool| {
        let mut browser = Browser::new(OPTIONS);
        let tab = browser.open();
        browser.visit(tab, AD, "", "");
        browser.track(tab, "add_to_cart", ADD);
        browser.identify(tab, r#""jane@gmial.com""#);
        assert!(browser.track(tab, "checkout_started", CART).is_ok());
        let before = anonymous_id(&browser, tab);
        browser.run(wait_ms);
        // The next page reads the stored identity.
        let tab = browser.open();
        browser.identify(tab, keys);
        assert_ne!(anonymous_id(&browser, tab), before, "Customer.io knows one person by an anonymous id");
        assert_eq!(stored_cart().contains("c1"), correction, "{keys} after {wait_ms}");
        assert!(
            browser.track(tab, "checkout_started", CART).is_ok(),
            "the corrected address starts a checkout too"
        );
        browser.track(tab, "order_completed", ORDER);
        browser.run(20_000.0);
        let items = || browser.arrived.iter().map(|item| &item.json);
        let order = items().rfind(|item| item["event"] == "order_completed").unwrap();
        // The first one of this person. Later ones have only what changed.
        let identify = items()
            .find(|item| item["type"] == "identify" && item["anonymousId"] == order["anonymousId"])
            .unwrap();
        assert_eq!(order["properties"]["utm_source"] == "news", correction, "{order}");
        assert_eq!(identify["traits"]["first_utm_source"] == "news", correction, "{identify}");
        assert_ne!(order["userId"], "jane@gmial.com");
    };
    check(60_000.0, r#""jane@gmail.com""#, true);
    check(60_000.0, r#"{"email":"jane@gmail.com","customer_id":"42"}"#, true);
    check(CORRECTION_MS + 1.0, r#""jane@gmail.com""#, false);
}

#[test]
fn another_email_is_another_person_without_a_cart_after_an_order_or_with_a_customer_id() {
    let check = |before: &[(&str, &str)], keys: &str, other: &str| {
        let mut browser = Browser::new(OPTIONS);
        let tab = browser.open();
        browser.visit(tab, AD, "", "");
        for (name, properties) in before {
            browser.track(tab, name, properties);
        }
        browser.identify(tab, keys);
        browser.identify(tab, other);
        assert!(
            last_touch(&browser, tab).is_none_or(|touch| touch.tags().source().is_none()),
            "{keys} {before:?}"
        );
        assert_eq!(stored_cart(), "");
    };
    check(&[], r#""a@b.co""#, r#""c@d.co""#);
    check(&[("add_to_cart", ADD), ("order_completed", ORDER)], r#""a@b.co""#, r#""c@d.co""#);
    check(&[("add_to_cart", ADD)], r#"{"customer_id":"1","email":"a@b.co"}"#, r#""c@d.co""#);
    check(
        &[("add_to_cart", ADD)],
        r#"{"customer_id":"1","email":"a@b.co"}"#,
        r#"{"customer_id":"2","email":"a@b.co"}"#,
    );
}

#[test]
fn the_same_identify_call_on_every_page_sends_nothing() {
    let mut browser = Browser::new(OPTIONS);
    let traits = r#"{"first_name":"Jane","vip":true}"#;
    let identify = |browser: &mut Browser, keys: &str, traits: &str| {
        let tab = browser.open();
        browser.page(tab);
        let answer = browser.identify_with(tab, keys, traits);
        browser.run(1000.0);
        browser.leave(tab);
        answer.message_id().is_some()
    };
    assert!(identify(&mut browser, r#"{"customer_id":42,"email":"Jane@Example.com"}"#, traits));
    for keys in [r#"{"customer_id":"42","email":"jane@example.com "}"#, r#""42""#, r#"" JANE@example.com""#] {
        assert!(!identify(&mut browser, keys, traits), "{keys}");
    }
    assert!(!identify(&mut browser, "42", r#"{"vip":true,"first_name":"Jane"}"#), "in any order");
    assert!(identify(&mut browser, "42", r#"{"vip":false}"#));
    assert!(identify(&mut browser, r#"{"customer_id":42,"phone":"+34 600 000 001"}"#, "{}"));
    assert_eq!(browser.arrivals().matches('i').count(), 3);
}

#[test]
fn phone_then_email_then_customer_id_are_one_person() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.probe(tab, 1);
    browser.identify(tab, r#"{"phone":"+34 600 000 001"}"#);
    browser.run(20_000.0);
    assert!(browser.arrived.is_empty(), "Customer.io knows nobody by a phone");
    browser.identify(tab, r#""jane@example.com""#);
    browser.probe(tab, 2);
    browser.run(20_000.0);
    browser.identify(tab, r#"{"customer_id":"42"}"#);
    browser.probe(tab, 3);
    browser.run(20_000.0);
    let ids: HashSet<_> = browser.arrived.iter().map(|item| item.json["anonymousId"].to_string()).collect();
    assert_eq!(ids.len(), 1);
    let traits: Vec<String> = browser
        .arrived
        .iter()
        .filter(|item| item.json["type"] == "identify")
        .map(|item| {
            let traits = &item.json["traits"];
            format!(
                "{}: {} {} {}",
                item.json["userId"], traits["customer_id"], traits["email"], traits["phone"]
            )
        })
        .collect();
    assert_eq!(
        traits,
        [
            r#""jane@example.com": null "jane@example.com" "+34600000001""#,
            r#""42": "42" "jane@example.com" "+34600000001""#
        ],
        "a stronger key is sent with the earlier ones: so Customer.io joins them"
    );
}

#[test]
fn a_page_that_starts_with_another_anonymous_id_forgets_the_person_it_knew() {
    let environment = |id: &str| {
        let given = serde_json::json!({
            "locale": "en",
            "timezone": "UTC",
            "userAgent": "t",
            "host": "shop.example",
            "anonymousId": id,
            "ignored": ["pay.example"],
        });
        read_environment(value(&given.to_string()))
    };
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.visit(tab, AD, "", "");
    browser.track(tab, "add_to_cart", ADD);
    let start = |browser: &mut Browser, id: &str| {
        let tab = browser.open();
        lifecycle::start(browser.state(tab), read_options(value(OPTIONS)), environment(id));
        tab
    };
    let other = "11111111-1111-4111-8111-111111111111";
    let tab = start(&mut browser, other);
    assert_eq!(anonymous_id(&browser, tab), other);
    assert!(stored_cart().contains("c1"), "nobody was known: the cart stays");
    browser.identify(tab, r#""jane@example.com""#);
    let tab = start(&mut browser, other);
    assert_eq!(string(identity::current(browser.state(tab)).keys().get(text("email"))), "jane@example.com");
    let tab = start(&mut browser, "22222222-2222-4222-8222-222222222222");
    assert_eq!(show(identity::current(browser.state(tab)).keys()), "{}");
    assert_eq!((stored_cart().as_str(), show(last_touch(&browser, tab)).as_str()), ("", "undefined"));
    // A visit from the shop's own hosts is no touch.
    browser.visit(tab, "https://shop.example/", "https://www.pay.example/", "");
    assert_eq!(show(last_touch(&browser, tab)), "undefined");
}

#[test]
fn the_same_identify_in_another_tab_sends_nothing_in_whatever_order_the_keys_came() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.identify(tab, r#"{"phone":"+34 600 000 001"}"#);
    browser.identify(tab, r#""jane@example.com""#);
    browser.run(20_000.0);
    let other = browser.open();
    let again = browser.identify(other, r#"{"email":"jane@example.com","phone":"+34 600 000 001"}"#);
    assert!(again.is_ok() && again.message_id().is_none(), "the second tab repeats the identify message");
}

#[test]
fn another_persons_campaign_does_not_follow_from_the_tab_that_slept() {
    let mut browser = Browser::new(OPTIONS);
    let land = |browser: &mut Browser, tab, source: &str| {
        let place = serde_json::json!({
            "url": format!("https://shop.example/?utm_source={source}"), "title": "Home", "referrer": ""
        });
        browser.call_at(tab, place, |state, call| tracker::page(state, UNDEFINED, call));
    };
    let slept = browser.open();
    land(&mut browser, slept, "first_person");
    browser.identify(slept, r#"{"customer_id":"1"}"#);
    browser.run(20_000.0);
    let tab = browser.open();
    browser.identify(tab, r#"{"customer_id":"2"}"#);
    browser.run(20_000.0);
    let arrived = browser.arrived.len();
    browser.identify(slept, r#"{"customer_id":"2"}"#);
    browser.probe(slept, 1);
    browser.run(20_000.0);
    for item in &browser.arrived[arrived..] {
        assert!(!item.json.to_string().contains("first_person"), "{}", item.json);
    }
}
