//! What leaves when a page is hidden, left or restored, and what becomes of messages that left by beacon.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::*;

/// A page whose shopper is known and whose identify message was delivered.
fn known(options: &str) -> (Browser, usize) {
    known_after(20_000.0, options)
}

#[test]
fn the_trail_of_an_earlier_page_leaves_by_beacon_when_the_shopper_identifies_and_leaves() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.probe(tab, 1);
    browser.leave(tab);
    let tab = browser.open();
    browser.run(60_000.0);
    browser.identify(tab, "\"42\"");
    browser.leave(tab);
    assert_eq!(browser.arrivals(), "i 1");
}

#[test]
fn leaving_sends_what_waits_and_repeats_nothing_under_way() {
    let (mut browser, tab) = known(OPTIONS);
    browser.fetch = Fetch::Never(true);
    browser.probe(tab, 1);
    browser.run(300.0);
    browser.probe(tab, 2);
    browser.leave(tab);
    assert_eq!(browser.arrivals(), "1 2");
    assert_eq!(browser.requests.iter().map(|request| request.beacon).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn leaving_stays_within_the_in_flight_budget_and_the_next_page_sends_the_rest_at_once() {
    let (mut browser, tab) = known(OPTIONS);
    for u in 0..30 {
        browser.track(tab, "probe", &properties_of(u, 3000));
    }
    browser.leave(tab);
    let bytes: usize = browser.requests.iter().map(|request| request.bytes).sum();
    assert!((60_000..=65_536).contains(&bytes), "{bytes}");
    assert_eq!(browser.requests.len(), 2);
    let before = browser.arrived.len();
    browser.open();
    browser.run(1000.0);
    assert_eq!(browser.arrivals(), words_below(30));
    assert!(before >= 15, "{before}");
    browser.run(10_000.0);
    // Beacons have no answer: their messages are sent once more, by fetch.
    assert_eq!(browser.arrived.len(), 30 + before);
    assert!(stored().is_empty());
}

#[test]
fn a_lost_beacon_is_repeated_once_after_its_deadline_by_fetch() {
    let (mut browser, tab) = known(OPTIONS);
    browser.beacon = Beacon::Lost;
    browser.probe(tab, 1);
    browser.leave(tab);
    let next = browser.open();
    browser.run(3900.0);
    assert_eq!(browser.requests.len(), 1);
    assert_eq!(browser.counts(next), "0 0 0 1 0");
    browser.run(1000.0);
    assert_eq!(browser.arrivals(), "1");
    assert_eq!(browser.requests.len(), 2);
    assert!(!browser.requests[1].beacon);
    assert!(stored().is_empty());
}

#[test]
fn a_message_whose_beacon_was_lost_is_kept_and_leaves_by_no_second_beacon() {
    let (mut browser, tab) = known(OPTIONS);
    (browser.beacon, browser.fetch) = (Beacon::Lost, Fetch::Refused);
    browser.probe(tab, 1);
    browser.leave(tab);
    for _ in 0..3 {
        let next = browser.open();
        browser.run(6000.0);
        browser.leave(next);
    }
    assert_eq!(browser.requests.iter().filter(|request| request.beacon).count(), 1);
    browser.fetch = OK;
    browser.open();
    browser.run(20_000.0);
    assert_eq!(browser.arrivals(), "1");
}

#[test]
fn without_resending_a_beacon_counts_as_delivery_and_a_refused_one_does_not() {
    let (mut browser, tab) = known(r#"{"writeKey":"k","allowUnknownEvents":true,"resendUnconfirmed":false}"#);
    browser.beacon = Beacon::Lost;
    browser.probe(tab, 1);
    browser.leave(tab);
    browser.beacon = Beacon::Refused;
    let next = browser.open();
    browser.probe(next, 2);
    browser.leave(next);
    let next = browser.open();
    browser.run(10_000.0);
    assert_eq!(browser.arrivals(), "2");
    assert_eq!(browser.drops(next), "{}");
    assert!(stored().is_empty());
}

#[test]
fn a_refused_beacon_is_not_repeated_and_its_message_waits_for_the_next_page() {
    let (mut browser, tab) = known(OPTIONS);
    browser.beacon = Beacon::Refused;
    browser.probe(tab, 1);
    browser.leave(tab);
    assert_eq!(browser.requests.len(), 1);
    browser.open();
    browser.run(100.0);
    assert_eq!(browser.arrivals(), "1");
}

#[test]
fn a_hidden_page_sends_its_events_by_beacon_and_its_timers_do_not_spin() {
    let (mut browser, tab) = known(OPTIONS);
    browser.probe(tab, 1);
    browser.hide(tab);
    browser.probe(tab, 2);
    assert_eq!(browser.arrivals(), "1 2");
    browser.beacon = Beacon::Lost;
    browser.probe(tab, 3);
    browser.run(60_000.0);
    assert_eq!(browser.arrivals(), "1 2");
    browser.show(tab);
    browser.run(1000.0);
    assert_eq!(browser.arrivals(), "1 2 1 2 3", "without an answer to the beacons, by fetch");
    assert!(stored().is_empty());
}

#[test]
fn a_page_restored_from_the_cache_repeats_nothing_and_keeps_sending() {
    let (mut browser, tab) = known(OPTIONS);
    browser.fetch = Fetch::Never(true);
    browser.probe(tab, 1);
    browser.run(300.0);
    browser.freeze(tab);
    let next = browser.open();
    browser.fetch = OK;
    browser.run(20_000.0);
    browser.leave(next);
    browser.restore(tab);
    browser.probe(tab, 2);
    browser.run(1000.0);
    assert_eq!(browser.arrivals(), "1 1 2", "the second page repeats the one without an answer");
    assert!(stored().is_empty());
}
