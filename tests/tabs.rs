//! Several pages over one storage: they send each message once, count each order once, and never bring a
//! logged-out person back.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use shoptrail::engine::twin::world;
use shoptrail::shopper::identity;
use shoptrail::tracker::{self, lifecycle, Answer};
use shoptrail::value::testing::{owned, show, string, value};
use shoptrail::value::text;
use std::collections::HashSet;
use support::*;

fn known() -> (Browser, usize) {
    known_after(5000.0, OPTIONS)
}

fn sorted_arrivals(browser: &Browser) -> String {
    let mut words: Vec<u32> = browser.arrivals().split(' ').map(|u| u.parse().unwrap()).collect();
    words.sort();
    words.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_new_message_of_another_tab_is_adopted_after_five_seconds_and_not_before() {
    let (mut browser, tab) = known();
    browser.probe(tab, 1);
    browser.kill(tab);
    browser.open();
    browser.run(4900.0);
    assert!(browser.requests.is_empty());
    browser.run(200.0);
    assert_eq!(browser.arrivals(), "1");
}

#[test]
fn the_next_page_adopts_at_once_what_a_page_could_not_send_when_it_was_left() {
    let (mut browser, tab) = known();
    browser.probe(tab, 1);
    browser.beacon = Beacon::Refused;
    browser.leave(tab);
    browser.open();
    browser.run(1.0);
    assert_eq!(browser.arrivals(), "1");
}

#[test]
fn pages_opened_after_an_outage_send_each_message_once() {
    #[track_caller]
    fn check(tabs: usize, events: u32, bytes: usize, fetch: Fetch) {
        let (mut browser, tab) = known();
        (browser.fetch, browser.beacon) = (Fetch::Refused, Beacon::Refused);
        for u in 0..events {
            browser.track(
                tab,
                "probe",
                &format!(r#"{{"u":{u},"a":"{}","b":"{}"}}"#, "x".repeat(bytes / 2), "y".repeat(bytes / 2)),
            );
        }
        browser.run(10_000.0);
        browser.leave(tab);
        browser.fetch = fetch;
        browser.busy_locks = 1;
        for _ in 0..tabs {
            browser.open();
        }
        browser.run(60_000.0);
        assert_eq!(sorted_arrivals(&browser), words_below(events), "{tabs} tabs");
        assert!(stored().is_empty());
    }
    for fetch in [OK, Fetch::Late(2000.0)] {
        check(2, 5, 10, fetch);
        check(3, 50, 10, fetch);
        // More than one request each.
        check(3, 200, 900, fetch);
    }
}

#[test]
fn a_tab_that_waits_after_an_outage_repeats_nothing_that_another_tab_delivered() {
    let (mut browser, tab) = known();
    browser.fetch = Fetch::Refused;
    browser.probe(tab, 1);
    browser.run(6000.0);
    browser.fetch = OK;
    browser.open();
    browser.run(100_000.0);
    assert_eq!(browser.arrivals(), "1");
}

#[test]
fn a_person_identified_in_another_tab_is_the_person_here() {
    let mut browser = Browser::new(OPTIONS);
    let (one, other) = (browser.open(), browser.open());
    browser.probe(one, 1);
    browser.identify(other, "\"42\"");
    browser.probe(one, 2);
    browser.run(20_000.0);
    assert_eq!(browser.arrived.len(), 3);
    assert!(browser.arrived.iter().all(|item| item.json["userId"] == "42"));
}

#[test]
fn each_person_of_a_shared_device_gets_their_own_trail() {
    let mut browser = Browser::new(OPTIONS);
    let (one, other) = (browser.open(), browser.open());
    browser.fetch = Fetch::Refused;
    browser.probe(one, 1);
    browser.identify(one, "\"jane\"");
    browser.probe(other, 2);
    browser.identify(other, "\"joe\"");
    browser.probe(one, 3);
    browser.reset(other);
    browser.probe(one, 4);
    browser.run(20_000.0);
    browser.fetch = OK;
    browser.run(400_000.0);
    let person = |u: &str| {
        browser
            .arrived
            .iter()
            .find(|item| words(&[(*item).clone()]) == u)
            .map(|item| item.json["userId"].as_str().unwrap().to_owned())
    };
    assert_eq!(person("1").as_deref(), Some("jane"));
    assert_eq!(person("2").as_deref(), Some("jane"));
    assert_eq!(person("3").as_deref(), Some("joe"));
    assert_eq!(person("4"), None, "of nobody known, and held");
    let ids: HashSet<_> = browser
        .arrived
        .iter()
        .map(|item| (item.json["anonymousId"].to_string(), item.json["userId"].to_string()))
        .collect();
    assert_eq!(ids.len(), 2, "each person has an anonymous id");
}

#[test]
fn reset_drops_an_anonymous_trail_and_keeps_the_messages_of_a_known_person() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.probe(tab, 1);
    browser.reset(tab);
    browser.run(1000.0);
    assert_eq!(browser.drops(tab), r#"{"reset":1}"#);
    assert_eq!(browser.counts(tab), "0 0 0 0 0");
    browser.fetch = Fetch::Refused;
    browser.identify(tab, "\"42\"");
    browser.probe(tab, 2);
    browser.reset(tab);
    browser.run(1000.0);
    browser.fetch = OK;
    browser.run(60_000.0);
    assert_eq!(browser.arrivals(), "i 2");
    assert!(browser.arrived.iter().all(|item| item.json["userId"] == "42"));
}

#[test]
fn a_sleeping_tab_cannot_bring_a_logged_out_person_back() {
    let (mut browser, sleeper) = known();
    browser.freeze(sleeper);
    let tab = browser.open();
    browser.reset(tab);
    browser.run(1000.0);
    browser.restore(sleeper);
    browser.probe(sleeper, 1);
    browser.run(20_000.0);
    assert!(browser.arrived.is_empty());
    let person = |tab: usize| identity::current(browser.state(tab));
    assert!(person(sleeper).keys().get(text("customer_id")).is_none());
    assert!(person(sleeper).anonymous_id() == person(tab).anonymous_id());
    // The same without a `storage` event.
    browser.identify(tab, "\"joe\"");
    browser.probe(sleeper, 2);
    browser.run(20_000.0);
    assert!(browser.arrived.iter().all(|item| item.json["userId"] == "joe"), "{}", browser.arrivals());
}

#[test]
fn a_storage_event_makes_a_waiting_tab_send_the_trail_of_a_person_identified_elsewhere() {
    let mut browser = Browser::new(OPTIONS);
    let (one, other) = (browser.open(), browser.open());
    browser.probe(one, 1);
    browser.run(10_000.0);
    browser.identify(other, "\"42\"");
    browser.kill(other);
    lifecycle::note_storage_change(browser.state(one));
    browser.run(10_000.0);
    assert_eq!(browser.arrivals(), "1 i");
}

#[test]
fn an_order_is_counted_once_across_reloads_tabs_and_people() {
    let (mut browser, tab) = known();
    let first = browser.track(tab, "order_completed", ORDER);
    assert!(first.is_ok());
    let other = browser.open();
    let visits = [
        browser.track(tab, "order_completed", ORDER),
        browser.track(other, "order_completed", ORDER),
        {
            browser.leave(tab);
            let next = browser.open();
            browser.track(next, "order_completed", ORDER)
        },
        {
            browser.reset(other);
            browser.track(other, "order_completed", ORDER)
        },
    ];
    for answer in visits {
        assert_eq!(text_of(answer.refusal()), "repeat");
    }
    browser.run(20_000.0);
    let orders = browser.arrived.iter().filter(|item| item.json["event"] == "order_completed");
    let ids: HashSet<_> = orders.map(|item| item.id.clone()).collect();
    assert_eq!(ids.len(), 1);
    let refund = r#"{"order_id":"1001","refund_id":"r1","refund_amount":3,"currency":"EUR"}"#;
    assert!(browser.track(other, "order_refunded", refund).is_ok());
    assert!(!browser.track(other, "order_refunded", refund).is_ok());
}

#[test]
fn a_checkout_is_counted_once_for_each_content_of_a_cart_across_tabs_and_pages() {
    let cart = |quantity: u32| {
        format!(r#"{{"currency":"EUR","line_items":[{{"product_id":"p","price":9,"quantity":{quantity}}}]}}"#)
    };
    let (mut browser, tab) = known();
    let other = browser.open();
    let repeats = |answer: Answer| text_of(answer.refusal()) == "repeat";
    assert!(browser.track(tab, "checkout_started", &cart(1)).is_ok());
    assert!(repeats(browser.track(tab, "checkout_started", &cart(1))), "another render");
    assert!(repeats(browser.track(other, "checkout_started", &cart(1))), "another tab");
    browser.page(tab);
    assert!(repeats(browser.track(tab, "checkout_started", &cart(1))), "another page view");
    assert!(browser.track(tab, "checkout_started", &cart(2)).is_ok(), "other content");
    assert!(repeats(browser.track(tab, "checkout_started", &cart(2))));
    assert!(browser.track(tab, "order_completed", ORDER).is_ok());
    assert!(browser.track(tab, "checkout_started", &cart(2)).is_ok(), "another cart");
}

#[test]
fn the_same_order_on_another_device_is_the_same_message() {
    let id = |seed: u32| {
        let (mut browser, tab) = known();
        for u in 0..seed {
            browser.probe(tab, u);
        }
        string(browser.track(tab, "order_completed", ORDER).message_id())
    };
    assert_eq!(id(0), id(3));
}

#[test]
fn a_call_that_waited_belongs_to_the_shopper_who_made_it_not_to_the_one_of_now() {
    #[track_caller]
    fn check(options: &str, keys: Option<&str>, expected: Option<&str>) {
        let mut browser = Browser::new(options);
        let tab = browser.open();
        if let Some(keys) = keys {
            browser.identify(tab, keys);
        }
        let person = identity::current(browser.state(tab));
        let (anonymous_id, user_id) = (string(person.anonymous_id()), person.user_id().map(string));
        browser.run(1000.0);
        let other = browser.open();
        browser.reset(other);
        browser.identify(other, "\"bob@example.com\"");
        browser.run(1000.0);
        let bob = world(|world| world.items["shoptrail.identity"].clone());
        let call = serde_json::json!({
            "url": "https://shop.example/p/1",
            "title": "One",
            "referrer": "",
            "id": "01M877WE2GBTZAGP5N1G07SB9W",
            "who": [anonymous_id.as_str(), user_id],
        });
        browser.call_at(tab, call, |state, call| {
            let view = r#"{"product_id":"p","name":"P","price":1,"currency":"EUR"}"#;
            tracker::track(state, owned("product_viewed"), value(view), call)
        });
        browser.run(10_000.0);
        let found = browser.arrived.iter().find(|item| item.json["event"] == "product_viewed");
        assert_eq!(found.map(|item| item.json["userId"].as_str().unwrap_or("")), expected);
        assert!(found.is_none_or(|item| item.json["anonymousId"] == anonymous_id.as_str()));
        assert_eq!(
            world(|world| world.items["shoptrail.identity"].clone()),
            bob,
            "the earlier person is not brought back"
        );
        assert_eq!(
            show(tracker::profile(browser.state(tab)).get(text("last_viewed_product"))),
            "undefined",
            "nothing is learned"
        );
        if expected.is_none() {
            assert_eq!(browser.drops(tab), r#"{"reset":1}"#);
        }
    }
    check(OPTIONS, Some("\"jane@example.com\""), Some("jane@example.com"));
    check(SEND, Some("\"jane@example.com\""), Some("jane@example.com"));
    check(SEND, None, Some(""));
    check(OPTIONS, None, None);
}
