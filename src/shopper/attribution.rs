//! Attribution: which visits brought the shopper. The first touch stays, the last touch moves, a bounded
//! history keeps what was between. It decides which touch counts and under which names a message says it.
//! `touch` says what one visit is, `channel` its channel; the tracker calls [`note_landing`] for each call.
//!
//! - A touch is a visit with a UTM parameter, a click id or a foreign referrer. A visit with none is direct:
//!   it counts only while there is no other touch, and whatever comes later replaces it as the last touch.
//! - A visit from the shop's own site, a payment page or a log-in provider is no touch, unless its URL has
//!   UTM parameters or click ids that the last touch has not.
//! - A touch is forgotten when its window has passed; the next visit then takes its place.

mod tags;
mod touch;

pub use tags::{remove_click_ids, MAX_OTHER_TAGS, MAX_TAGS_BYTES, MAX_VALUE_UNITS};
pub use touch::{Place, Touch, MAX_URL_UNITS, REPEAT_MS};

use crate::engine::Literal;
use crate::options::{Rules, Settings};
use crate::plan::{Properties, Traits};
use crate::shopper::call::Call;
use crate::shopper::channel::{is_click_id, DIRECT};
use crate::storage::Store;
use crate::value::{part, record, same, text, List, Map, Part, Text, Value, View, WallMs, DAY_MS};
use tags::read_members;

/// Touches in the history.
pub const MAX_HISTORY: u32 = 8;
const RECORD: &str = "touch";

record! {
    /// The visits that count. Stored as it is.
    pub struct Touches {
        first, set_first: Option<Touch> = "first";
        last, set_last: Option<Touch> = "last";
        /// The oldest first.
        history, set_history: List<Touch> = "history";
    }
}

record! {
    /// When the touches were, among the traits of a person, in Unix seconds.
    struct TouchTimes {
        first_at, set_first_at: f64 = "first_touch_at";
        last_at, set_last_at: f64 = "last_touch_at";
    }
}

part! {
    /// This page's copy of the stored touches.
    pub struct TouchesCopy {
        touches, set_touches: Touches = "touches";
        /// The URL that was noted last, and the referrer that came with it.
        seen_url, set_seen_url: Option<Text> = "seenUrl";
        seen_referrer, set_seen_referrer: Option<Text> = "seenFrom";
    }
}

/// Takes over the stored touches.
pub fn load(part: impl Part) {
    TouchesCopy::of(part).set_touches(Touches::read(Store::of(part).read(RECORD)));
}

/// Stores this page's copy, for all tabs.
pub fn save(part: impl Part) {
    Store::of(part).write(RECORD, TouchesCopy::of(part).touches());
}

/// Removes the stored touches: the shopper is another person.
pub fn forget(store: Store) {
    store.remove(text(RECORD));
}

/// Records the visit of a call's page, once for each URL. True when the URL is another than the last call's:
/// what the caller derived from the URL or the touches is then outdated.
///
/// In a single-page shop `document.referrer` never changes: there the referrer of a route is the route
/// before.
pub fn note_landing(part: impl Part, call: Call) -> bool {
    let copy = TouchesCopy::of(part);
    let (before, url, referrer) = (copy.seen_url(), call.url(), call.referrer());
    if same(url, before) {
        return false;
    }
    let from = match before {
        Some(route) if same(referrer, copy.seen_referrer()) => route,
        _ => referrer,
    };
    copy.set_seen_url(Some(url));
    copy.set_seen_referrer(Some(referrer));
    // Another tab may have recorded a visit since.
    load(part);
    if copy.touches().record_visit(url, from, call.at(), Settings::of(part).rules()) {
        save(part);
    }
    true
}

impl Touches {
    /// Records a visit, and decides whether it becomes the last touch, and the first. True when that changed
    /// anything: the caller then stores it.
    ///
    /// - The visit becomes the last touch when there is none. Else it must have a source, and must not repeat
    ///   the last touch.
    /// - The first touch stays while its window lasts. After that the visit becomes the first touch too;
    ///   where the last touch still counts and stays, that is the earliest one known.
    pub fn record_visit(self, landing: Text, referrer: Text, now: WallMs, rules: Rules) -> bool {
        let Some(touch) = Touch::from_visit(landing, referrer, now, rules) else { return false };
        let last = self.live_last(now, rules);
        let is_direct = touch.place().channel().is(DIRECT);
        let becomes_last = match last {
            Some(known) => !is_direct && !touch.repeats(known, referrer),
            None => true,
        };
        let is_first_known = self.live_first(now, rules).is_some();
        if !is_first_known {
            self.set_first(if becomes_last { Some(touch) } else { last });
        }
        if becomes_last {
            self.set_last(Some(touch));
            if !is_direct {
                let history = self.history();
                if history.len() >= MAX_HISTORY {
                    history.remove(0);
                }
                history.push(touch);
            }
        }
        becomes_last || !is_first_known
    }

    /// Reads a stored record. Odd members are left out: other scripts of the page can write storage too.
    pub fn read(stored: Value) -> Touches {
        let (touches, unchecked, history) = (Touches::new(), Touches::assume(stored), List::new());
        touches.set_first(Touch::read(unchecked.first()));
        touches.set_last(Touch::read(unchecked.last()));
        touches.set_history(history);
        for member in unchecked.history() {
            if let Some(touch) = Touch::read(Some(member)) {
                if history.len() < MAX_HISTORY {
                    history.push(touch);
                }
            }
        }
        touches
    }

    fn live_first(self, now: WallMs, rules: Rules) -> Option<Touch> {
        if_live(self.first(), now, rules.first_window_ms())
    }

    fn live_last(self, now: WallMs, rules: Rules) -> Option<Touch> {
        if_live(self.last(), now, rules.last_window_ms())
    }

    /// Properties for an event; only what is known.
    ///
    /// - The last touch under the names that its link has: `utm_source`, `gclid`, `landing_page`, `channel`;
    ///   its referrer as `landing_referrer`.
    /// - The first touch with `first_` before the names, and without click ids.
    pub fn event_properties(self, now: WallMs, rules: Rules) -> Properties {
        let properties = Properties::new();
        let last = self.live_last(now, rules);
        add_renamed(properties, last, "^referrer$".into(), "landing_referrer".into(), rules);
        add_renamed(properties, self.live_first(now, rules), "^".into(), "first_".into(), rules);
        properties
    }

    /// Traits for the person: both touches, with `first_` and `last_` before the names, without click ids,
    /// and when they were.
    pub fn traits(self, now: WallMs, rules: Rules) -> Traits {
        let times = TouchTimes::new();
        let traits = read_members(times);
        let first_at = add_renamed(traits, self.live_first(now, rules), "^".into(), "first_".into(), rules);
        if is_since_1970(first_at) {
            times.set_first_at(first_at.unix_seconds());
        }
        let last_at = add_renamed(traits, self.live_last(now, rules), "^".into(), "last_".into(), rules);
        if is_since_1970(last_at) {
            times.set_last_at(last_at.unix_seconds());
        }
        traits
    }

    /// For `context.campaign`: the last touch's UTM parameters under the names that Segment gave them
    /// (`utm_campaign` is `name`), and its click ids. None when there are none.
    pub fn campaign(self, now: WallMs, rules: Rules) -> Option<Map<Text, Text>> {
        let campaign = Map::new();
        if let Some(last) = self.live_last(now, rules) {
            copy_renamed(read_members(campaign), read_members(last.tags()), "^utm_".into(), "".into(), rules);
        }
        if campaign.is_empty() {
            None
        } else {
            Some(campaign)
        }
    }

    /// Removes all click ids: the shopper withdrew consent to marketing. `rules` keep later ones out.
    pub fn drop_click_ids(self, rules: Rules) {
        for touch in self.history() {
            touch.drop_click_ids(rules);
        }
        if let Some(first) = self.first() {
            first.drop_click_ids(rules);
        }
        if let Some(last) = self.last() {
            last.drop_click_ids(rules);
        }
    }
}

/// The touch while its window lasts. One of the future is unknown as well: somebody set the clock.
fn if_live(touch: Option<Touch>, now: WallMs, window_ms: f64) -> Option<Touch> {
    touch.filter(|found| (-DAY_MS..=window_ms).contains(&(now - found.at())))
}

/// A clock that lost its power can say an earlier time, which nobody would believe.
fn is_since_1970(at: WallMs) -> bool {
    at.0 >= 0.0
}

/// Adds a touch's tags and place, under names in which `pattern` is replaced by `with`. Gives its time; never
/// where there is no touch.
fn add_renamed(
    out: Properties,
    touch: Option<Touch>,
    pattern: Literal,
    with: Literal,
    rules: Rules,
) -> WallMs {
    let Some(found) = touch else { return WallMs::NEVER };
    copy_renamed(out, read_members(found.tags()), pattern, with, rules);
    copy_renamed(out, read_members(found.place()), pattern, with, rules);
    found.at()
}

/// Copies members under names in which `pattern` is replaced by `with`; what `out` has already stays. A click
/// id is copied under its own name alone.
#[inline(never)]
fn copy_renamed(out: Properties, from: Properties, pattern: Literal, with: Literal, rules: Rules) {
    for (name, member) in from {
        let renamed = name.replace(pattern, with).replace("^campaign$", "name");
        let is_dropped = (rules.drops_click_ids() || renamed != name) && is_click_id(name);
        if !is_dropped && !out.has(renamed) {
            out.set(renamed, member);
        }
    }
}

#[cfg(test)]
mod tests;
