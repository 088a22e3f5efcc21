//! A lease says who is sending which messages, and until when.
//!
//! It is one small record for each request, `l.<page><request>` → `{"until": ms, "slots": {slot: handed
//! over}}`, written before the request goes and removed with its answer. Its time is of `storage::clock`,
//! because other pages read it. A lease whose page died runs out by itself.

use crate::delivery::{Outbox, Slot};
use crate::storage::Store;
use crate::value::{json, parse, record, text, List, Map, Part, StoredMs, Text, Value, View};

/// A lease that ends further away than any that is written is none.
const MAX_AHEAD_MS: f64 = 600_000.0;

record! {
    /// Who sends which messages, and until when. Stored as it is.
    pub struct Lease {
        until, set_until: StoredMs = "until";
        /// How often each will have been handed over without an answer when the lease runs out.
        slots, set_slots: Map<Slot, f64> = "slots";
    }
}

/// Reads a stored lease. Its time may be NaN and its slots may have no members: such a lease has run out.
/// What is no lease reads as one that has.
fn read_lease(stored: Value) -> Lease {
    Lease::assume(stored)
}

/// The lease of a record's name.
pub fn find(store: Store, name: Text) -> Lease {
    read_lease(parse(store.get(name)))
}

/// The names of all leases.
pub fn names(store: Store) -> List<Text> {
    store.names(text("^l[.]"))
}

impl Lease {
    /// Milliseconds until it runs out; not above 0, or NaN, when it has.
    pub fn ahead_ms(self, now: StoredMs) -> f64 {
        let ahead_ms = self.until() - now;
        if ahead_ms < MAX_AHEAD_MS {
            ahead_ms
        } else {
            f64::NAN
        }
    }
}

/// Writes the lease of a request. `more` is added to each message's hand-overs when the lease has run out: 1
/// for a beacon, 0 for a fetch.
pub fn write(part: impl Part, request_id: f64, slots: List<Slot>, until: StoredMs, more: f64) {
    let (lease, handed_over, entries) = (Lease::new(), Map::new(), Outbox::of(part).entries());
    for slot in slots {
        if let Some(entry) = entries.get(slot) {
            handed_over.set(slot, entry.handed_over() + more);
        }
    }
    lease.set_until(until);
    lease.set_slots(handed_over);
    Store::of(part).set_durable(record_name(part, request_id), json(lease));
}

/// The request of this page has its answer.
pub fn end(part: impl Part, request_id: f64) {
    Store::of(part).remove(record_name(part, request_id));
}

fn record_name(part: impl Part, request_id: f64) -> Text {
    text("l.").add(Outbox::of(part).page()).add(request_id)
}
