//! When a message is sent, and what an answer means. What happens when a page is left is in `leaving.rs`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use shoptrail::delivery::Delivery;
use shoptrail::engine::twin::world;
use shoptrail::engine::ABSENT;
use shoptrail::value::testing::{owned, show, string};
use shoptrail::value::{text, Value, View};
use support::*;

/// A page whose shopper is known and whose identify message was delivered.
fn known(options: &str) -> (Browser, usize) {
    known_after(20_000.0, options)
}

#[test]
fn an_event_is_durable_when_track_returns() {
    let (mut browser, tab) = known(OPTIONS);
    let answer = browser.probe(tab, 1);
    let stored = stored();
    assert_eq!(stored.len(), 1);
    assert!(stored[0].1.contains(&string(answer.message_id())));
    assert!(browser.requests.is_empty(), "the call itself sends nothing");
}

#[test]
fn calls_close_in_time_share_a_request_that_waits_at_most_the_coalescing_delay() {
    let (mut browser, tab) = known(OPTIONS);
    browser.probe(tab, 1);
    browser.run(200.0);
    browser.probe(tab, 2);
    browser.run(49.0);
    assert!(browser.requests.is_empty());
    browser.run(2.0);
    assert_eq!(browser.arrivals(), "1 2");
    assert_eq!(browser.requests.len(), 1);
}

#[test]
fn the_anonymous_trail_is_held_until_identify_and_follows_the_identify_message() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.probe(tab, 1);
    browser.run(60_000.0);
    browser.leave(tab);
    let tab = browser.open();
    browser.probe(tab, 2);
    browser.run(86_400_000.0);
    assert!(browser.requests.is_empty());
    assert_eq!(browser.counts(tab), "2 0 0 0 0");
    browser.identify(tab, "\"42\"");
    browser.run(1.0);
    assert_eq!(browser.arrivals(), "i 1 2");
    assert_eq!(browser.requests.len(), 1);
    for item in &browser.arrived {
        assert_eq!(item.json["userId"], "42");
        assert_eq!(item.json["anonymousId"], browser.arrived[0].json["anonymousId"]);
    }
    browser.run(1000.0);
    assert!(stored().is_empty());
    assert_eq!(browser.counts(tab), "0 0 0 0 3");
}

#[test]
fn in_send_mode_an_anonymous_event_leaves_at_once_without_a_user_id() {
    let mut browser = Browser::new(SEND);
    let tab = browser.open();
    browser.probe(tab, 1);
    browser.run(300.0);
    assert_eq!(browser.arrivals(), "1");
    assert!(browser.arrived[0].json.get("userId").is_none());
}

#[test]
fn an_open_page_has_one_request_under_way_at_a_time() {
    let (mut browser, tab) = known(OPTIONS);
    browser.fetch = Fetch::Late(3000.0);
    browser.probe(tab, 1);
    browser.run(300.0);
    browser.probe(tab, 2);
    browser.run(2000.0);
    assert_eq!(browser.arrivals(), "1");
    browser.run(3000.0);
    assert_eq!(browser.arrivals(), "1 2");
}

#[test]
fn the_answer_decides_whether_a_message_is_delivered_retried_or_dropped() {
    #[track_caller]
    fn check(fetch: Fetch, drops: &str, counts: &str) {
        let (mut browser, tab) = known(OPTIONS);
        browser.fetch = fetch;
        browser.probe(tab, 1);
        browser.run(400.0);
        assert_eq!(browser.drops(tab), drops, "{fetch:?}");
        assert_eq!(browser.counts(tab), counts, "{fetch:?}");
        assert_eq!(stored().is_empty(), counts == "0 0 0 0 2" || drops != "{}", "{fetch:?}");
    }
    for status in [200, 202, 204] {
        check(Fetch::Status(status, ""), "{}", "0 0 0 0 2");
    }
    for status in [408, 425, 429, 500, 502, 503, 599, 302, 100] {
        check(Fetch::Status(status, ""), "{}", "0 1 0 0 1");
    }
    check(Fetch::Refused, "{}", "0 1 0 0 1");
    for kind in ["text/html; charset=utf-8", "Text/HTML", "application/xhtml+xml"] {
        check(Fetch::Html(kind), "{}", "0 1 0 0 1");
    }
    for status in [400, 401, 403, 404, 410, 422] {
        check(Fetch::Status(status, ""), r#"{"rejected":1}"#, "0 0 0 0 1");
    }
    check(Fetch::Status(413, ""), r#"{"too_large":1}"#, "0 0 0 0 1");
}

#[test]
fn a_413_halves_the_batch_down_to_single_messages() {
    let (mut browser, tab) = known(OPTIONS);
    browser.fetch = Fetch::AtMost(1);
    for u in 0..5 {
        browser.probe(tab, u);
    }
    browser.run(5000.0);
    let sizes: Vec<usize> = browser.requests.iter().map(|request| request.items.len()).collect();
    assert_eq!(sizes[..3], [5, 2, 1]);
    assert_eq!(browser.arrivals(), "0 1 2 3 4");
}

#[test]
fn failures_back_off_and_success_resets_the_delay() {
    let (mut browser, tab) = known(OPTIONS);
    browser.fetch = Fetch::Status(500, "");
    browser.probe(tab, 1);
    browser.run(70_000.0);
    let times: Vec<f64> = browser.requests.iter().map(|request| request.at_ms).collect();
    for (index, pair) in times.windows(2).enumerate() {
        let (waited, most) = (pair[1] - pair[0] - 50.0, 1000.0 * f64::from(1 << index));
        assert!((most / 2.0 - 1.0..=most + 1.0).contains(&waited), "{index}: {waited}");
    }
    assert!(times.len() >= 6);
    browser.fetch = OK;
    browser.run(70_000.0);
    assert_eq!(browser.arrivals(), "1");
    browser.fetch = Fetch::Status(500, "");
    browser.probe(tab, 2);
    browser.run(2000.0);
    assert!(browser.requests.len() >= times.len() + 3, "the first delay is the shortest again");
}

#[test]
fn retry_after_holds_in_both_forms_across_pages_and_after_coming_back_online() {
    #[track_caller]
    fn check(header: &'static str, wait_ms: f64) {
        let (mut browser, tab) = known(OPTIONS);
        browser.fetch = Fetch::Status(429, header);
        browser.probe(tab, 1);
        browser.run(260.0);
        browser.fetch = OK;
        browser.requests.clear();
        browser.run(100.0);
        Delivery::of(browser.state(tab)).online();
        browser.run(wait_ms / 2.0);
        browser.leave(tab);
        let next = browser.open();
        browser.probe(next, 2);
        browser.run(wait_ms / 2.0 - 500.0);
        assert!(browser.requests.is_empty(), "{header}: sent too early");
        browser.run(2000.0);
        assert_eq!(browser.arrivals(), "1 2", "{header}");
    }
    check("12", 12_000.0);
    // The simulated time starts at 13:40:35.260. `known` and the call take 20.3 seconds.
    check("Mon, 23 Nov 2026 13:41:25 GMT", 29_400.0);
}

#[test]
fn coming_back_online_ends_a_backoff_that_the_server_did_not_ask_for() {
    let (mut browser, tab) = known(OPTIONS);
    browser.fetch = Fetch::Refused;
    browser.probe(tab, 1);
    browser.run(100_000.0);
    browser.fetch = OK;
    Delivery::of(browser.state(tab)).online();
    browser.run(100.0);
    assert_eq!(browser.arrivals(), "1");
}

#[test]
fn a_request_without_an_answer_is_repeated_after_its_deadline_and_a_late_answer_still_counts() {
    let (mut browser, tab) = known(OPTIONS);
    browser.fetch = Fetch::Never(true);
    browser.probe(tab, 1);
    browser.run(300.0);
    let id = browser.requests[0].id;
    browser.fetch = Fetch::Refused;
    browser.run(11_000.0);
    assert_eq!(browser.counts(tab), "0 1 0 0 1", "it waits again after the deadline");
    browser.answer(tab, id, 200.0, "", "application/json");
    assert_eq!(browser.counts(tab), "0 0 0 0 2");
    browser.answer(tab, id, 500.0, "", "");
    browser.answer(tab, 99.0, 200.0, "", "");
    assert_eq!(browser.counts(tab), "0 0 0 0 2", "a second answer and an unknown request change nothing");
    assert!(stored().is_empty());
}

#[test]
fn every_attempt_keeps_id_and_timestamp_and_has_its_own_sent_at() {
    let (mut browser, tab) = known(OPTIONS);
    browser.fetch = Fetch::Cut;
    browser.probe(tab, 1);
    browser.run(300.0);
    browser.fetch = OK;
    browser.run(5000.0);
    let [first, second] = &browser.arrived[..] else { panic!("{}", browser.arrivals()) };
    assert_eq!((&first.id, &first.json["timestamp"]), (&second.id, &second.json["timestamp"]));
    assert_ne!(first.json["sentAt"], second.json["sentAt"]);
}

#[test]
fn the_largest_accepted_message_stays_within_the_item_limit_in_every_attempt() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    let mut accepted = 0;
    for bytes in (29_000..33_000).step_by(500) {
        let answer = browser.track(tab, "probe", &properties_of(bytes as u32, bytes));
        if answer.is_ok() {
            accepted += 1;
        } else {
            assert_eq!(
                string(answer.violations().unwrap().at(0).unwrap().code()),
                "too_large",
                "{}",
                show(answer)
            );
        }
    }
    assert!((1..8).contains(&accepted), "{accepted}");
    browser.identify(tab, &format!("\"{}\"", "é".repeat(75)));
    browser.run(60_000.0);
    assert_eq!(browser.arrived.len(), accepted + 1);
    for item in &browser.arrived {
        assert!(item.json.to_string().len() <= 32_000);
    }
    assert!(
        world(|world| world.items.keys().all(|name| !name.starts_with("shoptrail.l."))),
        "no lease outlives its request"
    );
}

#[test]
fn a_message_that_the_page_drops_is_accepted_and_counted_and_never_stored() {
    let (mut browser, tab) = known(OPTIONS);
    world(|world| world.finish = Some(|_, _| text("before_send").handle()));
    let answer = browser.probe(tab, 1);
    assert!(answer.is_ok() && answer.message_id().is_some());
    assert!(stored().is_empty());
    assert_eq!(browser.drops(tab), r#"{"before_send":1}"#);
    world(|world| world.finish = None);
    browser.run(60_000.0);
    assert_eq!(browser.arrivals(), "");
}

#[test]
fn a_message_is_stored_as_the_page_changed_it_and_finished_once() {
    let (mut browser, tab) = known(OPTIONS);
    world(|world| {
        world.finish = Some(|message, call| {
            let (message, call) = (Value::of(message), Value::of(call));
            assert!(message.get("context").is_given() && call.num("at") > 0.0);
            let before = message.get("properties").num("finished");
            let finished = if before.is_nan() { 1.0 } else { before + 1.0 };
            message.get("properties").set_num("finished", finished);
            ABSENT
        });
    });
    browser.probe(tab, 1);
    world(|world| world.finish = None);
    assert!(stored()[0].1.contains(r#""finished":1"#), "{}", stored()[0].1);
    browser.run(1000.0);
    assert_eq!(browser.arrived[0].json["properties"]["finished"], 1);
}

#[test]
fn a_message_that_the_page_made_too_large_is_refused() {
    let (mut browser, tab) = known(OPTIONS);
    world(|world| {
        world.finish = Some(|message, _| {
            let long = owned(&"x".repeat(40_000));
            Value::of(message).get("properties").set("long", long);
            ABSENT
        });
    });
    let answer = browser.probe(tab, 1);
    world(|world| world.finish = None);
    assert!(!answer.is_ok() && show(answer).contains("too_large"));
    assert!(stored().is_empty());
}
