//! What a declaration in the option `customEvents` asks of an event. What a declaration looks like is in
//! `plan/custom_events.rs`.

use crate::plan::custom_events::CustomEvent;
use crate::plan::limits::UNKNOWN_INTENT;
use crate::plan::properties::read_members;
use crate::plan::validation::{Checker, UNSAFE};
use crate::plan::Properties;
use crate::value::read_text;

/// Refuses what a declaration requires and the event has not.
pub(super) fn require(properties: Properties, declared: CustomEvent, checker: &Checker) {
    let Some(required) = read_members(declared.required()) else { return };
    for (name, word) in required {
        if checker.kind_row(read_text(word)).is_some()
            && !name.test(UNSAFE)
            && !checker.is_given(checker.violations, properties.get(name), name)
        {
            checker.report_missing(checker.violations, name);
        }
    }
}

/// The intent of an event that the plan does not know, declared or not.
pub(super) fn intent(declared: Option<CustomEvent>) -> f64 {
    let given = declared.map_or(f64::NAN, CustomEvent::given_intent);
    if given > 9.0 {
        9.0
    } else if given >= 0.0 {
        given.floor()
    } else {
        UNKNOWN_INTENT
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::event::read_event;
    use crate::plan::event::tests::pairs;
    use crate::plan::Event;
    use crate::value::testing::{owned, show, string, value, view};
    use crate::value::{Value, View, UNDEFINED};

    fn read(name: &str, properties: Value, option: Value) -> Event {
        read_event(owned(name), properties, View::assume(option), false, None)
    }

    #[track_caller]
    fn refused(event: Event) -> String {
        pairs(event.violations().expect("violations"))
    }

    #[test]
    fn a_declared_event_has_its_own_properties_and_intent() {
        let option = value(
            r#"{"gift_wrapped": {
                "required": {"product_id": "id", "paper": "text"},
                "optional": {"price": "money", "ready_date": "date"},
                "intent": 7
            }, "bare": {}}"#,
        );
        let given = r#"{"product_id":12,"paper":"red","ready_date":"1970-01-02","more":[1]}"#;
        let event = read("gift_wrapped", value(given), option);
        assert_eq!((string(event.name()), event.intent()), ("gift_wrapped".to_owned(), 7.0));
        assert_eq!(
            show(event.properties()),
            r#"{"product_id":"12","paper":"red","ready_date":86400,"more":[1]}"#
        );
        let faulty = read("gift_wrapped", value(r#"{"paper":1,"price":-1}"#), option);
        assert_eq!(refused(faulty), "wrong_type paper, out_of_range price, missing_property product_id");
        assert!(read("bare", UNDEFINED, option).violations().is_none());
        assert_eq!(refused(read("other", UNDEFINED, option)), "unknown_event ");
    }

    #[test]
    fn an_intent_is_from_0_to_9() {
        for (given, expected) in [
            ("{}", 3.0),
            (r#"{"intent":-1}"#, 3.0),
            (r#"{"intent":"5"}"#, 3.0),
            (r#"{"intent":5.5}"#, 5.0),
            (r#"{"intent":99}"#, 9.0),
        ] {
            assert_eq!(intent(Some(view(given))), expected, "{given}");
        }
        assert_eq!(intent(None), 3.0);
    }

    #[test]
    fn what_is_wrong_in_a_declaration_counts_for_nothing_and_the_rest_is_used() {
        let option = value(
            r#"{
                "a": {"required": {"x": "cents", "price": "text", "y": 7, "__proto__": "text", "ok": "text"}},
                "b": {"optional": ["x"]}, "c": true, "page": {"required": {"no": "text"}, "optional": 1},
                "order_refunded": {"optional": {"order_id": "money"}, "intent": "high"}
            }"#,
        );
        let given = r#"{"ok":"yes","x":1,"y":2,"price":5,"currency":"EUR"}"#;
        assert_eq!(show(read("a", value(given), option).properties()), given);
        assert_eq!(refused(read("a", UNDEFINED, option)), "missing_property price, missing_property ok");
        assert!(read("b", value(r#"{"x":1}"#), option).violations().is_none());
        assert_eq!(refused(read("c", UNDEFINED, option)), "unknown_event ");
        let refund = read("order_refunded", value(r#"{"order_id":"1001"}"#), option);
        assert_eq!(show(refund.properties()), r#"{"order_id":"1001"}"#);
        for option in ["[]", "[{}]", "7", "true", r#""gift_wrapped""#, "null"] {
            assert_eq!(refused(read("length", UNDEFINED, value(option))), "unknown_event ", "{option}");
        }
    }
}
