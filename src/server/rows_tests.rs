//! Rows of an export, right and odd.

use super::*;
use serde_json::json;

fn problems(row: Value) -> Vec<(&'static str, String, bool)> {
    let (_, problems) = read_row(&row, 7, "shop.example");
    assert!(problems.iter().all(|problem| problem.row == 7 && !problem.message.is_empty()));
    problems.into_iter().map(|problem| (problem.code, problem.path, problem.is_left_out)).collect()
}

fn order(changes: Value) -> Value {
    let mut row = json!({
        "id": 1001, "person": {"email": "Jane@Example.com"}, "is_placed": true, "total": "84.90",
        "currency": "eur", "placed_at": "2026-11-23T13:40:35Z",
    });
    for (name, value) in changes.as_object().unwrap() {
        row[name] = value.clone();
    }
    row
}

#[test]
fn a_row_is_read_as_what_can_only_be_meant() {
    let lines = json!([{"product_id": 93, "price": "5.00", "quantity": 2, "gift": true}]);
    let refunds = json!([{"id": 5, "amount": 5, "currency": "EUR", "at": 1_795_441_235_000_i64}]);
    let id = "gid://shopify/Order/1001";
    let (read, problems) = read_row(&order(json!({"id": id, "lines": lines, "refunds": refunds})), 1, "s");
    assert_eq!(problems, []);
    let read = read.unwrap();
    assert_eq!((read.id.as_str(), read.total, read.currency.as_deref()), ("1001", Some(84.9), Some("EUR")));
    assert_eq!(read.placed_at, Some(1_795_441_235_000));
    assert_eq!(read.person.email.as_deref(), Some("jane@example.com"));
    let line = &read.lines.unwrap()[0];
    assert_eq!((line.product_id.as_deref(), line.price), (Some("93"), Some(5.0)));
    assert_eq!(read.refunds[0].id.as_deref(), Some("5"));
    let (read, _) = read_row(&order(json!({"placed_at": 1_795_441_235})), 1, "s");
    assert_eq!(read.unwrap().placed_at, Some(1_795_441_235_000), "Unix seconds");
}

#[test]
fn a_row_without_what_an_order_is_about_is_left_out_under_its_code() {
    for (row, code, path) in [
        (json!(null), "unreadable", ""),
        (json!("order"), "unreadable", ""),
        (json!([]), "unreadable", ""),
        (order(json!({"id": null})), "order_id", "id"),
        (order(json!({"id": "{{ order.id }}"})), "order_id", "id"),
        (order(json!({"id": 0})), "order_id", "id"),
        (order(json!({"id": 1.5})), "order_id", "id"),
        (order(json!({"id": ["1"]})), "order_id", "id"),
        (order(json!({"is_placed": "yes"})), "wrong_type", "is_placed"),
        (order(json!({"is_placed": null})), "wrong_type", "is_placed"),
    ] {
        assert_eq!(problems(row.clone()), [(code, path.to_owned(), true)], "{row}");
    }
}

#[test]
fn keys_follow_the_rules_of_the_page() {
    for (person, codes) in [
        (json!({"email": "guest"}), vec!["not_a_key", "nobody"]),
        (json!({"customerId": "0"}), vec!["not_a_key", "nobody"]),
        (json!({"customerId": "{{ customer.id }}"}), vec!["not_a_key", "nobody"]),
        (json!({"email": "info@shop.example"}), vec!["own_address", "nobody"]),
        (json!({"anonymousId": "00000000-0000-0000-0000-000000000000"}), vec!["not_a_key", "nobody"]),
        (json!({"phone": "600 123 456"}), vec!["nobody"]),
        (json!({}), vec!["nobody"]),
        (json!("jane"), vec!["wrong_type", "nobody"]),
    ] {
        let (read, problems) = read_row(&order(json!({"person": person})), 1, "shop.example");
        assert_eq!(read, None, "{person}");
        assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), codes, "{person}");
        assert!(problems.last().is_some_and(|problem| problem.is_left_out));
    }
    let person = json!({"customerId": 42, "email": "guest"});
    let (read, problems) = read_row(&order(json!({"person": person})), 1, "s");
    assert_eq!(read.unwrap().person.customer_id.as_deref(), Some("42"));
    assert_eq!((problems[0].code, problems[0].path.as_str()), ("not_a_key", "person.email"));
}

#[test]
fn an_odd_member_costs_itself_alone() {
    for (changes, code, path) in [
        (json!({"total": "ten"}), "amount", "total"),
        (json!({"total": -5}), "amount", "total"),
        (json!({"currency": "euro"}), "currency", "currency"),
        (json!({"placed_at": "yesterday"}), "date", "placed_at"),
        (json!({"placed_at": {}}), "date", "placed_at"),
        (json!({"lines": {}}), "wrong_type", "lines"),
        (json!({"lines": [null]}), "wrong_type", "lines[0]"),
        (json!({"lines": [{"price": "x"}]}), "wrong_type", "lines[0].price"),
        (json!({"lines": [{"name": [5]}]}), "wrong_type", "lines[0].name"),
        (json!({"refunds": [{"id": 1, "amount": []}]}), "amount", "refunds[0].amount"),
        (json!({"refunds": ["r"]}), "wrong_type", "refunds[0]"),
        (json!({"refunds": [{"id": "{{ id }}"}]}), "refund_id", "refunds[0].id"),
        (json!({"cancellation": true}), "wrong_type", "cancellation"),
        (json!({"profile": {"orders_count": 1.5}}), "wrong_type", "profile.orders_count"),
        (json!({"profile": 5}), "wrong_type", "profile"),
        (json!({"custommer": 5}), "unknown_field", "custommer"),
    ] {
        assert_eq!(problems(order(changes.clone())), [(code, path.to_owned(), false)], "{changes}");
    }
}
