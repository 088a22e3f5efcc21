use super::*;
use crate::engine::twin;
use crate::value::testing::{owned, string, unreadable, value};
use crate::plan::tables::{Kind, EVENTS, PROPERTIES, RESERVED_EVENTS};

const PRODUCT: &str = r#"{"product_id":"p1","variant_id":"v1","name":"Mug","price":12.5,"currency":"EUR"}"#;

fn read_value(name: &str, properties: Value) -> Value {
    read(owned(name), properties, Value::map())
}

fn read_text(name: &str, properties: &str) -> Value {
    read_value(name, value(properties))
}

fn open(name: &str, properties: Value) -> Value {
    read(owned(name), properties, value(r#"{"allowUnknownEvents":true}"#))
}

/// `code path, code path`
pub fn pairs(violations: Value) -> String {
    violations
        .items()
        .map(|each| string(each.get("code")) + " " + &string(each.get("path")))
        .collect::<Vec<_>>()
        .join(", ")
}

fn json(value: Value) -> serde_json::Value {
    serde_json::from_str(&show(value)).unwrap()
}

#[track_caller]
fn good(event: Value) -> Value {
    assert!(event.get("name").is_given(), "{event:?}");
    event
}

/// Reads to these properties.
#[track_caller]
fn check(name: &str, given: &str, expected: &str) -> Value {
    let event = good(read_text(name, given));
    assert_eq!(json(event.get("properties")), json(value(expected)));
    event
}

#[track_caller]
fn refused(name: &str, given: &str, expected: &str) {
    let found = read_text(name, given);
    assert!(!found.get("name").is_given());
    assert_eq!(pairs(found.get("violations")), expected, "{name} {given}");
}

#[track_caller]
fn warned(name: &str, given: &str, expected: &str) {
    assert_eq!(pairs(good(read_text(name, given)).get("warnings")), expected, "{given}");
}

fn with(base: &str, more: &str) -> String {
    [&base[..base.len() - 1], ",", more, "}"].concat()
}

fn map(name: &str, value: Value) -> Value {
    let map = Value::map();
    map.put(owned(name), value);
    map
}

#[test]
fn every_event_is_refused_without_each_of_its_required_properties_and_read_with_them() {
    for row in EVENTS {
        let words = |text: &'static str, by: [char; 2]| text.split(by).filter(|name| !name.is_empty());
        let all = |without: &str| {
            let all = Value::map();
            for name in
                words(row.required, [' ', '/']).filter(|name| !without.split('/').any(|part| part == *name))
            {
                all.put(owned(name), value(sample(name)));
            }
            all
        };
        let event = good(read_value(row.name, all("")));
        assert_eq!(
            (string(event.get("name")).as_str(), event.num("rank")),
            (row.name, f64::from(row.intent))
        );
        assert_eq!((event.flag("in_cart"), event.get("warnings").len()), (row.in_cart, 0));
        for wanted in words(row.required, [' ', ' ']) {
            let found = read_value(row.name, all(wanted)).get("violations");
            assert_eq!(pairs(found), ["missing_property ", wanted].concat(), "{}", row.name);
        }
    }
    refused("consent_changed", r#"{"sms_consent":"yes"}"#, "wrong_type sms_consent");
}

fn sample(name: &str) -> &'static str {
    match PROPERTIES.iter().find(|row| row.name == name).unwrap().kind {
        Kind::Id | Kind::Text => r#""a""#,
        Kind::Currency => r#""EUR""#,
        Kind::Money | Kind::Quantity | Kind::Count | Kind::Number => "2",
        Kind::Boolean => "true",
        Kind::LineItems => r#"[{"product_id":"p","price":1,"quantity":2}]"#,
        Kind::Url | Kind::Date | Kind::List => panic!("no sample"),
    }
}

#[test]
fn names_that_are_no_event_are_refused_with_the_nearest_that_is() {
    let message = |name: &str| string(read_text(name, "null").get("violations").at(0).get("message"));
    refused("product_view", "{}", "unknown_event ");
    assert!(message("product_view").ends_with("did you mean product_viewed?"), "{}", message("product_view"));
    assert!(message("Product Added").ends_with("did you mean add_to_cart?"));
    assert!(!message("newsletter_footer_clicked").contains("mean"));
    assert_eq!(string(open(" quiz done ", UNDEFINED).get("name")), "quiz done");
    assert_eq!(open("quiz", UNDEFINED).num("rank"), UNKNOWN_INTENT);
    let long = "é".repeat(51);
    let names = [
        ("", "name_empty"),
        (&long, "name_too_long"),
        ("user deleted", "reserved_event"),
        (" Report Delivery Event ", "reserved_event"),
    ];
    for (name, code) in names.into_iter().chain(RESERVED_EVENTS.iter().map(|name| (*name, "reserved_event")))
    {
        assert_eq!(pairs(open(name, UNDEFINED).get("violations")), [code, " "].concat(), "{name}");
        refused(name, "{}", &[code, " "].concat());
    }
    good(open(&"x".repeat(100), UNDEFINED));
    for none in
        [UNDEFINED, value("null"), value("7"), value("{}"), value("[\"page\"]"), unreadable("function")]
    {
        let found = read(none, UNDEFINED, value(r#"{"allowUnknownEvents":true}"#));
        assert_eq!(pairs(found.get("violations")), "unknown_event ", "{none:?}");
    }
}

#[test]
fn ids_become_text_and_null_or_an_empty_optional_is_absent() {
    check(
        "product_viewed",
        r#"{"product_id":6786188247105,"variant_id":null,"sku":"","name":"Mug","brand":"","price":0,"currency":" eur ","in_stock":null}"#,
        r#"{"product_id":"6786188247105","name":"Mug","brand":"","price":0,"currency":"EUR"}"#,
    );
    warned("product_viewed", &with(PRODUCT, r#""sku":" ""#), "empty sku");
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
            assert_eq!(pairs(open(name, value(&given)).get("violations")), expected, "{name} {bad}");
        }
    }
    check(
        "subscription_started",
        r#"{"subscription_id":"s","next_order_date":"2026-11-23T13:40:35+00:00","image_url":"//cdn.shop.example/a.png"}"#,
        r#"{"subscription_id":"s","next_order_date":1795441235,"image_url":"//cdn.shop.example/a.png"}"#,
    );
}

#[test]
fn every_violation_is_told_at_once() {
    refused(
        "order_completed",
        r#"{"total":"10","currency":"euro","recipient":"x","line_items":[{"product_id":"","price":-1,"quantity":2,"a":{"__proto__":1}}]}"#,
        "wrong_type total, bad_currency currency, reserved_property recipient, out_of_range line_items[0].price, \
         unsafe_key line_items[0].a.__proto__, missing_property line_items[0].product_id, missing_property order_id",
    );
}

#[test]
fn hostile_values_each_have_a_defined_result() {
    let nested = |levels: usize| {
        (0..levels).fold(TRUE, |inner, _| {
            let list = Value::list();
            list.push(inner);
            list
        })
    };
    let wide = |count: usize| {
        let map = Value::map();
        (0..count).for_each(|index| map.put(owned(&format!("k{index}")), TRUE));
        map
    };
    for (given, code) in [
        (Value::number(f64::NAN), "not_finite"),
        (Value::number(f64::NEG_INFINITY), "not_finite"),
        (unreadable("bigint"), "bigint"),
        (unreadable("cycle"), "cycle"),
        (unreadable("getter"), "getter"),
        (unreadable("function"), "function"),
        (unreadable("date"), "bad_date"),
        (unreadable("depth"), "too_deep"),
        (nested(7), "too_deep"),
        (wide(300), "too_many_keys"),
        (map("constructor", value("null")), "unsafe_key"),
        (map("", value("null")), "name_empty"),
        (map(&"n".repeat(151), value("null")), "name_too_long"),
    ] {
        let found = read_value("page", map("x", given)).get("violations");
        assert_eq!((found.len(), string(found.at(0).get("code")).as_str()), (1, code));
        assert!(string(found.at(0).get("path")).starts_with('x'));
    }
    for given in [nested(6), wide(299), owned(&"x".repeat(100_000))] {
        good(read_value("page", map("x", given)));
    }
    for given in ["[]", "\"a\"", "1", "false"] {
        refused("page", given, "not_an_object ");
    }
    assert_eq!(pairs(read_value("page", unreadable("getter")).get("violations")), "getter ");
    let lines = |count: usize| {
        read_text(
            "cart_viewed",
            &[
                "{\"line_items\":[",
                &vec![r#"{"product_id":1,"price":1,"quantity":1}"#; count].join(","),
                "]}",
            ]
            .concat(),
        )
    };
    good(lines(1000));
    assert_eq!(pairs(lines(1001).get("violations")), "too_many_lines line_items");
    let many = Value::list();
    (0..10_000).for_each(|_| many.push(Value::number(f64::NAN)));
    assert_eq!(read_value("page", map("x", many)).get("violations").len(), 64);
}

#[test]
fn a_cart_of_a_hundred_lines_is_no_hostile_object() {
    let line =
        with(PRODUCT, r#""quantity":1,"sku":"s","brand":"b","category":"c","url":"/p","image_url":"/i""#);
    let given = [r#"{"currency":"EUR","line_items":["#, &vec![line.as_str(); 100].join(","), "]}"].concat();
    assert_eq!(good(read_text("checkout_started", &given)).get("properties").num("item_count"), 100.0);
}

#[test]
fn lines_yield_the_top_level_properties() {
    let event = check(
        "checkout_started",
        r#"{"products":[{"product_id":1,"category":"Mugs","price":19.99,"quantity":3,"currency":"usd"},{"product_id":"2","category":"Pots","price":60,"quantity":1},{"product_id":1,"price":0.01,"quantity":2}]}"#,
        r#"{"line_items":[{"product_id":"1","category":"Mugs","price":19.99,"quantity":3,"currency":"USD"},{"product_id":"2","category":"Pots","price":60,"quantity":1},{"product_id":"1","price":0.01,"quantity":2}],
            "currency":"USD","cart_value":119.99,"item_count":6,"product_ids":["1","2"],"primary_category":"Pots"}"#,
    );
    assert!(event.get("warnings").is_empty());
    check(
        "cart_viewed",
        r#"{"currency":"EUR","line_items":[]}"#,
        r#"{"currency":"EUR","line_items":[],"cart_value":0,"item_count":0,"product_ids":[]}"#,
    );
    check("cart_viewed", "null", "{}");
    check(
        "collection_viewed",
        r#"{"collection_id":"c","products":[{"product_id":1},{"product_id":2}]}"#,
        r#"{"collection_id":"c","products":[{"product_id":"1"},{"product_id":"2"}],"product_ids":["1","2"]}"#,
    );
}

#[test]
fn a_refund_of_everything_says_so_and_of_a_part_only_what_the_shop_says() {
    for (amounts, full) in [
        (r#""refund_amount":25,"order_total":25"#, "true"),
        (r#""refund_amount":24.995,"order_total":25"#, "true"),
        (r#""refund_amount":24,"order_total":25"#, "undefined"),
        (r#""refund_amount":24,"order_total":25,"full_refund":true"#, "true"),
        (r#""refund_amount":25,"order_total":25,"full_refund":false"#, "false"),
        (r#""refund_amount":25"#, "undefined"),
        (r#""order_total":25"#, "undefined"),
    ] {
        let given = [r#"{"order_id":"1001","currency":"EUR","#, amounts, "}"].concat();
        assert_eq!(
            show(good(read_text("order_refunded", &given)).get("properties").get("full_refund")),
            full,
            "{amounts}"
        );
    }
    let journey = r#"{"order_id":"1001","total":25,"currency":"EUR","reason":"out of stock","coupon":"SPRING","order_date":1795441235,"line_items":[{"product_id":"a","price":25,"quantity":1}],"cart_value":25,"item_count":1,"product_ids":["a"]}"#;
    check("order_cancelled", journey, journey);
}

#[test]
fn a_given_total_that_contradicts_the_lines_is_a_warning() {
    let order = |more: &str| {
        [r#"{"order_id":"1","currency":"EUR","line_items":[{"product_id":"a","price":10,"quantity":2},{"product_id":"b","price":5,"quantity":1}],"#, more, "}"].concat()
    };
    for (more, expected) in [
        (r#""total":25"#, ""),
        (r#""total":25.02"#, ""),
        (r#""total":26"#, "contradiction total"),
        (r#""total":2500"#, "contradiction total"),
        (r#""total":29.9,"shipping":4.9"#, ""),
        (r#""total":34.65,"shipping":4.9,"tax":4.75"#, ""),
        (r#""total":25,"tax":4"#, ""),
        (r#""total":22.5,"discount":2.5"#, ""),
        (r#""total":20,"discount":2.5"#, "contradiction total"),
        (r#""total":25,"subtotal":25,"cart_value":25,"item_count":3"#, ""),
        (
            r#""total":25,"subtotal":20,"cart_value":20,"item_count":2"#,
            "contradiction subtotal, contradiction cart_value, contradiction item_count",
        ),
    ] {
        warned("order_completed", &order(more), expected);
    }
    let kept = good(read_text("order_completed", &order(r#""total":25,"cart_value":20"#)));
    assert_eq!(kept.get("properties").num("cart_value"), 20.0, "what the shop says stays");
    warned(
        "order_completed",
        &order(r#""total":25"#).replace(r#""price":5"#, r#""price":5,"currency":"USD""#),
        "contradiction currency",
    );
    warned("order_refunded", r#"{"order_id":"1","refund_amount":5}"#, "missing_property currency");
    warned("order_refunded", &order(r#""total":500"#), "");
    let huge =
        good(read_text("cart_viewed", r#"{"line_items":[{"product_id":"a","price":1.7e308,"quantity":9}]}"#));
    assert!(!huge.get("properties").get("cart_value").is_given());
}

#[test]
fn natural_keys_tell_a_repeat_from_another() {
    let once = |name: &str, given: &str| {
        let event = good(read_text(name, given));
        (string(event.get("once")), string(event.get("key")))
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
        let event = good(read_text(name, given));
        assert_eq!(
            (string(event.get("once")).as_str(), show(event.get("parts")).as_str()),
            ("forever", parts)
        );
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

#[test]
fn semantic_naming_maps_names_and_properties() {
    let check = |name: &str, given: &str, wire: &str, expected: &str| {
        let map = value(given);
        let name = semantic(owned(name), map);
        assert_eq!((string(name).as_str(), json(map)), (wire, json(value(expected))));
    };
    check(
        "checkout_started",
        r#"{"line_items":[{"product_id":"1","variant_name":"S"}],"cart_value":3,"note":1}"#,
        "Checkout Started",
        r#"{"products":[{"product_id":"1","variant":"S"}],"value":3,"note":1}"#,
    );
    check("collection_viewed", r#"{"collection_id":"c"}"#, "Product List Viewed", r#"{"list_id":"c"}"#);
    check(
        "offer_shown",
        r#"{"offer_code":"A","placement":"x"}"#,
        "Promotion Viewed",
        r#"{"promotion_id":"A","position":"x"}"#,
    );
    check(
        "offer_applied",
        r#"{"offer_code":"A","offer_value":5}"#,
        "Coupon Applied",
        r#"{"coupon_id":"A","discount":5}"#,
    );
    check(
        "collection_viewed",
        r#"{"collection_id":"c","list_id":"l"}"#,
        "Product List Viewed",
        r#"{"collection_id":"c","list_id":"l"}"#,
    );
    check("quiz", r#"{"a":1}"#, "quiz", r#"{"a":1}"#);
}
