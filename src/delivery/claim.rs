//! Taking over what other pages left behind: pages before this one, other tabs, pages that died.
//!
//! A claim reads all leases and makes this page responsible for every message that no other page is at work
//! on. It runs under a short Web Lock that is never held across pages, so that of several tabs one adopts.
//! Whatever it sends is leased before it leaves.

use crate::delivery::drops::{self, DropReason};
use crate::delivery::outbox::FRESH_MS;
use crate::delivery::{lease, Entry, EntryState, Outbox, Owner, PageTag, RecordName, Slot, ANY_MESSAGE};
use crate::options::{Settings, MAX_STORED_BYTES};
use crate::shopper::{identity, orders};
use crate::storage::{clock, Store};
use crate::value::{memory_record, part, text, Map, MonotonicMs, Part, StoredMs, Value, View};

/// Tags of the pages that were left last, `{tag: true}`: their new messages need no grace any more.
const LEFT_PAGES: &str = "left";
/// A page that starts where nothing waits claims after so long: another tab may leave something by then.
const QUIET_MS: f64 = 2000.0;
/// As many pages as a shopper opens and leaves within the grace.
const MAX_LEFT_PAGES: u32 = 20;

memory_record! {
    /// What is known of one message's lease.
    struct Leased {
        handed_over, set_handed_over: f64 = "handed";
        is_running, set_is_running: bool = "runs";
    }
}

part! {
    /// When to look for more, and how far the last look went.
    pub struct Claims {
        /// When a claim may find more; `NEVER` when none can.
        next, set_next: MonotonicMs = "nextClaim", "0";
        /// The last claim left the trail unread, because none of it may leave yet.
        is_trail_idle, set_is_trail_idle: bool = "rests";
        /// Until the next poll has run, under the same lock: what it sends is leased, and what it does not
        /// send takes another claim.
        is_adopting, set_is_adopting: bool = "adopts";
    }
}

impl Claims {
    /// A new page claims as soon as it may, and sends what it has after that. Where there is nothing to claim
    /// (`is_alone`), it has time.
    pub fn start(self, is_alone: bool) {
        self.reset();
        if is_alone {
            self.set_next(MonotonicMs::now() + QUIET_MS);
        }
    }

    /// Another claim is due at that time, or earlier.
    pub fn claim_at(self, at: MonotonicMs) {
        self.set_next(at.earliest(self.next()));
    }

    pub fn claim_now(self) {
        self.claim_at(MonotonicMs::now());
    }

    /// Another claim is due after so long, within limits.
    #[inline(never)]
    fn claim_within(self, now: MonotonicMs, ahead_ms: f64) {
        self.claim_at(now + ahead_ms.clamp(50.0, 60_000.0));
    }

    /// Makes this page responsible for all that waits and that no other page is at work on. Deletes what is
    /// too old, belongs to no person any more, or cannot be read. A trail that may not leave yet is left
    /// idle.
    pub fn claim(self) {
        Outbox::of(self).save_unsaved();
        let now = clock::tick(self);
        self.set_next(MonotonicMs::NEVER);
        let is_idle = self.may_stay_idle(now);
        self.set_is_trail_idle(is_idle);
        if !is_idle {
            self.adopt(now);
        }
    }

    /// The claim that [`Claims::claim`] saw no need for: before anything that is about every message.
    pub fn wake_trail(self) {
        if self.is_trail_idle() {
            self.set_is_trail_idle(false);
            self.adopt(clock::tick(self));
        }
    }

    /// Whether all that is stored is held, by this shopper, who is still unknown; none of it too old, and not
    /// too much. A page of a shopper who looks around needs to know no more of a trail of hundreds.
    fn may_stay_idle(self, now: StoredMs) -> bool {
        let (options, shopper, outbox, store) =
            (Settings::of(self).options(), identity::current(self), Outbox::of(self), Store::of(self));
        let anonymous_id = shopper.anonymous_id();
        // A storage that takes nothing says nothing either.
        let is_blocked = outbox.has_unsaved() || !store.is_durable();
        if is_blocked || options.sends_anonymous() || shopper.bindings().has(anonymous_id) {
            return false;
        }
        let (owner, max_age_ms) = (Owner::of_anonymous(anonymous_id), options.max_age_ms(true));
        // What this page has of somebody known may be delivered, or gone.
        for (_, entry) in outbox.entries() {
            if entry.name().owner() != owner {
                return false;
            }
        }
        let held = store.names(RecordName::pattern_of(owner));
        if store.names(text("^[lm][.]")).len() > held.len() {
            return false;
        }
        let (mut count, mut bytes) = (0.0, 0.0);
        for name in held {
            let name = RecordName::read(name);
            // The first is the oldest.
            if count == 0.0 && !(0.0..max_age_ms).contains(&(now - name.slot().created())) {
                return false;
            }
            count += 1.0;
            bytes += name.bytes();
        }
        outbox.set_count(count);
        outbox.set_bytes(bytes);
        count <= options.max_count() && bytes <= MAX_STORED_BYTES
    }

    fn adopt(self, now: StoredMs) {
        let (outbox, monotonic) = (Outbox::of(self), MonotonicMs::now());
        let is_readable = outbox.is_storage_open();
        let leases = self.read_leases(now);
        let found = self.find_stored();
        // What storage does not have is in this page alone, or under way, or delivered by another tab. A
        // blocked storage says nothing.
        for (slot, entry) in outbox.entries() {
            let is_only_here =
                entry.is_unsaved() || entry.is(EntryState::InFlight) || entry.claimed_until() > monotonic;
            if is_only_here || !is_readable && entry.text().is_some() {
                found.set(slot, entry);
            }
        }
        let (slots, entries) = (found.keys(), Map::new());
        slots.sort();
        for slot in slots {
            if let Some(entry) = found.get(slot) {
                entries.set(slot, entry);
            }
        }
        // A browser may end this script anywhere and call once more on the way out. So the index is whole
        // before anything settles it, and this page's to send only after that.
        outbox.set_entries(entries);
        for (slot, entry) in entries {
            self.settle_entry(slot, entry, leases.get(slot), now);
        }
        self.set_is_adopting(true);
        outbox.keep_bounds();
        orders::prune(Store::of(self));
        if outbox.has_unsaved() {
            self.claim_within(monotonic, 60_000.0);
        }
    }

    /// Entries of the stored messages. Records that only look like messages are removed and counted.
    fn find_stored(self) -> Map<Slot, Entry> {
        let (known, found, store) = (Outbox::of(self).entries(), Map::new(), Store::of(self));
        for name in store.names(text("^m[.]")) {
            if name.test(ANY_MESSAGE) {
                let name = RecordName::read(name);
                let slot = name.slot();
                found.set(slot, entry_of(known, slot, name));
            } else {
                store.remove(name);
                drops::count(self, DropReason::CorruptRecord, None);
            }
        }
        found
    }

    /// The lease of each leased message. Leases that have run out, and records that are none, are removed.
    fn read_leases(self, now: StoredMs) -> Map<Slot, Leased> {
        let (store, leases, monotonic) = (Store::of(self), Map::new(), MonotonicMs::now());
        for name in lease::names(store) {
            let lease = lease::find(store, name);
            let ahead_ms = lease.ahead_ms(now);
            let is_running = ahead_ms > 0.0;
            if is_running {
                self.claim_within(monotonic, ahead_ms);
            } else {
                store.remove(name);
            }
            for (slot, handed_over) in lease.slots() {
                let leased = Leased::new();
                leased.set_handed_over(handed_over);
                leased.set_is_running(is_running);
                leases.set(slot, leased);
            }
        }
        leases
    }

    /// What becomes of one message under a claim.
    fn settle_entry(self, slot: Slot, entry: Entry, lease: Option<Leased>, now: StoredMs) {
        let (options, outbox) = (Settings::of(self).options(), Outbox::of(self));
        if entry.is(EntryState::InFlight) {
            return;
        }
        if let Some(lease) = lease {
            entry.set_handed_over(entry.handed_over().max(lease.handed_over()));
            if lease.is_running() {
                entry.set_state(EntryState::HandedOff);
                return;
            }
        }
        entry.set_state(EntryState::Waiting);
        let age_ms = now - slot.created();
        let is_held = outbox.is_held(entry);
        let is_of_departed =
            is_held && entry.name().owner() != Owner::of_anonymous(identity::current(self).anonymous_id());
        if is_of_departed {
            outbox.lose(slot, DropReason::Reset);
        } else if age_ms > options.max_age_ms(is_held) {
            outbox.lose(slot, DropReason::Expired);
        } else if entry.handed_over() > 0.0 && !options.resends_unconfirmed() {
            // The shop prefers a possible loss to a possible double: a hand-off that nobody denied counts as
            // delivery.
            outbox.remove(slot);
        } else {
            let page = slot.page();
            // Younger than new is what storage kept of another clock. Storage is asked last: a held trail is
            // a thousand messages long.
            let is_fresh = age_ms.abs() < FRESH_MS && page != outbox.page();
            if is_fresh && !left_pages(Store::of(self)).has(page) {
                self.claim_within(MonotonicMs::now(), FRESH_MS - age_ms);
                entry.set_state(EntryState::HandedOff);
            }
        }
    }
}

#[inline(always)]
fn entry_of(known: Map<Slot, Entry>, slot: Slot, name: RecordName) -> Entry {
    match known.get(slot) {
        Some(entry) => entry,
        None => Entry::of_record(name),
    }
}

fn left_pages(store: Store) -> Map<PageTag, bool> {
    read_left_pages(store.read(LEFT_PAGES))
}

/// Reads the stored tags. A record of another shape has no members.
fn read_left_pages(stored: Value) -> Map<PageTag, bool> {
    View::assume(stored)
}

/// This page is being left: its messages need no grace, and nothing here may be sent again without a new
/// claim.
pub fn leave(part: impl Part) {
    let (outbox, store) = (Outbox::of(part), Store::of(part));
    outbox.save_unsaved();
    for (_, entry) in outbox.entries() {
        entry.set_claimed_until(MonotonicMs(0.0));
    }
    let left = left_pages(store).copy();
    left.set(outbox.page(), true);
    left.remove_oldest_over(MAX_LEFT_PAGES);
    store.write(LEFT_PAGES, left);
}
