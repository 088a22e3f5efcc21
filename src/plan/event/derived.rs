//! What the lines of a cart or an order say at the top level of an event, so that a segment needs no JSON
//! logic. What the page gives is kept, whatever the lines say: a part for developers compares the two
//! (pkg-template/src/parts/shared/contradictions.js).

use crate::plan::tables::DataType;
use crate::plan::validation::{is_finite, Checker};
use crate::plan::{EventProperties, Properties, ViolationCode};
use crate::value::{members, same, text, Map, Text, View};

/// How much an amount may be off through rounding.
const ROUNDING: f64 = 0.01;

/// Gives the event the currency of its lines when it has none of its own. Says whether all amounts are in one
/// currency.
pub(super) fn inherit_currency(properties: EventProperties) -> bool {
    let mut own = properties.currency();
    let mut is_one = true;
    for line in members(properties.lines()) {
        let currency = line.currency();
        own = own.or(currency);
        is_one &= same(currency.or(own), own);
    }
    properties.set_currency(own);
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

/// Whether the plan's amounts are among these; with `has_decimals`, one with decimals.
#[inline(never)]
fn has_amount(all: Properties, checker: &Checker, has_decimals: bool) -> bool {
    all.into_iter().any(|(name, value)| {
        checker.property_row(name).is_some_and(|row| row.is(DataType::Money))
            && (!has_decimals || value.as_number() % 1.0 > 0.0)
    })
}

/// Reports an event that has an amount but no currency.
#[inline(always)]
pub(super) fn report_missing_currency(properties: EventProperties, checker: &Checker) {
    let path = text("currency");
    if !checker.is_given(checker.problems, properties.currency().map(View::value), path)
        && has_amount(properties.all(), checker, false)
    {
        checker.report_missing(checker.problems, path);
    }
}

/// Currencies without decimals, by ISO 4217: the francs but those of Switzerland and Congo, and others. The
/// letters are in no other currency.
const WITHOUT_DECIMALS: &str = "[^CH].F|LP|IS|PY|RW|GX|YI|V[NU]";

/// Reports amounts with decimals in an event whose currency has none.
#[inline(always)]
pub(super) fn report_decimals(properties: EventProperties, checker: &Checker) {
    // What is refused already is read anew.
    if !checker.is_repaired()
        && checker.violations.is_empty()
        && properties.currency().is_some_and(|currency| currency.test(WITHOUT_DECIMALS))
        && (has_amount(properties.all(), checker, true)
            || members(properties.lines()).any(|line| has_amount(line.all(), checker, true)))
    {
        checker.refuse(text(""), ViolationCode::Rounded, "has decimals");
    }
}

/// Adds `product_ids` and `primary_category`, and with `has_totals` the sums, where the page gave none.
///
/// With `is_summable` the amounts of the lines are in one currency.
pub(super) fn derive(properties: EventProperties, has_totals: bool, is_summable: bool) {
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
            categories.set(category, or_zero(categories.number(category)) + or_zero(amount));
        }
    }
    if has_totals {
        if is_summable && properties.cart_value().is_nan() && is_finite(value) {
            properties.set_cart_value(rounded(value));
        }
        if properties.item_count().is_nan() && is_finite(item_count) {
            properties.set_item_count(rounded(item_count));
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

/// With four decimals, the most that a currency has. Otherwise 3 × 19.99 is 59.969999999999995.
fn rounded(sum: f64) -> f64 {
    (sum * 10_000.0).round_ties_even() / 10_000.0
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::written;

    #[test]
    fn only_the_currencies_without_decimals_are_known_as_such() {
        let without = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
        let with = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BMD BND BOB BOV BRL BSD \
            BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD \
            EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR \
            IQD IRR JMD JOD KES KGS KHR KPW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD \
            MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK \
            PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC \
            SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH USD USN UYU UYW UZS VED VES WST XCD \
            YER ZAR ZMW ZWG ZWL";
        for (codes, expected) in [(without, true), (with, false)] {
            for code in codes.split(' ') {
                assert_eq!(written::<Text>(code).test(WITHOUT_DECIMALS), expected, "{code}");
            }
        }
    }
}
