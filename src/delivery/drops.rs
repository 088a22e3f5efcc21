//! Why messages were lost, counted. Silence is impossible: every message is delivered, waiting, or in here. The list of reasons is closed and
//! their words are stable: shops put them on dashboards.

use crate::storage::records::Store;
use crate::value::Value;

/// Older than its age limit: 72 hours for a known person's message, 30 days for a held one (both options).
pub const EXPIRED: &str = "expired";
/// The outbox was at its count or byte limit, and this was the message with the lowest intent.
pub const OVERFLOW: &str = "queue_overflow";
/// The collector answered with a final status: a 4xx other than 408, 413, 425, 429.
pub const REJECTED: &str = "rejected";
/// The collector answered 413 to this message alone.
pub const TOO_LARGE: &str = "too_large";
/// The shopper was reset before anyone was identified: the trail is nobody's.
pub const RESET: &str = "reset";
/// The stored record was not what this core writes.
pub const CORRUPT: &str = "corrupt_record";
/// Consent was denied or withdrawn while the message waited.
pub const CONSENT: &str = "consent_withdrawn";

/// Untold losses are for a listener on this page; without one they must not grow.
const MAX_UNTOLD_COUNT: u32 = 100;

/// Counts of earlier pages, by reason. Sensible words and numbers are believed, another version's reasons too.
pub fn load(store: Store) -> Value {
    let (counts, stored) = (Value::map(), store.read("drops"));
    for reason in stored.keys().items() {
        if reason.test("^[a-z_]{1,20}$") && stored.find(reason).as_number() >= 1.0 {
            counts.put(reason, stored.find(reason));
        }
    }
    counts
}

/// Counts a loss. `text`: the message, when it could still be read.
pub fn add(state: Value, reason: Value, text: Value) {
    // Other tabs count too.
    let counts = load(Store::of(state));
    counts.count(reason);
    Store::of(state).write("drops", counts);
    let losses = state.get("losses");
    if losses.len() < MAX_UNTOLD_COUNT {
        let loss = crate::tracker::diagnostics::summary(text);
        loss.set("reason", reason);
        losses.push(loss);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::{self, world};
    use crate::value::testing::{show, value};
    use crate::value::UNDEFINED;

    #[test]
    fn counts_survive_the_page_and_garbage_counts_as_zero() {
        twin::reset(1);
        let store = Store::of(Value::map());
        let state = Value::map();

        state.set("losses", Value::list());
        add(state, Value::text(EXPIRED), UNDEFINED);
        add(state, Value::text(EXPIRED), UNDEFINED);
        add(
            state,
            Value::text(REJECTED),
            value(r#""{\"messageId\":\"01\",\"type\":\"track\",\"event\":\"x\"}""#),
        );
        assert_eq!(show(load(store)), r#"{"expired":2,"rejected":1}"#);
        assert_eq!(
            show(state.get("losses").at(2)),
            r#"{"messageId":"01","type":"track","name":"x","reason":"rejected"}"#
        );
        world(|world| {
            world.items.insert(
                "shoptrail.drops".into(),
                r#"{"expired":"x","rejected":-1,"reset":3,"Who?":5}"#.into(),
            )
        });
        assert_eq!(show(load(store)), r#"{"reset":3}"#);
    }
}
