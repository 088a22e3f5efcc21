//! How often an event counts, and what tells a repeat from another event: the natural key.

use super::Event;
use crate::plan::limits::MAX_KEY_UNITS;
use crate::plan::page_table::EventRow;
use crate::plan::properties::{read_line, read_lines};
use crate::plan::Properties;
use crate::value::{read_text, text, List, Text, Value, View};

/// Gives the event what its row says of counting. `properties` are checked, but not yet scrubbed.
pub(super) fn set_counting(event: Event, row: EventRow, properties: Properties) {
    event.set_intent(row.intent());
    event.set_is_in_cart(row.is_in_cart());
    let (once, names, name) = (row.once(), row.key(), event.name());
    if once.is_empty() {
        return;
    }
    event.set_once(Some(once));
    let parts = List::new();
    parts.push(name);
    for part in names.split(" ") {
        if let Some(part) = read_text(properties.get(part)) {
            parts.push(part);
        }
    }
    event.set_parts(parts);
    event.set_key(add_values(name, properties, names).slice(0, MAX_KEY_UNITS));
}

/// Adds the values of these properties to a key. A product without an id goes by its sku or name. Of lines it
/// adds product, quantity and price. Their sums stand before them and tell long carts apart where the key is
/// cut.
fn add_values(start: Text, properties: Properties, names: Text) -> Text {
    let mut key = start;
    for name in names.split(" ") {
        // A break between the parts, so that "1" and "23" differ from "12" and "3".
        let mut value = properties.get(name);
        if value.is_none() && name.is("product_id") {
            let product = read_line(properties);
            value = product.sku().or(product.name()).map(View::value);
        }
        match value.and_then(read_lines) {
            Some(lines) => {
                key = add_values(key, properties, text("cart_value item_count"));
                for line in lines {
                    key = add_values(key, line, text("product_id variant_id quantity price"));
                }
            }
            None => key = key.plus("\n").add(value.unwrap_or(Value::text(""))),
        }
    }
    key
}
