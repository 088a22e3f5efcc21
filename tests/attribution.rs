//! Attribution as the shop sees it: the table `urls.tsv`, and which touches a sequence of visits leaves.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use shoptrail::engine::twin::reset;
use shoptrail::options::Rules;
use shoptrail::plan::Properties;
use shoptrail::shopper::attribution::{
    Touch, Touches, MAX_HISTORY, MAX_TAGS_BYTES, MAX_URL_UNITS, MAX_VALUE_UNITS, REPEAT_MS,
};
use shoptrail::shopper::scrub;
use shoptrail::value::testing::{show, string, view, written};
use shoptrail::value::{json, Map, Text, View, WallMs, DAY_MS, UNDEFINED};

const NOW: WallMs = WallMs(1_795_441_235_260.0);
const EMAIL: &str = "https://shop.example/?utm_source=news&utm_medium=email";
const AD: &str = "https://shop.example/?utm_source=google&utm_medium=cpc&gclid=G1";
const HOME: &str = "https://shop.example/";

fn rules() -> Rules {
    let rules = Rules::new();
    rules.set_host(written("shop.example"));
    rules.set_ignored_referrers(view(r#"["ignored.example"]"#));
    rules.set_scrub_parameters(Some(view(r#"["loyalty-id"]"#)));
    rules.set_first_window_ms(180.0 * DAY_MS);
    rules.set_last_window_ms(30.0 * DAY_MS);
    rules
}

fn no_touches() -> Touches {
    Touches::read(UNDEFINED)
}

fn record_visit(touches: Touches, url: &str, referrer: &str, at: WallMs) -> bool {
    touches.record_visit(written(url), written(referrer), at, rules())
}

fn visit(url: &str, referrer: &str) -> Option<Touch> {
    Touch::from_visit(written(url), written(referrer), NOW, rules())
}

fn tags_of(touch: Touch) -> Map<Text, Text> {
    Map::assume(touch.tags().value())
}

fn channel_of(touch: Option<Touch>) -> String {
    touch.map_or_else(String::new, |known| string(known.place().channel()))
}

fn text_of(properties: Properties, name: &str) -> String {
    string(properties.get(written(name)))
}

#[test]
fn every_row_of_the_table_holds() {
    let rules = rules();
    let (mut rows, mut faults) = (0, Vec::new());
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
            ["scrub", url, left] => (string(scrub::url(written(url), rules)), same(left, url)),
            ["title", text, left] => (string(scrub::text(written(text))), same(left, text)),
            ["touch", url, referrer, "nobody"] => (row_of(visit(url, referrer)), "nobody".to_owned()),
            ["touch", url, referrer, channel, utm, clicks, landing] => {
                (row_of(visit(url, referrer)), [channel, utm, clicks, &same(landing, url)].join(" | "))
            }
            _ => panic!("a row with {} columns: {line}", cells.len()),
        };
        rows += 1;
        if got != expected {
            faults.push(format!("{line}\n   got {got}\n"));
        }
    }
    assert!(faults.is_empty(), "{} of {rows} rows:\n{}", faults.len(), faults.concat());
    assert!(rows >= 200, "{rows} rows");
}

fn row_of(visit: Option<Touch>) -> String {
    let Some(touch) = visit else { return "nobody".to_owned() };
    let list = |is_utm: bool| {
        let of_kind = tags_of(touch).into_iter().filter(|(name, _)| name.test("^utm_") == is_utm);
        let pairs = of_kind.map(|(name, tag)| {
            let (name, tag) = (string(name), string(tag));
            format!("{}={tag}", name.trim_start_matches("utm_"))
        });
        pairs.collect::<Vec<_>>().join(";")
    };
    [channel_of(visit), list(true), list(false), string(touch.place().landing_page())].join(" | ")
}

/// Visits as (days since the first, url, referrer). Whether the last of them changed anything, and the
/// channels of first, last and history.
#[track_caller]
fn visits(visits: &[(f64, &str, &str)], changed: bool, first: &str, last: &str, history: &[&str]) -> Touches {
    let touches = no_touches();
    let mut last_changed = false;
    for (days, url, referrer) in visits {
        let before = show(touches);
        last_changed = record_visit(touches, url, referrer, NOW + days * DAY_MS);
        assert_eq!(last_changed, show(touches) != before, "every change is said, and nothing else");
    }
    assert_eq!((&*channel_of(touches.first()), &*channel_of(touches.last())), (first, last));
    let in_history = touches.history().into_iter().map(|touch| channel_of(Some(touch)));
    assert_eq!(in_history.collect::<Vec<_>>(), history);
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
fn a_direct_visit_never_overwrites_and_is_replaced() {
    visits(&[(0.0, HOME, "")], true, "direct", "direct", &[]);
    visits(&[(0.0, HOME, ""), (1.0, HOME, "")], false, "direct", "direct", &[]);
    visits(&[(0.0, EMAIL, ""), (1.0, HOME, "")], false, "email", "email", &["email"]);
    visits(&[(0.0, HOME, ""), (1.0, EMAIL, "")], true, "direct", "email", &["email"]);
}

#[test]
fn a_return_from_a_payment_page_or_the_own_site_is_no_touch() {
    for referrer in [
        HOME,
        "https://www.shop.example/",
        "https://www.paypal.com/",
        "https://acs.bank.example/",
        "https://a.ignored.example/",
    ] {
        visits(&[(0.0, EMAIL, ""), (1.0, HOME, referrer)], false, "email", "email", &["email"]);
        visits(&[(0.0, HOME, referrer)], false, "", "", &[]);
        // A return to the very URL that was left, at any time.
        visits(&[(0.0, EMAIL, ""), (1.0, EMAIL, referrer)], false, "email", "email", &["email"]);
        // A link with tags of its own counts.
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
fn a_reload_is_not_a_second_touch() {
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
    assert_eq!(again.last().unwrap().at(), NOW + 5.0 * DAY_MS);
}

#[test]
fn a_touch_is_forgotten_when_its_window_has_passed() {
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
    // The clock was set back: a touch "in the future" is not believed.
    visits(&[(0.0, EMAIL, ""), (-5.0, HOME, "")], true, "direct", "direct", &["email"]);
}

#[test]
fn the_history_is_bounded_and_keeps_the_newest() {
    let touches = no_touches();
    for day in 0..20 {
        let url = format!("{EMAIL}&utm_campaign=c{day}");
        assert!(record_visit(touches, &url, "", NOW + f64::from(day) * DAY_MS));
    }
    let history = touches.history();
    assert_eq!(history.len(), MAX_HISTORY);
    assert_eq!(show(history.at(MAX_HISTORY - 1)), show(touches.last()));
    assert_eq!(touches.first().unwrap().at(), NOW);
}

#[test]
fn events_traits_and_campaign_have_the_names_of_the_tracking_plan() {
    let url = "https://shop.example/hat?utm_source=google&utm_medium=cpc&utm_campaign=Spring&utm_term=t\
        &utm_content=c&utm_id=7&utm_tactic=x&gclid=G1";
    let touches = no_touches();
    let newsletter = "https://shop.example/?utm_source=news&utm_medium=email";
    record_visit(touches, newsletter, "https://mail.google.com/", NOW);
    record_visit(touches, url, "https://www.google.com/", NOW + DAY_MS);
    let now = NOW + 2.0 * DAY_MS;
    let first = [
        r#""first_utm_source":"news","first_utm_medium":"email","#,
        r#""first_landing_page":"https://shop.example/?utm_source=news&utm_medium=email","#,
        r#""first_referrer":"https://mail.google.com/","first_channel":"email""#,
    ]
    .concat();
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
        .map(|(name, tag)| format!(r#""{prefix}utm_{name}":"{tag}""#))
        .join(",")
    };
    let place = |prefix: &str, referrer: &str| {
        [
            format!(r#""{prefix}landing_page":"{url}","#),
            format!(r#""{referrer}":"https://www.google.com/","{prefix}channel":"paid_search""#),
        ]
        .concat()
    };
    assert_eq!(
        show(touches.event_properties(now, rules())),
        format!(r#"{{{},"gclid":"G1",{},{first}}}"#, utm(""), place("", "landing_referrer"))
    );

    let last = format!("{},{}", utm("last_"), place("last_", "last_referrer"));
    assert_eq!(
        show(touches.traits(now, rules())),
        format!(r#"{{{first},"first_touch_at":1795441235,{last},"last_touch_at":1795527635}}"#)
    );

    let campaign = [
        r#"{"source":"google","medium":"cpc","name":"Spring","term":"t","content":"c","id":"7","#,
        r#""tactic":"x","gclid":"G1"}"#,
    ];
    assert_eq!(show(touches.campaign(now, rules())), campaign.concat());
}

#[test]
fn of_two_tags_for_one_campaign_name_the_first_counts() {
    let touches = no_touches();
    record_visit(touches, "https://shop.example/?utm_name=n&utm_campaign=c", "", NOW);
    assert_eq!(show(touches.campaign(NOW, rules())), r#"{"name":"n"}"#);
}

#[test]
fn a_message_says_only_what_is_known() {
    let check = |touches: Touches, days: f64, expected: &[&str]| {
        let now = NOW + days * DAY_MS;
        let names = touches.event_properties(now, rules()).keys();
        assert_eq!(names.into_iter().map(string).collect::<Vec<_>>(), expected);
        assert_eq!(touches.traits(now, rules()).is_empty(), expected.is_empty());
    };
    check(no_touches(), 0.0, &[]);
    let direct = no_touches();
    record_visit(direct, HOME, "", NOW);
    check(direct, 0.0, &["landing_page", "channel", "first_landing_page", "first_channel"]);
    check(direct, 31.0, &["first_landing_page", "first_channel"]);
    check(direct, 181.0, &[]);
    assert!(direct.campaign(NOW, rules()).is_none());
}

#[test]
fn properties_that_the_page_sets_itself_stay() {
    let touches = no_touches();
    record_visit(touches, EMAIL, "", NOW);
    let of_page: Properties = view(r#"{"channel": "shop floor"}"#);
    of_page.fill(touches.event_properties(NOW, rules()));
    assert_eq!(text_of(of_page, "channel"), "shop floor");
    assert_eq!(text_of(of_page, "first_channel"), "email");
}

#[test]
fn without_consent_to_marketing_there_are_no_click_ids() {
    let (early, late) = (no_touches(), no_touches());
    record_visit(early, AD, "", NOW);
    let without_marketing = rules();
    without_marketing.set_drops_click_ids(true);
    let properties = show(early.event_properties(NOW, without_marketing));
    let campaign = show(early.campaign(NOW, without_marketing));
    assert!(properties.contains(r#""utm_source":"google""#) && campaign.contains(r#""source":"google""#));
    for message in [properties, campaign] {
        assert!(!message.contains(r#""gclid""#), "even before they are dropped: {message}");
    }
    early.drop_click_ids(without_marketing);
    late.record_visit(written(AD), written(""), NOW, without_marketing);
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
    let touch = visit(&url, &format!("https://other.example/{long}")).unwrap();
    let tags = tags_of(touch);
    assert!(tags.len() > 1 && json(tags).bytes() <= MAX_TAGS_BYTES);
    for (_, tag) in tags {
        assert!(tag.len() <= MAX_VALUE_UNITS);
    }
    // Customer.io accepts no trait of over 1000 bytes.
    for (char, kept) in [("x", 500), ("é", 500), ("語", 333), ("😀", 500)] {
        let wide = visit(&format!("https://shop.example/?utm_source={}", char.repeat(600)), "").unwrap();
        let source = wide.tags().source().unwrap();
        assert_eq!(source.len(), kept, "{char}");
        assert!(source.bytes() <= 1000.0, "{char}");
    }
    let landing = string(touch.place().landing_page());
    assert!(landing.len() as u32 <= MAX_URL_UNITS && !landing.contains('?'));
    assert!(string(touch.place().referrer()).len() as u32 <= MAX_URL_UNITS);
}

proptest! {
    #[test]
    fn any_address_is_recorded_without_a_panic(
        url in any::<String>(),
        tail in any::<String>(),
        referrer in any::<String>(),
    ) {
        reset(1);
        let touches = no_touches();
        for address in [url, format!("{HOME}?{tail}"), format!("{HOME}?utm_source={tail}#{tail}")] {
            record_visit(touches, &address, &referrer, NOW);
        }
    }
}
