//! What is derived from the lines where the page gave nothing.

use super::tests::{accepted, check, read_json, refused, warned};
use crate::value::testing::show;

#[test]
fn totals_ids_and_category_are_derived_from_the_lines() {
    let event = check(
        "checkout_started",
        r#"{"products":[
            {"product_id":1,"category":"Mugs","price":19.99,"quantity":3,"currency":"usd"},
            {"product_id":"2","category":"Pots","price":60,"quantity":1},
            {"product_id":1,"price":0.01,"quantity":2}]}"#,
        r#"{"line_items":[
            {"product_id":"1","category":"Mugs","price":19.99,"quantity":3,"currency":"USD"},
            {"product_id":"2","category":"Pots","price":60,"quantity":1},
            {"product_id":"1","price":0.01,"quantity":2}],
            "currency":"USD","cart_value":119.99,"item_count":6,"product_ids":["1","2"],
            "primary_category":"Pots"}"#,
    );
    assert!(event.warnings().is_empty());
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
fn a_refund_of_the_whole_order_is_marked_and_a_part_only_when_the_shop_says_so() {
    for (amounts, full) in [
        (r#""refund_amount":25,"order_total":25"#, "true"),
        (r#""refund_amount":24.99,"order_total":25"#, "true"),
        (r#""refund_amount":24,"order_total":25"#, "undefined"),
        (r#""refund_amount":24,"order_total":25,"full_refund":true"#, "true"),
        (r#""refund_amount":25,"order_total":25,"full_refund":false"#, "false"),
        (r#""refund_amount":25"#, "undefined"),
        (r#""order_total":25"#, "undefined"),
    ] {
        let given = [r#"{"order_id":"1001","currency":"EUR","#, amounts, "}"].concat();
        assert_eq!(
            show(accepted(read_json("order_refunded", &given)).properties().given_full_refund()),
            full,
            "{amounts}"
        );
    }
    let journey = r#"{"order_id":"1001","total":25,"currency":"EUR","reason":"out of stock","coupon":"SPRING",
        "order_date":1795441235,"line_items":[{"product_id":"a","price":25,"quantity":1}],
        "cart_value":25,"item_count":1,"product_ids":["a"]}"#;
    check("order_cancelled", journey, journey);
}

#[test]
fn what_the_shop_gives_is_kept_and_only_what_is_known_is_summed_up() {
    let order = |more: &str| {
        let lines = r#"{"order_id":"1","currency":"EUR","line_items":[
            {"product_id":"a","price":10,"quantity":2},{"product_id":"b","price":5,"quantity":1}],"#;
        [lines, more, "}"].concat()
    };
    let event =
        accepted(read_json("order_completed", &order(r#""total":26,"cart_value":20,"item_count":2"#)));
    assert_eq!((event.properties().cart_value(), event.properties().item_count()), (20.0, 2.0));
    assert!(event.warnings().is_empty(), "a part for developers compares it with the lines");
    let mixed = order(r#""total":25"#).replace(r#""price":5"#, r#""price":5,"currency":"USD""#);
    warned("order_completed", &mixed, "");
    let properties = accepted(read_json("order_completed", &mixed)).properties();
    assert!(properties.cart_value().is_nan(), "amounts in two currencies have no sum");
    assert_eq!(properties.item_count(), 3.0);
    refused("order_refunded", r#"{"order_id":"1","refund_amount":5}"#, "missing_property currency");
    let huge = r#"{"currency":"EUR","line_items":[{"product_id":"a","price":1e306,"quantity":999}]}"#;
    assert!(accepted(read_json("cart_viewed", huge)).properties().cart_value().is_nan());
}
