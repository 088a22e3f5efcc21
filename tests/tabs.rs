//! Several pages over one storage: each message is sent once, each order counted once, and nobody is brought back.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use shoptrail::engine::twin::world;
use shoptrail::shopper::identity;
use shoptrail::tracker::{self, lifecycle, Answer};
use shoptrail::value::testing::{owned, show, string, value};
use shoptrail::value::text;
use support::*;

const ORDER: &str = r#"{"order_id":"1001","total":9,"currency":"EUR","line_items":[{"product_id":"p","price":9,"quantity":1}]}"#;

fn known() -> (Browser, usize) {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.identify(tab, "\"42\"");
    browser.run(5000.0);
    browser.arrived.clear();
    browser.requests.clear();
    (browser, tab)
}

fn sorted(browser: &Browser) -> String {
    let mut words: Vec<u32> = browser.arrivals().split(' ').map(|u| u.parse().unwrap()).collect();
    words.sort();
    words.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn another_tabs_fresh_message_is_left_alone_for_five_seconds_and_adopted_after() {
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
fn the_next_page_adopts_at_once_what_the_page_left_could_not_send() {
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
        assert_eq!(
            sorted(&browser),
            (0..events).map(|u| u.to_string()).collect::<Vec<_>>().join(" "),
            "{tabs} tabs"
        );
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
fn a_tab_that_slept_through_the_outage_repeats_nothing_that_another_delivered() {
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
fn a_switch_of_person_gives_each_their_own_trail() {
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
    assert_eq!(person("4"), None, "nobody's, and held");
    let ids: std::collections::HashSet<_> = browser
        .arrived
        .iter()
        .map(|item| (item.json["anonymousId"].to_string(), item.json["userId"].to_string()))
        .collect();
    assert_eq!(ids.len(), 2, "an anonymous id each");
}

#[test]
fn reset_drops_nobodys_trail_under_its_reason_and_keeps_what_is_somebodys() {
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
    // Nor without the event that tells it.
    browser.identify(tab, "\"joe\"");
    browser.probe(sleeper, 2);
    browser.run(20_000.0);
    assert!(browser.arrived.iter().all(|item| item.json["userId"] == "joe"), "{}", browser.arrivals());
}

#[test]
fn a_storage_event_lets_a_waiting_tab_send_the_trail_of_the_identified() {
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
    let ids: std::collections::HashSet<_> = orders.map(|item| item.id.clone()).collect();
    assert_eq!(ids.len(), 1);
    let refund = r#"{"order_id":"1001","refund_id":"r1","refund_amount":3,"currency":"EUR"}"#;
    assert!(browser.track(other, "order_refunded", refund).is_ok());
    assert!(!browser.track(other, "order_refunded", refund).is_ok());
}

#[test]
fn a_checkout_counts_once_a_cart_and_content_across_renders_tabs_and_pages_until_the_order() {
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
    assert!(browser.track(tab, "checkout_started", &cart(2)).is_ok(), "another content");
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
fn a_call_that_waited_is_of_the_one_whose_it_was_whoever_is_here_when_it_is_judged() {
    #[track_caller]
    fn check(options: &str, keys: Option<&str>, expected: Option<&str>) {
        let mut browser = Browser::new(options);
        let tab = browser.open();
        if let Some(keys) = keys {
            browser.identify(tab, keys);
        }
        let person = identity::current(browser.state(tab));
        let (then, user_id) = (string(person.anonymous_id()), person.user_id().map(string));
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
            "who": [then.as_str(), user_id],
        });
        browser.call_at(tab, call, |state, call| {
            let view = r#"{"product_id":"p","name":"P","price":1,"currency":"EUR"}"#;
            tracker::track(state, owned("product_viewed"), value(view), call)
        });
        browser.run(10_000.0);
        let found = browser.arrived.iter().find(|item| item.json["event"] == "product_viewed");
        assert_eq!(found.map(|item| item.json["userId"].as_str().unwrap_or("")), expected);
        assert!(found.is_none_or(|item| item.json["anonymousId"] == then.as_str()));
        assert_eq!(world(|world| world.items["shoptrail.identity"].clone()), bob, "nobody is brought back");
        assert_eq!(
            show(tracker::profile(browser.state(tab)).get(text("last_viewed_product"))),
            "undefined",
            "nothing is learnt"
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
