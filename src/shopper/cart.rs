//! The cart of this device: its id until the order completes, and the content for which `checkout_started`
//! counted last. It knows no products. The tracker reads and saves it around each event that belongs to a
//! cart.

use crate::storage::Store;
use crate::value::{record, same, text, uuid_v4, Text, Value, View};

const RECORD: &str = "cart";

record! {
    /// The cart. Stored as it is.
    pub struct Cart {
        /// The shop's own id of the cart, or one that the tracker made.
        id, set_id: Option<Text> = "id";
        /// The key of the `checkout_started` that was counted last: it says the cart's content.
        checked_out, set_checked_out: Option<Text> = "checkout";
    }
}

/// The stored cart, or a new one.
pub fn read(store: Store) -> Cart {
    read_cart(store.read(RECORD))
}

/// A cart without what is no text of 1 to 1000 characters: other scripts of the page can write storage too.
fn read_cart(stored: Value) -> Cart {
    let (cart, unchecked) = (Cart::new(), Cart::assume(stored));
    cart.set_id(if_fitting(unchecked.id()));
    cart.set_checked_out(if_fitting(unchecked.checked_out()));
    cart
}

#[inline(never)]
fn if_fitting(unchecked: Option<Text>) -> Option<Text> {
    // A checkout's key has line breaks between its parts.
    unchecked.filter(|member| member.test("^[\\s\\S]{1,1000}$"))
}

impl Cart {
    /// Gives the cart the shop's id. Without one, the cart keeps the id that it has or gets a new one. True
    /// when the id changed: then no checkout of this cart was counted yet, and the caller saves it.
    pub fn assign_id(self, given: Option<Text>) -> bool {
        let known = self.id();
        let named = given.or(known);
        if named.is_some() && same(named, known) {
            return false;
        }
        self.set_id(Some(match named {
            Some(id) => id,
            None => *uuid_v4(),
        }));
        self.set_checked_out(None);
        true
    }

    pub fn save(self, store: Store) {
        store.write(RECORD, self);
    }
}

/// Forgets the cart: the order is placed, or the shopper is another person. The next cart gets a new id.
pub fn renew(store: Store) {
    store.remove(text(RECORD));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::{self, world};
    use crate::value::testing::{show, string, written};
    use crate::value::State;

    #[test]
    fn a_cart_keeps_its_id_until_its_order_or_the_shops_own_id() {
        twin::reset(1);
        let store = Store::of(State::new());
        let first = read(store);
        assert!(first.assign_id(None));
        first.save(store);
        let again = read(store);
        assert!(!again.assign_id(None));
        assert_eq!(string(again.id()), string(first.id()));
        again.set_checked_out(Some(written("checkout_started\n\n10\n1\np1")));
        again.save(store);
        assert!(
            same(read(store).checked_out(), again.checked_out()),
            "a checkout's key has line breaks in it"
        );
        assert!(again.assign_id(Some(written("c-7"))));
        assert_eq!(show(again), r#"{"id":"c-7"}"#);
        renew(store);
        assert_eq!(show(read(store)), "{}");
        for foreign in
            ["[1]", "7", r#"{"id":7,"checkout":""}"#, &format!(r#"{{"id":"{}"}}"#, "x".repeat(1001))]
        {
            world(|world| world.items.insert("shoptrail.cart".into(), foreign.into()));
            assert_eq!(show(read(store)), "{}", "{foreign}");
        }
    }
}
