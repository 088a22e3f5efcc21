//! The time that messages are ordered and aged by: the wall clock's, as far as it can be believed.
//!
//! All pages of a browser share it through one record, `{wall, ms, since}`. It never runs backwards, and moves on by what the wall clock moved since any
//! page looked last. A clock that was set back adds nothing. One that leapt further than a shopper stays away adds nothing either, unless it stays
//! there for a week: then it was an absence, or is right now. So a clock that is years off for a while costs no message its place or its life.

use crate::engine;
use crate::storage::records::Store;
use crate::value::time::DAY_MS;
use crate::value::{Value, TRUE};

/// Absences up to the longest that a message may wait are believed at once.
const MAX_ABSENCE_MS: f64 = 30.0 * DAY_MS;
/// A clock that has not been set for so long is believed.
const BELIEVED_MS: f64 = 7.0 * DAY_MS;
/// Thirteen digits: the years 2001 to 2255. A clock outside them keeps its order within them.
const MIN_MS: f64 = 1e12;
const MAX_MS: f64 = 9e12;
/// A record beyond this is none: times above it would run out of digits.
const MAX_STORED_MS: f64 = 9.9e12;
/// The page that wrote the record may give times up to so far above it before it writes again: a write to storage is most of what a call costs, and
/// events come in bursts. Another page starts above that.
const AHEAD_MS: f64 = 50.0;
pub const RECORD: &str = "clock";

/// Now, in milliseconds. Compare it with what [`tick`] gave, not with wall time.
pub fn now_ms(state: Value) -> f64 {
    look(state, Store::of(state).read(RECORD)).num("ms")
}

/// A time after every one that was given before, by any page; [`Store::is_durable`] says whether other pages will know of it. Call it when a page starts:
/// should storage fail later, the page goes by this.
pub fn tick(state: Value) -> f64 {
    let (store, name) = (Store::of(state), Value::text(RECORD));
    let text = store.get(name);
    let before = text.parse();
    let clock = look(state, before);
    let ours = text.is_given() && text.same(state.get("clockText"));
    let stored_ms = before.num("ms");
    let mut ms = clock.num("ms").max(state.num("tick") + 1.0);
    if !ours && stored_ms < MAX_STORED_MS {
        ms = ms.max(stored_ms + AHEAD_MS + 1.0);
    }
    let ms = ms.floor();
    state.set_num("tick", ms);
    if !ours || clock.flag("leapt") || ms > stored_ms + AHEAD_MS {
        clock.set_num("ms", ms);
        state.set("clockText", clock.json());
        store.set_durable(name, state.get("clockText"));
    }
    ms
}

fn look(state: Value, stored: Value) -> Value {
    let (now, wall_ms, own) = (Value::map(), engine::wall_ms(), state.get(RECORD));
    let before = stored.or(own);
    // NaN where nobody has looked before.
    let gap_ms = wall_ms - before.num("wall");
    let (mut ms, mut since_ms) = (before.num("ms"), before.num("since"));
    if (0.0..=MAX_ABSENCE_MS).contains(&gap_ms) {
        ms += gap_ms;
    } else {
        since_ms = wall_ms;
        now.set("leapt", TRUE);
    }
    if !(MIN_MS..MAX_STORED_MS).contains(&ms) || wall_ms - since_ms >= BELIEVED_MS {
        ms = wall_ms.clamp(MIN_MS, MAX_MS).max(if ms < MAX_STORED_MS { ms } else { 0.0 });
    }
    now.set_num("wall", wall_ms);
    now.set_num("ms", ms.max(own.num("ms")));
    now.set_num("since", since_ms);
    state.set(RECORD, now);
    now
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::{self, world};
    use proptest::prelude::*;

    fn fresh() -> Value {
        twin::reset(1);
        Value::map()
    }

    fn jump(ms: f64) {
        world(|world| world.wall_ms += ms);
    }

    #[test]
    fn time_passes_as_the_wall_clock_says_while_it_can_be_believed() {
        #[track_caller]
        fn check(steps_ms: &[f64], expected_ms: f64) {
            let state = fresh();
            let start = tick(state);
            for ms in steps_ms {
                jump(*ms);
                tick(state);
            }
            let passed_ms = now_ms(state) - start;
            assert!((passed_ms - expected_ms).abs() <= AHEAD_MS, "{passed_ms} of {steps_ms:?}");
        }
        let (hour, year) = (DAY_MS / 24.0, 365.0 * DAY_MS);
        check(&[hour, DAY_MS], hour + DAY_MS);
        check(&[30.0 * DAY_MS], 30.0 * DAY_MS);
        check(&[-hour, hour], hour);
        check(&[-year, hour], hour);
        check(&[year, hour, hour], 2.0 * hour);
        check(&[year, hour, -year, hour], 2.0 * hour);
        check(&[-10.0 * year, 10.0 * year, hour], hour);
    }

    #[test]
    fn a_long_absence_counts_when_the_clock_has_stayed_for_a_week() {
        let state = fresh();
        let start = tick(state);
        jump(40.0 * DAY_MS);
        tick(state);
        jump(6.0 * DAY_MS);
        assert!(tick(state) - start < 7.0 * DAY_MS);
        jump(2.0 * DAY_MS);
        assert_eq!(now_ms(state) - start, 48.0 * DAY_MS);
    }

    #[test]
    fn a_record_that_is_none_starts_anew() {
        for record in [
            "",
            "7",
            "{",
            r#"{"wall":1,"ms":1e300}"#,
            r#"{"wall":"x","ms":5,"since":null}"#,
            r#"{"ms":-1e999}"#,
        ] {
            let state = fresh();
            world(|world| world.items.insert("shoptrail.clock".into(), record.into()));
            assert_eq!(now_ms(state), twin::START_MS, "{record}");
        }
    }

    proptest! {
        #[test]
        fn no_page_ever_gets_a_time_before_another(
            steps in prop::collection::vec((0usize..3, prop_oneof![Just(0.0), 0.0..1e5, -1e13..1e13]), 1..40), blocked in any::<bool>()
        ) {
            twin::reset(1);
            world(|world| world.blocked = blocked);
            let pages = [Value::map(), Value::map(), Value::map()];
            let mut last = [0.0f64; 3];
            for (page, ms) in steps {
                jump(ms);
                let now = tick(pages[page]);
                let before = if blocked { last[page] } else { last.into_iter().fold(0.0, f64::max) };
                prop_assert!(now > before && (MIN_MS..1e13).contains(&now), "{now} after {before}");
                last[page] = now;
            }
            let later = Value::map();
            prop_assert!(now_ms(later) >= MIN_MS);
        }
    }
}
