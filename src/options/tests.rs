use super::*;
use crate::value::testing::{show, string, unreadable, value, written};

/// The names of the wrong options.
fn refused(given: &str) -> Vec<String> {
    super::check(value(given), List::new()).into_iter().map(|error| string(error.option())).collect()
}

fn read(given: &str) -> Options {
    read_options(value(given))
}

#[test]
fn a_write_key_is_enough() {
    let options = read(r#"{"writeKey":"k"}"#);
    assert!(refused(r#"{"writeKey":"k"}"#).is_empty());
    assert_eq!(string(options.write_key()), "k");
    assert_eq!(string(options.endpoint()), "https://cdp.customer.io/v1/b");
    assert!(!options.sends_anonymous());
    assert!(!options.debug() && !options.quality() && !options.bots() && options.auto_page());
    assert!(!options.allows_unknown_events() && options.resends_unconfirmed());
    assert!(options.honours_gpc() && !options.has_consent_source());
    assert!(options.shop().is_empty() && options.custom_events().is_none());
    assert_eq!(
        (options.max_count(), options.max_age_ms(false), options.max_age_ms(true)),
        (1000.0, 259_200_000.0, 2_592_000_000.0)
    );
}

#[test]
fn an_attribute_and_a_member_of_an_object_mean_the_same() {
    for (flags, hours) in [(["\"\"", "\"true\"", "\"false\""], "\"24\""), (["true", "true", "false"], "24")] {
        let [bare, on, off] = flags;
        let given = format!(
            r#"{{"writeKey":"k","region":"eu","anonymous":"send","naming":"semantic",
                "debug":{bare},"quality":{on},
                "allowUnknownEvents":{bare},"resendUnconfirmed":{off},"gpc":{off},"maxAgeHours":{hours}}}"#
        );
        assert!(refused(&given).is_empty(), "{given}");
        let options = read(&given);
        assert_eq!(string(options.endpoint()), "https://cdp-eu.customer.io/v1/b");
        assert!(options.sends_anonymous());
        assert!(options.debug() && options.quality() && options.allows_unknown_events());
        assert!(!options.resends_unconfirmed() && !options.honours_gpc());
        assert_eq!(options.max_age_ms(false), 86_400_000.0);
    }
}

#[test]
fn until_the_shopper_answers_the_options_decide_about_consent() {
    let check = |given: &str, asks_not_to_track: bool, expected: &str| {
        let found = read(given).initial_consent(asks_not_to_track);
        assert_eq!(string(found), expected, "{given} {asks_not_to_track}")
    };
    check("{}", false, "granted");
    check(r#"{"consent":"pending"}"#, false, "pending");
    check(r#"{"consentFrom":"shopify"}"#, false, "pending");
    check(r#"{"consentFrom":"shopify","consent":"granted"}"#, false, "granted");
    check("{}", true, "granted");
    check(r#"{"dnt":true,"consent":"granted"}"#, true, "denied");
    check(r#"{"dnt":""}"#, true, "denied");
    check(r#"{"dnt":true}"#, false, "granted");
}

#[test]
fn the_rules_of_attribution_and_scrubbing_come_from_options() {
    let check = |given: &str, expected: &str| {
        assert!(refused(given).is_empty(), "{given}");
        assert_eq!(show(read(given).rules()), expected, "{given}");
    };
    check(r#"{"writeKey":"k"}"#, r#"{"@first":15552000000,"@last":2592000000,"@ignored":[]}"#);
    let expected = concat!(
        r#"{"@first":86400000,"@last":172800000,"#,
        r#""@parameters":["loyalty-id","x"],"@ignored":["bank.example","id.example"]}"#
    );
    check(
        r#"{"writeKey":"k","firstTouchDays":1,"lastTouchDays":2,"scrubParameters":["loyalty-id","x"],
            "ignoredReferrers":["bank.example","id.example"]}"#,
        expected,
    );
    check(
        r#"{"writeKey":"k","firstTouchDays":"1","lastTouchDays":"2","scrubParameters":"loyalty-id, x",
            "ignoredReferrers":"bank.example,id.example"}"#,
        expected,
    );
}

#[test]
fn every_wrong_option_is_reported_at_once() {
    let check = |given: &str, expected: &[&str]| assert_eq!(refused(given), expected, "{given}");
    check("{}", &["writeKey"]);
    check(r#"{"writeKey":"a b"}"#, &["writeKey"]);
    let given = value("{}");
    given.put(written("writeKey"), unreadable("getter"));
    assert_eq!(super::check(given, List::new()).len(), 1);
    check(
        r#"{"writeKey":[],"region":"apac","endpoint":"cdp.customer.io","anonymous":"no","naming":1,
            "debug":"maybe","quality":"good","maxMessages":0,"maxAgeHours":"x"}"#,
        &[
            "writeKey",
            "region",
            "endpoint",
            "anonymous",
            "naming",
            "debug",
            "quality",
            "maxMessages",
            "maxAgeHours",
        ],
    );
    check(r#"{"writeKey":"k","endpoint":"javascript:alert(1)"}"#, &["endpoint"]);
    check(
        r#"{"writeKey":["k"],"consent":true,"consentFrom":{},"gpc":"no",
            "scrubParameters":["a b",{}],"firstTouchDays":0,"lastTouchDays":-1}"#,
        &["writeKey", "consent", "consentFrom", "gpc", "scrubParameters", "firstTouchDays", "lastTouchDays"],
    );
    check(
        r#"{"writeKey":"k","consentFrom":"google,onetrust:C0002","ignoredReferrers":"https://bank.example"}"#,
        &["ignoredReferrers"],
    );
    check(
        r#"{"writeKey":"k","endpoint":"https:///x","maxAgeHours":721,"maxHeldDays":31}"#,
        &["endpoint", "maxAgeHours", "maxHeldDays"],
    );
    let error = super::check(value("{}"), List::new()).at(0).unwrap();
    assert_eq!(string(error.option()), "writeKey");
    assert_eq!(string(error.allowed()), "[^ ]{1,200}");
    let given = value(r#"{"writeKey":"k","region":"apac"}"#);
    let error = super::check(given, List::new()).at(0).unwrap();
    assert_eq!(string(error.allowed()), "us|eu");
    check(r#"{"writeKey":"k","customEvents":{"gift_wrapped":{"required":{"note":"essay"}}}}"#, &[]);
    let found = List::new();
    found.push(super::check(value("{}"), List::new()).at(0).unwrap());
    let all = super::check(value(r#"{"writeKey":"k","region":"apac"}"#), found);
    let named: Vec<_> = all.into_iter().map(|error| string(error.option())).collect();
    assert_eq!(named, ["writeKey", "region"]);
}

#[test]
fn texts_may_be_given_as_numbers_and_the_shop_is_set_at_the_start() {
    let options = read(r#"{"writeKey":12345,"shop":7}"#);
    assert!(refused(r#"{"writeKey":12345,"shop":7}"#).is_empty());
    assert_eq!((show(options.write_key()), show(options.shop())), ("\"12345\"".into(), "\"7\"".into()));
    options.set_shop(written("shop.example"));
    assert_eq!(string(options.shop()), "shop.example");
}

#[test]
fn the_rows_are_the_json_text_that_the_engine_reads() {
    assert!(ROWS.starts_with(r#"[["writeKey","[^ ]{1,200}"],["region","us|eu"],"#));
    assert!(ROWS.ends_with(r#"["lastTouchDays","[1-9][0-9]{0,2}"]]"#));
    assert!(ROWS.contains(r#"["consentFrom",".{1,200}",1],"#));
    assert_eq!(ALLOWED_IN_WORDS.len(), 25);
    assert!(ALLOWED_IN_WORDS.contains(&("writeKey", "the key of your Customer.io source")));
    assert_eq!(read_rows().len(), 25);
}
