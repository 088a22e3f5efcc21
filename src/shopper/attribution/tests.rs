use super::*;
use crate::engine::twin::{self, reset};
use crate::value::testing::{show, string, value, view, written};
use crate::value::{json, State, UNDEFINED};
use proptest::prelude::*;

const HOME: &str = "https://shop.example/";
const AD: &str = "https://shop.example/?utm_source=google&utm_medium=cpc";
const ROUTE: &str = "https://shop.example/hats";
const TWITTER: &str = "https://t.co/";
const HOUR_MS: f64 = DAY_MS / 24.0;

fn rules() -> Rules {
    let rules = Rules::new();
    rules.set_host(written("shop.example"));
    rules.set_first_window_ms(180.0 * DAY_MS);
    rules.set_last_window_ms(30.0 * DAY_MS);
    rules.set_ignored_referrers(List::new());
    rules
}

fn tab() -> State {
    let state = State::new();
    Store::of(state).start();
    Settings::of(state).set_rules(rules());
    load(state);
    state
}

fn land(state: State, url: &str, referrer: &str, hours: f64) -> bool {
    let at = twin::START_MS + hours * HOUR_MS;
    let call: Call = view(&format!(r#"{{"at":{at},"url":"{url}","referrer":"{referrer}"}}"#));
    note_landing(state, call)
}

fn channels(state: State) -> Vec<String> {
    let touches = TouchesCopy::of(state).touches();
    touches.history().into_iter().map(|touch| string(touch.place().channel())).collect()
}

#[test]
fn a_url_is_noted_once_until_another_one() {
    reset(1);
    let state = tab();
    assert!(land(state, AD, "", 0.0));
    assert!(!land(state, AD, "", 24.0));
    assert_eq!(channels(state), ["paid_search"]);
    assert!(land(state, ROUTE, "", 24.0));
    assert!(land(state, AD, TWITTER, 24.0));
    assert_eq!(channels(state), ["paid_search", "paid_search"]);
}

#[test]
fn the_referrer_of_a_route_is_the_route_before() {
    reset(1);
    let state = tab();
    land(state, HOME, TWITTER, 0.0);
    // As in a single-page shop: the referrer never changes, however late the route is.
    assert!(land(state, ROUTE, TWITTER, 1.0));
    assert_eq!(channels(state), ["organic_social"]);
    land(state, HOME, "https://www.google.com/", 2.0);
    assert_eq!(channels(state), ["organic_social", "organic_search"]);
}

#[test]
fn a_visit_of_another_tab_is_kept() {
    reset(1);
    let (one, other) = (tab(), tab());
    land(one, AD, "", 0.0);
    land(other, HOME, TWITTER, 1.0);
    assert_eq!(channels(other), ["paid_search", "organic_social"]);
    load(one);
    assert_eq!(show(TouchesCopy::of(one).touches()), show(TouchesCopy::of(other).touches()));
    forget(Store::of(one));
    load(other);
    assert!(channels(other).is_empty());
}

#[test]
fn a_time_before_1970_is_no_trait() {
    reset(1);
    let touches = Touches::read(UNDEFINED);
    touches.record_visit(written(AD), written(""), WallMs(-5000.0), rules());
    let traits = show(touches.traits(WallMs(-4000.0), rules()));
    assert!(traits.contains("first_utm_source") && !traits.contains("touch_at"), "{traits}");
}

#[test]
fn odd_records_are_left_out_in_part_or_whole() {
    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(show(Touches::read(value(text)).first()), expected);
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
        r#"{"first":{"at":1,"tags":{"utm_source":"a","__proto__":{"x":1},"utm_Bad Name":"b","utm_medium":7,
            "utm_id":"bob@shop.example","gclid":"G","evil":"x"},"place":{"channel":"email",
            "landing_page":"javascript:alert(1)","referrer":["x"]},"more":1}}"#,
        r#"{"tags":{"utm_source":"a","gclid":"G"},"place":{"channel":"email"},"at":1}"#,
    );
    let many =
        format!(r#"{{"history":[{}]}}"#, vec![r#"{"place":{"channel":"email"},"at":1}"#; 100].join(","));
    assert_eq!(Touches::read(value(&many)).history().len(), MAX_HISTORY);
    assert_eq!(show(Touches::read(value(r#"{"history":"email"}"#))), r#"{"history":[]}"#);
}

/// A query or fragment, with and without tags.
const TAIL: &str =
    "[?&#]?(utm_source=[a-z]{1,4}|gclid=[A-Z]{1,4}|x=y|utm_x=%[0-9a-f]{2}|[é%&=#?@]{0,6}){0,3}";

proptest! {
    #[test]
    fn what_is_stored_reads_back_the_same(
        visits in prop::collection::vec((0u32..400, TAIL, 0usize..5), 0..12),
    ) {
        reset(1);
        let touches = Touches::read(UNDEFINED);
        let referrers = [
            "",
            "https://www.google.com/",
            "https://shop.example/",
            "https://www.paypal.com/",
            "https://x.com/a@b.example",
        ];
        for (day, tail, from) in visits {
            let (before, at) = (show(touches), WallMs(twin::START_MS + f64::from(day) * DAY_MS));
            let (url, referrer) = (written(&format!("{HOME}{tail}")), written(referrers[from]));
            let changed = touches.record_visit(url, referrer, at, rules());
            prop_assert_eq!(changed, show(touches) != before);
            prop_assert!(touches.history().len() <= MAX_HISTORY);
        }
        let (stored, again) = (Touches::read(json(touches).parse()), Touches::read(touches.value()));
        prop_assert_eq!(show(stored), show(again));
        prop_assert_eq!(show(again.first()), show(touches.first()));
        prop_assert_eq!(show(again.last()), show(touches.last()));
        prop_assert_eq!(show(again.history()), show(touches.history()));
    }
}
