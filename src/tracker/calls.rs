//! What the public calls share: what earlier calls left to remember, and the way from a message into the
//! outbox.

use crate::delivery::claim::Claims;
use crate::delivery::{drops, Delivery, Message, Outbox, Owner, FRESH_MS, MAX_ITEM_BYTES};
use crate::options::Settings;
use crate::shopper::call::Call;
use crate::storage::Store;
use crate::value::{json, part, Map, MonotonicMs, State, Text};

/// Events that are remembered at least. Two sources that report one event do so within seconds.
const MAX_SEEN: u32 = 1000;
/// A message above this intent (an order, a checkout, an identify) does not wait for neighbours: a page that
/// dies may have no other chance to send it.
const PATIENT_INTENT: f64 = 7.0;

part! {
    /// What calls remember of the calls before.
    pub struct Calls {
        /// Keys of the events that this page view has counted, of thousands the latest.
        seen_events, set_seen_events: Map<Text, bool> = "seen", "{}";
        /// Events noted since the last time that keys were forgotten.
        noted, set_noted: f64 = "noted", "0";
        /// Keys of the events counted for pages that died before their calls were processed.
        seen_events_of_dead_pages, set_seen_events_of_dead_pages: Option<Map<Text, bool>> = "othersSeen";
        /// Calls that were counted already.
        repeats, set_repeats: f64 = "repeats", "0";
        /// The last call that taught something about the shopper which Customer.io does not know.
        pending_profile_update, set_pending_profile_update: Option<Call> = "news";
        /// This page view has sent what it learned of the shopper.
        is_profile_update_sent, set_is_profile_update_sent: bool = "told";
    }
}

impl Calls {
    /// A new page.
    pub fn start(self) {
        self.reset();
    }

    /// From now on an event with this key is a repeat, for this page view or the next thousand such events.
    pub fn note_seen(self, key: Text) {
        let noted = self.noted() + 1.0;
        self.seen_events().set(key, true);
        self.set_noted(noted);
        // A page may stay open for days.
        if noted >= f64::from(MAX_SEEN) {
            self.set_noted(0.0);
            self.seen_events().remove_oldest_over(MAX_SEEN);
        }
    }
}

/// Puts a message into the outbox, unless the page's part `message-hooks` drops it, which counts as a loss.
/// False when the message is too large for Customer.io. `intent` is 0 (deleted first
/// when the storage is full) … 9.
pub fn enqueue(state: State, call: Call, message: Message, is_identify: bool, intent: f64) -> bool {
    let (outbox, delivery, claims) = (Outbox::of(state), Delivery::of(state), Claims::of(state));
    let user_id = message.user_id();
    let max_bytes = MAX_ITEM_BYTES - delivery.added_bytes(user_id.is_some());
    if let Some(reason) = message.finish(state, call) {
        drops::count_as(Store::of(state), reason, Some(json(message)));
        return true;
    }
    let Some(written) = message.to_text(max_bytes) else { return false };
    let owner = Owner::of(message.anonymous_id(), user_id);
    let is_stored = outbox.push(is_identify, intent, owner, written);
    if !is_stored {
        // An idle trail makes room as any other.
        claims.wake_trail();
        outbox.make_room_for(intent, written.bytes());
        claims.claim_at(MonotonicMs::now() + FRESH_MS);
    }
    outbox.save_unsaved();
    if outbox.is_over_bounds() {
        claims.wake_trail();
        outbox.keep_bounds();
    }
    if user_id.is_some() || Settings::of(state).options().sends_anonymous() {
        if is_stored && intent <= PATIENT_INTENT {
            delivery.wake(call.at());
        } else {
            // Nothing but this page remembers it, or the shop waits for it: it leaves without a wait for
            // neighbours.
            delivery.send_now();
        }
    }
    true
}

/// Whether the shopper who made the call is still the one of this page.
pub fn is_shopper_here(call: Call) -> bool {
    call.departed().is_none()
}
