//! Attribution as the shop sees it: the table `urls.tsv`, and what a sequence of visits leaves.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use shoptrail::engine::twin::reset;
use shoptrail::shopper::attribution::{
    self, MAX_HISTORY, MAX_TAGS_BYTES, MAX_URL_UNITS, MAX_VALUE_UNITS, REPEAT_MS,
};
use shoptrail::shopper::scrub;
use shoptrail::value::testing::{owned, show, string, value};
use shoptrail::value::{Value, TRUE, UNDEFINED};

const DAY_MS: f64 = 86_400_000.0;
const NOW_MS: f64 = 1_795_441_235_260.0;
const EMAIL: &str = "https://shop.example/?utm_source=news&utm_medium=email";
const AD: &str = "https://shop.example/?utm_source=google&utm_medium=cpc&gclid=G1";
const HOME: &str = "https://shop.example/";

fn rules() -> Value {
    value(&format!(
        r#"{{"host":"shop.example","ignored":["ignored.example"],"parameters":["loyalty-id"],"first":{},"last":{}}}"#,
        180.0 * DAY_MS,
        30.0 * DAY_MS
    ))
}

fn see(touches: Value, url: &str, referrer: &str, wall_ms: f64) -> bool {
    attribution::see(touches, owned(url), owned(referrer), wall_ms, rules())
}

fn visit(url: &str, referrer: &str) -> Value {
    attribution::visit(owned(url), owned(referrer), NOW_MS, rules())
}

#[test]
fn every_row_of_the_table_holds() {
    let rules = rules();
    let (mut rows, mut wrong) = (0, Vec::new());
    for line in include_str!("urls.tsv").lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line
            .split('\t')
            .map(|cell| if cell == "-" && !line.starts_with("title") { "" } else { cell })
            .collect();
        let same = |expected: &str, input: &str| {
            if expected == "=" {
                input.to_owned()
            } else {
                expected.to_owned()
            }
        };
        let (got, expected) = match cells[..] {
            ["scrub", url, left] => (string(scrub::url(owned(url), rules)), same(left, url)),
            ["title", text, left] => (string(scrub::text(owned(text))), same(left, text)),
            ["touch", url, referrer, "nobody"] => (row_of(visit(url, referrer)), "nobody".to_owned()),
            ["touch", url, referrer, channel, utm, clicks, landing] => {
                (row_of(visit(url, referrer)), [channel, utm, clicks, &same(landing, url)].join(" | "))
            }
            _ => panic!("a row with {} columns: {line}", cells.len()),
        };
        rows += 1;
        if got != expected {
            wrong.push(format!("{line}\n   got {got}\n"));
        }
    }
    assert!(wrong.is_empty(), "{} of {rows} rows:\n{}", wrong.len(), wrong.concat());
    assert!(rows >= 200, "{rows} rows");
}

fn row_of(touch: Value) -> String {
    if touch == UNDEFINED {
        return "nobody".to_owned();
    }
    let tags = touch.get("tags");
    let list = |utm: bool| {
        let names = tags.keys().items().filter(|name| name.test("^utm_") == utm);
        names
            .map(|name| format!("{}={}", string(name).trim_start_matches("utm_"), string(tags.find(name))))
            .collect::<Vec<_>>()
            .join(";")
    };
    let place = touch.get("place");
    [&channel_of(touch), &list(true), &list(false), &string(place.get("landing_page"))]
        .map(String::as_str)
        .join(" | ")
}

fn channel_of(touch: Value) -> String {
    string(touch.get("place").get("channel"))
}

/// Visits as (days since the first, url, referrer); what the last of them says and the channels of first, last and history.
#[track_caller]
fn visits(visits: &[(f64, &str, &str)], changed: bool, first: &str, last: &str, history: &[&str]) -> Value {
    let touches = attribution::read(UNDEFINED);
    let mut last_changed = false;
    for (days, url, referrer) in visits {
        let before = show(touches);
        last_changed = see(touches, url, referrer, NOW_MS + days * DAY_MS);
        assert_eq!(
            last_changed,
            show(touches) != before,
            "the caller is told of every change and of nothing else"
        );
    }
    assert_eq!((&*channel_of(touches.get("first")), &*channel_of(touches.get("last"))), (first, last));
    assert_eq!(touches.get("history").items().map(channel_of).collect::<Vec<_>>(), history);
    assert_eq!(last_changed, changed);
    touches
}

#[test]
fn first_stays_and_last_moves() {
    visits(&[(0.0, EMAIL, ""), (1.0, AD, "")], true, "email", "paid_search", &["email", "paid_search"]);
    visits(
        &[(0.0, EMAIL, ""), (1.0, AD, ""), (2.0, EMAIL, "")],
        true,
        "email",
        "email",
        &["email", "paid_search", "email"],
    );
    visits(
        &[(0.0, EMAIL, ""), (1.0, HOME, "https://chatgpt.com/")],
        true,
        "email",
        "ai_assistant",
        &["email", "ai_assistant"],
    );
}

#[test]
fn direct_never_overwrites_and_is_replaced() {
    visits(&[(0.0, HOME, "")], true, "direct", "direct", &[]);
    visits(&[(0.0, HOME, ""), (1.0, HOME, "")], false, "direct", "direct", &[]);
    visits(&[(0.0, EMAIL, ""), (1.0, HOME, "")], false, "email", "email", &["email"]);
    visits(&[(0.0, HOME, ""), (1.0, EMAIL, "")], true, "direct", "email", &["email"]);
}

#[test]
fn a_return_is_nobodys_touch() {
    for referrer in [
        HOME,
        "https://www.shop.example/",
        "https://www.paypal.com/",
        "https://acs.bank.example/",
        "https://a.ignored.example/",
    ] {
        visits(&[(0.0, EMAIL, ""), (1.0, HOME, referrer)], false, "email", "email", &["email"]);
        visits(&[(0.0, HOME, referrer)], false, "", "", &[]);
        // It comes back to the very URL it left from, whenever that was.
        visits(&[(0.0, EMAIL, ""), (1.0, EMAIL, referrer)], false, "email", "email", &["email"]);
        // A link with parameters of its own speaks for itself.
        visits(
            &[(0.0, EMAIL, ""), (1.0, AD, referrer)],
            true,
            "email",
            "paid_search",
            &["email", "paid_search"],
        );
    }
}

#[test]
fn a_reload_is_no_second_touch() {
    let soon = REPEAT_MS / DAY_MS / 2.0;
    visits(
        &[(0.0, AD, "https://www.google.com/"), (soon, AD, "https://www.google.com/")],
        false,
        "paid_search",
        "paid_search",
        &["paid_search"],
    );
    visits(
        &[(0.0, HOME, "https://t.co/"), (soon, HOME, "https://t.co/")],
        false,
        "organic_social",
        "organic_social",
        &["organic_social"],
    );
    let again = visits(
        &[(0.0, AD, ""), (5.0, AD, "")],
        true,
        "paid_search",
        "paid_search",
        &["paid_search", "paid_search"],
    );
    assert_eq!(again.get("last").num("at"), NOW_MS + 5.0 * DAY_MS);
}

#[test]
fn windows_end() {
    visits(&[(0.0, EMAIL, ""), (29.9, HOME, "")], false, "email", "email", &["email"]);
    visits(&[(0.0, EMAIL, ""), (30.1, HOME, "")], true, "email", "direct", &["email"]);
    visits(
        &[(0.0, EMAIL, ""), (180.1, AD, "")],
        true,
        "paid_search",
        "paid_search",
        &["email", "paid_search"],
    );
    // The first touch has ended and the last has not: that is the earliest there is.
    visits(
        &[(0.0, EMAIL, ""), (170.0, AD, ""), (181.0, HOME, "")],
        true,
        "paid_search",
        "paid_search",
        &["email", "paid_search"],
    );
    // Someone has set the clock back: what was seen "in the future" is not believed.
    visits(&[(0.0, EMAIL, ""), (-5.0, HOME, "")], true, "direct", "direct", &["email"]);
}

#[test]
fn the_history_is_bounded_and_keeps_the_newest() {
    let touches = Value::map();
    for day in 0..20 {
        let url = format!("{EMAIL}&utm_campaign=c{day}");
        assert!(see(touches, &url, "", NOW_MS + f64::from(day) * DAY_MS));
    }
    let history = touches.get("history");
    assert_eq!(history.len(), MAX_HISTORY);
    assert_eq!(show(history.at(MAX_HISTORY - 1)), show(touches.get("last")));
    assert_eq!(touches.get("first").num("at"), NOW_MS);
}

#[test]
fn events_traits_and_campaign_have_the_names_of_the_tracking_plan() {
    let url = "https://shop.example/hat?utm_source=google&utm_medium=cpc&utm_campaign=Spring&utm_term=t&utm_content=c&utm_id=7&utm_tactic=x&gclid=G1";
    let touches = Value::map();
    see(
        touches,
        "https://shop.example/?utm_source=news&utm_medium=email",
        "https://mail.google.com/",
        NOW_MS,
    );
    see(touches, url, "https://www.google.com/", NOW_MS + DAY_MS);
    let now_ms = NOW_MS + 2.0 * DAY_MS;
    let first = r#""first_utm_source":"news","first_utm_medium":"email","first_landing_page":"https://shop.example/?utm_source=news&utm_medium=email","first_referrer":"https://mail.google.com/","first_channel":"email""#;
    let utm = |prefix: &str| {
        [
            ("source", "google"),
            ("medium", "cpc"),
            ("campaign", "Spring"),
            ("term", "t"),
            ("content", "c"),
            ("id", "7"),
            ("tactic", "x"),
        ]
        .map(|(name, value)| format!(r#""{prefix}utm_{name}":"{value}""#))
        .join(",")
    };

    let out = Value::map();
    attribution::event_properties(touches, now_ms, rules(), out);
    let place = |prefix: &str, referrer: &str| {
        format!(
            r#""{prefix}landing_page":"{url}","{referrer}":"https://www.google.com/","{prefix}channel":"paid_search""#
        )
    };
    assert_eq!(
        show(out),
        format!(r#"{{{},"gclid":"G1",{},{first}}}"#, utm(""), place("", "landing_referrer"))
    );

    let out = Value::map();
    attribution::traits(touches, now_ms, rules(), out);
    let last = format!("{},{}", utm("last_"), place("last_", "last_referrer"));
    assert_eq!(
        show(out),
        format!(r#"{{{first},"first_touch_at":1795441235,{last},"last_touch_at":1795527635}}"#)
    );

    assert_eq!(
        show(attribution::campaign(touches, now_ms, rules())),
        r#"{"source":"google","medium":"cpc","name":"Spring","term":"t","content":"c","id":"7","tactic":"x","gclid":"G1"}"#
    );
}

#[test]
fn what_is_not_known_is_not_said() {
    let check = |touches: Value, days: f64, expected: &[&str]| {
        let out = Value::map();
        attribution::event_properties(touches, NOW_MS + days * DAY_MS, rules(), out);
        assert_eq!(out.keys().items().map(string).collect::<Vec<_>>(), expected);
        let out = Value::map();
        attribution::traits(touches, NOW_MS + days * DAY_MS, rules(), out);
        assert_eq!(out.keys().is_empty(), expected.is_empty());
    };
    check(Value::map(), 0.0, &[]);
    check(UNDEFINED, 0.0, &[]);
    let direct = Value::map();
    see(direct, HOME, "", NOW_MS);
    check(direct, 0.0, &["landing_page", "channel", "first_landing_page", "first_channel"]);
    check(direct, 31.0, &["first_landing_page", "first_channel"]);
    check(direct, 181.0, &[]);
    assert_eq!(attribution::campaign(direct, NOW_MS, rules()), UNDEFINED);
}

#[test]
fn the_pages_own_word_stands() {
    let touches = Value::map();
    see(touches, EMAIL, "", NOW_MS);
    let out = value(r#"{"channel": "shop floor"}"#);
    attribution::event_properties(touches, NOW_MS, rules(), out);
    assert!(out.get("channel").is("shop floor") && out.get("first_channel").is("email"));
}

#[test]
fn without_consent_to_marketing_there_are_no_click_ids() {
    let (early, late) = (Value::map(), Value::map());
    see(early, AD, "", NOW_MS);
    let rules = rules();
    rules.set("dropClickIds", TRUE);
    let out = Value::map();
    attribution::event_properties(early, NOW_MS, rules, out);
    out.set("campaign", attribution::campaign(early, NOW_MS, rules));
    assert_eq!(
        (out.get("gclid"), out.get("campaign").get("gclid")),
        (UNDEFINED, UNDEFINED),
        "even before they are dropped"
    );
    attribution::drop_click_ids(early, rules);
    attribution::see(late, owned(AD), UNDEFINED, NOW_MS, rules);
    for touches in [early, late] {
        let stored = show(touches);
        assert!(
            !stored.contains("gclid") && !stored.contains("G1") && stored.contains("paid_search"),
            "{stored}"
        );
        assert!(
            stored.contains(r#""landing_page":"https://shop.example/?utm_source=google&utm_medium=cpc""#),
            "{stored}"
        );
    }
}

#[test]
fn hostile_lengths_are_bounded() {
    let long = "é".repeat(5000);
    let mut url = format!("https://shop.example/{long}?x={long}");
    for name in [
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_term",
        "utm_content",
        "utm_id",
        "gclid",
        "fbclid",
        "ttclid",
    ] {
        url += &format!("&{name}={long}");
    }
    let touch = visit(&url, &format!("https://other.example/{long}"));
    let tags = touch.get("tags");
    assert!(tags.keys().len() > 1 && tags.json().bytes() <= MAX_TAGS_BYTES);
    for name in tags.keys().items() {
        assert!(tags.find(name).len() <= MAX_VALUE_UNITS);
    }
    // A trait of over 1000 bytes is one that Customer.io does not take.
    for (char, kept) in [("x", 500), ("é", 500), ("語", 333), ("😀", 500)] {
        let touch = visit(&format!("https://shop.example/?utm_source={}", char.repeat(600)), "");
        let value = touch.get("tags").get("utm_source");
        assert_eq!(value.len(), kept, "{char}");
        assert!(value.bytes() <= 1000, "{char}");
    }
    let landing = string(touch.get("place").get("landing_page"));
    assert!(landing.len() as u32 <= MAX_URL_UNITS && !landing.contains('?'));
    assert!(string(touch.get("place").get("referrer")).len() as u32 <= MAX_URL_UNITS);
}

#[test]
fn odd_records_are_ignored_in_part_or_whole() {
    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(show(attribution::read(value(text)).get("first")), expected);
    }
    let whole = [
        "null",
        "[]",
        "7",
        r#""x""#,
        "{}",
        r#"{"first":7}"#,
        r#"{"first":{}}"#,
        r#"{"first":{"place":{"channel":"email"}}}"#,
    ];
    for text in whole {
        check(text, "undefined");
    }
    for at in [r#""yesterday""#, "-1", "1e99", "null"] {
        check(&format!(r#"{{"first":{{"place":{{"channel":"email"}},"at":{at}}}}}"#), "undefined");
    }
    check(r#"{"first":{"place":{"channel":"<b>"},"at":1}}"#, "undefined");
    check(
        r#"{"first":{"place":{"channel":"email"},"at":1}}"#,
        r#"{"tags":{},"place":{"channel":"email"},"at":1}"#,
    );
    check(
        r#"{"first":{"at":1,"tags":{"utm_source":"a","__proto__":{"x":1},"utm_Bad Name":"b","utm_medium":7,"utm_id":"bob@shop.example",
            "gclid":"G","evil":"x"},"place":{"channel":"email","landing_page":"javascript:alert(1)","referrer":["x"]},"more":1}}"#,
        r#"{"tags":{"utm_source":"a","gclid":"G"},"place":{"channel":"email"},"at":1}"#,
    );
    let many =
        format!(r#"{{"history":[{}]}}"#, vec![r#"{"place":{"channel":"email"},"at":1}"#; 100].join(","));
    assert_eq!(attribution::read(value(&many)).get("history").len(), MAX_HISTORY);
    assert_eq!(show(attribution::read(value(r#"{"history":"email"}"#))), r#"{"history":[]}"#);
}

proptest! {
    #[test]
    fn what_is_stored_reads_back_the_same(
        visits in prop::collection::vec((0u32..400, "[?&#]?(utm_source=[a-z]{1,4}|gclid=[A-Z]{1,4}|x=y|utm_x=%[0-9a-f]{2}|[é%&=#?@]{0,6}){0,3}", 0usize..5), 0..12),
    ) {
        reset(1);
        let touches = attribution::read(UNDEFINED);
        for (day, tail, from) in visits {
            let referrer = ["", "https://www.google.com/", "https://shop.example/", "https://www.paypal.com/", "https://x.com/a@b.example"][from];
            let before = show(touches);
            let changed = see(touches, &format!("{HOME}{tail}"), referrer, NOW_MS + f64::from(day) * DAY_MS);
            prop_assert_eq!(changed, show(touches) != before);
            prop_assert!(touches.get("history").len() <= MAX_HISTORY);
        }
        prop_assert_eq!(show(attribution::read(touches.json().parse())), show(attribution::read(touches)));
        let same = |name: &'static str| show(attribution::read(touches).get(name)) == show(touches.get(name));
        prop_assert!(same("first") && same("last") && same("history"));
    }

    #[test]
    fn any_text_is_taken_without_a_panic(url in any::<String>(), tail in any::<String>(), referrer in any::<String>()) {
        reset(1);
        let touches = Value::map();
        for url in [url, format!("{HOME}?{tail}"), format!("{HOME}?utm_source={tail}#{tail}")] {
            see(touches, &url, &referrer, NOW_MS);
        }
    }
}
