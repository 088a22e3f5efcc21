//! Everything that parses what others wrote, fed with what is nearly right: addresses, stored records, answers' headers, calls' arguments, options. Nothing
//! panics, spins or grows; nothing else is touched; and the next event is taken and delivered as if nothing had been. More by command: `npm run test:fuzz`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/mutate.rs"]
mod mutate;
mod support;

use mutate::{edited, edits, nearly};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use shoptrail::engine::twin::world;
use shoptrail::options;
use shoptrail::shopper::channel;
use shoptrail::tracker::{self, Answer};
use shoptrail::value::testing::{owned, show, string, unreadable};
use shoptrail::value::{Value, UNDEFINED};
use std::collections::BTreeMap;
use support::*;

const HOUR_MS: f64 = 3_600_000.0;
/// The `u` of the event that shows that life goes on.
const WITNESS: u32 = 4_000_000_000;
/// Theirs, under names as near ours as can be.
const FOREIGN: [(&str, &str); 3] = [("theme", "dark"), ("shoptrail", "{}"), ("shoptrai.m.x", "x")];

fn cases() -> Config {
    let cases =
        std::env::var("SHOPTRAIL_FUZZ_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(150);
    let seed = match std::env::var("SHOPTRAIL_SEED").as_deref() {
        Err(_) => 1,
        Ok("random") => std::time::UNIX_EPOCH.elapsed().expect("a clock after 1970").as_micros() as u64,
        Ok(number) => number.parse().expect("SHOPTRAIL_SEED is a number, or random"),
    };
    println!("seed {seed}");
    Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..Config::default()
    }
}

fn fresh(options: &str) -> Browser {
    let browser = Browser::new(options);
    world(|world| world.items.extend(FOREIGN.map(|(name, text)| (name.into(), text.into()))));
    browser
}

/// The next page takes an event and delivers it to the person; what was sent is well formed, what is stored bounded, what is others' untouched.
fn life_goes_on(browser: &mut Browser) {
    (browser.fetch, browser.beacon) = (OK, Beacon::Recorded);
    let tab = browser.open();
    assert!(browser.identify(tab, "\"witness\"").is_ok());
    let answer =
        browser.track(tab, "collection_viewed", &format!(r#"{{"collection_id":"witness","u":{WITNESS}}}"#));
    assert!(answer.is_ok(), "{}", show(answer));
    browser.run(3.0 * HOUR_MS);
    let witness = browser
        .arrived
        .iter()
        .find(|item| item.json["properties"]["u"] == WITNESS)
        .expect("the witness arrives");
    assert_eq!(witness.json["userId"], "witness");
    for item in &browser.arrived {
        let json = &item.json;
        assert!(item.id.len() == 26 && item.id.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{json}");
        assert!(["track", "page", "identify"].contains(&json["type"].as_str().unwrap_or_default()), "{json}");
        assert!(["timestamp", "anonymousId"].iter().all(|name| json[*name].is_string()), "{json}");
        assert!(json.to_string().len() <= 32_000, "{} bytes", json.to_string().len());
    }
    world(|world| {
        for (name, text) in FOREIGN {
            assert_eq!(world.items.get(name).map(String::as_str), Some(text), "{name}");
        }
        assert!(world.used() < 1_200_000, "{} bytes", world.used());
    });
}

/// What `page` is called with, for a page at this address.
fn visit(browser: &mut Browser, tab: usize, url: &str, referrer: &str, title: &str) -> Answer {
    let place = serde_json::json!({"url": url, "referrer": referrer, "title": title});
    browser.call_at(tab, place, |state, call| tracker::page(state, UNDEFINED, call))
}

const ADDRESSES: &[&str] = &[
    "https://shop.example/p/1?utm_source=news&utm_medium=email&utm_campaign=a%20b&gclid=Cj0x&mc_eid=1#top",
    "https://shop.example/orders/1001/reset/eyJhbGciOiJI.eyJzdWIi.c2ln?email=jane%40example.com&token=abc",
    "https://jane:secret@shop.example:8443/a/../b?redirect=https%3A%2F%2Fx.example%2F%3Femail%3Da%2540b.co#/list?a=b&phone=%2B34600123456",
    "android-app://com.reddit.frontpage/",
    "https://www.google.co.uk/",
    "https://checkout.stripe.com/c/pay",
    "http://[::1]:80/?utm_x=1&utm_y=2&UTM_SOURCE=A&fbclid=1&fbclid=2",
    "/relative?utm_source=x",
    "about:blank",
    "",
];

const RECORDS: &[&str] = &[
    r#"{"anonymousId":"b7e39c89-9c58-40b3-a5f3-67fa1297b10c","keys":{"customer_id":"7","email":"a@b.co"},"traits":{"a":1},"sent":"x","bindings":{"b7e39c89-9c58-40b3-a5f3-67fa1297b10c":"7"}}"#,
    r#"{"first":{"tags":{"utm_source":"x"},"place":{"landing_page":"https://a.example/","channel":"email"},"at":1795441230000},"last":{},"history":[]}"#,
    r#"{"id":"c","checkout":"k"}"#,
    r#"{"expired":2,"rejected":1}"#,
    r#"{"5123456789":true}"#,
    r#"{"wall":1795441235260,"ms":1795441235260,"since":1795441235260}"#,
    r#"{"until":1795441236260,"slots":{"17954412352601234567890":0}}"#,
    r#"{"type":"track","event":"probe","messageId":"01M84A659WT3V3T0NYZTCN0SV1","anonymousId":"b7e39c89-9c58-40b3-a5f3-67fa1297b10c","timestamp":"2026-11-23T13:40:35.260Z","properties":{}}"#,
    "1795441236260",
];

const NAMES: &[&str] = &[
    "identity",
    "touch",
    "cart",
    "drops",
    "left",
    "clock",
    "wait",
    "q",
    "consent",
    "l.51234567891",
    "o.01M84A659WT3V3T0NYZTCN0SV1",
    "m.17954412352601234567890t4b7e39c89742",
    "m.17954412352601234567890i9--------300",
    "m.",
    "",
];

const HEADERS: &[&str] = &[
    "12",
    "0",
    "3600",
    "Mon, 23 Nov 2026 13:41:25 GMT",
    "Monday, 23-Nov-26 13:41:25 GMT",
    "Mon Nov 23 13:41:25 2026",
    "-1",
    "1.5",
    "1e3",
    "0x10",
];

const TYPES: &[&str] = &["application/json", "text/html; charset=utf-8", "", "TEXT/HTML"];

const EVENTS: &[&str] = &[
    "product_viewed",
    "order_completed",
    "checkout_started",
    "probe",
    "cart_viewed",
    "Order Completed",
    "page",
    "cio_delivered",
    "",
];

const PROPERTIES: &[&str] = &[
    r#"{"product_id":"P1","name":"Runner","price":89.9,"currency":"EUR","quantity":1,"url":"https://shop.example/p/1"}"#,
    r#"{"order_id":"1001","total":9,"currency":"EUR","line_items":[{"product_id":"p","price":9,"quantity":1},{"product_id":2,"price":"x"}]}"#,
    r#"{"order_id":1001,"refund_id":"r","refund_amount":-3,"created_at":"2026-11-23T13:40:35Z","nested":{"a":[1,[2,[3,[4,[5,[6,[7]]]]]]]}}"#,
    r#"{"products":[{"product_id":"a"}],"cart_id":null,"value":1e308,"coupon":""}"#,
    "null",
    "7",
    "[]",
    "\"text\"",
];

const KEYS: &[&str] = &[
    "\"jane@example.com\"",
    "\"42\"",
    "42",
    r#"{"customer_id":"42","email":"Jane@Example.com","phone":"+34 600-123 456"}"#,
    "null",
    "[]",
    "\"[object Object]\"",
];

const TRAITS: &[&str] = &[
    r#"{"first_name":"Jane","email":"a@b.co","phone":"+34600123456","created_at":"2026-11-23","vip":true,"tags":["a"],"address":{"city":"Ávila"}}"#,
    r#"{"birth_date":1795441235260,"cio_id":"x","anonymous_id":"y","__proto__":{"a":1},"long":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#,
    "null",
    "7",
];

const OPTION_SETS: &[&str] = &[
    r#"{"writeKey":"k","anonymous":"hold","region":"eu","naming":"semantic","debug":"","maxMessages":10,"maxAgeHours":"720","maxHeldDays":1}"#,
    r#"{"writeKey":"k","endpoint":"https://t.shop.example/v1/b","shop":"shop","resendUnconfirmed":false,"allowUnknownEvents":"true","autoPage":"false"}"#,
    r#"{"writeKey":"k","customEvents":{"gift_wrapped":{"required":{"paper":"text"},"optional":{"price":"money"},"intent":4},"x":{"intent":-1}}}"#,
];

/// What a JSON text says, or what the boundary makes of something that has none.
fn argument(text: &str) -> Value {
    match owned(text).parse() {
        UNDEFINED => {
            unreadable(["bigint", "cycle", "too_deep", "getter", "function", "bad_date"][text.len() % 6])
        }
        value => value,
    }
}

/// A visit's worth of genuine records: an anonymous trail, an order, a person, a lease that runs, a wait.
fn genuine() -> BTreeMap<String, String> {
    let mut browser = fresh(OPTIONS);
    let tab = browser.open();
    visit(&mut browser, tab, ADDRESSES[0], "https://www.google.com/", "Shop");
    browser.probe(tab, 1);
    browser.identify(tab, "\"7\"");
    browser.run(5000.0);
    browser.fetch = Fetch::Status(503, "600");
    browser.track(
        tab,
        "order_completed",
        r#"{"order_id":"1","total":9,"currency":"EUR","line_items":[{"product_id":"p","price":9,"quantity":1}]}"#,
    );
    browser.run(5000.0);
    browser.reset(tab);
    browser.track(
        tab,
        "cart_viewed",
        r#"{"line_items":[{"product_id":"p","price":9,"quantity":1}],"currency":"EUR"}"#,
    );
    browser.probe(tab, 2);
    browser.leave(tab);
    let tab = browser.open();
    browser.fetch = Fetch::Never(false);
    // The wait is over, and the request that follows it has its lease.
    browser.run(602_000.0);
    browser.identify(tab, "\"8\"");
    browser.probe(tab, 3);
    browser.run(1000.0);
    browser.kill(tab);
    world(|world| {
        world
            .items
            .iter()
            .filter(|(name, _)| name.starts_with("shoptrail."))
            .map(|(a, b)| (a.clone(), b.clone()))
            .collect()
    })
}

#[test]
fn the_genuine_records_are_of_every_kind() {
    let records = genuine();
    for kind in ["identity", "touch", "cart", "left", "clock", "wait", "m.", "l.", "o."] {
        assert!(
            records.keys().any(|name| name.starts_with(&format!("shoptrail.{kind}"))),
            "{kind} of {:?}",
            records.keys()
        );
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn addresses(
        pages in prop::collection::vec((nearly(ADDRESSES), nearly(ADDRESSES), nearly(ADDRESSES), nearly(EVENTS)), 1..4), send in any::<bool>()
    ) {
        let mut browser = fresh(if send { SEND } else { OPTIONS });
        let tab = browser.open();
        for (url, referrer, title, name) in &pages {
            prop_assert!(visit(&mut browser, tab, url, referrer, title).is_ok(), "{url}");
            browser.track(tab, name, "{}");
            browser.run(400.0);
        }
        life_goes_on(&mut browser);
        for item in &browser.arrived {
            let properties = &item.json["properties"];
            for name in ["channel", "first_channel"] {
                let word = properties[name].as_str();
                prop_assert!(word.is_none_or(|word| channel::CHANNELS.split('|').any(|known| known == word)), "{word:?}");
            }
            for name in ["landing_page", "first_landing_page", "landing_referrer", "first_referrer"] {
                let units = properties[name].as_str().map_or(0, |url| url.encode_utf16().count());
                prop_assert!(units <= 1000, "{name} has {units}");
            }
        }
    }

    /// Genuine records, some of them edited in name or text; those left alone are delivered, wait, or are counted.
    #[test]
    fn edited_records(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>(), edits()), 1..5), send in any::<bool>()
    ) {
        let records = genuine();
        let mut browser = fresh(if send { SEND } else { OPTIONS });
        // Some time after the visit that wrote them.
        support::clock_jumps(HOUR_MS + 60_000.0);
        let mut kept = records.clone();
        for (which, of_name, edits) in &changes {
            let (name, text) = records.iter().nth(which.index(records.len())).unwrap();
            kept.remove(name);
            let own = "shoptrail.".len();
            let (name, text) = if *of_name { (format!("shoptrail.{}", edited(&name[own..], edits)), text.clone()) } else { (name.clone(), edited(text, edits)) };
            world(|world| world.items.insert(name, text));
        }
        world(|world| world.items.extend(kept.clone()));
        life_goes_on(&mut browser);
        let waiting: Vec<String> = stored().iter().map(|(_, text)| string(owned(text).parse().get("messageId"))).collect();
        for (name, text) in kept.iter().filter(|(name, _)| name.starts_with("shoptrail.m.")) {
            let id = string(owned(text).parse().get("messageId"));
            let known = browser.lost.contains_key(&id) || waiting.contains(&id) || browser.arrived.iter().any(|item| item.id == id);
            prop_assert!(known, "{name} vanished");
        }
    }

    #[test]
    fn foreign_records(records in prop::collection::vec((nearly(NAMES), nearly(RECORDS)), 1..8), send in any::<bool>()) {
        let mut browser = fresh(if send { SEND } else { OPTIONS });
        world(|world| for (name, text) in &records { world.items.insert(format!("shoptrail.{name}"), text.clone()); });
        life_goes_on(&mut browser);
    }

    #[test]
    fn headers(status in prop::sample::select(vec![200u16, 302, 429, 503]), retry_after in nearly(HEADERS), content_type in nearly(TYPES)) {
        let mut browser = fresh(OPTIONS);
        let tab = browser.open();
        browser.identify(tab, "\"42\"");
        browser.fetch = Fetch::Never(false);
        browser.run(1000.0);
        let id = browser.requests[0].id;
        browser.fetch = OK;
        browser.answer(tab, id, f64::from(status), &retry_after, &content_type);
        let wait_ms = shoptrail::tracker::lifecycle::poll_timeout_ms(browser.state(tab));
        prop_assert!(wait_ms.is_nan() || (0.0..=HOUR_MS).contains(&wait_ms), "{retry_after:?} asks for {wait_ms}");
        browser.run(HOUR_MS + 1000.0);
        prop_assert!(stored().is_empty(), "sent when the wait is over");
        life_goes_on(&mut browser);
    }

    #[test]
    fn arguments(
        events in prop::collection::vec((nearly(EVENTS), nearly(PROPERTIES)), 0..4),
        page in nearly(PROPERTIES), keys in nearly(KEYS), traits in nearly(TRAITS),
    ) {
        let mut browser = fresh(OPTIONS);
        let tab = browser.open();
        let mut answers = Vec::new();
        for (name, properties) in &events {
            let given = name.len() + properties.len();
            answers.push((browser.call(tab, |state, call| tracker::track(state, owned(name), argument(properties), call)), given));
            answers.push((browser.call(tab, |state, call| tracker::track(state, argument(properties), argument(name), call)), given));
        }
        answers.push((browser.call(tab, |state, call| tracker::page(state, argument(&page), call)), page.len()));
        answers.push((browser.call(tab, |state, call| tracker::identify(state, argument(&keys), argument(&traits), call)), keys.len() + traits.len()));
        for (answer, given) in answers {
            let violations = answer.violations().map_or(0, |violations| violations.len());
            let is_repeat = text_of(answer.refusal()) == "repeat";
            prop_assert!(answer.is_ok() || violations > 0 || is_repeat, "{}", show(answer));
            let bytes = show(answer).len();
            prop_assert!(violations <= 65 && bytes < 2000 + 70 * (200 + given), "{} bytes", bytes);
        }
        browser.run(1000.0);
        browser.reset(tab);
        life_goes_on(&mut browser);
    }

    #[test]
    fn options(options in nearly(OPTION_SETS)) {
        let mut browser = fresh(OPTIONS);
        let given = argument(&options);
        let wrong = options::check(given);
        prop_assert!(wrong.len() <= 64 + 20, "{}", wrong.len());
        if wrong.is_empty() {
            browser.options = show(given);
            life_goes_on(&mut browser);
        }
    }
}
