//! From what a page calls `track` with to an event of the plan, or to everything that is wrong with it. The
//! track and page calls read events here; they decide afterwards whether the event is a repeat, and write
//! the message.

mod custom;
mod derived;
mod natural_key;

use crate::plan::limits::{MAX_EVENT_NAME_BYTES, RESERVED};
use crate::plan::page_table::EventRow;
use crate::plan::validation::{trimmed, Checker};
use crate::plan::{CustomEvents, EventProperties, ViolationCode, Violations};
use crate::value::{memory_record, read_text, same, text, word_enum, List, Text, Value, View};

word_enum! {
    /// Within what an event counts once.
    pub enum Once {
        /// Each page view: once for each natural key.
        Page = "page";
        /// Each cart: once for each natural key, which contains the content. Forget the keys when the cart
        /// is renewed.
        Cart = "cart";
        /// This device: once for each order, or for each refund of one.
        Forever = "forever";
    }
}

memory_record! {
    /// An event that is fit to be sent. Of a refused event there are only `violations`.
    pub struct Event {
        name, set_name: Text = "name";
        /// How much the event says of an intent to buy, 0 to 9. When storage is full, the lowest is deleted
        /// first.
        intent, set_intent: f64 = "rank";
        /// A word of [`Once`]; absent where each call counts. Ask [`Event::counts_once`].
        once, set_once: Option<Text> = "once";
        /// The natural key, of an event that counts once. Two calls with the same key are one event.
        key, set_key: Text = "key";
        /// The event's name and the values of its natural key: order id, and refund id where there is one.
        parts, set_parts: List<Text> = "parts";
        /// Whether the tracker must add `cart_id` where the page gave none.
        is_in_cart, set_is_in_cart: bool = "in_cart";
        /// As they are sent, with the derived ones.
        properties, set_properties: EventProperties = "properties";
        /// What looks wrong, but not wrong enough to refuse the event.
        warnings, set_warnings: Violations = "warnings";
        /// Why the event is refused, never empty; absent when it is not.
        violations, set_violations: Option<Violations> = "violations";
    }
}

impl Event {
    #[inline(always)]
    pub fn counts_once(self, once: Once) -> bool {
        same(self.once(), once.word())
    }
}

/// Reads one call of `track(name, properties)`. `custom` and `allows_unknown` are the shop's options.
///
/// An event is refused when anything in it is wrong or missing. The page's part `repair` then puts right what
/// it can and leaves out the rest, and the event is read again with these `repairs`: they become its
/// warnings. A repaired event may lack what is only expected; any other fault still refuses it, and the part
/// mends it in the next round.
///
/// Properties that the plan does not know pass as they are, if they are JSON and within the limits. A
/// property of the plan has the plan's type on every event. Null properties are none. `given_properties` is
/// changed in place and becomes part of the event.
pub fn read_event(
    given_name: Value,
    given_properties: Value,
    custom: Option<CustomEvents>,
    allows_unknown: bool,
    repairs: Option<Violations>,
) -> Event {
    let (event, path, name_text) = (Event::new(), text(""), read_text(given_name));
    // Customer.io trims names, so names are compared trimmed.
    let name = name_text.map_or(path, trimmed);
    let declared = custom.and_then(|custom| custom.get(name));
    let mut checker = Checker::new(declared, repairs);
    let row = checker.table.events().get(name);
    if name_text.is_none() {
        checker.refuse(path, ViolationCode::UnknownEvent, "must be text");
    } else if row.is_none() && may_be_named(&checker, name, path) && declared.is_none() && !allows_unknown {
        checker.refuse(path, ViolationCode::UnknownEvent, "is not in the plan or customEvents");
    }

    let has_totals = may_have_totals(row);
    let properties = EventProperties::assume(given_properties.or(Value::map()));
    let mut is_summable = false;
    if let Some(all) = checker.read_object(properties.value(), path) {
        if has_totals && properties.line_items().is_none() {
            properties.set_line_items(properties.products());
            properties.set_products(None);
        }
        checker.check_members(all, true, path, 0);
        is_summable = derived::inherit_currency(properties);
        if let Some(row) = row {
            checker.require(all, row.required(), path);
        }
        if let Some(declared) = declared {
            custom::require(all, declared, &checker);
        }
    }
    derived::report_missing_currency(properties, &checker);
    derived::report_decimals(properties, &checker);
    if !checker.violations.is_empty() {
        event.set_violations(Some(checker.violations));
        return event;
    }

    if name.is("order_refunded") {
        derived::mark_full_refund(properties);
    }
    derived::derive(properties, has_totals, is_summable);
    event.set_name(name);
    event.set_properties(properties);
    event.set_warnings(checker.warnings);
    match row {
        Some(row) => natural_key::set_counting(event, row, properties.all()),
        None => event.set_intent(custom::intent(declared)),
    }
    event
}

/// Whether the lines of the event have totals: those of a cart or an order have, a list of shown products
/// has not. What the plan does not know may be a cart.
fn may_have_totals(row: Option<EventRow>) -> bool {
    row.is_none_or(|row| row.is_in_cart() || row.once().is("forever"))
}

/// Whether Customer.io takes an event of this name for what it is.
fn may_be_named(checker: &Checker, name: Text, path: Text) -> bool {
    if name.is_empty() {
        checker.refuse(path, ViolationCode::NameEmpty, "a name is empty");
    } else if name.bytes() > f64::from(MAX_EVENT_NAME_BYTES) {
        checker.refuse(path, ViolationCode::NameTooLong, "has over 100 bytes");
    } else if name.test(RESERVED) {
        checker.refuse(path, ViolationCode::ReservedEvent, "is reserved by Customer.io");
    } else {
        return true;
    }
    false
}

#[cfg(test)]
mod derived_tests;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;
