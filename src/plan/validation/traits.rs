//! Traits: the attributes that a page gives of a person. The identify call reads them here.

use super::checker::{DATES_AROUND, DATES_WITHIN};
use super::{join, preferences, read_as_text, read_unix_seconds, Checker};
use crate::plan::limits::{MAX_GIVEN_TRAITS, MAX_TRAIT_BYTES};
use crate::plan::tables::DataType;
use crate::plan::{Traits, ViolationCode, Violations};
use crate::value::{json, read_text, text, Text, Value, View, FALSE, TRUE};

/// An attribute without content, which clears it.
const BLANK: &str = "^\\s*$";

/// What [`read_traits`] gives.
pub struct ReadTraits {
    /// What is fit to be sent.
    pub traits: Traits,
    /// What was left out or cut, and why.
    pub violations: Violations,
}

/// Reads the traits of a person. One bad trait costs no other.
///
/// `null` is absent. An empty text stays, because it clears the attribute. A text over 1000 bytes is cut
/// between two characters. A name ending in `_at` or `_date` is a date and becomes whole Unix seconds. An
/// attribute of the plan has the plan's type. Themes print numbers and booleans as text, so there a number
/// counts as a text, and `"true"`, `1`, `"false"` and `0` count as booleans. Objects and lists in `given`
/// are changed in place. Inlined, because its result would travel through memory.
#[inline(always)]
pub fn read_traits(given: Value) -> ReadTraits {
    let mut checker = Checker::new(None, None);
    // What is left out because it is empty is reported too.
    checker.warnings = checker.violations;
    let (traits, path, mut left) = (Traits::new(), text(""), MAX_GIVEN_TRAITS);
    if let Some(given) = checker.read_object(given, path) {
        for (name, value) in given {
            let place = join(path, name);
            if left == 0 {
                checker.refuse(place, ViolationCode::TooManyKeys, "is over 240");
                break;
            }
            let kept = check_trait(&mut checker, name, value, place);
            left -= u32::from(kept.is_some());
            traits.set_or_remove(name, kept);
        }
    }
    ReadTraits { traits, violations: checker.violations }
}

/// What is kept of one trait.
fn check_trait(checker: &mut Checker, name: Text, given: Value, path: Text) -> Option<Value> {
    if !checker.check_name(name, path) {
        return None;
    }
    if name.test("^(anonymous_id|cio_id)$") {
        checker.refuse_reserved(path);
        return None;
    }
    // A trait that is wrong in one place is refused as a whole: half an object would overwrite the whole one.
    let violations_before = checker.violations.len();
    checker.restart_count();
    let (mut row, mut printed) = (None, given);
    if !given.test(BLANK) {
        row = checker.kind_row(checker.table.people().get(name));
        if row.is_some_and(|row| row.is(DataType::Boolean)) {
            printed = read_printed_boolean(given);
        }
    }
    let kept = checker.check_value(printed, row, path, 0);
    preferences::check(checker, name, kept);
    if checker.violations.len() > violations_before {
        return None;
    }
    let mut value = kept?;
    if !value.test(BLANK) && name.test("_(at|date)$") {
        let seconds = read_unix_seconds(value);
        let is_of_a_shop = (seconds - DATES_AROUND).abs() < DATES_WITHIN;
        // A number may be of another kind: 20261130, 0. A text says its year.
        if seconds.is_nan() || !is_of_a_shop && !value.is_text() && !name.test("birth") {
            if let Some(date) = checker.kind_row(Some(text("date"))) {
                checker.refuse_kind(path, ViolationCode::BadDate.word(), date);
            }
            return None;
        }
        value = Value::number(seconds);
    }
    if let Some(long) = read_text(value) {
        if long.bytes() > MAX_TRAIT_BYTES {
            checker.refuse(path, ViolationCode::Trimmed, "was cut to 1000 bytes");
            value = cut(long).value();
        }
    } else if (value.is_list() || value.is_map() && !name.is("cio_subscription_preferences"))
        && json(value).bytes() > MAX_TRAIT_BYTES
    {
        // The preferences are not one value at Customer.io, but one for each topic and channel.
        checker.refuse(path, ViolationCode::ValueTooLong, "has over 1000 bytes");
        return None;
    }
    Some(value)
}

/// Reads a boolean as a theme prints it; gives any other value back.
fn read_printed_boolean(value: Value) -> Value {
    let printed = read_as_text(value);
    if printed.test("(?i)^(true|1)$") {
        TRUE
    } else if printed.test("(?i)^(false|0)$") {
        FALSE
    } else {
        value
    }
}

/// As much of a text as fits, ending between two characters.
fn cut(long: Text) -> Text {
    let (bytes, mut units) = (long.value().bytes(), MAX_TRAIT_BYTES as u32);
    loop {
        let kept = long.slice(0, units);
        let kept_bytes = kept.value().bytes();
        // A surrogate pair that is cut in half has more bytes than the whole.
        if kept_bytes <= MAX_TRAIT_BYTES as u32 && kept_bytes + long.tail(units).value().bytes() == bytes {
            return kept;
        }
        units -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tables::{Supplier, ATTRIBUTES};
    use crate::value::testing::{owned, show, string, unreadable, value, written};
    use crate::value::UNDEFINED;

    fn pairs(violations: Violations) -> Vec<(String, String)> {
        violations.into_iter().map(|violation| (string(violation.code()), string(violation.path()))).collect()
    }

    #[track_caller]
    fn check_value(given: Value, kept: &str, violations: &[(&str, &str)]) {
        let found = read_traits(given);
        assert_eq!(show(found.traits), show(value(kept)));
        assert_eq!(
            pairs(found.violations),
            violations.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect::<Vec<_>>()
        );
    }

    #[track_caller]
    fn check(given: &str, kept: &str, violations: &[(&str, &str)]) {
        check_value(value(given), kept, violations);
    }

    fn map(entries: Vec<(&str, Value)>) -> Value {
        let map = Traits::new();
        for (name, value) in entries {
            map.set(written(name), value);
        }
        map.value()
    }

    #[test]
    fn good_traits_are_kept_as_they_are() {
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
    fn a_bad_trait_is_reported_and_the_others_are_kept() {
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
            map(vec![("x", Value::number(f64::NAN)), ("y", unreadable("getter")), ("z", Value::bool(true))]),
            r#"{"z":true}"#,
            &[("not_finite", "x"), ("getter", "y")],
        );
        check_value(unreadable("cycle"), "{}", &[("cycle", "")]);
    }

    #[test]
    fn every_attribute_that_a_page_may_give_has_its_type_and_may_be_cleared_by_an_empty_text() {
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
            r#"{"NAME":{"topics":{"topic_1":true,"topic_12":false},
                "channels":{"email":true,"in_app":false,"whatsapp":true}}}"#,
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
    fn traits_named_as_dates_become_whole_unix_seconds() {
        check(
            r#"{"created_at":"2026-11-23T13:40:35.9Z","first_order_date":"2026-11-23",
                "seen_at":1795441235.7,"ms_at":1795441235260,"birth_date":""}"#,
            r#"{"created_at":1795441235,"first_order_date":1795392000,"seen_at":1795441235,
                "ms_at":1795441235,"birth_date":""}"#,
            &[],
        );
        check(
            r#"{"created_at":"yesterday","b_date":true,"c_at":1e300}"#,
            "{}",
            &[("bad_date", "created_at"), ("bad_date", "b_date"), ("bad_date", "c_at")],
        );
        check(
            r#"{"birth_date":"1958-03-02","birthday_at":-372556800,"wedding_date":"1985-06-01"}"#,
            r#"{"birth_date":-373507200,"birthday_at":-372556800,"wedding_date":486432000}"#,
            &[],
        );
        for no_date in ["0", "20261130", "46356", "-1"] {
            check(&format!(r#"{{"created_at":{no_date}}}"#), "{}", &[("bad_date", "created_at")]);
        }
    }

    #[test]
    fn texts_are_cut_at_1000_bytes_between_two_characters() {
        for (given, kept) in [
            ("é".repeat(499) + "x€€", "é".repeat(499) + "x"),
            ("x".repeat(999) + "é", "x".repeat(999)),
            ("x".repeat(997) + "😀😀", "x".repeat(997)),
            ("x".repeat(996) + "😀😀", "x".repeat(996) + "😀"),
            ("€".repeat(100_000), "€".repeat(333)),
            ("😀".repeat(100_000), "😀".repeat(250)),
            ("x".repeat(1001), "x".repeat(1000)),
        ] {
            let found = read_traits(map(vec![("bio", owned(&given))]));
            assert_eq!(string(found.traits.get(text("bio"))), kept);
            assert_eq!(pairs(found.violations)[0].0, "trimmed");
        }
        let found = read_traits(map(vec![("bio", owned(&"x".repeat(1000)))]));
        assert!(found.violations.is_empty());
        let found = read_traits(value(&["{\"list\":[\"", &"x".repeat(999), "\"]}"].concat()));
        assert_eq!(pairs(found.violations)[0].0, "value_too_long");
        assert!(found.traits.is_empty());
    }

    #[test]
    fn long_names_and_attributes_beyond_240_are_left_out() {
        let many = |count: usize| {
            let map = Traits::new();
            (0..count).for_each(|index| map.set(written(&format!("t{index}")), TRUE));
            map.value()
        };
        assert!(read_traits(many(240)).violations.is_empty());
        let found = read_traits(many(400));
        assert_eq!(found.traits.len(), 240);
        assert_eq!(pairs(found.violations), [("too_many_keys".into(), "t240".into())]);
        let found = read_traits(map(vec![
            (&"n".repeat(151), Value::bool(true)),
            (&"n".repeat(150), Value::bool(true)),
        ]));
        assert_eq!(found.traits.len(), 1);
        assert_eq!(pairs(found.violations)[0].0, "name_too_long");
    }
}
