//! What a single value of each kind of the plan must be, and what is kept of it.
//!
//! A currency is checked here ([`CURRENCY`]), and so is an amount ([`is_in_range`]). Amounts are numbers. A
//! price text such as "11,99 €" is refused here, and so is every value that would have to be interpreted. The
//! page's part `repair` interprets what was refused: pkg-template/src/parts/repair.js.

use super::primitives::{is_trimmed, says_nothing};
use super::{read_as_text, read_unix_seconds, trimmed};
use crate::plan::page_table::KindRow;
use crate::plan::tables::DataType;
use crate::plan::ViolationCode;
use crate::value::{Text, Value, ValueKind, View};

/// A currency as it is sent: an ISO 4217 code. Whether the code exists is not checked.
const CURRENCY: &str = "^[A-Z]{3}$";
const CURRENCY_IN_ANY_CASE: &str = "^[A-Za-z]{3}$";

/// A URL of the web or an app, or one from the root of its site, without spaces and control characters. Only
/// this page can load others (`blob:`, `img/a.png`), or they are scripts.
const URL: &str = "(?i)^((https?|android-app):/)?/[^\\x00- ]*$";

/// The largest whole number of which JavaScript knows the one before: `Number.MAX_SAFE_INTEGER`.
const MAX_WHOLE: f64 = 9_007_199_254_740_991.0;

/// Whether a value is right as it is. Most values are, so one question saves the others. Where this says no,
/// [`keep`] decides.
pub(super) fn is_surely_right(value: Value, row: Option<KindRow>) -> bool {
    match row.and_then(KindRow::kind) {
        Some(kind @ (DataType::Text | DataType::Id)) => {
            is_trimmed(value) && !says_nothing(read_as_text(value), kind == DataType::Id)
        }
        Some(DataType::Money) => value.as_number() >= 0.0 && has_two_decimals(value.as_number()),
        Some(DataType::Currency) => value.test(CURRENCY),
        Some(DataType::Url) => value.test("^https?://[^\\x00- ]+$"),
        _ => false,
    }
}

/// Whether an amount has at most two decimals. A sum such as 0.1 + 0.2 has more.
#[inline(never)]
fn has_two_decimals(amount: f64) -> bool {
    // Infinity less itself is not zero.
    (amount * 100.0).round_ties_even() / 100.0 - amount == 0.0
}

/// Whether a finite number is one of the kind: an amount from 0, a whole number from 0 or a quantity.
fn is_in_range(number: f64, kind: DataType, is_repaired: bool) -> bool {
    let is_whole = number <= MAX_WHOLE && number.floor() == number;
    if kind == DataType::Quantity {
        // Cloth is sold by the metre.
        number > 0.0 && (is_whole || is_repaired)
    } else {
        number >= 0.0 && (kind == DataType::Money || is_whole)
    }
}

/// What is kept of a value that must be of a kind and is no list of that kind; or the code of what is wrong
/// with it. Inlined, because its result would travel through memory.
#[inline(always)]
pub(super) fn keep(value: Value, is: ValueKind, kind: DataType, is_repaired: bool) -> Result<Value, Text> {
    let (is_text, is_number) = (is == ValueKind::Text, is == ValueKind::Number);
    if is_number && matches!(kind, DataType::Money | DataType::Quantity | DataType::Count | DataType::Id) {
        return if !is_in_range(value.as_number(), kind, is_repaired) {
            Err(ViolationCode::OutOfRange.word())
        } else if kind == DataType::Money && !is_repaired && !has_two_decimals(value.as_number()) {
            Err(ViolationCode::Rounded.word())
        } else if kind == DataType::Id {
            Ok(read_as_text(value).value())
        } else {
            Ok(value)
        };
    }
    if kind == DataType::Date && (is_text || is_number) {
        let seconds = read_unix_seconds(value);
        return if seconds.is_nan() {
            Err(ViolationCode::BadDate.word())
        } else {
            Ok(Value::number(seconds))
        };
    }
    if is_text && matches!(kind, DataType::Text | DataType::Id | DataType::Currency | DataType::Url) {
        let kept = trimmed(read_as_text(value));
        return if kind == DataType::Url && !kept.test(URL) {
            Err(ViolationCode::BadUrl.word())
        } else if kind != DataType::Currency {
            Ok(kept.value())
        } else if kept.test(CURRENCY_IN_ANY_CASE) {
            Ok(kept.upper().value())
        } else {
            Err(ViolationCode::BadCurrency.word())
        };
    }
    let is_right =
        is_number && kind == DataType::Number || is == ValueKind::Bool && kind == DataType::Boolean;
    if is_right {
        Ok(value)
    } else {
        Err(ViolationCode::WrongType.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::owned;

    #[test]
    fn urls_are_of_the_web_or_an_app_or_from_the_root_of_the_site() {
        for (url, expected) in [
            ("https://shop.example/a?b#c", true),
            ("//cdn.shop.example/a.png", true),
            ("/products/mug", true),
            ("android-app://com.example/", true),
            ("https://shop.example/é", true),
            ("a b", false),
            ("img/a.png", false),
            ("?id=5", false),
            ("blob:https://shop.example/1", false),
            ("file:///a.png", false),
            ("a\tb", false),
            ("javascript:void 0", false),
            ("JavaScript:alert(1)", false),
            ("DATA:text/html,x", false),
        ] {
            assert_eq!(owned(url).test(URL), expected, "{url}");
        }
    }
}
