//! How much may wait, and what is deleted first when that is too much.

use crate::delivery::drops::DropReason;
use crate::delivery::{EntryState, Outbox};
use crate::options::{Settings, MAX_STORED_BYTES};

/// Above every intent.
const ALL_INTENTS: u32 = 10;

impl Outbox {
    /// Whether more is stored than may be.
    pub fn is_over_bounds(self) -> bool {
        self.count() > Settings::of(self).options().max_count() || self.bytes() > MAX_STORED_BYTES
    }

    /// Deletes messages until count and bytes are within bounds: the lowest intent first; of one intent those
    /// handed off, then the oldest. Identify messages and messages in flight stay.
    pub fn keep_bounds(self) {
        let max_count = Settings::of(self).options().max_count();
        let excess = f64::from(self.entries().len()) - max_count;
        let excess_bytes = self.total_bytes() - MAX_STORED_BYTES;
        if excess > 0.0 || excess_bytes > 0.0 {
            // A little more than asked for, so that a full outbox is not walked again by every call.
            let (count, bytes) =
                (excess + (max_count / 20.0).floor(), excess_bytes + MAX_STORED_BYTES / 20.0);
            self.drop_least_important(ALL_INTENTS, count, bytes);
        }
        self.set_bytes(self.total_bytes());
        self.set_count(f64::from(self.entries().len()));
    }

    /// Makes room in a full storage for a message of that intent and size, at the cost of lower intents
    /// alone.
    pub fn make_room_for(self, intent: f64, bytes: f64) {
        if self.is_storage_open() {
            self.drop_least_important(intent as u32, 0.0, bytes * 2.0);
        }
    }

    /// Encoded bytes of all entries.
    pub fn total_bytes(self) -> f64 {
        let mut bytes = 0.0;
        for (_, entry) in self.entries() {
            bytes += entry.bytes();
        }
        bytes
    }

    /// Deletes messages below an intent, the lowest first, until so many and so many bytes are gone. Of one
    /// intent those go first that were handed over already and have probably arrived. Identify messages never
    /// go.
    fn drop_least_important(self, below: u32, mut count: f64, mut bytes: f64) {
        for pass in 0..below * 2 {
            let (intent, handed_off) = (f64::from(pass / 2), pass % 2 == 0);
            for (slot, entry) in self.entries() {
                if count <= 0.0 && bytes <= 0.0 {
                    return;
                }
                let name = entry.name();
                if name.intent() == intent
                    && entry.is(EntryState::HandedOff) == handed_off
                    && !name.is_identify()
                    && !entry.is(EntryState::InFlight)
                    && (below == ALL_INTENTS || !entry.is_unsaved())
                {
                    count -= 1.0;
                    bytes -= entry.bytes();
                    self.lose(slot, DropReason::Overflow);
                }
            }
        }
    }
}
