//! Which attributes of a person are sent to Customer.io, and when: at identify and when they change. Consent
//! is sent as an event and as a trait.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{json, Value as Json};
use shoptrail::engine::twin::{advance, world};
use shoptrail::tracker;
use shoptrail::value::testing::show;
use support::*;

/// A view of a product.
fn view(id: &str, category: &str) -> String {
    json!({
        "product_id": id,
        "name": format!("Product {id}"),
        "price": 9,
        "currency": "EUR",
        "category": category,
    })
    .to_string()
}

/// All attributes that a view of P1 among the cups teaches.
fn traits_of_first_view() -> Json {
    json!({
        "customer_id": "42",
        "last_viewed_product": "Product P1",
        "last_viewed_product_id": "P1",
        "last_viewed_category": "Cups",
        "preferred_category": "Cups",
    })
}

/// The traits of each identify message that arrived, without those of the touch.
fn identify_traits(browser: &Browser) -> Vec<Json> {
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
fn what_an_anonymous_trail_taught_is_sent_at_identify() {
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
    let [traits] = &identify_traits(&browser)[..] else { panic!("{:?}", identify_traits(&browser)) };
    let ordered = traits["last_order_date"].as_i64().expect("whole seconds");
    assert!((1_700_000_000..2_000_000_000).contains(&ordered));
    let mut rest = traits.clone();
    rest.as_object_mut().unwrap().remove("last_order_date");
    assert_eq!(rest, traits_of_first_view());
}

#[test]
fn a_changed_attribute_of_a_known_person_leaves_with_its_event_and_without_the_others() {
    let (mut browser, tab) = known();
    browser.track(tab, "product_viewed", &view("P1", "Cups"));
    assert!(browser.requests.is_empty());
    browser.run(5000.0);
    assert_eq!(browser.requests.len(), 1, "no further request");
    assert_eq!(
        browser.arrived.iter().map(|item| item.json["userId"].clone()).collect::<Vec<_>>(),
        [json!("42"), json!("42")]
    );
    assert_eq!(identify_traits(&browser), [traits_of_first_view()]);

    browser.leave(tab);
    browser.arrived.clear();
    let tab = browser.open();
    browser.page(tab);
    browser.track(tab, "product_viewed", &view("P2", "Cups"));
    browser.run(5000.0);
    assert_eq!(
        identify_traits(&browser),
        [json!({"customer_id": "42", "last_viewed_product": "Product P2", "last_viewed_product_id": "P2"})]
    );
}

#[test]
fn what_a_page_view_teaches_is_sent_once_and_once_more_when_it_ends() {
    #[track_caller]
    fn check(end: impl FnOnce(&mut Browser, usize)) {
        let (mut browser, tab) = known();
        for product in 1..=5 {
            browser.track(tab, "product_viewed", &view(&format!("P{product}"), "Cups"));
            browser.run(5000.0);
        }
        assert_eq!(identify_traits(&browser).len(), 1);
        end(&mut browser, tab);
        browser.run(5000.0);
        let sent = identify_traits(&browser);
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[1]["last_viewed_product_id"], "P5");
    }
    check(|browser, tab| assert!(browser.page(tab).is_ok()));
    check(|browser, tab| browser.hide(tab));
    check(|browser, tab| assert!(browser.identify(tab, "\"42\"").is_ok()));
}

#[test]
fn events_that_teach_nothing_write_no_profile_and_send_no_identify_message() {
    let (mut browser, tab) = known();
    for u in 0..5 {
        browser.probe(tab, u);
    }
    browser.page(tab);
    browser.run(5000.0);
    browser.leave(tab);
    assert!(identify_traits(&browser).is_empty());
    world(|world| {
        assert!(
            !world.items.contains_key("shoptrail.profile")
                || world.items["shoptrail.profile"].contains(r#""known":{}"#)
        )
    });
}

#[test]
fn what_a_dead_page_did_not_send_is_sent_with_the_next_change() {
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
    let sent = identify_traits(&browser);
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (&sent[0]["last_viewed_product_id"], &sent[0]["preferred_category"]),
        (&json!("P1"), &json!("Plates"))
    );
}

#[test]
fn a_profile_belongs_to_one_person() {
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
fn lifetime_figures_come_from_the_page_alone_and_are_sent_once() {
    let (mut browser, tab) = known();
    let traits =
        r#"{"orders_count":"3","total_spend":120.5,"first_order_date":"2025-01-02","email_consent":"true"}"#;
    let answer = browser.identify_with(
        tab,
        "\"42\"",
        r#"{"orders_count":2.5,"total_spend":-1,"first_order_date":"long ago"}"#,
    );
    let paths: Vec<_> =
        answer.violations().unwrap().into_iter().map(|violation| show(violation.path())).collect();
    assert_eq!(paths, [r#""orders_count""#, r#""total_spend""#, r#""first_order_date""#]);
    browser.identify_with(tab, "\"42\"", traits);
    browser.run(5000.0);
    let sent_at_once = identify_traits(&browser);
    assert_eq!(
        sent_at_once,
        [json!({
            "customer_id": "42",
            "total_spend": 120.5,
            "first_order_date": 1_735_776_000,
            "email_consent": true,
        })],
        "a text is not taken as a count"
    );

    // An order some days later: traits that the page gave are not repeated, and no figures are summed up.
    advance(5.0 * 86_400_000.0);
    browser.arrived.clear();
    browser.track(tab, "order_completed", ORDER);
    browser.run(5000.0);
    let [traits] = &identify_traits(&browser)[..] else { panic!("{:?}", identify_traits(&browser)) };
    assert_eq!(traits.as_object().unwrap().keys().collect::<Vec<_>>(), ["customer_id", "last_order_date"]);
}

#[test]
fn the_same_keys_and_traits_send_nothing_with_or_without_the_traits() {
    let (mut browser, tab) = known();
    browser.identify_with(tab, "\"42\"", r#"{"vip":true,"unsubscribed":false}"#);
    browser.run(5000.0);
    for traits in ["null", r#"{"vip":true}"#, "null", r#"{"vip":true,"unsubscribed":false}"#] {
        browser.identify_with(tab, "\"42\"", traits);
    }
    browser.run(5000.0);
    assert_eq!(identify_traits(&browser), [json!({"customer_id": "42", "vip": true, "unsubscribed": false})]);
    // A new trait is sent without the earlier ones: they may be out of date. The shopper may have
    // unsubscribed by a link in a message.
    browser.identify_with(tab, "\"42\"", r#"{"vip":false}"#);
    browser.run(5000.0);
    assert_eq!(identify_traits(&browser)[1], json!({"customer_id": "42", "vip": false}));
}

#[test]
fn consent_given_before_log_in_is_an_event_and_later_a_trait_at_identify() {
    let mut browser = Browser::new(SEND);
    let tab = browser.open();
    browser.track(
        tab,
        "consent_changed",
        r#"{"email_consent":true,"sms_consent":true,"consent_source":"popup"}"#,
    );
    browser.track(tab, "consent_changed", r#"{"sms_consent":false}"#);
    browser.run(5000.0);
    assert!(identify_traits(&browser).is_empty());
    assert_eq!(browser.arrived.len(), 2);
    browser.leave(tab);
    let tab = browser.open();
    browser.identify(tab, "\"42\"");
    browser.run(5000.0);
    assert_eq!(
        identify_traits(&browser),
        [json!({"customer_id": "42", "email_consent": true, "sms_consent": false})]
    );
}

#[test]
fn consent_changed_by_a_known_person_is_sent_as_a_trait_at_once_and_once() {
    let (mut browser, tab) = known();
    browser.track(tab, "consent_changed", r#"{"email_consent":false}"#);
    browser.track(tab, "consent_changed", r#"{"email_consent":false}"#);
    browser.run(5000.0);
    assert_eq!(identify_traits(&browser), [json!({"customer_id": "42", "email_consent": false})]);
}

#[test]
fn consent_of_one_shopper_is_not_sent_for_another() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.track(tab, "consent_changed", r#"{"email_consent":true}"#);
    browser.reset(tab);
    browser.identify(tab, "\"42\"");
    browser.run(5000.0);
    assert_eq!(identify_traits(&browser), [json!({"customer_id": "42"})]);
}

#[test]
fn a_collection_view_under_semantic_names_teaches_the_same() {
    let mut browser = Browser::new(r#"{"writeKey":"k","naming":"semantic"}"#);
    let tab = browser.open();
    browser.track(tab, "collection_viewed", r#"{"collection_id":"7","collection_name":"Sale"}"#);
    assert_eq!(
        profile(&browser, tab),
        r#"{"last_viewed_category":"Sale","recommend":{"by":"category","category":"Sale"}}"#
    );
    browser.identify(tab, "\"42\"");
    browser.run(5000.0);
    assert_eq!(identify_traits(&browser)[0]["last_viewed_category"], "Sale");
}

#[test]
fn a_profile_that_another_script_corrupted_stops_no_identify() {
    for corrupted in ["x", "[]", "{}", r#"{"of":7,"known":{"a":{}}}"#] {
        let (mut browser, tab) = known();
        world(|world| world.items.insert("shoptrail.profile".into(), corrupted.into()));
        assert_eq!(profile(&browser, tab), r#"{"recommend":null}"#);
        assert!(browser.track(tab, "product_viewed", &view("P1", "Cups")).is_ok());
        browser.run(5000.0);
        assert_eq!(identify_traits(&browser)[0]["last_viewed_product_id"], "P1", "{corrupted}");
    }
}

#[test]
fn a_corrected_email_address_keeps_the_shoppers_interest() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.track(tab, "product_viewed", &view("P1", "Cups"));
    browser.track(tab, "add_to_cart", r#"{"product_id":"P1","price":9,"quantity":1,"currency":"EUR"}"#);
    browser.identify(tab, "\"jane@exmaple.com\"");
    browser.run(5000.0);
    browser.identify(tab, "\"jane@example.com\"");
    browser.run(5000.0);
    let sent = identify_traits(&browser);
    assert_eq!(sent.len(), 2);
    assert_eq!(
        (&sent[1]["email"], &sent[1]["last_viewed_product_id"]),
        (&json!("jane@example.com"), &json!("P1"))
    );
    assert!(profile(&browser, tab).contains("P1"));
}
