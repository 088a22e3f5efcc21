//! What the lines of a cart or an order say at the top level of an event, so that a segment needs no JSON
//! logic. And warnings where what the page gave does not match the lines.

use crate::plan::tables::Kind;
use crate::plan::validation::{is_finite, Checker};
use crate::plan::{EventProperties, ViolationCode};
use crate::value::{members, same, text, Map, Text, View};

/// How much one amount may be off: the shop may have rounded each line on its own.
const ROUNDING: f64 = 0.01;

/// Gives the event the currency of its lines when it has none of its own. Says whether all amounts are in one
/// currency, and warns where they are not.
pub(super) fn inherit_currency(properties: EventProperties, checker: &Checker) -> bool {
    let mut own = properties.currency();
    let mut is_one = true;
    for line in members(properties.lines()) {
        let currency = line.currency();
        own = own.or(currency);
        is_one &= same(currency.or(own), own);
    }
    properties.set_currency(own);
    if !is_one {
        checker.warn(text("currency"), ViolationCode::Contradiction, "is not every line's");
    }
    is_one
}

/// Marks a refund of the whole order as one. It ends journeys that build on the order. A refund of a part
/// is not known to be the last one, so nothing is said of it.
pub(super) fn mark_full_refund(properties: EventProperties) {
    if properties.given_full_refund().is_none()
        && properties.refund_amount() >= properties.order_total() - ROUNDING
    {
        properties.set_is_full_refund(true);
    }
}

/// Reports an event that has an amount but no currency.
#[inline(always)]
pub(super) fn report_missing_currency(properties: EventProperties, checker: &Checker) {
    let (path, is_amount) =
        (text("currency"), |name| checker.property_row(name).is_some_and(|row| row.is(Kind::Money)));
    if !checker.is_given(checker.problems, properties.currency().map(View::value), path)
        && properties.all().keys().into_iter().any(is_amount)
    {
        checker.report_missing(checker.problems, path);
    }
}

/// Adds `product_ids` and `primary_category`, and with `has_totals` the sums, where the page gave none.
///
/// With `is_summable` the amounts of the lines are in one currency. With `is_whole` the lines make up the
/// whole cart or order, so that its total must match them; those of a refund need not.
pub(super) fn derive(
    properties: EventProperties,
    has_totals: bool,
    is_summable: bool,
    is_whole: bool,
    checker: &Checker,
) {
    // Without lines nothing is known. An empty list says that the cart is empty.
    let Some(lines) = properties.lines() else { return };
    let (mut value, mut item_count) = (0.0, 0.0);
    let (product_ids, categories): (Map<Text, bool>, Map<Text, f64>) = (Map::new(), Map::new());
    for line in lines {
        let mut quantity = line.quantity();
        if quantity.is_nan() {
            quantity = 1.0;
        }
        let amount = quantity * line.price();
        value += amount;
        item_count += quantity;
        if let Some(id) = line.product_id() {
            // A map has each name once.
            product_ids.set(id, true);
        }
        if let Some(category) = line.category() {
            if category.test("\\S") {
                categories.set(category, or_zero(categories.number(category)) + or_zero(amount));
            }
        }
    }
    if has_totals {
        if is_summable && is_finite(value) {
            let tolerance = ROUNDING * f64::from(lines.len() + 1);
            if is_whole {
                check_total(properties, value, tolerance, checker);
            }
            let given = properties.cart_value();
            properties.set_cart_value(given_or_derived(given, value, tolerance, text("cart_value"), checker));
        }
        if is_finite(item_count) {
            let given = properties.item_count();
            properties.set_item_count(given_or_derived(given, item_count, 0.0, text("item_count"), checker));
        }
    }
    if properties.product_ids().is_none() {
        properties.set_product_ids(Some(product_ids.keys()));
    }
    if properties.primary_category().is_none() {
        let mut most = -1.0;
        for (category, weight) in categories {
            if weight > most {
                most = weight;
                properties.set_primary_category(Some(category));
            }
        }
    }
}

/// Warns where subtotal and total do not match the value of the lines.
///
/// The subtotal is the lines, before or after the discount. The total lies between the lines less the
/// discount, with taxes included, and the lines with shipping and taxes.
fn check_total(properties: EventProperties, value: f64, tolerance: f64, checker: &Checker) {
    let low = value - or_zero(properties.discount()) - tolerance;
    let high = value + tolerance;
    warn_outside(properties.subtotal(), low, high, text("subtotal"), checker);
    let added = or_zero(properties.shipping()) + or_zero(properties.tax());
    warn_outside(properties.total(), low, high + added, text("total"), checker);
}

/// What the page gave, with a warning where the lines say something else; or the derived number.
#[inline(never)]
fn given_or_derived(given: f64, derived: f64, tolerance: f64, path: Text, checker: &Checker) -> f64 {
    if given.is_nan() {
        // Four decimals, the most that a currency has. Otherwise 3 × 19.99 is 59.969999999999995.
        (derived * 10_000.0 + 0.5).floor() / 10_000.0
    } else {
        warn_outside(given, derived - tolerance, derived + tolerance, path, checker);
        given
    }
}

#[inline(never)]
fn warn_outside(given: f64, low: f64, high: f64, path: Text, checker: &Checker) {
    if given < low || given > high {
        checker.warn(path, ViolationCode::Contradiction, "is not the sum of the lines");
    }
}

/// The number, or 0 where there is none.
#[inline(never)]
fn or_zero(number: f64) -> f64 {
    if number.is_nan() {
        0.0
    } else {
        number
    }
}
