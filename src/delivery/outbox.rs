//! What waits to be delivered: an index in memory over one stored record for each message.
//!
//! A record never changes, except that its click ids go when marketing consent is withdrawn
//! (`tracker::consent_lifecycle`). Who sends it is in a lease (`lease`), whom it is about is in its name
//! (`entry`). So tabs never overwrite each other's. What is deleted when the storage is full is in
//! `outbox_bounds`.

use crate::delivery::drops::{self, DropReason};
use crate::delivery::message::is_message;
use crate::delivery::{page_tag, Entry, Owner, PageTag, RecordName, Slot};
use crate::options::Settings;
use crate::shopper::identity;
use crate::storage::{clock, Store};
use crate::value::{part, text, Map, MonotonicMs, Text, UserId};

/// How long a new message is its page's own without any record of that. Longer than any delay before a
/// request.
pub const FRESH_MS: f64 = 5000.0;

part! {
    /// All that waits, as this page knows it.
    pub struct Outbox {
        entries, set_entries: Map<Slot, Entry> = "entries", "{}";
        /// At most so many are stored, in `entries` or not: what was removed since the last count is still
        /// in.
        count, set_count: f64 = "count", "0";
        /// Encoded, of as many.
        bytes, set_bytes: f64 = "bytes", "0";
        /// The tag of this page.
        page, set_page: PageTag = "page";
        /// Storage refused something that it might take now.
        has_unsaved, set_has_unsaved: bool = "unsaved";
    }
}

impl Outbox {
    /// A new page: it knows of no message yet. The first claim looks for those that are stored.
    pub fn start(self) {
        self.reset();
        self.renew_page();
    }

    /// From now on this is another page, as far as messages go.
    pub fn renew_page(self) {
        self.set_page(page_tag());
    }

    /// Takes a message in; true when it is durable on return, false when storage refused and it is kept in
    /// memory. `intent` is 0 (deleted first when the storage is full) … 9.
    pub fn push(self, is_identify: bool, intent: f64, owner: Owner, message: Text) -> bool {
        // The clock's record is written before the message: a page that dies between the two must not leave a
        // message ahead of the clock.
        let slot = Slot::of(clock::tick(self), self.page());
        let bytes = message.bytes();
        self.set_bytes(self.bytes() + bytes);
        self.set_count(self.count() + 1.0);
        let entry = Entry::of_record(RecordName::of(slot, is_identify, intent, owner, bytes));
        entry.set_text(Some(message));
        entry.set_claimed_until(MonotonicMs::now() + FRESH_MS);
        let is_saved = self.save(entry, message);
        self.entries().set(slot, entry);
        is_saved
    }

    fn save(self, entry: Entry, message: Text) -> bool {
        let is_saved = Store::of(self).set_durable(*entry.name(), message);
        entry.set_is_unsaved(!is_saved);
        if !is_saved {
            self.set_has_unsaved(true);
        }
        is_saved
    }

    /// Writes down what storage refused earlier, as far as it takes it now.
    pub fn save_unsaved(self) {
        if !self.has_unsaved() {
            return;
        }
        self.set_has_unsaved(false);
        for (_, entry) in self.entries() {
            if !entry.is_unsaved() {
                continue;
            }
            if let Some(message) = entry.text() {
                if !self.save(entry, message) {
                    return;
                }
            }
        }
    }

    /// Somebody emptied the storage: what this page still has the text of is written again, the rest is gone.
    pub fn restore_cleared(self) {
        for (slot, entry) in self.entries() {
            if entry.text().is_some() {
                entry.set_is_unsaved(true);
            } else {
                self.entries().remove(slot);
            }
        }
        self.set_has_unsaved(true);
        self.save_unsaved();
    }

    /// The text to send. None when there is nothing to send any more: another tab delivered it, or another
    /// script wrote over it.
    pub fn text_to_send(self, slot: Slot, entry: Entry) -> Option<Text> {
        let known = entry.text();
        if known.is_some() {
            return known;
        }
        match self.stored_text(entry) {
            Some(stored) if is_message(stored) => return Some(stored),
            // One bad item would have the whole batch refused.
            Some(_) => self.lose(slot, DropReason::CorruptRecord),
            None => self.remove(slot),
        };
        None
    }

    /// The message's text, from this page's memory or from storage.
    pub fn text_of(self, entry: Entry) -> Option<Text> {
        let known = entry.text();
        if known.is_some() {
            known
        } else {
            self.stored_text(entry)
        }
    }

    fn stored_text(self, entry: Entry) -> Option<Text> {
        Store::of(self).get(*entry.name())
    }

    /// The message is done with: delivered, by this page or another. False when that was known already.
    pub fn remove(self, slot: Slot) -> bool {
        match self.entries().get(slot) {
            Some(entry) => {
                Store::of(self).remove(*entry.name());
                self.entries().remove(slot);
                true
            }
            None => false,
        }
    }

    /// The message is lost and counted as lost, unless it was done with already. True when it was counted.
    #[inline(always)]
    pub fn lose(self, slot: Slot, reason: DropReason) -> bool {
        self.lose_as(slot, reason.word())
    }

    fn lose_as(self, slot: Slot, reason: Text) -> bool {
        if let Some(entry) = self.entries().get(slot) {
            drops::count_as(Store::of(self), reason, self.text_of(entry));
        }
        self.remove(slot)
    }

    /// Whether a message waits for an identify: nobody knows yet whom it is about, and the shop does not send
    /// anonymous messages.
    pub fn is_held(self, entry: Entry) -> bool {
        !entry.name().owner().is_known()
            && !Settings::of(self).options().sends_anonymous()
            && self.identified_since(entry).is_none()
    }

    /// Whom a message turned out to be about after it was written.
    pub fn identified_since(self, entry: Entry) -> Option<UserId> {
        let owner = entry.name().owner();
        for (anonymous_id, user_id) in identity::current(self).bindings() {
            if Owner::of_anonymous(anonymous_id) == owner {
                return Some(user_id);
            }
        }
        None
    }

    /// Whether storage takes what it has already, however full it is: false where it is blocked.
    pub fn is_storage_open(self) -> bool {
        let (store, name) = (Store::of(self), text(clock::RECORD));
        let stored = store.get(name);
        let is_open = store.set_durable(name, stored.unwrap_or(text("0")));
        if stored.is_none() {
            // Where all was erased, asking leaves no trace.
            store.remove(name);
        }
        is_open
    }
}
