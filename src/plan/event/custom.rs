//! Events that a shop adds to the plan in the options:
//! `customEvents: {gift_wrapped: {required: {product_id: "id"}, optional: {paper: "text"}, intent: 4}}`, every part optional, types as in plan.json.

use super::{may_be_named, UNKNOWN_INTENT};
use crate::plan::tables::at;
use crate::plan::validation::{join, trimmed, Checker, UNSAFE};
use crate::value::Value;

/// Everything that is wrong with the option, as violations by path below it. What is wrong in it counts for nothing; the rest stands.
pub fn check(option: Value) -> Value {
    let mut checker = Checker::new();
    let path = Value::text("");
    if checker.object(option, path) {
        for name in option.keys().items() {
            check_event(&checker, name, option.find(name));
        }
    }
    checker.violations
}

fn check_event(to: &Checker, name: Value, event: Value) {
    let path = join(Value::text(""), name);
    if !may_be_named(to, name, path) {
        return;
    }
    if !event.is_map() || to.table.at(at::EVENTS).find(name).is_given() || !trimmed(name).same(name) {
        to.refuse(path, "bad_declaration|must be an object, its name not the plan's");
        return;
    }
    for part in Value::text("required optional").split(" ").items() {
        let (rows, path) = (event.find(part), join(path, part));
        if !rows.is_map() {
            if rows.is_given() {
                to.refuse(path, "bad_declaration|must be an object");
            }
            continue;
        }
        for name in rows.keys().items() {
            let path = join(path, name);
            let kind = to.word(rows.find(name));
            if to.key(name, path) && !(kind.is_given() && to.kinds.find(name).or(kind).same(kind)) {
                to.refuse(path, "bad_declaration|must be a type of the plan");
            }
        }
    }
}

/// What a declaration requires. Does nothing for undefined.
pub(super) fn require(map: Value, declared: Value, checker: &Checker) {
    let required = declared.get("required");
    for name in required.keys().items() {
        if checker.word(required.find(name)).is_given() && !name.test(UNSAFE) {
            checker.demand(checker.is_given(map.find(name), name), name);
        }
    }
}

pub(super) fn intent(declared: Value) -> Value {
    let intent = declared.num("intent");
    Value::number(if intent > 9.0 {
        9.0
    } else if intent >= 0.0 {
        intent.floor()
    } else {
        UNKNOWN_INTENT
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin;
    use crate::value::testing::{owned, value};
    use crate::plan::event::read;
    use crate::plan::event::tests::pairs;
    use crate::value::UNDEFINED;

    #[test]
    fn a_declared_event_has_its_own_property_table() {
        let options = value(
            r#"{"customEvents":{"gift_wrapped":{"required":{"product_id":"id","paper":"text"},"optional":{"price":"money","ready_date":"date"},"intent":7},"bare":{}}}"#,
        );
        let event = read(
            owned("gift_wrapped"),
            value(r#"{"product_id":12,"paper":"red","ready_date":"1970-01-02","more":[1]}"#),
            options,
        );
        assert_eq!((string(event.get("name")), event.num("rank")), ("gift_wrapped".to_owned(), 7.0));
        assert_eq!(
            show(event.get("properties")),
            r#"{"product_id":"12","paper":"red","ready_date":86400,"more":[1]}"#
        );
        let found =
            read(owned("gift_wrapped"), value(r#"{"paper":1,"price":-1}"#), options).get("violations");
        assert_eq!(pairs(found), "wrong_type paper, out_of_range price, missing_property product_id");
        assert!(!read(owned("bare"), UNDEFINED, options).get("violations").is_given());
        assert_eq!(pairs(read(owned("other"), UNDEFINED, options).get("violations")), "unknown_event ");
        let message = read(owned("gift_wraped"), UNDEFINED, options).get("violations").at(0).get("message");
        assert!(string(message).ends_with("did you mean gift_wrapped?"));
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
            assert_eq!(intent(value(given)).as_number(), expected, "{given}");
        }
    }

    #[test]
    fn a_declaration_that_cannot_be_is_named_and_costs_no_other() {
        let option = value(
            r#"{"page":{},"user deleted":{},"":{},"a":{"required":{"x":"cents","price":"text","y":7,"__proto__":"text","ok":"text"}},"b":{"optional":["x"]},"c":true," d":{},"e":{"required":null}}"#,
        );
        assert_eq!(
            pairs(check(option)),
            "bad_declaration page, reserved_event user deleted, name_empty , bad_declaration a.required.x, bad_declaration a.required.price, \
             bad_declaration a.required.y, unsafe_key a.required.__proto__, bad_declaration b.optional, bad_declaration c, bad_declaration  d"
        );
        assert_eq!(pairs(check(value("[]"))), "not_an_object ");
        assert_eq!(pairs(check(UNDEFINED)), "");
        let options = Value::map();
        options.set("customEvents", option);
        let given = r#"{"ok":"yes","x":1,"y":2,"price":5}"#;
        assert_eq!(show(read(owned("a"), value(given), options).get("properties")), given);
        assert_eq!(
            pairs(read(owned("a"), UNDEFINED, options).get("violations")),
            "missing_property price, missing_property ok"
        );
    }
}
