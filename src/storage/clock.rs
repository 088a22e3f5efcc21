//! The time that messages are ordered and aged by: the wall clock's, as far as it can be believed.
//!
//! All pages of a browser share it through one record, `{wall, ms, since}`. It never runs backwards, and
//! moves on by what the wall clock moved since any page looked last. A clock that was set back adds nothing.
//! A clock that leapt further than a shopper stays away adds nothing either, unless it stays there for a
//! week: then it was an absence, or it is right now. So a clock that is years off for a while costs no
//! message its place or its life.

use crate::storage::Store;
use crate::value::{
    json, parse, part, record, same, text, Part, StoredMs, Text, Value, View, WallMs, DAY_MS,
};

/// Absences up to the longest that a message may wait are believed at once.
const MAX_ABSENCE_MS: f64 = 30.0 * DAY_MS;
/// A clock that has not been set for so long is believed.
const BELIEVED_MS: f64 = 7.0 * DAY_MS;
/// Thirteen digits: the years 2001 to 2255. A clock outside them keeps its order within them.
const MIN_MS: f64 = 1e12;
const MAX_MS: f64 = 9e12;
/// A record beyond this is none: times above it would run out of digits.
const MAX_STORED_MS: f64 = 9.9e12;
/// The page that wrote the record may give times up to so far above it before it writes again: a write to
/// storage is most of what a call costs, and events come in bursts. Another page starts above that.
const AHEAD_MS: f64 = 50.0;
/// The name of the record.
pub const RECORD: &str = "clock";

record! {
    /// One look at the wall clock. Stored as it is.
    struct Reading {
        /// What the wall clock said.
        wall, set_wall: WallMs = "wall";
        /// What that means in this clock's time.
        ms, set_ms: StoredMs = "ms";
        /// Since when the wall clock has not been set.
        since, set_since: WallMs = "since";
        /// The wall clock was set, or nobody looked for long. Not worth storing, but stored with the rest.
        has_leapt, set_has_leapt: bool = "leapt";
    }
}

part! {
    /// What this page knows of the clock.
    struct Clock {
        /// The last look; before the first one, its times are NaN.
        reading, set_reading: Reading = "clock";
        /// The record's text as this page wrote it last.
        written, set_written: Option<Text> = "clockText";
        /// What [`tick`] gave last.
        last_tick, set_last_tick: StoredMs = "tick";
    }
}

/// Reads the stored reading. Its times are numbers or NaN, which [`look`] copes with. All are NaN where
/// nothing is stored.
#[inline(always)]
fn read(stored: Value) -> Reading {
    View::assume(stored)
}

/// The time now. Compare it with what [`tick`] gave, not with wall time.
#[inline(always)]
pub fn now(part: impl Part) -> StoredMs {
    Clock::of(part).now()
}

/// A time after every one that was given before, by any page; [`Store::is_durable`] says whether other pages
/// will know of it. Call it when a page starts: should storage fail later, the page goes by this.
#[inline(always)]
pub fn tick(part: impl Part) -> StoredMs {
    Clock::of(part).tick()
}

impl Clock {
    fn now(self) -> StoredMs {
        look(self, read(Store::of(self).read(RECORD))).ms()
    }

    #[inline(never)]
    fn tick(self) -> StoredMs {
        let (store, name) = (Store::of(self), text(RECORD));
        let stored_text = store.get(name);
        let stored = read(parse(stored_text));
        let reading = look(self, stored);
        let is_own = stored_text.is_some() && same(stored_text, self.written());
        let stored_ms = stored.ms();
        let mut ms = reading.ms().latest(self.last_tick() + 1.0);
        if !is_own && stored_ms.0 < MAX_STORED_MS {
            ms = ms.latest(stored_ms + (AHEAD_MS + 1.0));
        }
        let ms = StoredMs(ms.0.floor());
        self.set_last_tick(ms);
        if !is_own || reading.has_leapt() || ms > stored_ms + AHEAD_MS {
            reading.set_ms(ms);
            let written = json(reading);
            self.set_written(Some(written));
            store.set_durable(name, written);
        }
        ms
    }
}

fn look(clock: Clock, stored: Reading) -> Reading {
    let (reading, wall, own) = (Reading::new(), WallMs::now(), clock.reading());
    let before = if stored.value().is_given() { stored } else { own };
    let (mut ms, mut since, gap_ms) = (before.ms(), before.since(), wall - before.wall());
    if (0.0..=MAX_ABSENCE_MS).contains(&gap_ms) {
        ms = ms + gap_ms;
    } else {
        since = wall;
        reading.set_has_leapt(true);
    }
    if !(MIN_MS..MAX_STORED_MS).contains(&ms.0) || wall - since >= BELIEVED_MS {
        let believed = wall.0.clamp(MIN_MS, MAX_MS);
        ms = StoredMs(believed.max(if ms.0 < MAX_STORED_MS { ms.0 } else { 0.0 }));
    }
    reading.set_wall(wall);
    reading.set_ms(ms.latest(own.ms()));
    reading.set_since(since);
    clock.set_reading(reading);
    reading
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::{self, world};
    use crate::value::State;
    use proptest::prelude::*;

    fn page() -> State {
        let state = State::new();
        Store::of(state).start();
        state
    }

    fn fresh() -> State {
        twin::reset(1);
        page()
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
            let passed_ms = now(state) - start;
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
        assert_eq!(now(state) - start, 48.0 * DAY_MS);
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
            assert_eq!(now(state).0, twin::START_MS, "{record}");
        }
    }

    proptest! {
        #[test]
        fn no_page_ever_gets_a_time_before_another(
            steps in prop::collection::vec(
                (0usize..3, prop_oneof![Just(0.0), 0.0..1e5, -1e13..1e13]), 1..40
            ),
            blocked in any::<bool>()
        ) {
            twin::reset(1);
            world(|world| world.blocked = blocked);
            let pages = [page(), page(), page()];
            let mut last = [0.0f64; 3];
            for (page, ms) in steps {
                jump(ms);
                let now = tick(pages[page]).0;
                let before = if blocked { last[page] } else { last.into_iter().fold(0.0, f64::max) };
                prop_assert!(now > before && (MIN_MS..1e13).contains(&now), "{now} after {before}");
                last[page] = now;
            }
            let later = page();
            prop_assert!(now(later).0 >= MIN_MS);
        }
    }
}
