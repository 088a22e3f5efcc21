//! Options: every one named, with what is allowed, its default and the reason. A wrong option leaves the tracker harmlessly off.

use crate::engine::Literal;
use crate::plan::event;
use crate::value::time::DAY_MS;
use crate::value::Value;

/// This version, on the wire and in reports.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// `[option, pattern of its text, the pattern in words, 1 where it may be a list]`; a pattern that reads well is its own words. As an
/// attribute or in an object, an option's text is the same; a list's has commas.
///
/// As JSON, because that is what the engine reads; one text costs the module less than a table of texts.
const OPTIONS: &str = concat!(
    "[",
    // In every request's body; public.
    r#"["writeKey","[^ ]{1,200}","the key of your Customer.io source"],"#,
    // Customer.io's data centre; default us.
    r#"["region","us|eu"],"#,
    // Where requests go, whole: a first-party proxy, any Segment-compatible server. Overrides region.
    r#"["endpoint","https?://[^ /]+[^ ]*","a full http(s) URL"],"#,
    // hold: an anonymous shopper's messages wait for identify. send: they leave at once. Default hold.
    r#"["anonymous","hold|send"],"#,
    // semantic: Customer.io's ecommerce names on the wire. Default snake_case, ours.
    r#"["naming","snake_case|semantic"],"#,
    r#"["debug","true|false|"],"#,
    // The page's side loads the data-quality part; default false.
    r#"["quality","true|false|"],"#,
    // Count a page view by ourselves when the page opens; default true.
    r#"["autoPage","true|false|"],"#,
    // Undeclared event names pass; default false.
    r#"["allowUnknownEvents","true|false|"],"#,
    // Send an unconfirmed hand-off (a beacon) once more, under its own messageId; default true.
    r#"["resendUnconfirmed","true|false|"],"#,
    // The shop's name in derived order ids; default the page's host.
    r#"["shop",".{1,200}","at most 200 characters"],"#,
    // Of 5,000,000 characters that a browser gives an origin, our messages take at most 1000 messages and 1,000,000 bytes.
    r#"["maxMessages","[1-9][0-9]{1,4}","10 to 99999"],"#,
    // 72: Customer.io starts no campaign from an older event.
    r#"["maxAgeHours","[1-9][0-9]?|[1-6][0-9]{2}|7[01][0-9]|720","1 to 720"],"#,
    // 30: Customer.io merges no older anonymous event.
    r#"["maxHeldDays","[1-9]|[12][0-9]|30","1 to 30"],"#,
    // What holds until the shopper answers; default granted, with consentFrom pending.
    r#"["consent","granted|pending|denied"],"#,
    // Who on the page knows the answer.
    r#"["consentFrom","([ ,]*(shopify|google|wordpress|tcf|gpp))+","shopify, google, wordpress, tcf, gpp",1],"#,
    // Global Privacy Control denies marketing until the shopper says otherwise here; default true.
    r#"["gpc","true|false|"],"#,
    // Do Not Track denies everything until the shopper says otherwise here; default false, for nobody defines what it asks.
    r#"["dnt","true|false|"],"#,
    // Count robots and previews too; default false.
    r#"["bots","true|false|"],"#,
    // Further parameters to take out of every URL.
    r#"["scrubParameters","[A-Za-z0-9_., -]{0,2000}","names of parameters",1],"#,
    // Further hosts that nobody comes from: payment and log-in pages.
    r#"["ignoredReferrers","[a-z0-9., -]{0,2000}","host names in lower case",1],"#,
    // How long touches count; default 180 and 30.
    r#"["firstTouchDays","[1-9][0-9]{0,2}","1 to 999"],"#,
    r#"["lastTouchDays","[1-9][0-9]{0,2}","1 to 999"]"#,
    "]"
);

/// Encoded bytes of all our messages in storage.
pub const MAX_STORED_BYTES: f64 = 1_000_000.0;

/// Everything wrong with the options, as `{option, allowed}`; empty when they can be used.
pub fn check(options: Value) -> Value {
    let wrong = Value::list();
    for row in Value::constant(OPTIONS).items() {
        let name = row.at(0);
        let value = options.find(name);
        let given = value.is_given() || name.is("writeKey");
        if given
            && (value.is_map()
                || value.is_list() && !row.at(3).is_given()
                || value.reason().is_given()
                || !text_of(value).matches(Value::text("^(").add(row.at(1)).plus(")$")))
        {
            wrong.push(wrong_option(name, row.at(2).or(row.at(1))));
        }
    }
    let custom = options.get("customEvents");
    if custom.is_given() {
        // The first look into the plan, which can wait for the first event.
        for violation in event::check_custom(custom).items() {
            wrong.push(wrong_option(
                Value::text("customEvents.").add(violation.get("path")),
                violation.get("message"),
            ));
        }
    }
    wrong
}

fn wrong_option(option: Value, allowed: Value) -> Value {
    let row = Value::map();
    row.set("option", option);
    row.set("allowed", allowed);
    row
}

/// Whether a flag is on: `true`, `"true"`, or the bare attribute.
pub fn is_on(options: Value, option: Literal) -> bool {
    let value = options.get(option);
    value.is_given() && text_of(value).test("^(true|)$")
}

/// Consent as long as nobody answered: `dnt` says that the browser asks not to be tracked.
pub fn consent(options: Value, dnt: bool) -> Value {
    if dnt && is_on(options, "dnt".into()) {
        Value::text("denied")
    } else {
        options.get("consent").or(if options.get("consentFrom").is_given() {
            Value::text("pending")
        } else {
            Value::text("granted")
        })
    }
}

/// What `attribution` and `scrub` go by.
pub fn rules(options: Value) -> Value {
    let rules = Value::map();
    rules.set_num("first", number(options, "firstTouchDays".into(), 180.0) * DAY_MS);
    rules.set_num("last", number(options, "lastTouchDays".into(), 30.0) * DAY_MS);
    rules.set("parameters", names(options.get("scrubParameters")));
    rules.set("ignored", names(options.get("ignoredReferrers")));
    rules
}

/// The list that a list or a text with commas says; undefined when there is none.
fn names(option: Value) -> Value {
    if option.is_given() {
        text_of(option).replace("[ ,]+", ",").split(",")
    } else {
        option
    }
}

pub fn sends_anonymous(options: Value) -> bool {
    options.get("anonymous").is("send")
}

/// Customer.io's two data centres, `/b` being what its own browser SDK posts batches to.
pub fn endpoint(options: Value) -> Value {
    let eu = options.get("region").is("eu");
    options.get("endpoint").or(if eu {
        Value::text("https://cdp-eu.customer.io/v1/b")
    } else {
        Value::text("https://cdp.customer.io/v1/b")
    })
}

pub fn max_count(options: Value) -> f64 {
    number(options, "maxMessages".into(), 1000.0)
}

pub fn max_age_ms(options: Value, held: bool) -> f64 {
    if held {
        number(options, "maxHeldDays".into(), 30.0) * DAY_MS
    } else {
        number(options, "maxAgeHours".into(), 72.0) * DAY_MS / 24.0
    }
}

#[inline(never)]
fn number(options: Value, option: Literal, default: f64) -> f64 {
    let value = options.get(option);
    if value.is_given() {
        value.to_number()
    } else {
        default
    }
}

fn text_of(value: Value) -> Value {
    let mut text = Value::text("");
    if value.is_list() {
        for item in value.items() {
            text = text.add(item).plus(",");
        }
        text.slice(0, text.len().saturating_sub(1))
    } else if value.is_given() {
        text.add(value)
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{show, string, value};

    fn wrong(options: &str) -> Vec<String> {
        check(value(options)).items().map(|row| string(row.get("option"))).collect()
    }

    #[test]
    fn a_write_key_is_enough() {
        let options = value(r#"{"writeKey":"k"}"#);
        assert!(wrong(r#"{"writeKey":"k"}"#).is_empty());
        assert_eq!(string(endpoint(options)), "https://cdp.customer.io/v1/b");
        assert!(!sends_anonymous(options) && !is_on(options, "debug"));
        assert_eq!(
            (max_count(options), max_age_ms(options, false), max_age_ms(options, true)),
            (1000.0, 259_200_000.0, 2_592_000_000.0)
        );
    }

    #[test]
    fn attributes_and_objects_say_the_same() {
        for options in [
            r#"{"writeKey":"k","region":"eu","anonymous":"send","naming":"semantic","debug":"","quality":"","maxAgeHours":"24"}"#,
            r#"{"writeKey":"k","region":"eu","anonymous":"send","naming":"semantic","debug":true,"quality":true,"maxAgeHours":24}"#,
        ] {
            assert!(wrong(options).is_empty(), "{options}");
            let options = value(options);
            assert_eq!(string(endpoint(options)), "https://cdp-eu.customer.io/v1/b");
            assert!(sends_anonymous(options) && is_on(options, "debug"));
            assert_eq!(max_age_ms(options, false), 86_400_000.0);
        }
    }

    #[test]
    fn what_nobody_answered_is_the_options_to_say() {
        let check = |options: &str, dnt: bool, expected: &str| {
            assert_eq!(string(consent(value(options), dnt)), expected, "{options} {dnt}")
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
    fn the_rules_of_attribution_and_scrubbing_are_options() {
        let check = |options: &str, expected: &str| {
            assert!(wrong(options).is_empty(), "{options}");
            assert_eq!(show(rules(value(options))), expected, "{options}");
        };
        check(r#"{"writeKey":"k"}"#, r#"{"first":15552000000,"last":2592000000}"#);
        let expected = r#"{"first":86400000,"last":172800000,"parameters":["loyalty-id","x"],"ignored":["bank.example","id.example"]}"#;
        check(
            r#"{"writeKey":"k","firstTouchDays":1,"lastTouchDays":2,"scrubParameters":["loyalty-id","x"],"ignoredReferrers":["bank.example","id.example"]}"#,
            expected,
        );
        check(
            r#"{"writeKey":"k","firstTouchDays":"1","lastTouchDays":"2","scrubParameters":"loyalty-id, x","ignoredReferrers":"bank.example,id.example"}"#,
            expected,
        );
    }

    #[test]
    fn every_wrong_option_is_named_at_once() {
        let check = |options: &str, expected: &[&str]| assert_eq!(wrong(options), expected, "{options}");
        check("{}", &["writeKey"]);
        check(r#"{"writeKey":"a b"}"#, &["writeKey"]);
        let unreadable = Value::map();
        unreadable.set("writeKey", crate::engine::unreadable("getter"));
        assert_eq!(super::check(unreadable).len(), 1);
        check(
            r#"{"writeKey":[],"region":"apac","endpoint":"cdp.customer.io","anonymous":"no","naming":1,"debug":"maybe","quality":"good","maxMessages":0,"maxAgeHours":"x"}"#,
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
            r#"{"writeKey":["k"],"consent":true,"consentFrom":["shopify","onetrust"],"gpc":"no","scrubParameters":["a b",{}],"firstTouchDays":0,"lastTouchDays":-1}"#,
            &[
                "writeKey",
                "consent",
                "consentFrom",
                "gpc",
                "scrubParameters",
                "firstTouchDays",
                "lastTouchDays",
            ],
        );
        check(
            r#"{"writeKey":"k","consentFrom":"shopify, google","ignoredReferrers":"https://bank.example"}"#,
            &["ignoredReferrers"],
        );
        check(
            r#"{"writeKey":"k","endpoint":"https:///x","maxAgeHours":721,"maxHeldDays":31}"#,
            &["endpoint", "maxAgeHours", "maxHeldDays"],
        );
        assert_eq!(show(super::check(value("{}")).at(0).get("option")), "\"writeKey\"");
        check(
            r#"{"writeKey":"k","customEvents":{"gift_wrapped":{"required":{"note":"essay"}}}}"#,
            &["customEvents.gift_wrapped.required.note"],
        );
    }
}
