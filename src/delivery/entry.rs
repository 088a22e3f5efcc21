//! One message that waits: its place in the order, the name of its record, and how far it is.
//!
//! A record's name says all that choosing needs, and reading the message's text is left to the moment it is
//! sent:
//!
//! ```text
//! m.17954412352601234567890 t 4 b7e39c89 742        (without the spaces)
//!   slot                    │ │ owner    └ encoded bytes
//!   13 time + 10 page       │ └ intent
//!                           └ i identify, t any other
//! ```
//! The slot's time is of `storage::clock`, which never runs backwards in this browser. So slots sort in the
//! order of the calls even when the wall clock is set back.

use crate::engine;
use crate::value::{decimal, ids, memory_record, text, AnonymousId, MonotonicMs, StoredMs, Text, UserId};

ids! {
    /// The place of a message in the order of calls: time and page.
    pub struct Slot;
    /// The name of a message's record, drawn above.
    pub struct RecordName;
    /// Whose a message is: the start of an anonymous id, or dashes for a known person's, which carries its
    /// `userId`.
    pub struct Owner;
    /// Which page a slot or a lease belongs to: ten digits.
    pub struct PageTag;
}

memory_record! {
    /// A message that waits, in memory.
    pub struct Entry {
        name, set_name: RecordName = "name";
        /// Encoded, as stored.
        bytes, set_bytes: f64 = "bytes";
        /// The message, where this page made it or has read it.
        text, set_text: Option<Text> = "text";
        /// Storage refused it, so it is in this page's memory alone.
        is_unsaved, set_is_unsaved: bool = "unsaved";
        /// An [`EntryState`], by its number.
        state_number, set_state_number: f64 = "state";
        /// Hand-overs without an answer.
        handed_over, set_handed_over: f64 = "handed";
        /// Until then this page alone may send it.
        claimed_until, set_claimed_until: MonotonicMs = "claimed";
    }
}

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    Waiting,
    /// It is in a request whose answer this page can still read.
    InFlight,
    /// Not this page's to send for now: it left by beacon, another page's lease runs, or it is so new that
    /// the page that made it still sends it.
    HandedOff,
}

/// The name of a message's record as any version of this core writes it.
pub const ANY_MESSAGE: &str = "^m[.][0-9]{23}[it][0-9][0-9a-fA-F-]{8}[0-9]{1,5}$";
/// The owner of a message that carries its `userId`.
const KNOWN: &str = "--------";

/// A tag for the slots that this page makes: ten digits, and too large to be an array's index, so that
/// objects keep such names in order.
pub fn page_tag() -> PageTag {
    PageTag::from_text(decimal(5e9 + f64::from(engine::random())))
}

impl RecordName {
    /// A name that matches [`ANY_MESSAGE`].
    #[inline(always)]
    pub fn read(name: Text) -> RecordName {
        RecordName::from_text(name)
    }

    /// `intent` is 0 (deleted first when the storage is full) … 9.
    #[inline(always)]
    pub fn of(slot: Slot, is_identify: bool, intent: f64, owner: Owner, bytes: f64) -> RecordName {
        let kind = if is_identify { text("i") } else { text("t") };
        RecordName::from_text(text("m.").add(slot).add(kind).add(intent).add(owner).add(bytes))
    }

    /// The pattern of an owner's records.
    #[inline(always)]
    pub fn pattern_of(owner: Owner) -> Text {
        text("^m[.][0-9]{23}[it][0-9]").add(owner).plus("[0-9]{1,5}$")
    }

    pub fn slot(self) -> Slot {
        Slot::from_text(self.slice(2, 25))
    }

    pub fn is_identify(self) -> bool {
        self.slice(25, 26).is("i")
    }

    /// 0 (deleted first when the storage is full) … 9.
    pub fn intent(self) -> f64 {
        self.slice(26, 27).to_number()
    }

    pub fn owner(self) -> Owner {
        Owner::from_text(self.slice(27, 35))
    }

    /// Encoded bytes of the text as first written; without its click ids it is shorter.
    pub fn bytes(self) -> f64 {
        self.tail(35).to_number()
    }
}

impl Slot {
    /// After every slot before it, on any page. `now` has thirteen digits.
    #[inline(always)]
    pub fn of(now: StoredMs, page: PageTag) -> Slot {
        Slot::from_text(decimal(now).add(page))
    }

    /// When the message was taken in.
    pub fn created(self) -> StoredMs {
        StoredMs(self.slice(0, 13).to_number())
    }

    /// The page that made it.
    pub fn page(self) -> PageTag {
        PageTag::from_text(self.tail(13))
    }
}

impl Owner {
    /// Of a person with these ids: none of the second where nobody knows yet who it is.
    #[inline(always)]
    pub fn of(anonymous_id: AnonymousId, user_id: Option<UserId>) -> Owner {
        if user_id.is_some() {
            Owner::from_text(text(KNOWN))
        } else {
            Owner::of_anonymous(anonymous_id)
        }
    }

    pub fn of_anonymous(anonymous_id: AnonymousId) -> Owner {
        Owner::from_text(anonymous_id.slice(0, 8))
    }

    pub fn is_known(self) -> bool {
        self.is(KNOWN)
    }
}

impl Entry {
    /// Of a record in storage.
    pub fn of_record(name: RecordName) -> Entry {
        let entry = Entry::new();
        entry.set_name(name);
        entry.set_bytes(name.bytes());
        entry.set_state(EntryState::Waiting);
        entry.set_handed_over(0.0);
        entry
    }

    #[inline(always)]
    pub fn is(self, state: EntryState) -> bool {
        self.state_number() == f64::from(state as u8)
    }

    #[inline(always)]
    pub fn set_state(self, state: EntryState) {
        self.set_state_number(f64::from(state as u8));
    }

    pub fn count_hand_over(self) {
        self.set_handed_over(self.handed_over() + 1.0);
    }
}
