//! What `diagnostics()` says: where every message is, what was lost and why, what was refused. It has no
//! personal data, because it goes into bug reports. Shapes: `Diagnostics` in pkg-template/diagnostics.d.ts.

use crate::delivery::drops;
use crate::delivery::Delivery;
use crate::delivery::{Entry, Outbox, Summary};
use crate::options::VERSION;
use crate::shopper::identity;
use crate::storage::Store;
use crate::tracker::calls::Calls;
use crate::value::{record, text, word_enum, AnonymousId, List, Map, State, Text};

word_enum! {
    /// Where a message is.
    pub enum MessageState {
        /// It waits until the shopper identifies.
        Held = "held";
        /// It waits for a request.
        Waiting = "waiting";
        /// It is in a request whose answer this page can still read.
        InFlight = "in_flight";
        /// It left by beacon, which has no answer, or another page is sending it.
        HandedOff = "handed_off";
    }
}

record! {
    /// What the tracker is doing.
    pub struct Report {
        version, set_version: Text = "version";
        is_on, set_is_on: bool = "on";
        identity, set_identity: IdentityReport = "identity";
        /// Messages by state; `delivered` counts this page's.
        counts, set_counts: Map<Text, f64> = "counts";
        messages, set_messages: List<Summary> = "messages";
        drops, set_drops: Map<Text, f64> = "drops";
        repeats, set_repeats: f64 = "repeats";
        storage, set_storage: StorageReport = "storage";
    }
}

record! {
    /// Who the shopper is, without saying it.
    pub struct IdentityReport {
        anonymous_id, set_anonymous_id: AnonymousId = "anonymousId";
        /// `known` or `anonymous`.
        state, set_state: Text = "state";
        /// The names of the keys by which the person is known.
        keys, set_keys: List<Text> = "keys";
    }
}

record! {
    /// Whether storage works, and how much is in it.
    pub struct StorageReport {
        is_durable, set_is_durable: bool = "durable";
        bytes, set_bytes: f64 = "bytes";
    }
}

/// The words of [`MessageState`], in its order. One text, because that is smaller than a text for each.
const STATES: &str = "held waiting in_flight handed_off";

/// The report of this moment.
pub fn report(state: State) -> Report {
    let (report, outbox, calls) = (Report::new(), Outbox::of(state), Calls::of(state));
    let (counts, messages) = (Map::new(), List::new());
    let states = text(STATES).split(" ");
    for word in states {
        counts.set(word, 0.0);
    }
    for (_, entry) in outbox.entries() {
        let Some(word) = states.at(state_place(outbox, entry)) else { continue };
        counts.increase(word);
        let row = Summary::of(outbox.text_of(entry));
        row.set_state(Some(word));
        row.set_bytes(entry.bytes());
        messages.push(row);
    }
    counts.set(text("delivered"), Delivery::of(state).delivered());
    let storage = StorageReport::new();
    storage.set_is_durable(Store::of(state).is_durable());
    storage.set_bytes(outbox.total_bytes());
    report.set_version(text(VERSION));
    report.set_is_on(true);
    report.set_identity(identity_report(state));
    report.set_counts(counts);
    report.set_messages(messages);
    report.set_drops(drops::counts(Store::of(state)));
    report.set_repeats(calls.repeats());
    report.set_storage(storage);
    report
}

/// The place of a message's word in [`STATES`]: the first for a held one, else the one behind its number as
/// an [`EntryState`](crate::delivery::EntryState).
#[inline(always)]
fn state_place(outbox: Outbox, entry: Entry) -> u32 {
    if outbox.is_held(entry) {
        0
    } else {
        entry.state_number() as u32 + 1
    }
}

#[inline(always)]
fn identity_report(state: State) -> IdentityReport {
    let (report, person) = (IdentityReport::new(), identity::current(state));
    report.set_anonymous_id(person.anonymous_id());
    report.set_state(if person.is_known() { text("known") } else { text("anonymous") });
    report.set_keys(person.keys().keys());
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::EntryState;

    #[test]
    fn the_words_of_the_states_are_in_the_order_of_their_numbers() {
        let words: Vec<&str> = MessageState::WORDS.iter().map(|(word, _)| *word).collect();
        assert_eq!(words.join(" "), STATES);
        let in_order = [EntryState::Waiting, EntryState::InFlight, EntryState::HandedOff];
        assert_eq!(in_order.map(|state| state as u8), [0, 1, 2]);
    }
}
