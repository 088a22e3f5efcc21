//! What a shopper who never identifies costs in the long run: start-up and calls make as many requests to
//! storage with a long trail as with a short one.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use shoptrail::engine::twin::{advance, world};
use support::*;

/// Reads, writes and walks over all names while `work` runs.
fn storage_requests(work: impl FnOnce()) -> (u32, u32, u32) {
    world(|world| world.asked = (0, 0, 0));
    work();
    world(|world| world.asked)
}

/// The storage requests of start-up, of a call before the first claim, of the claim, and of a call after it.
/// So many messages of earlier pages are stored, and so many records of others.
fn costs(messages: u32, foreign: u32) -> [(u32, u32, u32); 4] {
    let mut browser = Browser::new(r#"{"writeKey":"k","allowUnknownEvents":true,"maxMessages":10000}"#);
    let tab = browser.open();
    for u in 0..messages {
        browser.probe(tab, u);
    }
    browser.run(1000.0);
    browser.leave(tab);
    // After that time the page counts as gone, and its messages can be adopted.
    advance(60_000.0);
    assert_eq!(stored().len() as u32, messages);
    world(|world| {
        (0..foreign).for_each(|number| drop(world.items.insert(format!("theirs.{number}"), "x".repeat(100))))
    });
    let start = storage_requests(|| {
        browser.open();
    });
    let tab = 1;
    let early = storage_requests(|| {
        browser.probe(tab, 1_000_001);
    });
    let claim = storage_requests(|| browser.run(1000.0));
    let late = storage_requests(|| {
        browser.probe(tab, 1_000_002);
    });
    [start, early, claim, late]
}

#[test]
fn start_up_and_calls_cost_the_same_with_a_long_trail_and_among_a_thousand_records_of_others() {
    let [start, early, claim, late] = costs(10, 0);
    for (messages, foreign) in [(100, 0), (1000, 1000), (1800, 1000)] {
        let [long_start, long_early, long_claim, long_late] = costs(messages, foreign);
        assert_eq!(long_start, start, "start-up with {messages} messages");
        assert_eq!(long_early, early, "a call before the claim with {messages} messages");
        assert_eq!(long_late, late, "a call after the claim with {messages} messages");
        assert_eq!(
            long_claim, claim,
            "the claim walks the names as often and reads no message, with {messages} messages"
        );
    }
    assert_eq!([start.2, early.2, late.2], [0, 0, 0], "only the claim walks over the storage");
    assert!(early.1 <= 2 && late.1 <= 2, "one write of the message: {early:?} {late:?}");
}

#[test]
fn a_page_that_stays_open_remembers_the_last_thousand_products_and_forgets_the_first() {
    let mut browser = Browser::new(r#"{"writeKey":"k","anonymous":"send"}"#);
    let tab = browser.open();
    let mut is_counted = |number: u32| {
        let product = format!(r#"{{"product_id":"P{number}","name":"One","price":5,"currency":"EUR"}}"#);
        browser.track(tab, "product_viewed", &product).is_ok()
    };
    assert!((0..3500).all(&mut is_counted));
    assert!(!(2500..3500).any(&mut is_counted), "a second source of one of the last thousand");
    assert!((0..1000).all(is_counted), "forgotten, so a page of days does not grow");
}
