//! Records that others wrote under the tracker's names, or that half a write left: the tracker survives them,
//! and sends nothing broken.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use proptest::prelude::*;
use shoptrail::engine::twin::world;
use support::*;

#[test]
fn corrupt_and_foreign_records_are_dropped_counted_and_harm_nothing() {
    let (mut browser, tab) = known_after(5000.0, OPTIONS);
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

/// Valid JSON of the wrong shape.
const RECORDS: &[&str] = &[
    concat!(
        r#"{"anonymousId":"b7e39c89-9c58-40b3-a5f3-67fa1297b10c","keys":{"customer_id":7,"email":["x"]},"#,
        r#""traits":3,"bindings":{"x":1,"b7e39c89-9c58-40b3-a5f3-67fa1297b10c":{}}}"#
    ),
    r#"{"until":1795441236260,"slots":{"17954412352601234567890":"x","":null,"__proto__":1}}"#,
    r#"{"until":1795441236260,"slots":[1,2]}"#,
    r#"{"id":"c","checkout":{"a":1}}"#,
    r#"{"id":null}"#,
    r#"{"expired":1e300,"reset":"x","rejected":-3}"#,
    r#"{"first":{"at":"x"},"last":[]}"#,
    r#"{"messageId":"01M84A659WT3V3T0NYZTCN0SV1","type":"track","timestamp":"x"}"#,
    r#"{"messageId":"01M84A659WT3V3T0NYZTCN0SV1","type":1,"timestamp":null}"#,
    "1e999",
];

fn record() -> impl Strategy<Value = String> {
    let json = prop_oneof![
        10 => prop::sample::select(RECORDS).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[\\[\\]{}\":,0-9a-z]{0,40}",
    ];
    // Cut, or with another character in one place: what half a write leaves.
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

/// Two pages of a shopper who identifies, over a storage with these records.
fn visit_among(records: &[(String, String)], options: &str) -> Browser {
    let mut browser = Browser::new(options);
    world(|world| {
        for (name, text) in records {
            world.items.insert(format!("shoptrail.{name}"), text.clone());
        }
    });
    let tab = browser.open();
    browser.page(tab);
    browser.probe(tab, 1);
    browser.track(tab, "order_completed", ORDER);
    browser.run(10_000.0);
    browser.identify(tab, "\"42\"");
    browser.run(7_200_000.0);
    browser.reset(tab);
    browser.leave(tab);
    let tab = browser.open();
    browser.run(10_000.0);
    browser.drops(tab);
    browser
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_record_under_the_trackers_names_is_survived_and_no_broken_item_is_sent(
        records in prop::collection::vec((name(), record()), 0..8),
        sends_anonymous in any::<bool>(),
    ) {
        let browser = visit_among(&records, if sends_anonymous { SEND } else { OPTIONS });
        prop_assert!(browser.arrived.iter().any(|item| words(&[item.clone()]) == "1"));
        for item in &browser.arrived {
            let (id, json) = (&item.id, &item.json);
            prop_assert!(id.len() == 26 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{json}");
            for name in ["type", "timestamp", "anonymousId"] {
                prop_assert!(json[name].is_string(), "{name} of {json}");
            }
            let kind = json["type"].as_str().unwrap();
            prop_assert!(["track", "page", "identify"].contains(&kind), "{json}");
        }
    }
}
