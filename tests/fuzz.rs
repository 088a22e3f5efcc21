//! Everything that parses what others wrote, with inputs that are nearly valid: addresses, stored records,
//! headers of answers, arguments of calls, options. Nothing panics, loops or grows, and nothing else is
//! changed. The next event is accepted and delivered as usual. More cases: `npm run test:fuzz`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/corpus.rs"]
mod corpus;
#[path = "support/mutate.rs"]
mod mutate;
mod support;

use corpus::*;
use mutate::{edited, edits, nearly};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use shoptrail::engine::twin::world;
use shoptrail::options;
use shoptrail::shopper::channel;
use shoptrail::tracker::{self, lifecycle, Answer};
use shoptrail::value::testing::{owned, show, string, unreadable};
use shoptrail::value::{List, Value, UNDEFINED};
use std::collections::BTreeMap;
use support::*;

const HOUR_MS: f64 = 3_600_000.0;
/// The `u` of the event that shows that the tracker still works.
const WITNESS: u32 = 4_000_000_000;
/// Records of others, under names that are close to the tracker's.
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

/// The next page accepts an event and delivers it to the person. What was sent is well formed, what is stored
/// is bounded, and the records of others are unchanged.
fn check_next_page_works(browser: &mut Browser) {
    (browser.fetch, browser.beacon) = (OK, Beacon::Recorded);
    let tab = browser.open();
    assert!(browser.identify(tab, "\"witness\"").is_ok());
    let answer = browser.view_collection(tab, WITNESS);
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

/// The value of a JSON text. For any other text, what the boundary makes of a value that it cannot read.
fn argument(text: &str) -> Value {
    match owned(text).parse() {
        UNDEFINED => unreadable(["cycle", "too_deep", "getter", "function", "bad_date"][text.len() % 5]),
        value => value,
    }
}

/// The records that a visit writes: an anonymous trail, an order, a person, a lease that runs, a wait.
fn records_of_a_visit() -> BTreeMap<String, String> {
    let mut browser = fresh(OPTIONS);
    let tab = browser.open();
    browser.visit(tab, ADDRESSES[0], "https://www.google.com/", "Shop");
    browser.probe(tab, 1);
    browser.identify(tab, "\"7\"");
    browser.run(5000.0);
    browser.fetch = Fetch::Status(503, "600");
    browser.track(tab, "order_completed", &ORDER.replace("1001", "1"));
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
    // The wait is over, and the next request has its lease.
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
fn a_visit_writes_records_of_every_kind() {
    let records = records_of_a_visit();
    for kind in ["identity", "touch", "cart", "left", "clock", "wait", "m.", "l.", "o."] {
        assert!(
            records.keys().any(|name| name.starts_with(&format!("shoptrail.{kind}"))),
            "{kind} of {:?}",
            records.keys()
        );
    }
}

fn options_for(sends_anonymous: bool) -> &'static str {
    if sends_anonymous {
        SEND
    } else {
        OPTIONS
    }
}

/// `messageId` of a message's text.
fn message_id(text: &str) -> String {
    string(owned(text).parse().get("messageId"))
}

/// Makes every call with these arguments. Gives the answers, and how long the arguments of each were.
fn call_all(
    browser: &mut Browser,
    events: &[(String, String)],
    page: &str,
    keys: &str,
    traits: &str,
) -> Vec<(Answer, usize)> {
    let (tab, mut answers) = (browser.open(), Vec::new());
    for (name, properties) in events {
        let bytes = name.len() + properties.len();
        let track = |state, call| tracker::track(state, owned(name), argument(properties), call);
        answers.push((browser.call(tab, track), bytes));
        let track = |state, call| tracker::track(state, argument(properties), argument(name), call);
        answers.push((browser.call(tab, track), bytes));
    }
    let view = |state, call| tracker::page(state, argument(page), call);
    answers.push((browser.call(tab, view), page.len()));
    let identify = |state, call| tracker::identify(state, argument(keys), argument(traits), call);
    answers.push((browser.call(tab, identify), keys.len() + traits.len()));
    browser.run(1000.0);
    browser.reset(tab);
    answers
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn addresses(
        pages in prop::collection::vec(
            (nearly(ADDRESSES), nearly(ADDRESSES), nearly(ADDRESSES), nearly(EVENTS)),
            1..4,
        ),
        sends_anonymous in any::<bool>(),
    ) {
        let mut browser = fresh(options_for(sends_anonymous));
        let tab = browser.open();
        for (url, referrer, title, name) in &pages {
            prop_assert!(browser.visit(tab, url, referrer, title).is_ok(), "{url}");
            browser.track(tab, name, "{}");
            browser.run(400.0);
        }
        check_next_page_works(&mut browser);
        for item in &browser.arrived {
            let properties = &item.json["properties"];
            for name in ["channel", "first_channel"] {
                let word = properties[name].as_str();
                let is_channel = |word: &str| channel::CHANNELS.split('|').any(|known| known == word);
                prop_assert!(word.is_none_or(is_channel), "{word:?}");
            }
            for name in ["landing_page", "first_landing_page", "landing_referrer", "first_referrer"] {
                let units = properties[name].as_str().map_or(0, |url| url.encode_utf16().count());
                prop_assert!(units <= 1000, "{name} has {units}");
            }
        }
    }

    /// Records of a visit, some of them edited in name or text. The others are delivered, wait, or are
    /// counted.
    #[test]
    fn edited_records(
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<bool>(), edits()),
            1..5,
        ),
        sends_anonymous in any::<bool>(),
    ) {
        let records = records_of_a_visit();
        let mut browser = fresh(options_for(sends_anonymous));
        // Some time after the visit that wrote them.
        set_clock_by(HOUR_MS + 60_000.0);
        let mut kept = records.clone();
        for (which, is_name, edits) in &changes {
            let (name, text) = records.iter().nth(which.index(records.len())).unwrap();
            kept.remove(name);
            let (prefix, own_name) = name.split_at("shoptrail.".len());
            let (edited_name, edited_text) = if *is_name {
                (format!("{prefix}{}", edited(own_name, edits)), text.clone())
            } else {
                (name.clone(), edited(text, edits))
            };
            world(|world| world.items.insert(edited_name, edited_text));
        }
        world(|world| world.items.extend(kept.clone()));
        check_next_page_works(&mut browser);
        let waiting: Vec<String> = stored().iter().map(|(_, text)| message_id(text)).collect();
        for (name, text) in kept.iter().filter(|(name, _)| name.starts_with("shoptrail.m.")) {
            let id = message_id(text);
            let is_known = browser.lost.contains_key(&id)
                || waiting.contains(&id)
                || browser.arrived.iter().any(|item| item.id == id);
            prop_assert!(is_known, "{name} vanished");
        }
    }

    #[test]
    fn foreign_records(
        records in prop::collection::vec((nearly(NAMES), nearly(RECORDS)), 1..8),
        sends_anonymous in any::<bool>(),
    ) {
        let mut browser = fresh(options_for(sends_anonymous));
        world(|world| {
            for (name, text) in &records {
                world.items.insert(format!("shoptrail.{name}"), text.clone());
            }
        });
        check_next_page_works(&mut browser);
    }

    #[test]
    fn headers(
        status in prop::sample::select(vec![200u16, 302, 429, 503]),
        retry_after in nearly(HEADERS),
        content_type in nearly(TYPES),
    ) {
        let mut browser = fresh(OPTIONS);
        let tab = browser.open();
        browser.identify(tab, "\"42\"");
        browser.fetch = Fetch::Never(false);
        browser.run(1000.0);
        let id = browser.requests[0].id;
        browser.fetch = OK;
        browser.answer(tab, id, f64::from(status), &retry_after, &content_type);
        let wait_ms = lifecycle::poll_timeout_ms(browser.state(tab));
        let is_bounded = wait_ms.is_nan() || (0.0..=HOUR_MS).contains(&wait_ms);
        prop_assert!(is_bounded, "{retry_after:?} asks for {wait_ms}");
        browser.run(HOUR_MS + 1000.0);
        prop_assert!(stored().is_empty(), "sent when the wait is over");
        check_next_page_works(&mut browser);
    }

    #[test]
    fn arguments(
        events in prop::collection::vec((nearly(EVENTS), nearly(PROPERTIES)), 0..4),
        page in nearly(PROPERTIES),
        keys in nearly(KEYS),
        traits in nearly(TRAITS),
    ) {
        let mut browser = fresh(OPTIONS);
        for (answer, given) in call_all(&mut browser, &events, &page, &keys, &traits) {
            let violations = answer.violations().map_or(0, |violations| violations.len());
            let is_repeat = text_of(answer.refusal()) == "repeat";
            prop_assert!(answer.is_ok() || violations > 0 || is_repeat, "{}", show(answer));
            let bytes = show(answer).len();
            prop_assert!(violations <= 65 && bytes < 2000 + 70 * (200 + given), "{} bytes", bytes);
        }
        check_next_page_works(&mut browser);
    }

    #[test]
    fn options(options in nearly(OPTION_SETS)) {
        let mut browser = fresh(OPTIONS);
        let given = argument(&options);
        let errors = options::check(given, List::new());
        prop_assert!(errors.len() <= 64 + 20, "{}", errors.len());
        if errors.is_empty() {
            browser.options = show(given);
            check_next_page_works(&mut browser);
        }
    }
}
