//! What Customer.io is told of a person, and when: attributes at identify and when they change, consent as event and as trait.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{json, Value as Json};
use shoptrail::engine::twin::{advance, world};
use shoptrail::tracker::{self, Answer};
use shoptrail::value::testing::{show, value};
use support::*;

const ORDER: &str = r#"{"order_id":"1001","total":9,"currency":"EUR","line_items":[{"product_id":"p","price":9,"quantity":1}]}"#;

fn view(id: &str, category: &str) -> String {
    json!({"product_id": id, "name": format!("Product {id}"), "price": 9, "currency": "EUR", "category": category}).to_string()
}

/// The traits of each identify that arrived, without what came with the touch.
fn told(browser: &Browser) -> Vec<Json> {
    let mut seen = std::collections::HashSet::new();
    browser
        .arrived
        .iter()
        .filter(|item| item.json["type"] == "identify" && seen.insert(item.id.clone()))
        .map(|item| {
            let mut traits = item.json["traits"].as_object().unwrap().clone();
            traits.retain(|name, _| {
                !name.contains("touch_at") && !name.contains("channel") && !name.contains("landing_page")
            });
            Json::Object(traits)
        })
        .collect()
}

fn say(browser: &mut Browser, tab: usize, keys: &str, traits: &str) -> Answer {
    browser.call(tab, |state, call| tracker::identify(state, value(keys), value(traits), call))
}

fn known() -> (Browser, usize) {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.page(tab);
    browser.identify(tab, "\"42\"");
    browser.run(5000.0);
    browser.arrived.clear();
    browser.requests.clear();
    (browser, tab)
}

fn profile(browser: &Browser, tab: usize) -> String {
    show(tracker::profile(browser.state(tab)))
}

#[test]
fn what_an_anonymous_trail_taught_is_told_at_identify() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.track(tab, "product_viewed", &view("P1", "Cups"));
    browser.track(tab, "order_completed", ORDER);
    browser.leave(tab);
    let tab = browser.open();
    browser.run(5000.0);
    assert!(browser.requests.is_empty());
    browser.identify(tab, "\"42\"");
    browser.run(5000.0);
    let [traits] = &told(&browser)[..] else { panic!("{:?}", told(&browser)) };
    let ordered = traits["last_order_date"].as_i64().expect("whole seconds");
    assert!((1_700_000_000..2_000_000_000).contains(&ordered));
    let mut rest = traits.clone();
    rest.as_object_mut().unwrap().remove("last_order_date");
    assert_eq!(
        rest,
        json!({"customer_id": "42", "last_viewed_product": "Product P1", "last_viewed_product_id": "P1", "last_viewed_category": "Cups", "preferred_category": "Cups"})
    );
}

#[test]
fn a_change_of_a_known_person_goes_with_its_event_and_says_only_what_changed() {
    let (mut browser, tab) = known();
    browser.track(tab, "product_viewed", &view("P1", "Cups"));
    assert!(browser.requests.is_empty());
    browser.run(5000.0);
    assert_eq!(browser.requests.len(), 1, "no request of its own");
    assert_eq!(
        browser.arrived.iter().map(|item| item.json["userId"].clone()).collect::<Vec<_>>(),
        [json!("42"), json!("42")]
    );
    let all = json!({"customer_id": "42", "last_viewed_product": "Product P1", "last_viewed_product_id": "P1", "last_viewed_category": "Cups", "preferred_category": "Cups"});
    assert_eq!(told(&browser), [all]);

    browser.leave(tab);
    browser.arrived.clear();
    let tab = browser.open();
    browser.page(tab);
    browser.track(tab, "product_viewed", &view("P2", "Cups"));
    browser.run(5000.0);
    assert_eq!(
        told(&browser),
        [json!({"customer_id": "42", "last_viewed_product": "Product P2", "last_viewed_product_id": "P2"})]
    );
}

#[test]
fn many_views_of_one_page_view_are_told_once_and_once_more_when_it_ends() {
    #[track_caller]
    fn check(end: impl FnOnce(&mut Browser, usize)) {
        let (mut browser, tab) = known();
        for product in 1..=5 {
            browser.track(tab, "product_viewed", &view(&format!("P{product}"), "Cups"));
            browser.run(5000.0);
        }
        assert_eq!(told(&browser).len(), 1);
        end(&mut browser, tab);
        browser.run(5000.0);
        let told = told(&browser);
        assert_eq!(told.len(), 2);
        assert_eq!(told[1]["last_viewed_product_id"], "P5");
    }
    check(|browser, tab| assert!(browser.page(tab).is_ok()));
    check(|browser, tab| browser.hide(tab));
    check(|browser, tab| assert!(browser.identify(tab, "\"42\"").is_ok()));
}

#[test]
fn events_that_teach_nothing_write_no_profile_and_tell_nothing() {
    let (mut browser, tab) = known();
    for u in 0..5 {
        browser.probe(tab, u);
    }
    browser.page(tab);
    browser.run(5000.0);
    browser.leave(tab);
    assert!(told(&browser).is_empty());
    world(|world| {
        assert!(
            !world.items.contains_key("shoptrail.profile")
                || world.items["shoptrail.profile"].contains(r#""known":{}"#)
        )
    });
}

#[test]
fn a_page_that_dies_before_it_told_leaves_it_to_the_next_change() {
    let (mut browser, tab) = known();
    browser.track(tab, "product_viewed", &view("P1", "Cups"));
    browser.kill(tab);
    let tab = browser.open();
    browser.run(20_000.0);
    browser.track(
        tab,
        "add_to_cart",
        r#"{"product_id":"P9","price":1,"quantity":1,"currency":"EUR","category":"Plates"}"#,
    );
    browser.run(5000.0);
    let told = told(&browser);
    assert_eq!(told.len(), 1);
    assert_eq!(
        (&told[0]["last_viewed_product_id"], &told[0]["preferred_category"]),
        (&json!("P1"), &json!("Plates"))
    );
}

#[test]
fn the_profile_is_one_persons() {
    let (mut browser, tab) = known();
    let other = browser.open();
    browser.track(tab, "product_viewed", &view("P1", "Cups"));
    assert!(
        profile(&browser, other).contains(r#""recommend":{"by":"product","product_id":"P1""#),
        "another tab knows it at once"
    );
    browser.identify(other, "\"43\"");
    assert_eq!(profile(&browser, tab), r#"{"recommend":null}"#);
    browser.track(tab, "product_viewed", &view("P2", "Plates"));
    assert!(profile(&browser, other).contains("P2"));
    browser.reset(tab);
    assert_eq!(profile(&browser, other), r#"{"recommend":null}"#);
    browser.run(20_000.0);
    for item in browser.arrived.iter().filter(|item| item.json["type"] == "identify") {
        let product = &item.json["traits"]["last_viewed_product_id"];
        assert!(product.is_null() || (item.json["userId"] == "43") == (*product == "P2"), "{:?}", item.json);
    }
}

#[test]
fn lifetime_figures_come_from_the_page_alone_and_are_told_once() {
    let (mut browser, tab) = known();
    let traits =
        r#"{"orders_count":"3","total_spend":120.5,"first_order_date":"2025-01-02","email_consent":"true"}"#;
    let answer = say(
        &mut browser,
        tab,
        "\"42\"",
        r#"{"orders_count":2.5,"total_spend":-1,"first_order_date":"long ago"}"#,
    );
    let paths: Vec<_> =
        answer.violations().unwrap().into_iter().map(|violation| show(violation.path())).collect();
    assert_eq!(paths, [r#""orders_count""#, r#""total_spend""#, r#""first_order_date""#]);
    say(&mut browser, tab, "\"42\"", traits);
    browser.run(5000.0);
    let told_at_once = told(&browser);
    assert_eq!(
        told_at_once,
        [
            json!({"customer_id": "42", "total_spend": 120.5, "first_order_date": 1_735_776_000, "email_consent": true})
        ],
        "a text is no count"
    );

    // An order, days later: nothing that the page once said is repeated, and nothing is summed up.
    advance(5.0 * 86_400_000.0);
    browser.arrived.clear();
    browser.track(tab, "order_completed", ORDER);
    browser.run(5000.0);
    let [traits] = &told(&browser)[..] else { panic!("{:?}", told(&browser)) };
    assert_eq!(traits.as_object().unwrap().keys().collect::<Vec<_>>(), ["customer_id", "last_order_date"]);
}

#[test]
fn the_same_keys_and_traits_tell_nothing_with_or_without_the_traits() {
    let (mut browser, tab) = known();
    say(&mut browser, tab, "\"42\"", r#"{"vip":true,"unsubscribed":false}"#);
    browser.run(5000.0);
    for traits in ["null", r#"{"vip":true}"#, "null", r#"{"vip":true,"unsubscribed":false}"#] {
        say(&mut browser, tab, "\"42\"", traits);
    }
    browser.run(5000.0);
    assert_eq!(told(&browser), [json!({"customer_id": "42", "vip": true, "unsubscribed": false})]);
    // Something new is told without what may be out of date by now: the shopper may have unsubscribed by a link in a message.
    say(&mut browser, tab, "\"42\"", r#"{"vip":false}"#);
    browser.run(5000.0);
    assert_eq!(told(&browser)[1], json!({"customer_id": "42", "vip": false}));
}

#[test]
fn consent_given_before_log_in_is_an_event_then_a_trait_at_identify() {
    let mut browser = Browser::new(SEND);
    let tab = browser.open();
    browser.track(
        tab,
        "consent_changed",
        r#"{"email_consent":true,"sms_consent":true,"consent_source":"popup"}"#,
    );
    browser.track(tab, "consent_changed", r#"{"sms_consent":false}"#);
    browser.run(5000.0);
    assert!(told(&browser).is_empty());
    assert_eq!(browser.arrived.len(), 2);
    browser.leave(tab);
    let tab = browser.open();
    browser.identify(tab, "\"42\"");
    browser.run(5000.0);
    assert_eq!(told(&browser), [json!({"customer_id": "42", "email_consent": true, "sms_consent": false})]);
}

#[test]
fn consent_changed_by_a_known_person_is_a_trait_at_once_and_once() {
    let (mut browser, tab) = known();
    browser.track(tab, "consent_changed", r#"{"email_consent":false}"#);
    browser.track(tab, "consent_changed", r#"{"email_consent":false}"#);
    browser.run(5000.0);
    assert_eq!(told(&browser), [json!({"customer_id": "42", "email_consent": false})]);
}

#[test]
fn consent_of_one_shopper_is_nobody_elses() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.track(tab, "consent_changed", r#"{"email_consent":true}"#);
    browser.reset(tab);
    browser.identify(tab, "\"42\"");
    browser.run(5000.0);
    assert_eq!(told(&browser), [json!({"customer_id": "42"})]);
}

#[test]
fn an_order_under_semantic_names_teaches_the_same() {
    let mut browser = Browser::new(r#"{"writeKey":"k","naming":"semantic"}"#);
    let tab = browser.open();
    browser.track(tab, "collection_viewed", r#"{"collection_id":"7","collection_name":"Sale"}"#);
    assert_eq!(
        profile(&browser, tab),
        r#"{"last_viewed_category":"Sale","recommend":{"by":"category","category":"Sale"}}"#
    );
    browser.identify(tab, "\"42\"");
    browser.run(5000.0);
    assert_eq!(told(&browser)[0]["last_viewed_category"], "Sale");
}

#[test]
fn a_profile_that_another_script_spoilt_stops_no_identify() {
    for spoilt in ["x", "[]", "{}", r#"{"of":7,"known":{"a":{}}}"#] {
        let (mut browser, tab) = known();
        world(|world| world.items.insert("shoptrail.profile".into(), spoilt.into()));
        assert_eq!(profile(&browser, tab), r#"{"recommend":null}"#);
        assert!(browser.track(tab, "product_viewed", &view("P1", "Cups")).is_ok());
        browser.run(5000.0);
        assert_eq!(told(&browser)[0]["last_viewed_product_id"], "P1", "{spoilt}");
    }
}

#[test]
fn a_corrected_email_address_has_the_shoppers_interest_too() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.track(tab, "product_viewed", &view("P1", "Cups"));
    browser.track(tab, "add_to_cart", r#"{"product_id":"P1","price":9,"quantity":1,"currency":"EUR"}"#);
    browser.identify(tab, "\"jane@exmaple.com\"");
    browser.run(5000.0);
    browser.identify(tab, "\"jane@example.com\"");
    browser.run(5000.0);
    let told = told(&browser);
    assert_eq!(told.len(), 2);
    assert_eq!(
        (&told[1]["email"], &told[1]["last_viewed_product_id"]),
        (&json!("jane@example.com"), &json!("P1"))
    );
    assert!(profile(&browser, tab).contains("P1"));
}
