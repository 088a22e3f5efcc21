//! May we store and send. A policy over two answers, without a clock or a store of its own; `gate` carries it out.
//!
//! | analytics | stored | sent | events |
//! | --- | --- | --- | --- |
//! | granted | yes | yes | as they come |
//! | pending | no | no | wait in memory with their original times, for as long as the page lives |
//! | denied | no | no | are gone, and so is what was stored |
//!
//! `marketing` decides about click ids, the advertisers' marks: without it they are neither kept nor sent. Global Privacy Control
//! denies it until the shopper says otherwise *here* (<https://www.w3.org/TR/gpc/>): an answer to this shop is the more specific one.
//!
//! A record is the map `{analytics, marketing}` of `"granted"`, `"pending"` or `"denied"`. It is stored as it is, and only while
//! [`may_store`]: a denial leaves no trace.

use crate::value::{Items, Value, FALSE, TRUE, UNDEFINED};

/// Consent as a page starts with it: what the shopper once answered (`stored`, may be anything), else what the shop's option says. An
/// option that denies is final: the shop knows something newer than our record. Nothing said at all is a pending answer.
pub fn start(option: Value, stored: Value, global_privacy_control: bool) -> Value {
    let option = answer(option).or(Value::text("pending"));
    let stored = if option.is(DENIED) { option } else { stored };
    let record = Value::map();
    record.set(ANALYTICS, of(stored, Value::text(ANALYTICS)).or(option));
    record.set(
        MARKETING,
        of(stored, Value::text(MARKETING)).or(if global_privacy_control {
            Value::text(DENIED)
        } else {
            option
        }),
    );
    record
}

/// Takes the argument of `setConsent`: one answer for both, or `{analytics, marketing}`; what it does not mention stays as it is. An
/// answer is one of the three words, or `true` or `false`, as consent managers like to say it.
///
/// True when what waits and what is stored has to go now, the record included: consent is denied, or it was there and is not any more.
pub fn set(record: Value, change: Value) -> bool {
    let granted = may_store(record);
    for name in names() {
        record.put(name, of(change, name).or(record.find(name)));
    }
    record.get(ANALYTICS).is(DENIED) || granted && !may_store(record)
}

/// Whether [`set`] would find an answer in it.
pub fn is_answer(change: Value) -> bool {
    names().any(|name| of(change, name).is_given())
}

pub fn may_store(record: Value) -> bool {
    record.get(ANALYTICS).is(GRANTED)
}

pub fn may_keep_click_ids(record: Value) -> bool {
    record.get(MARKETING).is(GRANTED)
}

const ANALYTICS: &str = "analytics";
const MARKETING: &str = "marketing";
const GRANTED: &str = "granted";
const DENIED: &str = "denied";

fn names() -> Items {
    Value::words("analytics marketing")
}

#[inline(never)]
fn of(change: Value, name: Value) -> Value {
    answer(if change.is_map() { change.find(name) } else { change })
}

fn answer(value: Value) -> Value {
    if value == TRUE {
        Value::text(GRANTED)
    } else if value == FALSE {
        Value::text(DENIED)
    } else if value.test("^(granted|pending|denied)$") {
        value
    } else {
        UNDEFINED
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{show, value};

    fn record(analytics: &str, marketing: &str) -> Value {
        value(&format!(r#"{{"analytics":"{analytics}","marketing":"{marketing}"}}"#))
    }

    #[test]
    fn every_transition_says_whether_to_erase() {
        #[track_caller]
        fn check(before: &str, after: &str, erases: bool) {
            let consent = record(before, before);
            assert_eq!(set(consent, value(&format!(r#"{{"analytics":"{after}"}}"#))), erases);
            assert_eq!(show(consent), show(record(after, before)));
            assert_eq!(may_store(consent), after == "granted");
        }
        check("granted", "granted", false);
        check("granted", "pending", true);
        check("granted", "denied", true);
        check("pending", "granted", false);
        check("pending", "pending", false);
        check("pending", "denied", true);
        check("denied", "granted", false);
        check("denied", "pending", false);
        check("denied", "denied", true);
    }

    #[test]
    fn marketing_alone_moves_click_ids_alone() {
        let consent = record("granted", "granted");
        assert!(may_keep_click_ids(consent));
        assert!(!set(consent, value(r#"{"marketing":false}"#)));
        assert!(may_store(consent) && !may_keep_click_ids(consent));
    }

    #[test]
    fn a_page_starts_with_the_shoppers_answer_then_the_option() {
        #[track_caller]
        fn check(option: &str, stored: &str, gpc: bool, analytics: &str, marketing: &str) {
            assert_eq!(show(start(value(option), value(stored), gpc)), show(record(analytics, marketing)));
        }
        check(r#""granted""#, "null", false, "granted", "granted");
        check(r#""pending""#, "null", false, "pending", "pending");
        check(r#""denied""#, "null", false, "denied", "denied");
        check("null", "null", false, "pending", "pending");
        check(r#""granted""#, "null", true, "granted", "denied");
        check(r#""pending""#, "null", true, "pending", "denied");
        check(r#""pending""#, r#"{"analytics":"granted","marketing":"denied"}"#, false, "granted", "denied");
        check(r#""pending""#, r#"{"analytics":"granted","marketing":"granted"}"#, true, "granted", "granted");
        check(r#""pending""#, r#"{"analytics":"granted"}"#, true, "granted", "denied");
        check(r#""denied""#, r#"{"analytics":"granted","marketing":"granted"}"#, false, "denied", "denied");
        check(
            r#""pending""#,
            r#"{"analytics":7,"marketing":["granted"],"__proto__":1}"#,
            false,
            "pending",
            "pending",
        );
    }

    #[test]
    fn an_answer_is_a_word_a_bool_or_both_by_name() {
        #[track_caller]
        fn check(text: &str, expected: Option<(&str, &str)>) {
            let consent = record("old", "old");
            assert_eq!(is_answer(value(text)), expected.is_some(), "{text}");
            set(consent, value(text));
            let (analytics, marketing) = expected.unwrap_or(("old", "old"));
            assert_eq!(show(consent), show(record(analytics, marketing)), "{text}");
        }
        check(r#""granted""#, Some(("granted", "granted")));
        check("false", Some(("denied", "denied")));
        check("true", Some(("granted", "granted")));
        check(r#"{"marketing":true}"#, Some(("old", "granted")));
        check(r#"{"analytics":"pending","marketing":"denied"}"#, Some(("pending", "denied")));
        check(r#""yes""#, None);
        check("{}", None);
        check("null", None);
        check("1", None);
    }

    #[test]
    fn what_is_stored_reads_back() {
        for analytics in ["granted", "pending", "denied"] {
            let consent = record(analytics, "granted");
            assert_eq!(show(start(value(r#""pending""#), consent, true)), show(consent));
        }
    }
}
