//! What the lines of a cart or an order say at the top level, so that a segment needs no JSON logic.

use crate::engine::Literal;
use crate::plan::tables::{at, Kind};
use crate::plan::validation::{is_finite, Checker};
use crate::value::{Value, TRUE};

/// Of one amount: each line may have been rounded on its own.
const ROUNDING: f64 = 0.01;

/// Gives the event the currency that its lines agree on, when it has none of its own. Says whether all amounts are in one.
pub fn inherit_currency(map: Value, checker: &Checker) -> bool {
    let mut own = map.get("currency");
    let mut one = true;
    for line in lines(map).items() {
        let currency = line.get("currency");
        own = own.or(currency);
        one &= currency.or(own).same(own);
    }
    map.set("currency", own);
    if !one {
        checker.warn(Value::text("currency"), "contradiction|is not every line's");
    }
    one
}

/// Adds `cart_value` and `item_count` (with `totals`), `product_ids` and `primary_category` where the page gave none, and warns where what it
/// gave is not the sum of the lines (if they are `summable`; with `sums`: lines of a refund need not make up the order's total).
pub fn derive(map: Value, totals: bool, summable: bool, sums: bool, checker: &Checker) {
    if !map.get("currency").is_given()
        && map
            .keys()
            .items()
            .any(|name| checker.kinds.find(name).at(at::KIND).as_number() == f64::from(Kind::Money as u8))
    {
        checker.warn(Value::text("currency"), "missing_property|amounts need one");
    }
    if !sums
        && !map.get("full_refund").is_given()
        && map.num("refund_amount") >= map.num("order_total") - ROUNDING
    {
        // What ends a journey. A part is not known to be one: it may be the last of several.
        map.set("full_refund", TRUE);
    }
    // Without lines, nothing is known; with an empty list, the cart is known to be empty.
    let lines = lines(map);
    if !lines.is_list() {
        return;
    }
    let (mut value, mut items) = (0.0, 0.0);
    let (ids, categories) = (Value::map(), Value::map());
    for line in lines.items() {
        let quantity = number(line, "quantity".into(), 1.0);
        let amount = quantity * number(line, "price".into(), 0.0);
        value += amount;
        items += quantity;
        // The names of an object are each there once.
        ids.put(line.get("product_id"), TRUE);
        let category = line.get("category");
        if category.test("\\S") {
            let weight = categories.find(category).as_number();
            categories.put(category, Value::number(if weight > 0.0 { weight + amount } else { amount }));
        }
    }
    if totals {
        if summable && is_finite(value) {
            let tolerance = ROUNDING * f64::from(lines.len() + 1);
            if sums {
                // The subtotal is the lines, before or after the discount. The total lies between the lines less the discount (tax
                // included) and the lines with shipping and tax.
                let low = value - number(map, "discount".into(), 0.0) - tolerance;
                let high = value + tolerance;
                warn_outside(map, "subtotal".into(), low, high, checker);
                let added = number(map, "shipping".into(), 0.0) + number(map, "tax".into(), 0.0);
                warn_outside(map, "total".into(), low, high + added, checker);
            }
            give(map, "cart_value".into(), value, tolerance, checker);
        }
        if is_finite(items) {
            give(map, "item_count".into(), items, 0.0, checker);
        }
    }
    if !map.get("product_ids").is_given() {
        map.set("product_ids", ids.keys());
    }
    if !map.get("primary_category").is_given() {
        let mut most = -1.0;
        for category in categories.keys().items() {
            let weight = categories.find(category).as_number();
            if weight > most {
                most = weight;
                map.set("primary_category", category);
            }
        }
    }
}

fn give(map: Value, name: Literal, derived: f64, tolerance: f64, checker: &Checker) {
    if map.get(name).is_given() {
        warn_outside(map, name, derived - tolerance, derived + tolerance, checker);
    } else {
        // Four decimals, the most a currency has; without them 3 × 19.99 is 59.969999999999995.
        map.set_num(name, (derived * 10_000.0 + 0.5).floor() / 10_000.0);
    }
}

#[inline(never)]
fn warn_outside(map: Value, name: Literal, low: f64, high: f64, checker: &Checker) {
    let given = map.num(name);
    if given < low || given > high {
        checker.warn(Value::text(name), "contradiction|is not the sum of the lines");
    }
}

#[inline(never)]
fn number(map: Value, name: Literal, absent: f64) -> f64 {
    let number = map.num(name);
    if number.is_nan() {
        absent
    } else {
        number
    }
}

#[inline(never)]
fn lines(map: Value) -> Value {
    map.get("line_items").or(map.get("products"))
}
