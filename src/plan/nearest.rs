//! The known event name that a misspelt one probably meant, for the message of a refused event.

use super::event::CustomEvents;
use super::page_table::PageTable;
use crate::value::Text;

/// The known name that `name` differs from by one slip: an event of the plan, by its own name or its
/// semantic name (`Product Added` means `add_to_cart`), or a custom event.
///
/// A slip is one letter that is missing, extra, changed or swapped with the next, or an ending of two
/// letters. The work grows with the length of the name, so its length must be checked before.
pub(super) fn nearest(name: Text, table: PageTable, custom: Option<CustomEvents>) -> Option<Text> {
    let wanted = spelling(name);
    for (known, row) in table.events() {
        if is_near(wanted, known) || is_near(wanted, row.semantic_name()) {
            return Some(known);
        }
    }
    if let Some(custom) = custom {
        for known in custom.names() {
            if is_near(wanted, known) {
                return Some(known);
            }
        }
    }
    None
}

/// Lower-case letters and digits alone, so that `productViewed` and `Product Viewed` are `product_viewed`.
fn spelling(name: Text) -> Text {
    name.replace("[^A-Za-z0-9]", "").lower()
}

/// Whether the two share a beginning and an end that together miss at most two letters of the longer one.
#[inline(never)]
fn is_near(wanted: Text, known: Text) -> bool {
    let other_spelling = spelling(known);
    let (one, other) = (wanted.len(), other_spelling.len());
    let (shorter, longer) = if one < other { (one, other) } else { (other, one) };
    let mut shared = 0;
    let mut start = 0;
    while shared < shorter {
        if letter(wanted, start) == letter(other_spelling, start) {
            start += 1;
        } else if letter(wanted, one + start - shared - 1)
            != letter(other_spelling, other + start - shared - 1)
        {
            break;
        }
        shared += 1;
    }
    shared + 2 >= longer
}

fn letter(name: Text, at: u32) -> Text {
    name.slice(at, at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::event::read_custom_events;
    use crate::plan::page_table::read_page_table;
    use crate::value::testing::{string, value, written};

    #[track_caller]
    fn check(name: &str, expected: &str) {
        let custom = read_custom_events(value(r#"{"gift_wrapped":{}}"#));
        let found = nearest(written(name), read_page_table(), custom);
        assert_eq!(string(found), expected, "{name}");
    }

    #[test]
    fn a_misspelt_name_finds_the_known_one() {
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
    fn a_name_that_is_near_no_known_one_finds_nothing() {
        for name in ["", "a", "newsletter_footer_clicked", "\u{1f600}", "order", "cart"] {
            check(name, "");
        }
    }
}
