//! What goes into one request: which messages, in which order, and how the body is written.

use crate::delivery::claim::Claims;
use crate::delivery::requests::Flight;
use crate::delivery::{Delivery, EntryState, Outbox};
use crate::options::Settings;
use crate::value::{text, MonotonicMs, Text, WallMs};

/// What a `userId` of 150 bytes adds to an item, where it was not known when the message was written.
const MAX_USER_ID_BYTES: f64 = 162.0;
/// What Customer.io's names (`naming: "semantic"`) add at most to an item: `wishlist_added` becomes `Product
/// Added to Wishlist`: 11, and one to spare. The page renames when it sends.
const MAX_NAMING_BYTES: f64 = 12.0;

impl Delivery {
    /// Collects what may leave into the flight, identify messages first, then in the order of the calls,
    /// until `max_bytes`. Gives the body: `{"writeKey":…,"sentAt":…,"batch":[…]}`, put together from stored
    /// texts that are not parsed again. What is deferred must stay this page's own beyond `now`.
    #[inline(always)]
    pub(super) fn collect_batch(
        self,
        flight: Flight,
        is_adopting: bool,
        is_deferred: bool,
        now: MonotonicMs,
        max_bytes: f64,
    ) -> Text {
        let (outbox, prefix, slots, is_leaving) =
            (Outbox::of(self), self.item_prefix(), flight.slots(), flight.is_beacon());
        let mut body = prefix.plus("\"batch\":[");
        // The two brackets behind the last item, and a comma before each.
        let mut bytes = body.bytes() + 2.0;
        let max_count = self.max_batch();
        for pass in 0..2 {
            for (slot, entry) in outbox.entries() {
                if entry.name().is_identify() != (pass == 0)
                    || !entry.is(EntryState::Waiting)
                    || is_leaving && entry.handed_over() > 0.0
                    || outbox.is_held(entry)
                {
                    continue;
                }
                let is_own = entry.claimed_until() > now
                    || !is_deferred && (is_adopting || is_leaving && slot.page() == outbox.page());
                if !is_own {
                    if !is_deferred {
                        Claims::of(self).claim_at(now);
                    }
                    if is_leaving {
                        continue;
                    }
                    // Nothing younger overtakes it.
                    return body.plus("]}");
                }
                let Some(message) = outbox.text_to_send(slot, entry) else { continue };
                let mut item = prefix;
                if let Some(user_id) = outbox.identified_since(entry) {
                    item = item.plus("\"userId\":").add(user_id.quoted()).plus(",");
                }
                item = item.add(message.tail(1));
                let item_bytes = item.bytes() + 1.0;
                if bytes + item_bytes > max_bytes || f64::from(slots.len()) >= max_count {
                    flight.set_is_full(true);
                    return body.plus("]}");
                }
                bytes += item_bytes;
                body = if slots.is_empty() { body } else { body.plus(",") }.add(item);
                slots.push(slot);
            }
        }
        body.plus("]}")
    }

    /// What each attempt writes before an item and before the batch: the key and this attempt's time.
    pub(super) fn item_prefix(self) -> Text {
        let write_key = Settings::of(self).options().write_key().quoted();
        text("{\"writeKey\":").add(write_key).plus(",\"sentAt\":\"").add(WallMs::now().iso()).plus("\",")
    }

    /// Encoded bytes that attempts may add to an item's stored text.
    pub fn added_bytes(self, is_known: bool) -> f64 {
        self.item_prefix_bytes() + MAX_NAMING_BYTES + if is_known { 0.0 } else { MAX_USER_ID_BYTES }
    }
}
