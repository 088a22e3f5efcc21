//! From what a page calls to an event of the plan, or to everything that is wrong with it.

mod custom;
mod derived;

pub use custom::check as check_custom;

use crate::plan::nearest;
use crate::plan::tables::{at, table};
use crate::plan::validation::{trimmed, Checker, MAX_EVENT_NAME_BYTES};
use crate::value::{Value, TRUE, UNDEFINED};

/// The intent of an event that the plan does not know, on the plan's scale.
pub const UNKNOWN_INTENT: f64 = 3.0;
/// Of a page's or cart's key: it is stored.
pub const MAX_KEY_UNITS: u32 = 1000;

/// Reads one call of `track(name, properties)`. Null properties are none. `options` is the configuration, of which `customEvents` and
/// `allowUnknownEvents` count.
///
/// Gives what is fit to be sent, with the derived properties in it:
/// `{name, rank, once, key, parts, in_cart, properties, warnings}`. `rank` is 0 (goes first when the storage is full) … 9. `once` says how often
/// the event counts: `page` or `cart`, once for each page view or cart and `key` (a cart's is also of its content: forget the keys when the
/// cart is renewed); `forever`, once for each `parts`, which are the event's name, the order's id, and the refund's when there is one; absent,
/// each time. `in_cart` is true when the tracker shall add `cart_id` where `properties` has none. `warnings` are violations too, of an event
/// that is sent all the same.
///
/// Or gives `{violations}`, never empty. Properties beyond the plan pass as they are, if they are JSON and within the limits; a name of the plan
/// has the plan's type on every event. `properties` is worked on in place.
pub fn read(name: Value, properties: Value, options: Value) -> Value {
    let (out, path) = (Value::map(), Value::text(""));
    // Customer.io trims names; so do we, before looking.
    let is_text = name.is_text();
    let name = if is_text { trimmed(name) } else { UNDEFINED };
    let custom = options.get("customEvents");
    let declared = custom.find(name);
    let mut checker = Checker::declaring(declared);
    let row = checker.table.at(at::EVENTS).find(name);
    if !is_text {
        checker.refuse(path, "unknown_event|must be a text");
    } else if !row.is_given()
        && may_be_named(&checker, name, path)
        && !declared.is_map()
        && !options.flag("allowUnknownEvents")
    {
        let mut message = Value::text("unknown_event|is neither in the plan nor in customEvents");
        let known = nearest(name, checker.table, custom);
        if known.is_given() {
            message = message.plus(", or did you mean ").add(known).plus("?");
        }
        checker.refuse_saying(path, message);
    }

    let once = row.at(at::ROW_ONCE);
    let in_cart = row.at(at::ROW_IN_CART) == TRUE;
    // A list of shown products has no total; what is in a cart or an order has.
    let totals = !row.is_given() || in_cart || once.is("forever");
    let map = properties.or(Value::map());
    let mut summable = false;
    if checker.object(map, path) {
        if totals && !map.get("line_items").is_given() {
            map.set("line_items", map.get("products"));
            map.set("products", UNDEFINED);
        }
        checker.map(map, true, path, 0);
        summable = derived::inherit_currency(map, &checker);
        checker.require(map, row.at(at::ROW_REQUIRED).or(path), path);
        custom::require(map, declared, &checker);
    }
    if !checker.violations.is_empty() {
        out.set("violations", checker.violations);
        return out;
    }
    derived::derive(map, totals, summable, !name.is("order_refunded"), &checker);

    out.set("name", name);
    out.set("rank", row.at(at::ROW_RANK).or(custom::intent(declared)));
    out.set("properties", map);
    out.set("warnings", checker.warnings);
    out.set("in_cart", row.at(at::ROW_IN_CART));
    if !once.is_empty() {
        out.set("once", once);
        let parts = Value::list();
        parts.push(name);
        let names = row.at(at::ROW_KEY);
        for name in names.split(" ").items() {
            let part = map.find(name);
            if part.is_text() {
                parts.push(part);
            }
        }
        out.set("parts", parts);
        out.set("key", add_key(name, map, names).slice(0, MAX_KEY_UNITS));
    }
    out
}

/// The event under `naming: "semantic"`: gives Customer.io's name for it, and renames its properties in place. What has no other name keeps its
/// own, and so does a property whose other name is taken.
pub fn semantic(name: Value, properties: Value) -> Value {
    let table = table();
    let row = table.at(at::EVENTS).find(name);
    rename(properties, row.at(at::ROW_RENAMES), table.at(at::SEMANTIC));
    row.at(at::ROW_SEMANTIC).or(name)
}

fn rename(map: Value, own: Value, general: Value) {
    for name in map.keys().items() {
        let value = map.find(name);
        if name.test("^(line_items|products)$") {
            for line in value.items() {
                rename(line, UNDEFINED, general);
            }
        }
        let other = own.find(name).or(general.find(name));
        if other.is_given() && !map.find(other).is_given() {
            map.put(name, UNDEFINED);
            map.put(other, value);
        }
    }
}

/// Whether Customer.io takes an event of this name for what it is.
fn may_be_named(checker: &Checker, name: Value, path: Value) -> bool {
    if name.is_empty() {
        checker.refuse(path, "name_empty|a name must not be empty");
    } else if name.bytes() > MAX_EVENT_NAME_BYTES {
        checker.refuse(path, "name_too_long|has over 100 bytes");
    } else if name.test(RESERVED) {
        checker.refuse(path, "reserved_event|has a meaning of its own in Customer.io");
    } else {
        return true;
    }
    false
}

/// `taxonomy::RESERVED_EVENTS`, and what could become one.
const RESERVED: &str = "(?i)^((user|device|object|relationship) (deleted|(un)?suppressed|created or updated)|report (delivery|content) event|application (installed|opened|uninstalled))$";

/// Adds the values of these names: texts as they are; of lines, what, how many and for how much, behind the sums, which tell long carts apart
/// where the key is cut.
fn add_key(key: Value, map: Value, names: Value) -> Value {
    let mut key = key;
    for name in names.split(" ").items() {
        let value = map.find(name);
        if value.is_list() {
            key = add_key(key, map, Value::text("cart_value item_count"));
            for line in value.items() {
                key = add_key(key, line, Value::text("product_id variant_id quantity price"));
            }
        } else {
            // Between parts, so that "1" + "23" is not "12" + "3".
            key = key.plus("\n").add(value.or(Value::text("")));
        }
    }
    key
}

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;
