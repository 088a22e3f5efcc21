//! What was lost, and why. Every message is delivered, waiting, or counted in here.

use crate::delivery::message::Summary;
use crate::storage::Store;
use crate::value::{part, word_enum, List, Map, Part, Text, Value, View};

word_enum! {
    /// Why a message was lost. The list is closed and its words are stable: shops put them on dashboards.
    pub enum DropReason {
        /// Older than its age limit: 72 hours for a known person's message, 30 days for a held one (both
        /// options).
        Expired = "expired";
        /// The outbox was at its count or byte limit, and this was the message with the lowest intent.
        Overflow = "queue_overflow";
        /// The collector answered with a final status: a 4xx other than 408, 413, 425, 429.
        Rejected = "rejected";
        /// The collector answered 413 to this message alone.
        TooLarge = "too_large";
        /// The shopper was reset before anyone was identified, so the trail belongs to no person.
        Reset = "reset";
        /// The stored record was not what this core writes.
        CorruptRecord = "corrupt_record";
        /// Consent was denied or withdrawn while the message waited.
        ConsentWithdrawn = "consent_withdrawn";
        /// The shop's `beforeSend` dropped the message, failed, or gave something that is no message.
        BeforeSend = "before_send";
        /// A page with `beforeSend` died before it made this message, and the next page has no `beforeSend`.
        NoBeforeSend = "no_before_send";
    }
}

part! {
    /// Losses that no listener of this page has heard of.
    pub struct Losses {
        unreported, set_unreported: List<Summary> = "losses", "[]";
    }
}

/// Unreported losses wait for a listener on this page; without one they must not grow.
const MAX_UNREPORTED: u32 = 100;
const RECORD: &str = "drops";

impl Losses {
    /// A new page.
    pub fn start(self) {
        self.reset();
    }

    /// Losses since the last call, for `on("drop", …)`.
    pub fn take_unreported(self) -> List<Summary> {
        let losses = self.unreported();
        self.set_unreported(List::new());
        losses
    }
}

/// Messages lost so far in this browser, by reason. Words that could be reasons are believed, another
/// version's too; counts from 1.
pub fn counts(store: Store) -> Map<Text, f64> {
    read_counts(store.read(RECORD))
}

fn read_counts(stored: Value) -> Map<Text, f64> {
    let counts = Map::new();
    for reason in stored.keys().items() {
        let count = stored.find(reason).as_number();
        if reason.test("^[a-z_]{1,20}$") && count >= 1.0 {
            counts.set(Text::assume(reason), count);
        }
    }
    counts
}

/// Counts a loss. `message` is its JSON text, when it could still be read.
#[inline(always)]
pub fn count(part: impl Part, reason: DropReason, message: Option<Text>) {
    count_as(Store::of(part), reason.word(), message);
}

/// [`count`], of a reason's word.
pub fn count_as(store: Store, reason: Text, message: Option<Text>) {
    // Other tabs count too.
    let counts = counts(store);
    counts.increase(reason);
    store.write(RECORD, counts);
    let unreported = Losses::of(store).unreported();
    if unreported.len() < MAX_UNREPORTED {
        let loss = Summary::of(message);
        loss.set_reason(Some(reason));
        unreported.push(loss);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::{self, world};
    use crate::value::testing::{show, written};
    use crate::value::State;

    #[test]
    fn counts_survive_the_page_and_garbage_counts_as_zero() {
        twin::reset(1);
        let state = State::new();
        let (store, losses) = (Store::of(state), Losses::of(state));
        store.start();
        losses.start();
        count(state, DropReason::Expired, None);
        count(state, DropReason::Expired, None);
        let message = written(r#"{"messageId":"01","type":"track","event":"x"}"#);
        count(state, DropReason::Rejected, Some(message));
        assert_eq!(show(counts(store)), r#"{"expired":2,"rejected":1}"#);
        assert_eq!(
            show(losses.take_unreported().at(2)),
            r#"{"messageId":"01","type":"track","name":"x","reason":"rejected"}"#
        );
        assert!(losses.take_unreported().is_empty());
        let garbage = r#"{"expired":"x","rejected":-1,"reset":3,"Who?":5}"#;
        world(|world| world.items.insert("shoptrail.drops".into(), garbage.into()));
        assert_eq!(show(counts(store)), r#"{"reset":3}"#);
    }
}
