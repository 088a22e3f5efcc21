//! How many requests the events of a busy shopper cost.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use shoptrail::tracker::lifecycle;
use support::*;

#[test]
fn a_busy_shopper_costs_one_request_every_two_seconds() {
    let mut browser = Browser::new(SEND);
    let tab = browser.open();
    for number in 1..=10 {
        browser.probe(tab, number);
        browser.run(400.0);
    }
    browser.run(1000.0);
    assert_eq!(browser.arrivals(), "1 2 3 4 5 6 7 8 9 10");
    assert_eq!(browser.requests.len(), 3, "at 0.25, 2.25 and 4.25 seconds");
}

#[test]
fn after_a_pause_an_event_leaves_after_the_short_delay_again() {
    let mut browser = Browser::new(SEND);
    let tab = browser.open();
    browser.probe(tab, 1);
    browser.run(10_000.0);
    browser.probe(tab, 2);
    browser.run(260.0);
    assert_eq!(browser.arrivals(), "1 2");
}

#[test]
fn an_identify_message_does_not_wait_for_the_pace() {
    let mut browser = Browser::new(SEND);
    let tab = browser.open();
    browser.probe(tab, 1);
    browser.run(300.0);
    browser.identify(tab, "\"42\"");
    browser.run(5.0);
    assert_eq!(browser.arrivals(), "1 i");
}

#[test]
fn an_order_and_a_checkout_do_not_wait_for_the_pace() {
    for name in ["order_completed", "checkout_started"] {
        let mut browser = Browser::new(SEND);
        let tab = browser.open();
        browser.probe(tab, 1);
        browser.run(300.0);
        browser.probe(tab, 2);
        browser.track(tab, name, ORDER);
        browser.run(5.0);
        assert_eq!(browser.requests.len(), 2, "{name}: one for it and for what waited before it");
        browser.probe(tab, 3);
        browser.run(5.0);
        assert_eq!(browser.requests.len(), 2, "{name}: the pace goes on behind it");
    }
}

#[test]
fn the_first_event_of_a_page_that_finds_nothing_of_others_waits_for_no_claim() {
    let mut browser = Browser::new(SEND);
    let tab = browser.open();
    assert!(lifecycle::claim_timeout_ms(browser.state(tab)) > 1000.0);
    browser.probe(tab, 1);
    browser.run(1.0);
    assert_eq!(browser.requests.len(), 1);
    // A page that dies leaves its message and its lease: the next page claims at once.
    browser.kill(tab);
    let next = browser.open();
    assert_eq!(lifecycle::claim_timeout_ms(browser.state(next)), 0.0);
}

#[test]
fn what_another_tab_leaves_while_a_page_is_quiet_is_claimed_two_seconds_later() {
    let mut browser = Browser::new(SEND);
    let quiet = browser.open();
    let dying = browser.open();
    browser.fetch = Fetch::Refused;
    browser.probe(dying, 1);
    browser.run(1.0);
    browser.kill(dying);
    browser.fetch = OK;
    browser.run(30_000.0);
    assert_eq!(browser.arrivals(), "1");
    assert!(browser.tabs[quiet].life == Life::Open);
}
