//! An order counts once: the ledger of orders counted on this device, and the message id that is the same for
//! every copy of an order. The tracker asks [`is_counted`] before it accepts an order's event, and calls
//! [`count`] after.

use crate::storage::Store;
use crate::value::{decimal, derived_ulid, text, List, MessageId, Text, WallMs};

/// One record for each order, so that two tabs cannot overwrite each other's: `o.<message id>` → wall
/// milliseconds.
const LEDGER: &str = "o.";
/// Orders remembered. A reloaded confirmation page is hours old, a link in an order e-mail some months.
const MAX_ORDERS: u32 = 200;

/// The message id of an order's event. It is the same on every device and in every language: a server that
/// sends the same order sends the same message.
///
/// `parts` are `[event, order id, refund id?]`. The id is the ULID derived from
/// `event|shop|order id|refund id`. A `|` inside a part is written `%7C`.
pub fn message_id(parts: List<Text>, shop: Text) -> MessageId {
    let mut source = text("");
    for part in parts {
        let escaped = part.replace("[|]", "%7C");
        source = if source.is_empty() { escaped.plus("|").add(shop) } else { source.plus("|").add(escaped) };
    }
    derived_ulid(source)
}

/// The shop's name where no option says it: the host of its pages. `www.` in front of it is the same shop.
#[inline(always)]
pub fn shop_of_host(host: Text) -> Text {
    host.replace("^www[.]", "")
}

/// Whether this device counted the order already.
pub fn is_counted(store: Store, message_id: MessageId) -> bool {
    store.get(record_name(message_id)).is_some()
}

/// Counts the order, for all tabs and later visits.
pub fn count(store: Store, message_id: MessageId, at: WallMs) {
    store.set(record_name(message_id), decimal(at));
}

/// Forgets the oldest orders beyond [`MAX_ORDERS`]. It walks the whole storage.
pub fn prune(store: Store) {
    let by_time = List::new();
    for name in store.names(text("^o[.]")) {
        if let Some(counted_at) = store.get(name) {
            // Milliseconds of one length sort as text.
            by_time.push(counted_at.plus(" ").add(name));
        }
    }
    by_time.sort();
    for index in MAX_ORDERS..by_time.len() {
        if let Some(row) = by_time.at(index - MAX_ORDERS) {
            store.remove(row.replace("^.* ", ""));
        }
    }
}

#[inline(always)]
fn record_name(message_id: MessageId) -> Text {
    text(LEDGER).add(message_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::{self, world};
    use crate::value::testing::{string, value, view, written};
    use crate::value::State;

    #[test]
    fn an_orders_message_id_has_the_shop_behind_the_event() {
        let id = message_id(view(r#"["order_completed","1001"]"#), written("shop.example"));
        assert_eq!(string(id), "1HK64156TY0RB2XZMPQMTT6SAM");
    }

    /// The same vectors hold the pixel to it: pkg-template/src/pixel/message-id.js.
    #[test]
    fn an_orders_message_id_equals_the_vectors_for_other_languages() {
        let vectors = value(include_str!("../../tests/adapters/fixtures/order-ids.json")).get("data");
        assert!(vectors.len() > 3);
        for row in vectors.items() {
            let parts = List::new();
            parts.push(written(&string(row.at(0))));
            parts.push(written(&string(row.at(2))));
            assert_eq!(string(message_id(parts, written(&string(row.at(1))))), string(row.at(3)));
        }
    }

    /// The same hosts hold the pixel to it.
    #[test]
    fn a_host_with_www_and_without_is_one_shop() {
        let hosts = value(include_str!("../../tests/adapters/fixtures/order-shops.json")).get("data");
        assert!(hosts.len() > 3);
        for row in hosts.items() {
            assert_eq!(string(shop_of_host(written(&string(row.at(0))))), string(row.at(1)));
        }
    }

    #[test]
    fn a_bar_inside_an_id_does_not_make_two_refunds_equal() {
        let id = |parts: &str| string(message_id(view(parts), written("s")));
        assert_ne!(id(r#"["order_refunded","A|B","C"]"#), id(r#"["order_refunded","A","B|C"]"#));
    }

    #[test]
    fn the_ledger_counts_an_order_once_and_forgets_the_oldest() {
        twin::reset(1);
        let store = Store::of(State::new());
        let id = |order: u32| written::<MessageId>(&format!("{order:026}"));
        for order in 0..MAX_ORDERS + 3 {
            assert!(!is_counted(store, id(order)));
            count(store, id(order), WallMs(twin::START_MS + f64::from(order)));
            assert!(is_counted(store, id(order)));
        }
        prune(store);
        assert_eq!(world(|world| world.items.len()), MAX_ORDERS as usize);
        assert!(!is_counted(store, id(2)));
        assert!(is_counted(store, id(3)));
    }
}
