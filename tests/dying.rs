//! What a page gives the browser to send if it dies: what may be sent, is not under way, and is this page's
//! alone. Asking for it changes nothing.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::*;

fn known() -> (Browser, usize) {
    known_after(20_000.0, OPTIONS)
}

#[test]
fn what_waits_is_in_it_until_its_request_leaves_and_asking_leases_nothing() {
    let (mut browser, tab) = known();
    browser.probe(tab, 1);
    browser.probe(tab, 2);
    let before = twin_items();
    assert_eq!(browser.deferred(tab), "1 2");
    assert_eq!(browser.deferred(tab), "1 2");
    assert_eq!(twin_items(), before);
    assert_eq!(browser.counts(tab), "0 2 0 0 1");
    browser.fetch = Fetch::Late(1000.0);
    browser.run(300.0);
    assert_eq!(browser.requests.len(), 1);
    assert_eq!(browser.deferred(tab), "");
    // What comes while a request is under way.
    browser.probe(tab, 3);
    assert_eq!(browser.deferred(tab), "3");
    browser.run(10_000.0);
    assert_eq!(browser.arrivals(), "1 2 3");
    assert_eq!(browser.deferred(tab), "");
}

#[test]
fn asking_changes_no_request_and_no_time() {
    let arrived = |asks: bool| {
        let (mut browser, tab) = known();
        for u in 0..40 {
            browser.probe(tab, u);
            if asks {
                browser.deferred(tab);
            }
            browser.run(90.0);
        }
        browser.run(5000.0);
        browser.requests.iter().map(|request| (request.at_ms, request.items.len())).collect::<Vec<_>>()
    };
    assert_eq!(arrived(true), arrived(false));
}

#[test]
fn what_is_held_is_not_in_it_and_what_identify_frees_is() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.run(1000.0);
    browser.probe(tab, 1);
    assert_eq!(browser.deferred(tab), "");
    browser.identify(tab, "\"42\"");
    assert_eq!(browser.deferred(tab), "i 1");
}

#[test]
fn a_message_is_out_of_it_before_another_page_may_send_it() {
    let (mut browser, tab) = known();
    (browser.fetch, browser.beacon) = (Fetch::Refused, Beacon::Refused);
    browser.probe(tab, 1);
    browser.run(3900.0);
    assert_eq!(browser.deferred(tab), "1");
    // The page asks again after a second at the latest, and another page waits for five seconds.
    browser.run(200.0);
    assert_eq!(browser.deferred(tab), "");
    let other = browser.open();
    browser.run(1000.0);
    assert_eq!(browser.deferred(other), "");
}

#[test]
fn a_server_that_asks_for_silence_gets_nothing_from_a_dead_page() {
    let (mut browser, tab) = known();
    browser.fetch = Fetch::Status(429, "60");
    browser.probe(tab, 1);
    browser.run(400.0);
    assert_eq!(browser.requests.len(), 1);
    browser.probe(tab, 2);
    assert_eq!(browser.deferred(tab), "");
}

#[test]
fn it_stays_within_the_limit_of_bytes() {
    let (mut browser, tab) = known();
    for u in 0..30 {
        browser.track(tab, "probe", &properties_of(u, 3000));
    }
    let count = browser.deferred(tab).split(' ').count();
    assert!((15..=20).contains(&count), "{count}");
}

#[test]
fn a_shop_that_prefers_a_loss_to_a_double_defers_nothing() {
    let (mut browser, tab) =
        known_after(20_000.0, r#"{"writeKey":"k","allowUnknownEvents":true,"resendUnconfirmed":false}"#);
    browser.probe(tab, 1);
    assert_eq!(browser.deferred(tab), "");
}

#[test]
fn a_person_who_logged_out_leaves_her_own_messages_and_no_held_one() {
    let (mut browser, tab) = known();
    browser.probe(tab, 1);
    browser.reset(tab);
    browser.probe(tab, 2);
    assert_eq!(browser.deferred(tab), "1");
}

#[test]
fn what_left_by_beacon_is_not_in_it() {
    let (mut browser, tab) = known();
    browser.probe(tab, 1);
    browser.hide(tab);
    browser.show(tab);
    assert_eq!(browser.deferred(tab), "");
}

fn twin_items() -> Vec<(String, String)> {
    shoptrail::engine::twin::world(|world| {
        world.items.iter().map(|(name, text)| (name.clone(), text.clone())).collect()
    })
}
