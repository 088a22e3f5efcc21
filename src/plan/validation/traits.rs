//! Traits: what the page says of a person.

use super::{is_blank, join, preferences, unix_seconds, Checker};
use crate::plan::tables::at;
use crate::value::{Value, FALSE, TRUE, UNDEFINED};

/// Of one attribute, in bytes (<https://docs.customer.io/journeys/invalid-api-requests>).
pub const MAX_TRAIT_BYTES: u32 = 1000;
pub const MAX_TRAITS: u32 = 300;
/// Of a page's: keys, two touches and what the browser has learnt go with them.
pub const MAX_GIVEN_TRAITS: u32 = 240;

/// Keeps the good traits and says what became of the others, as `{traits, violations}`; one bad trait costs no other.
///
/// `null` is absent, an empty text stays (it clears an attribute). A text over 1000 bytes is cut between two characters. Names ending in `_at`
/// or `_date` leave as whole Unix seconds. What the plan has from the page has the plan's type; numbers count as texts, and `"true"`, `1`, `"false"`
/// and `0` as booleans there, since themes print them so. `given` is worked on in place.
pub fn traits(given: Value) -> Value {
    let mut checker = Checker::new();
    let (kept, path, mut left) = (Value::map(), Value::text(""), MAX_GIVEN_TRAITS);
    let given = if checker.object(given, path) { given } else { UNDEFINED };
    for name in given.keys().items() {
        let place = join(path, name);
        if left == 0 {
            checker.refuse(place, "too_many_keys|is over 240");
            break;
        }
        let value = one(&mut checker, name, given.find(name), place);
        left -= u32::from(value.is_given());
        kept.put(name, value);
    }
    let out = Value::map();
    out.set("traits", kept);
    out.set("violations", checker.violations);
    out
}

fn one(to: &mut Checker, name: Value, value: Value, path: Value) -> Value {
    if !to.key(name, path) {
        return UNDEFINED;
    }
    if name.test("^(anonymous_id|cio_id)$") {
        to.refuse(path, "reserved_property|has a meaning of its own in Customer.io");
        return UNDEFINED;
    }
    // A trait that is wrong in one place is wrong as a whole: half an object would overwrite the whole one.
    let before = to.violations.len();
    to.restart();
    let mut kind = UNDEFINED;
    let mut value = value;
    if !is_blank(value) {
        let word = to.table.at(at::PEOPLE).find(name);
        kind = to.word(word);
        if word.is("boolean") {
            value = spoken(value);
        }
    }
    value = to.value(value, kind, path, 0);
    preferences::check(to, name, value);
    if !value.is_given() || to.violations.len() > before {
        return UNDEFINED;
    }
    if !is_blank(value) && name.test("_(at|date)$") {
        value = unix_seconds(value);
        if !value.is_given() {
            to.refuse_kind(path, Value::text("bad_date"), to.word(Value::text("date")));
        }
    }
    if value.is_text() {
        if value.bytes() > MAX_TRAIT_BYTES {
            to.refuse(path, "trimmed|was cut to 1000 bytes");
            value = cut(value);
        }
    } else if (value.is_list() || value.is_map() && !name.is("cio_subscription_preferences"))
        && value.json().bytes() > MAX_TRAIT_BYTES
    {
        // The preferences are not one value but one for each topic and channel.
        to.refuse(path, "value_too_long|has over 1000 bytes");
        value = UNDEFINED;
    }
    value
}

/// What a theme prints of true and false.
fn spoken(value: Value) -> Value {
    let text = Value::text("").add(value);
    if text.test("(?i)^(true|1)$") {
        TRUE
    } else if text.test("(?i)^(false|0)$") {
        FALSE
    } else {
        value
    }
}

/// As much of a text as fits, ending between two characters.
fn cut(text: Value) -> Value {
    let (bytes, mut units) = (text.bytes(), MAX_TRAIT_BYTES);
    loop {
        let kept = text.slice(0, units);
        let size = kept.bytes();
        // The halves of a character have more bytes than the whole.
        if size <= MAX_TRAIT_BYTES && size + text.slice(units, u32::MAX).bytes() == bytes {
            return kept;
        }
        units -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin;
    use crate::value::testing::{owned, unreadable, value};
    use crate::plan::tables::{Supplier, ATTRIBUTES};

    fn pairs(violations: Value) -> Vec<(String, String)> {
        violations
            .items()
            .map(|violation| (string(violation.get("code")), string(violation.get("path"))))
            .collect()
    }

    #[track_caller]
    fn check_value(given: Value, kept: &str, violations: &[(&str, &str)]) {
        let found = traits(given);
        assert_eq!(show(found.get("traits")), show(value(kept)));
        assert_eq!(
            pairs(found.get("violations")),
            violations.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect::<Vec<_>>()
        );
    }

    #[track_caller]
    fn check(given: &str, kept: &str, violations: &[(&str, &str)]) {
        check_value(value(given), kept, violations);
    }

    fn map(entries: Vec<(&str, Value)>) -> Value {
        let map = Value::map();
        for (name, value) in entries {
            map.put(owned(name), value);
        }
        map
    }

    #[test]
    fn good_traits_pass_as_they_are() {
        check(
            r#"{"email":"a@b.example","n":1.5,"vip":true,"tags":["x"],"cleared":""}"#,
            r#"{"email":"a@b.example","n":1.5,"vip":true,"tags":["x"],"cleared":""}"#,
            &[],
        );
        check("null", "{}", &[]);
        check_value(UNDEFINED, "{}", &[]);
        check(r#"{"gone":null}"#, "{}", &[]);
    }

    #[test]
    fn a_bad_trait_is_named_and_costs_no_other() {
        check(
            r#"{"cio_id":"1","anonymous_id":"2","a":1}"#,
            r#"{"a":1}"#,
            &[("reserved_property", "cio_id"), ("reserved_property", "anonymous_id")],
        );
        check(r#"{"__proto__":{"x":1},"a":1}"#, r#"{"a":1}"#, &[("unsafe_key", "__proto__")]);
        check(
            r#"{"o":{"p":{"constructor":1},"q":2},"a":1}"#,
            r#"{"a":1}"#,
            &[("unsafe_key", "o.p.constructor")],
        );
        check(r#"["a"]"#, "{}", &[("not_an_object", "")]);
        check(r#""a""#, "{}", &[("not_an_object", "")]);
        check_value(
            map(vec![("x", Value::number(f64::NAN)), ("y", unreadable("bigint")), ("z", Value::bool(true))]),
            r#"{"z":true}"#,
            &[("not_finite", "x"), ("bigint", "y")],
        );
        check_value(unreadable("cycle"), "{}", &[("cycle", "")]);
    }

    #[test]
    fn every_attribute_that_a_page_gives_has_its_type_and_an_empty_text_clears_it() {
        for row in ATTRIBUTES.iter().filter(|row| row.by != Supplier::Tracker) {
            let (good, kept, bad, code) = match row.kind {
                "text" => ("7", r#""7""#, "true", "wrong_type"),
                "id" => ("7", r#""7""#, "[]", "wrong_type"),
                "date" => (r#""2026-11-23""#, "1795392000", r#""soon""#, "bad_date"),
                "money" => ("1.5", "1.5", "-1", "out_of_range"),
                "count" => ("0", "0", "1.5", "out_of_range"),
                "boolean" => ("false", "false", r#""yes""#, "wrong_type"),
                "object" => (r#"{"topics":{}}"#, r#"{"topics":{}}"#, r#""all""#, "wrong_type"),
                other => panic!("no sample of {other}"),
            };
            let named = |text: &str| format!(r#"{{"{}":{text}}}"#, row.name);
            check(&named(good), &named(kept), &[]);
            check(&named(bad), "{}", &[(code, row.name)]);
            if row.kind != "object" {
                check(&named(r#""""#), &named(r#""""#), &[]);
            }
        }
        check(r#"{"plan":7,"title":true,"url":"a b"}"#, r#"{"plan":7,"title":true,"url":"a b"}"#, &[]);
    }

    #[test]
    fn booleans_are_read_as_themes_print_them() {
        for (printed, kept) in [
            ("true", "true"),
            (r#""true""#, "true"),
            (r#""TRUE""#, "true"),
            ("1", "true"),
            (r#""false""#, "false"),
            ("0", "false"),
            (r#""0""#, "false"),
        ] {
            check(&format!(r#"{{"unsubscribed":{printed}}}"#), &format!(r#"{{"unsubscribed":{kept}}}"#), &[]);
        }
        for printed in ["2", r#""on""#, r#""truefalse""#, "[true]", r#"{"a":true}"#] {
            check(&format!(r#"{{"sms_consent":{printed}}}"#), "{}", &[("wrong_type", "sms_consent")]);
        }
    }

    #[test]
    fn subscription_preferences_have_customer_ios_shape_or_its_dotted_names() {
        const NAME: &str = "cio_subscription_preferences";
        for good in [
            r#"{"NAME":{"topics":{"topic_1":true,"topic_12":false},"channels":{"email":true,"in_app":false,"whatsapp":true}}}"#,
            r#"{"NAME":{"channels":{"sms":false}}}"#,
            r#"{"NAME.topics.topic_1":true,"NAME.channels.push":false}"#,
        ] {
            let good = good.replace("NAME", NAME);
            check(&good, &good, &[]);
        }
        for (bad, path) in [
            (r#"{"NAME":{"topics":{"topic_1":"yes"}}}"#, "NAME.topics.topic_1"),
            (r#"{"NAME":{"topics":{"newsletter":true}}}"#, "NAME.topics.newsletter"),
            (r#"{"NAME":{"topic_1":true}}"#, "NAME.topic_1"),
            (r#"{"NAME":{"channels":["email"]}}"#, "NAME.channels"),
            (r#"{"NAME":true}"#, "NAME"),
            (r#"{"NAME.topics.topic_1":1}"#, "NAME.topics.topic_1"),
            (r#"{"NAME.email":true}"#, "NAME.email"),
        ] {
            check(&bad.replace("NAME", NAME), "{}", &[("wrong_type", &path.replace("NAME", NAME))]);
        }
        let two = r#"{"NAME":{"channels":{"email":1,"sms":true},"x":2},"vip":true}"#.replace("NAME", NAME);
        check(
            &two,
            r#"{"vip":true}"#,
            &[
                ("wrong_type", "cio_subscription_preferences.channels.email"),
                ("wrong_type", "cio_subscription_preferences.x"),
            ],
        );
    }

    #[test]
    fn dates_leave_as_whole_unix_seconds() {
        check(
            r#"{"created_at":"2026-11-23T13:40:35.9Z","first_order_date":"2026-11-23","seen_at":1795441235.7,"ms_at":1795441235260,"birth_date":""}"#,
            r#"{"created_at":1795441235,"first_order_date":1795392000,"seen_at":1795441235,"ms_at":1795441235,"birth_date":""}"#,
            &[],
        );
        check(
            r#"{"created_at":"yesterday","b_date":true,"c_at":1e300}"#,
            "{}",
            &[("bad_date", "created_at"), ("bad_date", "b_date"), ("bad_date", "c_at")],
        );
    }

    #[test]
    fn values_are_cut_at_1000_bytes_between_two_characters() {
        for (given, kept) in [
            ("é".repeat(499) + "x€€", "é".repeat(499) + "x"),
            ("x".repeat(999) + "é", "x".repeat(999)),
            ("x".repeat(997) + "😀😀", "x".repeat(997)),
            ("x".repeat(996) + "😀😀", "x".repeat(996) + "😀"),
            ("€".repeat(100_000), "€".repeat(333)),
            ("😀".repeat(100_000), "😀".repeat(250)),
            ("x".repeat(1001), "x".repeat(1000)),
        ] {
            let found = traits(map(vec![("bio", owned(&given))]));
            assert_eq!(string(found.get("traits").get("bio")), kept);
            assert_eq!(pairs(found.get("violations"))[0].0, "trimmed");
        }
        let found = traits(map(vec![("bio", owned(&"x".repeat(1000)))]));
        assert!(found.get("violations").is_empty());
        let found = traits(value(&["{\"list\":[\"", &"x".repeat(999), "\"]}"].concat()));
        assert_eq!(pairs(found.get("violations"))[0].0, "value_too_long");
        assert!(found.get("traits").keys().is_empty());
    }

    #[test]
    fn names_over_150_bytes_and_attributes_beyond_240_are_left_out() {
        let many = |count: usize| {
            let map = Value::map();
            (0..count).for_each(|index| map.put(owned(&format!("t{index}")), Value::bool(true)));
            map
        };
        assert!(traits(many(240)).get("violations").is_empty());
        let found = traits(many(400));
        assert_eq!(found.get("traits").keys().len(), 240);
        assert_eq!(pairs(found.get("violations")), [("too_many_keys".into(), "t240".into())]);
        let found =
            traits(map(vec![(&"n".repeat(151), Value::bool(true)), (&"n".repeat(150), Value::bool(true))]));
        assert_eq!(found.get("traits").keys().len(), 1);
        assert_eq!(pairs(found.get("violations"))[0].0, "name_too_long");
    }
}
