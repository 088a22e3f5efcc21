//! The known name that a misspelt one probably meant.

use super::tables::at;
use crate::value::{Value, UNDEFINED};

/// The name that `name` is one slip away from: of the plan's events, by its own or its semantic name (`Product Added` is `add_to_cart`), or among
/// the names of the map `others`; undefined when none is near. A slip is one letter missing, extra, changed or swapped with the next, or
/// an ending of two letters. Give it no hostile name: the work grows with the length.
pub fn nearest(name: Value, table: Value, others: Value) -> Value {
    let wanted = spelling(name);
    let events = table.at(at::EVENTS);
    for known in events.keys().items() {
        if near(wanted, known) || near(wanted, events.find(known).at(at::ROW_SEMANTIC)) {
            return known;
        }
    }
    for known in others.keys().items() {
        if near(wanted, known) {
            return known;
        }
    }
    UNDEFINED
}

/// Lower case letters and digits alone, so that `productViewed` and `Product Viewed` are `product_viewed`.
fn spelling(name: Value) -> Value {
    name.replace("[^A-Za-z0-9]", "").lower()
}

/// Whether all but two letters of the longer one are in a beginning and an end that both have.
#[inline(never)]
fn near(wanted: Value, known: Value) -> bool {
    let known = spelling(known);
    let (one, other) = (wanted.len(), known.len());
    let (shorter, longer) = if one < other { (one, other) } else { (other, one) };
    let mut alike = 0;
    let mut start = 0;
    while alike < shorter {
        if letter(wanted, start).same(letter(known, start)) {
            start += 1;
        } else if !letter(wanted, one + start - alike - 1).same(letter(known, other + start - alike - 1)) {
            break;
        }
        alike += 1;
    }
    alike + 2 >= longer
}

fn letter(text: Value, at: u32) -> Value {
    text.slice(at, at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin;
    use crate::plan::tables::table;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        let found = nearest(owned(name), table(), value(r#"{"gift_wrapped":{}}"#));
        assert_eq!(string(found), expected, "{name}");
    }

    #[test]
    fn a_misspelt_name_finds_the_one_that_was_meant() {
        check("product_view", "product_viewed");
        check("ProductViewed", "product_viewed");
        check("Product Added", "add_to_cart");
        check("addtocart", "add_to_cart");
        check("ad_to_cart", "add_to_cart");
        check("order_complete", "order_completed");
        check("order_canceled", "order_cancelled");
        check("order_comlpeted", "order_completed");
        check("ordr_completed", "order_completed");
        check("border_completed", "order_completed");
        check("gift_wraped", "gift_wrapped");
    }

    #[test]
    fn a_name_near_nothing_finds_nothing() {
        for name in ["", "a", "newsletter_footer_clicked", "\u{1f600}", "order", "cart"] {
            check(name, "");
        }
    }
}
