//! Checks the option `customEvents`, and what a declaration asks of an event. What a declaration looks like
//! is in `plan/custom_events.rs`.

use super::may_be_named;
use crate::plan::custom_events::{read_custom_event, CustomEvent};
use crate::plan::limits::UNKNOWN_INTENT;
use crate::plan::properties::read_members;
use crate::plan::validation::{join, trimmed, Checker, UNSAFE};
use crate::plan::{Properties, ViolationCode, Violations};
use crate::value::{read_text, text, Text, Value};

/// Everything that is wrong with the option, by the path below it.
pub fn check_custom_events(option: Value) -> Violations {
    let mut checker = Checker::new(None, None);
    if let Some(events) = checker.read_object(option, text("")) {
        for (name, declared) in events {
            check_event(&checker, name, declared);
        }
    }
    checker.violations
}

fn check_event(checker: &Checker, name: Text, declared: Value) {
    let path = join(text(""), name);
    if !may_be_named(checker, name, path) {
        return;
    }
    match read_custom_event(declared) {
        Some(event) if !checker.table.events().has(name) && trimmed(name) == name => {
            check_kinds(checker, event.required(), join(path, text("required")));
            check_kinds(checker, event.optional(), join(path, text("optional")));
        }
        _ => {
            let message = "must be an object, its name not the plan's";
            checker.refuse(path, ViolationCode::BadDeclaration, message);
        }
    }
}

#[inline(never)]
fn check_kinds(checker: &Checker, part: Value, path: Text) {
    let Some(kinds) = read_members(part) else {
        if part.is_given() {
            checker.refuse(path, ViolationCode::BadDeclaration, "must be an object");
        }
        return;
    };
    for (name, word) in kinds {
        let place = join(path, name);
        let declared = checker.kind_row(read_text(word));
        // A name of the plan keeps the plan's type.
        let is_right = declared.is_some_and(|declared| {
            checker.property_row(name).is_none_or(|own| own.number() == declared.number())
        });
        if checker.check_name(name, place) && !is_right {
            checker.refuse(place, ViolationCode::BadDeclaration, "must be a type of the plan");
        }
    }
}

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
    use crate::plan::{read_custom_events, Event};
    use crate::value::testing::{owned, show, string, value, view};
    use crate::value::UNDEFINED;

    fn read(name: &str, properties: Value, option: Value) -> Event {
        read_event(owned(name), properties, read_custom_events(option), false, None)
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
        let wrong = read("gift_wrapped", value(r#"{"paper":1,"price":-1}"#), option);
        assert_eq!(refused(wrong), "wrong_type paper, out_of_range price, missing_property product_id");
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
    fn a_wrong_declaration_is_reported_and_the_rest_is_used() {
        let option = value(
            r#"{
                "page": {}, "user deleted": {}, "": {},
                "a": {"required": {"x": "cents", "price": "text", "y": 7, "__proto__": "text", "ok": "text"}},
                "b": {"optional": ["x"]}, "c": true, " d": {}, "e": {"required": null}
            }"#,
        );
        assert_eq!(
            pairs(check_custom_events(option)),
            "bad_declaration page, reserved_event user deleted, name_empty , bad_declaration a.required.x, \
             bad_declaration a.required.price, bad_declaration a.required.y, \
             unsafe_key a.required.__proto__, bad_declaration b.optional, bad_declaration c, \
             bad_declaration  d"
        );
        assert_eq!(pairs(check_custom_events(value("[]"))), "not_an_object ");
        assert_eq!(pairs(check_custom_events(UNDEFINED)), "");
        let given = r#"{"ok":"yes","x":1,"y":2,"price":5,"currency":"EUR"}"#;
        assert_eq!(show(read("a", value(given), option).properties()), given);
        assert_eq!(refused(read("a", UNDEFINED, option)), "missing_property price, missing_property ok");
    }
}
