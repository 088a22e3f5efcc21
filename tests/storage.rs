//! Messages outlive a storage that is blocked, full or cleared, and a clock that is wrong. What is stored is
//! bounded. Records that others wrote are in `storage_records.rs`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use shoptrail::delivery::Outbox;
use shoptrail::engine::twin::world;
use shoptrail::tracker::{diagnostics, lifecycle};
use shoptrail::value::testing::{show, string};
use support::*;

const YEAR_MS: f64 = 365.0 * DAY_MS;

fn known() -> (Browser, usize) {
    known_after(5000.0, OPTIONS)
}

#[test]
fn with_storage_blocked_messages_leave_from_memory_without_a_delay() {
    let mut browser = Browser::new(OPTIONS);
    world(|world| world.blocked = true);
    let tab = browser.open();
    browser.probe(tab, 1);
    browser.identify(tab, "\"42\"");
    browser.probe(tab, 2);
    browser.run(1.0);
    assert_eq!(browser.arrivals(), "i 1 2");
    browser.run(60_000.0);
    assert_eq!(browser.counts(tab), "0 0 0 0 3");
    browser.probe(tab, 3);
    browser.leave(tab);
    assert_eq!(browser.arrivals(), "i 1 2 3");
}

#[test]
fn a_storage_that_is_blocked_for_a_while_loses_neither_the_person_nor_a_stored_message() {
    let (mut browser, tab) = known();
    browser.fetch = Fetch::Refused;
    browser.probe(tab, 1);
    world(|world| world.blocked = true);
    browser.probe(tab, 2);
    browser.run(10_000.0);
    assert!(browser.drops(tab) == "{}");
    world(|world| world.blocked = false);
    browser.probe(tab, 3);
    assert_eq!(stored().len(), 3, "what is in memory is stored as soon as storage takes it");
    browser.fetch = OK;
    browser.run(60_000.0);
    assert_eq!(browser.arrivals(), "1 2 3");
    assert!(browser.arrived.iter().all(|item| item.json["userId"] == "42"));
    assert!(stored().is_empty());
}

#[test]
fn a_full_storage_loses_nothing_and_messages_in_memory_are_stored_when_there_is_space() {
    let (mut browser, tab) = known();
    browser.fetch = Fetch::Refused;
    world(|world| world.quota = Some(world.used()));
    let answer = browser.probe(tab, 1);
    assert!(answer.is_ok());
    assert!(stored().is_empty());
    assert!(show(diagnostics::report(browser.state(tab)).storage()).contains("\"durable\":false"));
    browser.run(1000.0);
    world(|world| world.quota = None);
    browser.run(120_000.0);
    assert_eq!(stored().len(), 1, "no other call is needed");
    browser.kill(tab);
    browser.fetch = OK;
    browser.open();
    browser.run(100_000.0);
    assert_eq!(browser.arrivals(), "1");
}

#[test]
fn with_storage_full_at_the_start_messages_leave_from_memory() {
    let mut browser = Browser::new(OPTIONS);
    world(|world| world.quota = Some(0));
    let tab = browser.open();
    browser.identify(tab, "\"42\"");
    browser.probe(tab, 1);
    browser.run(1000.0);
    assert_eq!(browser.arrivals(), "i 1");
}

#[test]
fn in_a_full_storage_events_of_low_intent_are_deleted_for_an_order_and_counted() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    for u in 0..10 {
        browser.view_collection(tab, u);
    }
    world(|world| world.quota = Some(world.used() + 100));
    let answer = browser.track(tab, "order_completed", ORDER);
    assert!(stored().iter().any(|(_, text)| text.contains(&string(answer.message_id()))));
    assert!(browser.drops(tab).starts_with("{\"queue_overflow\":"), "{}", browser.drops(tab));
    assert!(browser.lost.len() <= 6);
}

#[test]
fn in_a_full_storage_messages_of_an_idle_trail_are_deleted_too() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    for u in 0..10 {
        browser.view_collection(tab, u);
    }
    browser.leave(tab);
    browser.run(60_000.0);
    let tab = browser.open();
    browser.run(1000.0);
    world(|world| world.quota = Some(world.used() + 100));
    browser.probe(tab, 77);
    assert!(stored().iter().any(|(_, text)| text.contains("\"u\":77")));
    assert!(browser.drops(tab).starts_with("{\"queue_overflow\":"), "{}", browser.drops(tab));
}

#[test]
fn of_equal_intent_messages_that_left_by_beacon_are_deleted_before_those_never_sent() {
    let mut browser =
        Browser::new(r#"{"writeKey":"k","allowUnknownEvents":true,"maxMessages":20,"anonymous":"send"}"#);
    let tab = browser.open();
    for u in 0..10 {
        browser.probe(tab, u);
    }
    browser.beacon = Beacon::Lost;
    browser.leave(tab);
    let tab = browser.open();
    browser.fetch = Fetch::Refused;
    browser.run(1.0);
    for u in 10..30 {
        browser.probe(tab, u);
    }
    let kept: Vec<bool> = (0..30)
        .map(|u| {
            stored().iter().any(|(_, text)| {
                text.contains(&format!("\"u\":{u}}}")) || text.contains(&format!("\"u\":{u},"))
            })
        })
        .collect();
    assert!(kept[10..].iter().all(|kept| *kept), "{kept:?}");
    assert!(!kept[..10].iter().all(|kept| *kept), "{kept:?}");
}

#[test]
fn waiting_messages_are_bounded_in_count_and_bytes_with_and_without_storage() {
    for blocked in [false, true] {
        let mut browser = Browser::new(r#"{"writeKey":"k","allowUnknownEvents":true,"maxMessages":20}"#);
        world(|world| world.blocked = blocked);
        let tab = browser.open();
        for u in 0..50 {
            browser.probe(tab, u);
        }
        assert_eq!(browser.counts(tab), "20 0 0 0 0", "blocked: {blocked}");
        assert_eq!(browser.drops(tab), r#"{"queue_overflow":30}"#);
        assert_eq!(browser.lost.len(), 30);

        let mut browser = Browser::new(OPTIONS);
        world(|world| world.blocked = blocked);
        let tab = browser.open();
        let text = "x".repeat(1000);
        for u in 0..60 {
            let properties: Vec<String> = (0..25).map(|index| format!("\"t{index}\":\"{text}\"")).collect();
            browser.track(tab, "probe", &format!("{{\"u\":{u},{}}}", properties.join(",")));
        }
        let bytes = diagnostics::report(browser.state(tab)).storage().bytes();
        assert!((900_000.0..=1_000_000.0).contains(&bytes), "{bytes}");
        assert!(world(|world| world.used()) < 1_100_000);
    }
}

#[test]
fn when_storage_is_cleared_the_person_is_forgotten_and_the_messages_of_this_page_stay() {
    let (mut browser, tab) = known();
    browser.fetch = Fetch::Refused;
    browser.probe(tab, 1);
    world(|world| world.items.clear());
    lifecycle::note_storage_change(browser.state(tab));
    assert_eq!(stored().len(), 1);
    browser.probe(tab, 2);
    browser.fetch = OK;
    browser.run(60_000.0);
    assert_eq!(browser.arrivals(), "1");
    assert_eq!(browser.counts(tab), "1 0 0 0 2");
}

#[test]
fn messages_of_a_known_person_expire_after_three_days_and_held_ones_after_thirty() {
    #[track_caller]
    fn check(held: bool, days: f64, expired: bool) {
        let mut browser = Browser::new(OPTIONS);
        let tab = browser.open();
        if !held {
            browser.identify(tab, "\"42\"");
            browser.run(1000.0);
        }
        (browser.fetch, browser.beacon) = (Fetch::Refused, Beacon::Refused);
        browser.probe(tab, 1);
        browser.leave(tab);
        let mut left = days * DAY_MS;
        let mut tab = 0;
        // The shopper visits every day.
        while left > 0.0 {
            browser.run(left.min(DAY_MS - 10_000.0));
            left -= DAY_MS;
            tab = browser.open();
            browser.run(10_000.0);
            browser.leave(tab);
        }
        assert_eq!(browser.drops(tab) != "{}", expired, "{days} days, held: {held}, {}", browser.drops(tab));
        assert_eq!(stored().is_empty(), expired);
    }
    check(false, 2.9, false);
    check(false, 4.0, true);
    check(true, 29.0, false);
    check(true, 31.0, true);
}

#[test]
fn a_wrong_clock_during_one_page_expires_no_message_and_keeps_their_order() {
    for leap in [YEAR_MS, -YEAR_MS, 40.0 * YEAR_MS, -60.0 * YEAR_MS] {
        let mut browser = Browser::new(OPTIONS);
        let tab = browser.open();
        browser.probe(tab, 1);
        browser.run(10_000.0);
        browser.leave(tab);
        set_clock_by(leap);
        let tab = browser.open();
        browser.probe(tab, 2);
        browser.run(10_000.0);
        browser.leave(tab);
        set_clock_by(-leap);
        let tab = browser.open();
        browser.probe(tab, 3);
        browser.run(10_000.0);
        assert_eq!(browser.drops(tab), "{}", "{leap}");
        browser.identify(tab, "\"42\"");
        browser.run(1000.0);
        assert_eq!(browser.arrivals(), "i 1 2 3", "{leap}");
        assert!(stored().is_empty());
    }
}

#[test]
fn a_clock_that_is_set_during_a_page_breaks_neither_backoff_nor_leases() {
    for leap in [YEAR_MS, -YEAR_MS] {
        let (mut browser, tab) = known();
        browser.fetch = Fetch::Status(500, "");
        browser.probe(tab, 1);
        browser.run(300.0);
        set_clock_by(leap);
        browser.fetch = Fetch::Never(false);
        browser.run(5000.0);
        assert_eq!(browser.requests.len(), 2, "the backoff does not depend on the wall clock");
        browser.kill(tab);
        set_clock_by(-leap);
        browser.fetch = OK;
        browser.open();
        browser.run(60_000.0);
        assert_eq!(browser.arrivals(), "1", "a lease that a wrong clock dated holds nothing for long");
    }
}

#[test]
fn asking_whether_storage_is_open_stores_nothing_in_an_empty_one() {
    let (browser, tab) = known();
    let open = || Outbox::of(browser.state(tab)).is_storage_open();
    assert!(open());
    world(|world| world.items.clear());
    assert!(open());
    assert!(world(|world| world.items.is_empty()));
    world(|world| world.blocked = true);
    assert!(!open());
}
