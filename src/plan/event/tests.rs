use super::*;
use crate::plan::limits::UNKNOWN_INTENT;
use crate::plan::tables::{DataType, EVENTS, PROPERTIES, RESERVED_EVENTS};
use crate::plan::Properties;
use crate::value::testing::{owned, show, string, unreadable, value, written};
use crate::value::{TRUE, UNDEFINED};

const PRODUCT: &str = r#"{"product_id":"p1","variant_id":"v1","name":"Mug","price":12.5,"currency":"EUR"}"#;

fn read_value(name: &str, properties: Value) -> Event {
    read_event(owned(name), properties, None, false, None)
}

fn read_repaired(name: &str, properties: Value) -> Event {
    read_event(owned(name), properties, None, false, Some(List::new()))
}

pub fn read_json(name: &str, properties: &str) -> Event {
    read_value(name, value(properties))
}

fn read_unknown(name: &str, properties: Value) -> Event {
    read_event(owned(name), properties, None, true, None)
}

/// `code path, code path`
pub fn pairs(violations: Violations) -> String {
    violations
        .into_iter()
        .map(|each| string(each.code()) + " " + &string(each.path()))
        .collect::<Vec<_>>()
        .join(", ")
}

fn json(of: impl View) -> serde_json::Value {
    serde_json::from_str(&show(of)).unwrap()
}

#[track_caller]
pub fn accepted(event: Event) -> Event {
    assert!(event.violations().is_none(), "{event:?}");
    event
}

#[track_caller]
fn refusal(event: Event) -> Violations {
    event.violations().expect("a refused event")
}

/// Reads to these properties.
#[track_caller]
pub fn check(name: &str, given: &str, expected: &str) -> Event {
    let event = accepted(read_json(name, given));
    assert_eq!(json(event.properties()), json(value(expected)));
    event
}

#[track_caller]
pub fn refused(name: &str, given: &str, expected: &str) {
    assert_eq!(pairs(refusal(read_json(name, given))), expected, "{name} {given}");
}

#[track_caller]
pub fn warned(name: &str, given: &str, expected: &str) {
    assert_eq!(pairs(accepted(read_json(name, given)).warnings()), expected, "{given}");
}

fn with(base: &str, more: &str) -> String {
    [&base[..base.len() - 1], ",", more, "}"].concat()
}

fn object(name: &str, member: Value) -> Value {
    let object = Properties::new();
    object.set(written(name), member);
    object.value()
}

#[test]
fn every_event_is_refused_without_what_it_is_about_and_until_it_is_repaired_without_what_is_expected() {
    for row in EVENTS {
        let required = [row.needed, " ", row.expected].concat();
        let words = |by: [char; 2]| required.split(by).filter(|name| !name.is_empty());
        let all = |without: &str| {
            let all = Properties::new();
            for name in words([' ', '/']).filter(|name| !without.split('/').any(|part| part == *name)) {
                all.set(written(name), value(sample(name)));
            }
            all.value()
        };
        let event = accepted(read_value(row.name, all("")));
        assert_eq!((string(event.name()).as_str(), event.intent()), (row.name, f64::from(row.intent)));
        assert_eq!((event.is_in_cart(), event.warnings().len()), (row.in_cart, 0));
        for wanted in words([' ', ' ']) {
            let missing = ["missing_property ", wanted].concat();
            assert!(pairs(refusal(read_value(row.name, all(wanted)))).contains(&missing), "{}", row.name);
            let repaired = read_repaired(row.name, all(wanted));
            if wanted == row.needed {
                assert_eq!(pairs(refusal(repaired)), missing, "{}", row.name);
            } else {
                assert_eq!(pairs(accepted(repaired).warnings()), missing, "{}", row.name);
            }
        }
    }
    refused("consent_changed", r#"{"sms_consent":"maybe"}"#, "wrong_type sms_consent");
}

#[test]
fn a_repaired_event_has_the_repairs_as_warnings_and_may_have_pieces_of_a_piece_and_thousandths() {
    let given = r#"{"order_id":"1","total":1.234,"currency":"KWD","line_items":[
        {"sku":"a","price":0.617,"quantity":1.5},{"product_id":"b"}]}"#;
    refused(
        "order_completed",
        given,
        "rounded total, rounded line_items[0].price, out_of_range line_items[0].quantity, \
         missing_property line_items[0].product_id, missing_property line_items[1].price, \
         missing_property line_items[1].quantity",
    );
    let event = accepted(read_repaired("order_completed", value(given)));
    assert_eq!(
        pairs(event.warnings()),
        "missing_property line_items[0].product_id, missing_property line_items[1].price, \
         missing_property line_items[1].quantity"
    );
    assert_eq!(
        json(event.properties()),
        json(value(
            r#"{"order_id":"1","total":1.234,"currency":"KWD","line_items":[
                {"sku":"a","price":0.617,"quantity":1.5},{"product_id":"b"}],
                "item_count":2.5,"product_ids":["b"]}"#
        ))
    );
    let repairs = value(r#"[{"code":"wrong_type","path":"total","kept":5}]"#);
    let event = read_event(
        owned("order_cancelled"),
        value(r#"{"order_id":"1"}"#),
        None,
        false,
        Some(View::assume(repairs)),
    );
    assert_eq!(pairs(accepted(event).warnings()), "wrong_type total");
}

#[test]
fn a_product_without_an_id_counts_once_by_its_sku_or_its_name() {
    let key = |given: &str| string(accepted(read_repaired("product_viewed", value(given))).key());
    assert_eq!(key(r#"{"sku":"s1","name":"Mug"}"#), key(r#"{"sku":"s1","name":"Mug 2"}"#));
    assert_ne!(key(r#"{"name":"Mug"}"#), key(r#"{"name":"Mug 2"}"#));
}

fn sample(name: &str) -> &'static str {
    match PROPERTIES.iter().find(|row| row.name == name).unwrap().kind {
        DataType::Id | DataType::Text => r#""a""#,
        DataType::Currency => r#""EUR""#,
        DataType::Money | DataType::Quantity | DataType::Count | DataType::Number => "2",
        DataType::Boolean => "true",
        DataType::LineItems => r#"[{"product_id":"p","price":1,"quantity":2}]"#,
        DataType::Url | DataType::Date | DataType::List => panic!("no sample"),
    }
}

#[test]
fn an_unknown_name_is_refused_unless_the_shop_allows_it() {
    let message = |name: &str| string(refusal(read_json(name, "null")).at(0).unwrap().message());
    refused("product_view", "{}", "unknown_event ");
    assert_eq!(message("product_view"), "is not in the plan or customEvents");
    assert_eq!(string(read_unknown(" quiz done ", UNDEFINED).name()), "quiz done");
    assert_eq!(read_unknown("quiz", UNDEFINED).intent(), UNKNOWN_INTENT);
    let long = "é".repeat(51);
    let names = [
        ("", "name_empty"),
        (&long, "name_too_long"),
        ("user deleted", "reserved_event"),
        (" Report Delivery Event ", "reserved_event"),
    ];
    for (name, code) in names.into_iter().chain(RESERVED_EVENTS.iter().map(|name| (*name, "reserved_event")))
    {
        assert_eq!(pairs(refusal(read_unknown(name, UNDEFINED))), [code, " "].concat(), "{name}");
        refused(name, "{}", &[code, " "].concat());
    }
    accepted(read_unknown(&"x".repeat(100), UNDEFINED));
    for none in
        [UNDEFINED, value("null"), value("7"), value("{}"), value("[\"page\"]"), unreadable("function")]
    {
        let found = read_event(none, UNDEFINED, None, true, None);
        assert_eq!(pairs(refusal(found)), "unknown_event ", "{none:?}");
    }
}

#[test]
fn ids_become_texts_and_null_or_an_empty_optional_is_absent() {
    check(
        "product_viewed",
        r#"{"product_id":6786188247105,"variant_id":null,"sku":"","name":"Mug","brand":"",
            "price":0,"currency":" eur ","in_stock":null}"#,
        r#"{"product_id":"6786188247105","name":"Mug","price":0,"currency":"EUR"}"#,
    );
    warned("product_viewed", &with(PRODUCT, r#""sku":" ""#), "empty sku");
    for (given, left) in [
        (r#""sku":"-1""#, "empty sku"),
        (r#""sku":"None""#, "empty sku"),
        (r#""category":"None""#, "empty category"),
        (r#""brand":"{{ vendor }}""#, "empty brand"),
    ] {
        warned("product_viewed", &with(PRODUCT, given), left);
    }
    // What people search for, and what brands are called.
    for word in ["none", "None", "TRUE", "false"] {
        let query = format!(r#"{{"query":"{word}"}}"#);
        check("search_performed", &query, &query);
        let brand = with(PRODUCT, &format!(r#""brand":"{word}""#));
        assert_eq!(check("product_viewed", &brand, &brand).warnings().len(), 0);
    }
    refused("order_cancelled", r#"{"order_id":"  "}"#, "missing_property order_id");
    refused("order_cancelled", r#"{"order_id":null}"#, "missing_property order_id");
}

#[test]
fn a_property_of_the_plan_has_the_plans_type_on_every_event() {
    for (bad, expected) in [
        (r#""price":"12.50""#, "wrong_type price"),
        (r#""price":-0.01"#, "out_of_range price"),
        (r#""quantity":0"#, "out_of_range quantity"),
        (r#""quantity":1.5"#, "out_of_range quantity"),
        (r#""quantity":"2""#, "wrong_type quantity"),
        (r#""sku":1.5"#, "out_of_range sku"),
        (r#""sku":-1"#, "out_of_range sku"),
        (r#""sku":true"#, "wrong_type sku"),
        (r#""currency":"EURO""#, "bad_currency currency"),
        (r#""currency":"€""#, "bad_currency currency"),
        (r#""currency":978"#, "wrong_type currency"),
        (r#""image_url":"/a b.png""#, "bad_url image_url"),
        (r#""image_url":"JavaScript:alert(1)""#, "bad_url image_url"),
        (r#""in_stock":"true""#, "wrong_type in_stock"),
        (r#""brand":7"#, "wrong_type brand"),
        (r#""next_order_date":"tomorrow""#, "bad_date next_order_date"),
        (r#""product_ids":"p1""#, "wrong_type product_ids"),
        (r#""product_ids":["p1",{}]"#, "wrong_type product_ids[1]"),
        (r#""line_items":{}"#, "wrong_type line_items"),
        (r#""line_items":[{"product_id":"p","price":1,"quantity":1},7]"#, "wrong_type line_items[1]"),
        (r#""line_items":[{"product_id":"p","price":1,"quantity":1},[]]"#, "wrong_type line_items[1]"),
        (r#""line_items":[{"product_id":"p","price":"1","quantity":1}]"#, "wrong_type line_items[0].price"),
        (r#""line_items":[{"product_id":"p","quantity":1}]"#, "missing_property line_items[0].price"),
        (r#""reply_to":"a@b.example""#, "reserved_property reply_to"),
    ] {
        for name in ["offer_shown", "quiz"] {
            let given = ["{\"offer_code\":\"x\",", bad, "}"].concat();
            assert_eq!(pairs(refusal(read_unknown(name, value(&given)))), expected, "{name} {bad}");
        }
    }
    check(
        "subscription_started",
        r#"{"subscription_id":"s","next_order_date":"2026-11-23T13:40:35+00:00",
            "image_url":"//cdn.shop.example/a.png"}"#,
        r#"{"subscription_id":"s","next_order_date":1795441235,"image_url":"//cdn.shop.example/a.png"}"#,
    );
}

#[test]
fn an_amount_is_finite() {
    for number in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        let found = refusal(read_unknown("quiz", object("price", Value::number(number))));
        assert_eq!(pairs(found), "not_finite price");
    }
}

#[test]
fn a_refused_event_lists_every_violation() {
    refused(
        "order_completed",
        r#"{"total":"10","currency":"euro","recipient":"x",
            "line_items":[{"product_id":"","price":-1,"quantity":2,"a":{"__proto__":1}}]}"#,
        "wrong_type total, bad_currency currency, reserved_property recipient, \
         out_of_range line_items[0].price, unsafe_key line_items[0].a.__proto__, \
         missing_property line_items[0].product_id, missing_property order_id",
    );
}

#[test]
fn hostile_values_are_refused_by_name_or_kept_within_the_limits() {
    let nested = |levels: usize| {
        (0..levels).fold(TRUE, |inner, _| {
            let list = List::new();
            list.push(inner);
            list.value()
        })
    };
    let wide = |count: usize| {
        let object = Properties::new();
        (0..count).for_each(|index| object.set(written(&format!("k{index}")), TRUE));
        object.value()
    };
    for (given, code) in [
        (Value::number(f64::NAN), "not_finite"),
        (Value::number(f64::NEG_INFINITY), "not_finite"),
        (Value::number(f64::INFINITY), "not_finite"),
        (unreadable("cycle"), "cycle"),
        (unreadable("getter"), "getter"),
        (unreadable("function"), "function"),
        (unreadable("bad_date"), "bad_date"),
        (unreadable("too_deep"), "too_deep"),
        (nested(7), "too_deep"),
        (wide(300), "too_many_keys"),
        (object("constructor", value("null")), "unsafe_key"),
        (object("", value("null")), "name_empty"),
        (object(&"n".repeat(151), value("null")), "name_too_long"),
    ] {
        let found = refusal(read_value("page", object("x", given)));
        let first = found.at(0).unwrap();
        assert_eq!((found.len(), string(first.code()).as_str()), (1, code));
        assert!(string(first.path()).starts_with('x'));
    }
    for given in [nested(6), wide(299), owned(&"x".repeat(100_000))] {
        accepted(read_value("page", object("x", given)));
    }
    for given in ["[]", "\"a\"", "1", "false"] {
        refused("page", given, "not_an_object ");
    }
    assert_eq!(pairs(refusal(read_value("page", unreadable("getter")))), "getter ");
    let lines = |count: usize| {
        read_json(
            "cart_viewed",
            &[
                "{\"line_items\":[",
                &vec![r#"{"product_id":1,"price":1,"quantity":1}"#; count].join(","),
                "]}",
            ]
            .concat(),
        )
    };
    accepted(lines(1000));
    assert_eq!(pairs(refusal(lines(1001))), "too_many_lines line_items");
    let many: List<Value> = List::new();
    (0..10_000).for_each(|_| many.push(Value::number(f64::NAN)));
    assert_eq!(refusal(read_value("page", object("x", many.value()))).len(), 64);
}

#[test]
fn a_cart_of_a_hundred_full_lines_is_accepted() {
    let line =
        with(PRODUCT, r#""quantity":1,"sku":"s","brand":"b","category":"c","url":"/p","image_url":"/i""#);
    let given = [r#"{"currency":"EUR","line_items":["#, &vec![line.as_str(); 100].join(","), "]}"].concat();
    assert_eq!(accepted(read_json("checkout_started", &given)).properties().item_count(), 100.0);
}

#[test]
fn natural_keys_tell_a_repeat_from_another_event() {
    let once = |name: &str, given: &str| {
        let event = accepted(read_json(name, given));
        (string(event.once()), string(event.key()))
    };
    let same = |name: &str, one: &str, other: &str, expected: bool| {
        assert_eq!(once(name, one) == once(name, other), expected, "{name} {one} {other}")
    };
    same("product_viewed", PRODUCT, &with(PRODUCT, r#""position":2"#), true);
    same("product_viewed", PRODUCT, &PRODUCT.replace("v1", "v2"), false);
    same("product_viewed", PRODUCT, &PRODUCT.replace(r#""variant_id":"v1","#, ""), false);
    let cart = |lines: &str| [r#"{"currency":"EUR","line_items":["#, lines, "]}"].concat();
    let (one, two) =
        (r#"{"product_id":"1","price":1,"quantity":1}"#, r#"{"product_id":"1","price":1,"quantity":2}"#);
    same("checkout_started", &cart(one), &with(&cart(one), r#""coupon":"X""#), true);
    same("checkout_started", &cart(one), &cart(two), false);
    same("checkout_started", &cart(one), &cart(&[one, one].join(",")), false);
    same("checkout_started", &cart(one), &with(&cart(one), r#""cart_id":"c2""#), false);
    let long = vec![one; 500].join(",");
    same("checkout_started", &cart(&long), &cart(&[&long, one].join(",")), false);
    assert!(once("checkout_started", &cart(&long)).1.len() <= 1000);
    same(
        "offer_shown",
        r#"{"offer_code":"A","placement":"x"}"#,
        r#"{"offer_code":"A","placement":"y"}"#,
        true,
    );
    same("offer_shown", r#"{"offer_code":"A"}"#, r#"{"offer_code":"B"}"#, false);
    assert_ne!(
        once("offer_shown", r#"{"offer_code":"A"}"#).1,
        once("offer_applied", r#"{"offer_code":"A"}"#).1
    );
    assert_eq!(once("checkout_started", &cart(one)).0, "cart");
    assert_eq!(once("product_viewed", PRODUCT).0, "page");
    assert_eq!(once("add_to_cart", &with(PRODUCT, r#""quantity":1"#)), Default::default());
    let forever = |name: &str, given: &str, parts: &str| {
        let event = accepted(read_json(name, given));
        assert!(event.counts_once(Once::Forever) && !event.counts_once(Once::Page));
        assert_eq!(show(event.parts()), parts);
    };
    forever(
        "order_completed",
        &with(&cart(one), r#""order_id":1001,"total":1"#),
        r#"["order_completed","1001"]"#,
    );
    forever("order_refunded", r#"{"order_id":"1001"}"#, r#"["order_refunded","1001"]"#);
    forever("order_refunded", r#"{"refund_id":7,"order_id":"1001"}"#, r#"["order_refunded","1001","7"]"#);
    forever("order_cancelled", r#"{"order_id":"1001"}"#, r#"["order_cancelled","1001"]"#);
}
