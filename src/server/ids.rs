//! Message ids that are derived from what happened, so that every copy of it is one message: in the page, the
//! pixel, PHP and here.

use crate::wire::MessageId;

/// The id of an order's event, the same that the page derives: `event|shop|order id|refund id`, where a `|`
/// inside a part is written `%7C`. The parts behind the shop are what the plan counts the event by.
pub fn event_id(event: &str, shop: &str, parts: &[&str]) -> MessageId {
    let mut source = format!("{}|{shop}", escaped(event));
    for part in parts {
        source.push('|');
        source.push_str(&escaped(part));
    }
    derived(&source)
}

/// An id that is the same for the same text: the first 128 bits of its SHA-256.
pub fn derived(source: &str) -> MessageId {
    let hash = hmac_sha256::Hash::hash(source.as_bytes());
    let mut first_half = [0; 16];
    first_half.copy_from_slice(&hash[..16]);
    MessageId::from_bits(u128::from_be_bytes(first_half))
}

/// An id for something that nothing names: a ULID of this moment. `random` is 80 random bits.
pub fn random(now_ms: i64, random: u128) -> MessageId {
    let time = (now_ms.max(0) as u128) & 0xffff_ffff_ffff;
    MessageId::from_bits(time << 80 | random & ((1 << 80) - 1))
}

fn escaped(part: &str) -> String {
    part.replace('|', "%7C")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same vectors hold the page and the pixel to it.
    #[test]
    fn an_orders_message_id_is_the_one_that_the_page_derives() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/adapters/fixtures/order-ids.json")).unwrap();
        let rows = vectors["data"].as_array().unwrap();
        assert!(rows.len() > 3);
        for row in rows {
            let text = |at: usize| row[at].as_str().unwrap();
            assert_eq!(event_id(text(0), text(1), &[text(2)]).as_str(), text(3));
        }
    }

    #[test]
    fn a_refund_has_its_own_id_behind_the_orders_in_its_message_id() {
        let id = |order, refund| event_id("order_refunded", "s", &[order, refund]);
        assert_ne!(id("A|B", "C"), id("A", "B|C"));
        assert_eq!(id("1001", "r1"), derived("order_refunded|s|1001|r1"));
    }

    #[test]
    fn a_random_id_carries_its_time() {
        assert_eq!(&random(1_795_441_235_260, u128::MAX).as_str()[..10], "01M84A659W");
        assert_ne!(random(1, 1), random(1, 2));
    }
}
