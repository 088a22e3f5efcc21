//! Storage that is blocked, full, cleared, corrupt or foreign, and clocks that are wrong.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use proptest::prelude::*;
use shoptrail::delivery::Outbox;
use shoptrail::engine::twin::world;
use shoptrail::tracker::{diagnostics, lifecycle};
use shoptrail::value::testing::{show, string};
use support::*;

const DAY_MS: f64 = 86_400_000.0;
const YEAR_MS: f64 = 365.0 * DAY_MS;

fn known() -> (Browser, usize) {
    known_with(OPTIONS)
}

fn known_with(options: &str) -> (Browser, usize) {
    let mut browser = Browser::new(options);
    let tab = browser.open();
    browser.identify(tab, "\"42\"");
    browser.run(5000.0);
    browser.arrived.clear();
    browser.requests.clear();
    (browser, tab)
}

#[test]
fn with_storage_blocked_delivery_goes_on_from_memory_without_waiting_for_company() {
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
fn a_storage_that_is_blocked_for_a_while_costs_neither_the_person_nor_what_is_stored() {
    let (mut browser, tab) = known();
    browser.fetch = Fetch::Refused;
    browser.probe(tab, 1);
    world(|world| world.blocked = true);
    browser.probe(tab, 2);
    browser.run(10_000.0);
    assert!(browser.drops(tab) == "{}");
    world(|world| world.blocked = false);
    browser.probe(tab, 3);
    assert_eq!(stored().len(), 3, "memory is written down as soon as storage takes it");
    browser.fetch = OK;
    browser.run(60_000.0);
    assert_eq!(browser.arrivals(), "1 2 3");
    assert!(browser.arrived.iter().all(|item| item.json["userId"] == "42"));
    assert!(stored().is_empty());
}

#[test]
fn a_full_storage_loses_nothing_and_memory_is_written_down_when_space_returns() {
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
    assert_eq!(stored().len(), 1, "without another call");
    browser.kill(tab);
    browser.fetch = OK;
    browser.open();
    browser.run(100_000.0);
    assert_eq!(browser.arrivals(), "1");
}

#[test]
fn storage_full_at_start_delivers_from_memory() {
    let mut browser = Browser::new(OPTIONS);
    world(|world| world.quota = Some(0));
    let tab = browser.open();
    browser.identify(tab, "\"42\"");
    browser.probe(tab, 1);
    browser.run(1000.0);
    assert_eq!(browser.arrivals(), "i 1");
}

#[test]
fn in_a_full_storage_low_intent_gives_way_to_an_order_and_is_counted() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    for u in 0..10 {
        browser.track(tab, "collection_viewed", &format!(r#"{{"collection_id":"c{u}","u":{u}}}"#));
    }
    world(|world| world.quota = Some(world.used() + 100));
    let order = r#"{"order_id":"1","total":9,"currency":"EUR","line_items":[{"product_id":"p","price":9,"quantity":1}]}"#;
    let answer = browser.track(tab, "order_completed", order);
    assert!(stored().iter().any(|(_, text)| text.contains(&string(answer.message_id()))));
    assert!(browser.drops(tab).starts_with("{\"queue_overflow\":"), "{}", browser.drops(tab));
    assert!(browser.lost.len() <= 6);
}

#[test]
fn in_a_full_storage_a_trail_that_rests_gives_way_too() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    for u in 0..10 {
        browser.track(tab, "collection_viewed", &format!(r#"{{"collection_id":"c{u}","u":{u}}}"#));
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
fn of_one_intent_what_a_beacon_took_gives_way_before_what_was_never_sent() {
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
fn our_footprint_is_bounded_in_count_and_bytes_with_and_without_storage() {
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
fn a_page_that_clears_storage_loses_the_person_but_not_what_this_page_has() {
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
fn corrupt_and_foreign_records_are_dropped_counted_and_harm_nothing() {
    let (mut browser, tab) = known();
    browser.fetch = Fetch::Refused;
    browser.probe(tab, 1);
    browser.kill(tab);
    let name = stored()[0].0.clone();
    let other = |slot: &str| name.replacen(&name[12..25], slot, 1);
    world(|world| {
        world.items.insert(other("1795441235001"), "{\"messageId\":".into());
        world.items.insert(other("1795441235002"), "{}".into());
        world.items.insert(other("1795441235003"), "null".into());
        world.items.insert(other("1795441235004"), "[1]".into());
        world.items.insert("shoptrail.m.garbage".into(), "x".into());
        world.items.insert("shoptrail.m.".into(), "x".into());
        world.items.insert("shoptrail.l.x".into(), "{\"until\":9e99,\"slots\":7}".into());
        world.items.insert("shoptrail.l.y".into(), "nonsense".into());
        world.items.insert("shoptrail.drops".into(), "[]".into());
        world.items.insert("shoptrail.clock".into(), "when".into());
        world.items.insert("shoptrail.wait".into(), "soon".into());
        world.items.insert("theirs".into(), "m.".into());
    });
    browser.fetch = OK;
    let tab = browser.open();
    browser.run(60_000.0);
    assert_eq!(browser.arrivals(), "1");
    assert_eq!(browser.drops(tab), r#"{"corrupt_record":6}"#);
    assert!(stored().is_empty());
    assert!(world(|world| world.items.contains_key("theirs")));
}

#[test]
fn messages_expire_by_age_known_after_three_days_and_held_after_thirty() {
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
        // A shopper who looks in every day.
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
fn a_clock_that_leaps_for_a_page_wipes_nothing_and_order_stands() {
    for leap in [YEAR_MS, -YEAR_MS, 40.0 * YEAR_MS, -60.0 * YEAR_MS] {
        let mut browser = Browser::new(OPTIONS);
        let tab = browser.open();
        browser.probe(tab, 1);
        browser.run(10_000.0);
        browser.leave(tab);
        clock_jumps(leap);
        let tab = browser.open();
        browser.probe(tab, 2);
        browser.run(10_000.0);
        browser.leave(tab);
        clock_jumps(-leap);
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
fn a_clock_that_leaps_in_mid_page_breaks_neither_back_off_nor_leases() {
    for leap in [YEAR_MS, -YEAR_MS] {
        let (mut browser, tab) = known();
        browser.fetch = Fetch::Status(500, "");
        browser.probe(tab, 1);
        browser.run(300.0);
        clock_jumps(leap);
        browser.fetch = Fetch::Never(false);
        browser.run(5000.0);
        assert_eq!(browser.requests.len(), 2, "the back-off is not of the wall clock");
        browser.kill(tab);
        clock_jumps(-leap);
        browser.fetch = OK;
        browser.open();
        browser.run(60_000.0);
        assert_eq!(browser.arrivals(), "1", "a lease of the wrong clock holds nothing for long");
    }
}

#[test]
fn asking_whether_storage_is_open_leaves_no_trace_in_an_empty_one() {
    let (browser, tab) = known();
    let open = || Outbox::of(browser.state(tab)).is_storage_open();
    assert!(open());
    world(|world| world.items.clear());
    assert!(open());
    assert!(world(|world| world.items.is_empty()));
    world(|world| world.blocked = true);
    assert!(!open());
}

fn record() -> impl Strategy<Value = String> {
    let json = prop_oneof![
        Just(r#"{"anonymousId":"b7e39c89-9c58-40b3-a5f3-67fa1297b10c","keys":{"customer_id":7,"email":["x"]},"traits":3,"bindings":{"x":1,"b7e39c89-9c58-40b3-a5f3-67fa1297b10c":{}}}"#.to_owned()),
        Just(r#"{"until":1795441236260,"slots":{"17954412352601234567890":"x","":null,"__proto__":1}}"#.to_owned()),
        Just(r#"{"until":1795441236260,"slots":[1,2]}"#.to_owned()),
        Just(r#"{"id":"c","checkout":{"a":1}}"#.to_owned()),
        Just(r#"{"id":null}"#.to_owned()),
        Just(r#"{"expired":1e300,"reset":"x","rejected":-3}"#.to_owned()),
        Just(r#"{"first":{"at":"x"},"last":[]}"#.to_owned()),
        Just(r#"{"messageId":"01M84A659WT3V3T0NYZTCN0SV1","type":"track","timestamp":"x"}"#.to_owned()),
        Just(r#"{"messageId":"01M84A659WT3V3T0NYZTCN0SV1","type":1,"timestamp":null}"#.to_owned()),
        Just("1e999".to_owned()),
        any::<String>(),
        "[\\[\\]{}\":,0-9a-z]{0,40}",
    ];
    // Cut, or with one character another: what half a write leaves.
    (
        json,
        any::<prop::sample::Index>(),
        prop_oneof![Just(None), Just(Some(String::new())), ".".prop_map(Some)],
    )
        .prop_map(|(json, at, other)| {
            let at = at.index(json.chars().count() + 1);
            match other {
                None => json,
                Some(other) => {
                    json.chars().take(at).collect::<String>()
                        + &other
                        + &json.chars().skip(at + 1).collect::<String>()
                }
            }
        })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "identity",
            "touch",
            "cart",
            "drops",
            "left",
            "clock",
            "wait",
            "l.1",
            "l.17954412352601234567890",
            "o.x",
            "q",
            "",
            "m."
        ])
        .prop_map(str::to_owned),
        "m[.][0-9]{23}[it][0-9][0-9a-f-]{8}[0-9]{1,5}",
        "m[.][0-9]{20,24}[a-z]?[0-9]?-{7,9}[0-9]{0,6}",
        any::<String>().prop_map(|name| format!("m.{name}")),
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_stored_under_our_names_is_survived_and_no_broken_item_is_sent(
        records in prop::collection::vec((name(), record()), 0..8), send in any::<bool>()
    ) {
        let mut browser = Browser::new(if send { SEND } else { OPTIONS });
        world(|world| for (name, text) in &records { world.items.insert(format!("shoptrail.{name}"), text.clone()); });
        let tab = browser.open();
        browser.page(tab);
        browser.probe(tab, 1);
        browser.track(tab, "order_completed", r#"{"order_id":"1","total":9,"currency":"EUR","line_items":[{"product_id":"p","price":9,"quantity":1}]}"#);
        browser.run(10_000.0);
        browser.identify(tab, "\"42\"");
        browser.run(7_200_000.0);
        browser.reset(tab);
        browser.leave(tab);
        let tab = browser.open();
        browser.run(10_000.0);
        browser.drops(tab);
        prop_assert!(browser.arrived.iter().any(|item| words(&[item.clone()]) == "1"));
        for item in &browser.arrived {
            prop_assert!(item.id.len() == 26 && item.id.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{}", item.json);
            for name in ["type", "timestamp", "anonymousId"] {
                prop_assert!(item.json[name].is_string(), "{name} of {}", item.json);
            }
            prop_assert!(["track", "page", "identify"].contains(&item.json["type"].as_str().unwrap()), "{}", item.json);
        }
    }
}
