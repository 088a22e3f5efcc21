//! One order is one order: the ledger of orders counted on this device, and the cart's id until its order completes.

use crate::storage::records::Store;
use crate::value::ids::{derived_ulid, uuid_v4};
use crate::value::{Value, UNDEFINED};

/// One record an order, so that two tabs cannot overwrite each other's: `o.<message id>` → wall milliseconds.
const LEDGER: &str = "o.";
/// Orders remembered. A reloaded confirmation page is hours old, an order e-mail's link some months.
const MAX_ORDERS: u32 = 200;
const CART: &str = "cart";

/// The message id of an order's event: the same on every device and in every language, so that a server that sends the same order sends
/// the same message. Of `[event, order id, refund id?]`: the ULID derived from `event|shop|order id|refund id`, a `|` inside an id being `%7C`.
pub fn message_id(parts: Value, shop: Value) -> Value {
    let mut text = parts.at(0).plus("|").add(shop);
    for index in 1..parts.len() {
        text = text.plus("|").add(parts.at(index).replace("[|]", "%7C"));
    }
    derived_ulid(text)
}

pub fn is_counted(store: Store, message_id: Value) -> bool {
    store.get(Value::text(LEDGER).add(message_id)).is_given()
}

pub fn count(store: Store, message_id: Value, wall_ms: f64) {
    store.set(Value::text(LEDGER).add(message_id), Value::number(wall_ms));
}

/// Forgets the oldest orders beyond the bound. `names` is storage's index, read for another reason.
pub fn prune(store: Store, names: Value) {
    let by_time = Value::list();
    for name in names.items() {
        if name.test("^o[.]") {
            // Milliseconds of one length sort as text.
            by_time.push(store.get(name).plus(" ").add(name));
        }
    }
    by_time.sort();
    for index in MAX_ORDERS..by_time.len() {
        store.remove(by_time.at(index - MAX_ORDERS).split(" ").at(1));
    }
}

/// The cart on this device: `{id, checkout}`, `checkout` being the content that `checkout_started` was last counted for.
pub fn cart(store: Store) -> Value {
    let (cart, stored) = (Value::map(), store.read(CART));
    for name in Value::words("id checkout") {
        // A checkout's content has line breaks between its parts.
        if stored.find(name).test("^[\\s\\S]{1,1000}$") {
            cart.put(name, stored.find(name));
        }
    }
    cart
}

/// The store's own id wins and is remembered; without one, ours is made and kept until the order completes. True when that changed the cart.
pub fn name_cart(cart: Value, given: Value) -> bool {
    let id = cart.get("id");
    let name = given.or(id);
    if name.is_given() && name.same(id) {
        return false;
    }
    cart.set("id", if name.is_given() { name } else { uuid_v4() });
    cart.set("checkout", UNDEFINED);
    true
}

pub fn save_cart(store: Store, cart: Value) {
    store.write(CART, cart);
}

/// The order is placed, or the shopper is another: the next cart is a new one.
pub fn renew_cart(store: Store) {
    store.remove(Value::text(CART));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::{self, world};
    use crate::value::testing::{owned, show, string, value};

    #[test]
    fn an_orders_message_id_has_the_shop_behind_the_event() {
        let id = message_id(value(r#"["order_completed","1001"]"#), owned("shop.example"));
        assert_eq!(string(id), "1HK64156TY0RB2XZMPQMTT6SAM");
    }

    /// The same vectors hold the pixel to it: pkg-template/src/pixel/order-id.js.
    #[test]
    fn an_orders_message_id_is_that_of_the_vectors_that_other_languages_are_held_to() {
        let vectors = value(include_str!("../../tests/adapters/fixtures/order-ids.json")).get("data");
        assert!(vectors.len() > 3);
        for row in vectors.items() {
            let parts = Value::list();
            parts.push(row.at(0));
            parts.push(row.at(2));
            assert_eq!(string(message_id(parts, row.at(1))), string(row.at(3)));
        }
    }

    #[test]
    fn a_bar_inside_an_id_makes_no_two_refunds_one() {
        let id = |parts: &str| string(message_id(value(parts), owned("s")));
        assert_ne!(id(r#"["order_refunded","A|B","C"]"#), id(r#"["order_refunded","A","B|C"]"#));
    }

    #[test]
    fn the_ledger_counts_an_order_once_and_forgets_the_oldest() {
        twin::reset(1);
        let store = Store::of(Value::map());
        let id = |order: u32| owned(&format!("{order:026}"));
        for order in 0..MAX_ORDERS + 3 {
            assert!(!is_counted(store, id(order)));
            count(store, id(order), twin::START_MS + f64::from(order));
            assert!(is_counted(store, id(order)));
        }
        prune(store, store.names());
        assert_eq!(world(|world| world.items.len()), MAX_ORDERS as usize);
        assert!(!is_counted(store, id(2)));
        assert!(is_counted(store, id(3)));
    }

    #[test]
    fn a_cart_keeps_its_id_until_its_order_or_the_stores_own_id() {
        twin::reset(1);
        let store = Store::of(Value::map());
        let first = cart(store);
        assert!(name_cart(first, UNDEFINED));
        save_cart(store, first);
        let again = cart(store);
        assert!(!name_cart(again, UNDEFINED));
        assert!(again.get("id").same(first.get("id")));
        again.set("checkout", owned("checkout_started\n\n10\n1\np1"));
        save_cart(store, again);
        assert!(cart(store).get("checkout").same(again.get("checkout")), "a content has line breaks in it");
        assert!(name_cart(again, owned("c-7")));
        assert_eq!(show(again), r#"{"id":"c-7"}"#);
        renew_cart(store);
        assert_eq!(show(cart(store)), "{}");
        world(|world| world.items.insert("shoptrail.cart".into(), "[1]".into()));
        assert_eq!(show(cart(store)), "{}");
    }
}
