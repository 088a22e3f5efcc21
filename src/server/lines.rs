//! The lines of a cart or an order, what they add up to, and how they fit into a message.

use crate::plan::limits::MAX_LINES;
use crate::wire::{number, Data, LineItem};
use serde_json::Value;

/// What a line can do without, the largest first.
const OPTIONAL: &[&str] = &["image_url", "url", "variant_name", "brand", "sku", "coupon"];
/// The lists that grow with the lines.
const LISTS: &[&str] = &["line_items", "products", "product_ids"];

/// With four decimals, the most that a currency has. Otherwise 3 × 19.99 is 59.969999999999995.
pub fn rounded(amount: f64) -> f64 {
    (amount * 10_000.0).round() / 10_000.0
}

/// Adds the lines and what they add up to, as the page derives it. A sum that takes an unknown price is
/// absent.
pub fn add_lines(properties: &mut Data, lines: &[LineItem]) {
    let value_of = |line: &LineItem| Some(line.price? * line.quantity.unwrap_or(1.0));
    properties.insert("line_items".into(), lines.iter().map(LineItem::to_value).collect());
    if let Some(sum) = lines.iter().map(value_of).sum::<Option<f64>>() {
        properties.insert("cart_value".into(), number(rounded(sum)));
    }
    let count = lines.iter().map(|line| line.quantity.unwrap_or(1.0)).sum();
    properties.insert("item_count".into(), number(rounded(count)));
    let mut product_ids: Vec<&str> = Vec::new();
    let mut categories: Vec<(&str, f64)> = Vec::new();
    for line in lines {
        if let Some(id) = line.product_id.as_deref().filter(|id| !product_ids.contains(id)) {
            product_ids.push(id);
        }
        if let Some(category) = line.category.as_deref() {
            let value = value_of(line).unwrap_or(0.0);
            match categories.iter_mut().find(|(known, _)| *known == category) {
                Some((_, sum)) => *sum += value,
                None => categories.push((category, value)),
            }
        }
    }
    if !product_ids.is_empty() {
        properties.insert("product_ids".into(), product_ids.into());
    }
    let first_of_most = categories.iter().rev().max_by(|(_, a), (_, b)| a.total_cmp(b));
    if let Some((category, _)) = first_of_most {
        properties.insert("primary_category".into(), (*category).into());
    }
}

/// How many lines a message has of how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    pub kept: usize,
    pub all: usize,
}

/// Makes properties fit into this many bytes of JSON. Lines lose what they can do without, and then the last
/// lines go, with their ids. The sums over all lines stay. Says how many lines are left, if not all.
pub fn fit(properties: &mut Data, max_bytes: usize) -> Option<Cut> {
    if bytes(properties) <= max_bytes {
        return None;
    }
    let all = lines_of(properties).map_or(0, |lines| lines.len());
    let count = item_count(properties);
    shorten(properties, MAX_LINES as usize);
    for optional in OPTIONAL {
        if bytes(properties) <= max_bytes {
            break;
        }
        for line in lines_of(properties).into_iter().flatten().filter_map(Value::as_object_mut) {
            line.remove(*optional);
        }
    }
    while bytes(properties) > max_bytes {
        let longest = LISTS.iter().filter_map(|name| properties.get(*name)?.as_array().map(Vec::len)).max();
        match longest.filter(|longest| *longest > 0) {
            Some(longest) => shorten(properties, longest * 9 / 10),
            None => break,
        }
    }
    let kept = lines_of(properties).map_or(0, |lines| lines.len());
    if kept == all {
        return None;
    }
    if let Some(count) = count {
        properties.entry("item_count").or_insert_with(|| number(rounded(count)));
    }
    Some(Cut { kept, all })
}

/// Cuts every list that grows with the lines.
fn shorten(properties: &mut Data, length: usize) {
    for name in LISTS {
        if let Some(list) = properties.get_mut(*name).and_then(Value::as_array_mut) {
            list.truncate(length);
        }
    }
}

/// How many pieces the lines of an event are.
fn item_count(properties: &mut Data) -> Option<f64> {
    let quantity = |line: &Value| line.get("quantity").and_then(Value::as_f64).unwrap_or(1.0);
    lines_of(properties).map(|lines| lines.iter().map(quantity).sum())
}

fn lines_of(properties: &mut Data) -> Option<&mut Vec<Value>> {
    ["line_items", "products"]
        .into_iter()
        .find(|name| properties.get(*name).is_some_and(Value::is_array))
        .map(|name| properties.get_mut(name).and_then(Value::as_array_mut))?
}

/// How many bytes a value takes as JSON.
pub fn bytes<T: serde::Serialize>(value: &T) -> usize {
    serde_json::to_vec(value).map_or(usize::MAX, |json| json.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn line(id: &str, price: Option<f64>, quantity: f64, category: &str) -> LineItem {
        LineItem {
            product_id: Some(id.into()),
            price,
            quantity: Some(quantity),
            category: Some(category.into()),
            ..LineItem::default()
        }
    }

    #[test]
    fn the_sums_are_those_that_the_page_derives() {
        let mut properties = Data::new();
        let lines = [
            line("P1", Some(19.99), 3.0, "Shoes"),
            line("P2", Some(5.0), 1.0, "Care"),
            line("P1", Some(0.0), 1.0, "Care"),
        ];
        add_lines(&mut properties, &lines);
        assert_eq!(properties["cart_value"], json!(64.97));
        assert_eq!(properties["item_count"], json!(5));
        assert_eq!(properties["product_ids"], json!(["P1", "P2"]));
        assert_eq!(properties["primary_category"], json!("Shoes"));
        add_lines(&mut properties, &[line("P1", Some(1.0), 1.0, "A"), line("P2", Some(1.0), 1.0, "B")]);
        assert_eq!(properties["primary_category"], json!("A"), "the first of equals");
    }

    #[test]
    fn a_sum_over_an_unknown_price_is_absent() {
        let mut properties = Data::new();
        add_lines(&mut properties, &[line("P1", None, 1.0, "A"), line("P2", Some(1.0), 1.0, "B")]);
        assert_eq!(properties.get("cart_value"), None);
        assert_eq!(properties["item_count"], json!(2));
    }

    #[test]
    fn a_long_order_loses_pictures_first_and_then_its_last_lines() {
        let lines: Vec<LineItem> = (0..200)
            .map(|index| LineItem {
                image_url: Some("x".repeat(100)),
                ..line(&format!("P{index}"), None, 1.0, "A")
            })
            .collect();
        let mut properties = Data::new();
        add_lines(&mut properties, &lines);
        assert_eq!(fit(&mut properties, 20_000), None);
        assert_eq!(properties["line_items"].as_array().map(Vec::len), Some(200));
        assert_eq!(properties["line_items"][0].get("image_url"), None);
        let cut = fit(&mut properties, 5_000);
        let kept = properties["line_items"].as_array().map_or(0, Vec::len);
        assert_eq!(cut, Some(Cut { kept, all: 200 }));
        assert!(bytes(&properties) <= 5_000 && kept > 20, "{kept}");
        assert_eq!(properties["item_count"], json!(200));
    }

    #[test]
    fn thousands_of_lines_fit_with_their_ids_and_keep_their_count() {
        for count in [2_000, 20_000] {
            let lines: Vec<Value> = (0..count)
                .map(|index| json!({"product_id": format!("84000{index:08}"), "price": 9.99, "quantity": 2}))
                .collect();
            let ids: Vec<Value> = lines.iter().map(|line| line["product_id"].clone()).collect();
            let Value::Object(mut properties) = json!({"line_items": lines, "product_ids": ids}) else {
                unreachable!("an object")
            };
            let cut = fit(&mut properties, 31_000).unwrap();
            assert!(cut.all == count && cut.kept > 200, "{cut:?}");
            assert!(bytes(&properties) <= 31_000);
            assert_eq!(properties["item_count"], json!(2 * count));
        }
    }

    #[test]
    fn what_has_no_lines_is_left_as_it_is() {
        let Value::Object(given) = json!({"note": "x".repeat(200)}) else { unreachable!("an object") };
        let mut properties = given.clone();
        assert_eq!(fit(&mut properties, 100), None);
        assert_eq!(properties, given);
    }
}
