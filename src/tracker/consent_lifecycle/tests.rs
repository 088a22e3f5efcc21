use super::*;
use crate::delivery::drops::Losses;
use crate::engine::twin::{self, world};
use crate::options::read_options;
use crate::shopper::attribution::Touches;
use crate::shopper::call::Call;
use crate::tracker::{self, Answer};
use crate::value::testing::{owned, show, string, value, view, written};

const LANDING: &str = "https://shop.example/?utm_source=news&gclid=g-click";
const PENDING: &str = r#"{"writeKey":"k","consent":"pending"}"#;
const GRANTED: &str = r#"{"writeKey":"k"}"#;

fn fresh() {
    twin::reset(1);
    world(|world| world.items.insert("theme".into(), "dark".into()));
}

/// A page over what is stored, whose browser says `signals`.
fn page(options: &str, signals: &str) -> State {
    let environment: Environment = view(signals);
    environment.set_host(written("shop.example"));
    let state = State::new();
    open(state, read_options(value(options)), environment);
    state
}

fn track(state: State, url: &str) -> Answer {
    let call: Call = view(&format!(r#"{{"at":1795441235260,"url":"{url}","title":"T","referrer":""}}"#));
    tracker::track(state, owned("search_performed"), value(r#"{"query":"red"}"#), call)
}

fn say(state: State, change: &str) -> String {
    show(apply_consent(state, value(change)))
}

/// What holds now.
fn consent_of(state: State) -> ConsentReport {
    apply_consent(state, UNDEFINED).expect("a report")
}

/// Everything stored, as one text, without what is not ours.
fn stored() -> String {
    world(|world| {
        world
            .items
            .iter()
            .filter(|(name, _)| name.starts_with(crate::storage::PREFIX))
            .map(|(name, text)| format!("{name}={text}\n"))
            .collect()
    })
}

#[test]
fn nothing_is_stored_before_consent() {
    for options in
        [PENDING, r#"{"writeKey":"k","consent":"denied"}"#, r#"{"writeKey":"k","consentFrom":"shopify"}"#]
    {
        fresh();
        let state = page(options, "{}");
        assert!(!consent_of(state).analytics().is("granted"));
        assert_eq!(stored(), "", "{options}");
    }
}

#[test]
fn the_answer_is_stored_with_the_grant_and_holds_on_the_next_page() {
    fresh();
    let first = page(PENDING, "{}");
    assert_eq!(
        say(first, r#"{"analytics":true}"#),
        r#"{"analytics":"granted","marketing":"pending","erase":false}"#
    );
    assert!(
        stored().contains(r#"shoptrail.consent={"analytics":"granted","marketing":"pending"}"#),
        "{}",
        stored()
    );
    let second = page(PENDING, "{}");
    assert!(track(second, LANDING).is_ok());
    assert!(stored().contains("search_performed"));
}

#[test]
fn an_answer_that_another_source_knows_is_not_stored() {
    fresh();
    let options = r#"{"writeKey":"k","consentFrom":"shopify"}"#;
    let first = page(options, "{}");
    say(first, "true");
    assert!(!stored().contains("shoptrail.consent"), "{}", stored());
    assert!(consent_of(page(options, "{}")).analytics().is("pending"));
}

#[test]
fn a_withdrawal_lets_go_of_everything_and_counts_it() {
    for change in ["\"denied\"", "\"pending\"", "false", r#"{"analytics":false,"marketing":true}"#] {
        fresh();
        let state = page(GRANTED, "{}");
        track(state, LANDING);
        let report = apply_consent(state, value(change)).expect("a report");
        assert!(report.must_erase(), "{change}");
        assert_eq!(show(report.drops()), r#"{"consent_withdrawn":1}"#, "{change}");
        assert_eq!(show(state.value().keys()), r#"["@options","@facts","@consent","@losses"]"#, "{change}");
        assert_eq!(
            show(Losses::of(state).take_unreported().at(0).and_then(|loss| loss.name())),
            "\"search_performed\""
        );
        assert!(!stored().contains("search_performed"), "{}", stored());
    }
}

#[test]
fn granted_again_is_a_fresh_start() {
    fresh();
    let state = page(GRANTED, "{}");
    let before = string(identity::current(state).anonymous_id());
    say(state, "false");
    world(|world| world.items.clear());
    say(state, "true");
    assert_ne!(string(identity::current(state).anonymous_id()), before);
    assert!(track(state, LANDING).is_ok());
    assert_eq!(stored().matches("search_performed").count(), 1);
}

#[test]
fn what_is_no_answer_changes_nothing() {
    fresh();
    let state = page(GRANTED, "{}");
    for change in ["\"yes\"", "{}", "7", "[]", r#"{"analytics":"no"}"#] {
        assert_eq!(say(state, change), "undefined", "{change}");
    }
    assert_eq!(show(consent_of(state)), r#"{"analytics":"granted","marketing":"granted","erase":false}"#);
}

#[test]
fn without_marketing_no_click_id_is_kept_or_sent() {
    #[track_caller]
    fn check(options: &str, signals: &str, kept: bool) {
        fresh();
        let state = page(options, signals);
        track(state, LANDING);
        track(state, "https://shop.example/p?fbclid=f-click");
        assert_eq!(
            (stored().contains("g-click"), stored().contains("f-click")),
            (kept, kept),
            "{options} {signals}: {}",
            stored()
        );
        assert!(stored().contains("utm_source=news") && stored().contains("search_performed"));
    }
    check(GRANTED, "{}", true);
    check(GRANTED, r#"{"gpc":true}"#, false);
    check(r#"{"writeKey":"k","gpc":false}"#, r#"{"gpc":true}"#, true);
    check(r#"{"writeKey":"k","gpc":"false"}"#, r#"{"gpc":true}"#, true);
}

#[test]
fn marketing_withdrawn_takes_click_ids_out_of_what_waits_in_every_tab() {
    fresh();
    let state = page(r#"{"writeKey":"k","anonymous":"send"}"#, "{}");
    track(state, LANDING);
    let other = page(GRANTED, "{}");
    track(other, "https://shop.example/p?fbclid=f-click");
    let count = stored().matches("search_performed").count();
    assert!(stored().contains("g-click") && stored().contains("f-click"));
    assert_eq!(
        say(state, r#"{"marketing":false}"#),
        r#"{"analytics":"granted","marketing":"denied","erase":false}"#
    );
    assert!(!stored().contains("g-click") && !stored().contains("f-click"), "{}", stored());
    assert_eq!(stored().matches("search_performed").count(), count);
    assert!(stored().contains("utm_source=news"));
    twin::advance(300.0);
    let request = lifecycle::poll(state, true, false).expect("a request");
    assert!(request.body().test("search_performed") && !request.body().test("g-click"), "{request:?}");
    track(state, "https://shop.example/q?gclid=G2");
    assert!(!stored().contains("G2"));
    say(state, r#"{"marketing":true}"#);
    track(state, "https://shop.example/q?gclid=G3");
    assert!(stored().contains("G3"));
}

#[test]
fn click_ids_of_before_the_signal_go_when_the_next_page_starts() {
    fresh();
    track(page(GRANTED, "{}"), LANDING);
    assert!(stored().contains("g-click"));
    page(GRANTED, r#"{"gpc":true}"#);
    assert!(!stored().contains("g-click"), "{}", stored());
}

#[test]
fn a_page_that_slept_while_all_was_erased_is_denied() {
    fresh();
    let slept = page(GRANTED, "{}");
    track(slept, LANDING);
    restore(slept);
    assert!(consent_of(slept).analytics().is("granted"));
    world(|world| world.items.clear());
    restore(slept);
    let report = consent_of(slept);
    assert!(report.analytics().is("denied") && report.must_erase(), "{report:?}");
}

#[test]
fn marketing_withdrawn_takes_click_ids_out_of_what_was_learned_and_of_what_waits_without_a_touch() {
    fresh();
    let state = page(GRANTED, "{}");
    let call = view(&format!(r#"{{"at":1795441235260,"url":"{LANDING}","title":"T","referrer":""}}"#));
    let product =
        value(&format!(r#"{{"product_id":"p","name":"N","price":1,"currency":"EUR","url":"{LANDING}"}}"#));
    assert!(tracker::track(state, owned("product_viewed"), product, call).is_ok());
    TouchesCopy::of(state).set_touches(Touches::read(UNDEFINED));
    assert!(
        Store::of(state).read("profile").json().test("g-click") && stored().matches("g-click").count() > 1
    );
    say(state, r#"{"marketing":false}"#);
    assert!(!stored().contains("g-click"), "{}", stored());
    assert!(Store::of(state).read("profile").json().test("utm_source=news"));
}

#[test]
fn who_denied_before_anything_began_does_not_go_by_the_id_of_before() {
    const THEIRS: &str = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";
    for (first, same) in [("true", true), ("false", false)] {
        fresh();
        let state = page(PENDING, &format!(r#"{{"anonymousId":"{THEIRS}"}}"#));
        say(state, first);
        say(state, "true");
        assert_eq!(identity::current(state).anonymous_id().is(THEIRS), same, "{first}");
    }
}
