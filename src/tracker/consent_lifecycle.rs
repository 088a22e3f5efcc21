//! What consent does to a tracker: it runs only while analytics are granted. What `shopper::consent` decides
//! is carried out here, as far as the core can. The page's side empties the storage and its queue.

use crate::delivery::claim::Claims;
use crate::delivery::drops::{self, DropReason, Losses};
use crate::delivery::{ContextCache, Outbox, ANY_MESSAGE};
use crate::options::{Environment, Options, Settings};
use crate::plan::Properties;
use crate::shopper::attribution::{self, TouchesCopy};
use crate::shopper::consent::{self, Consent};
use crate::shopper::identity;
use crate::shopper::profile;
use crate::storage::Store;
use crate::tracker::lifecycle;
use crate::value::{json, part, record, text, Map, Part, State, Text, Value, View, UNDEFINED};

/// Where the shopper's answer is remembered, while analytics are granted. Where another source on the page
/// knows it (`consentFrom`), a record of the tracker's own would only contradict.
const RECORD: &str = "consent";

part! {
    /// What the shopper agreed to. It outlives the rest of the state.
    pub struct ConsentCopy {
        consent, set_consent: Consent = "consent";
        /// The tracker runs.
        is_open, set_is_open: bool = "open";
    }
}

record! {
    /// What the page hears of consent after an answer: the members of [`Consent`], and these.
    pub struct ConsentReport {
        analytics: Text = "analytics";
        marketing: Text = "marketing";
        /// Everything that the tracker stored or queued has to go.
        must_erase, set_must_erase: bool = "erase";
        /// What that cost, by drop reason.
        drops, set_drops: Option<Map<Text, f64>> = "drops";
    }
}

impl ConsentReport {
    /// A report that has the answers of `consent`, and nothing more yet.
    #[inline(always)]
    fn read_consent(consent: Consent) -> ConsentReport {
        View::assume(consent.value().copy())
    }
}

/// Begins with options that `options::check` found right. The tracker starts when consent to analytics is
/// there.
pub fn open(state: State, options: Options, environment: Environment) {
    let settings = Settings::of(state);
    settings.set_options(options);
    settings.set_environment(environment);
    let stored = if remembers(state) { Store::of(state).read(RECORD) } else { UNDEFINED };
    let denies_marketing = environment.asks_global_privacy_control() && options.honours_gpc();
    let initial = options.initial_consent(environment.asks_not_to_track());
    let consent = consent::start(initial, consent::read_answer(stored), denies_marketing);
    ConsentCopy::of(state).set_consent(consent);
    if consent.may_store() {
        begin(state);
    }
}

/// Applies an answer, or none, and reports consent as it is then. None when it was no answer.
pub fn apply_consent(state: State, given: Value) -> Option<ConsentReport> {
    let copy = ConsentCopy::of(state);
    let consent = copy.consent();
    let answer = consent::read_answer(given);
    if given.is_given() && answer.is_none() {
        return None;
    }
    let kept_click_ids = consent.may_keep_click_ids();
    let must_erase = consent.apply(answer);
    let report = ConsentReport::read_consent(consent);
    report.set_must_erase(must_erase);
    if must_erase {
        // Whoever comes next is somebody new.
        Settings::of(state).environment().set_anonymous_id(UNDEFINED);
    }
    if !consent.may_store() {
        if copy.is_open() {
            report.set_drops(Some(close(state)));
        }
        return Some(report);
    }
    if !copy.is_open() {
        begin(state);
    }
    keep_click_ids(state, consent.may_keep_click_ids(), kept_click_ids);
    if answer.is_some() && remembers(state) {
        Store::of(state).write(RECORD, consent);
    }
    Some(report)
}

/// The page is back from the back/forward cache. If all that the tracker stored is gone meanwhile, another
/// page erased it. Then this one denies too; the page asks for consent next, which closes and
/// erases.
pub fn restore(state: State) {
    let is_erased =
        Store::of(state).is_durable() && identity::is_missing(state) && Outbox::of(state).is_storage_open();
    if is_erased {
        ConsentCopy::of(state).consent().deny_both();
    } else {
        lifecycle::restore(state);
    }
}

fn remembers(part: impl Part) -> bool {
    !Settings::of(part).options().has_consent_source()
}

fn begin(state: State) {
    let (settings, copy) = (Settings::of(state), ConsentCopy::of(state));
    copy.set_is_open(true);
    lifecycle::start(state, settings.options(), settings.environment());
    keep_click_ids(state, copy.consent().may_keep_click_ids(), false);
}

/// Lets go of everything, and gives the counts of what was lost, this included.
fn close(state: State) -> Map<Text, f64> {
    let (settings, copy, losses, outbox) =
        (Settings::of(state), ConsentCopy::of(state), Losses::of(state), Outbox::of(state));
    Claims::of(state).wake_trail();
    for slot in outbox.entries().keys() {
        outbox.lose(slot, DropReason::ConsentWithdrawn);
    }
    let counts = drops::counts(Store::of(state));
    let (options, environment, consent, unreported) =
        (settings.options(), settings.environment(), copy.consent(), losses.unreported());
    state.clear();
    settings.set_options(options);
    settings.set_environment(environment);
    copy.set_consent(consent);
    losses.set_unreported(unreported);
    counts
}

/// Keeps click ids from now on, or drops them: from the touches; and where those had some, or consent was
/// there until now (`kept_before`), from every message that waits, this page's or not, and from what was
/// learned of products.
fn keep_click_ids(state: State, keeps: bool, kept_before: bool) {
    let (store, rules, touches) =
        (Store::of(state), Settings::of(state).rules(), TouchesCopy::of(state).touches());
    rules.set_drops_click_ids(!keeps);
    ContextCache::of(state).set_page_context(None);
    if keeps {
        return;
    }
    let before = json(touches);
    touches.drop_click_ids(rules);
    if !kept_before && json(touches) == before {
        return;
    }
    attribution::save(state);
    for (_, entry) in Outbox::of(state).entries() {
        if let Some(message) = entry.text() {
            entry.set_text(Some(without_click_ids(state, message)));
        }
    }
    let profile = text(profile::RECORD);
    if let Some(stored) = store.get(profile) {
        store.set(profile, without_click_ids(state, stored));
    }
    for name in store.names(text(ANY_MESSAGE)) {
        if let Some(stored) = store.get(name) {
            store.set_durable(name, without_click_ids(state, stored));
        }
    }
}

record! {
    /// Where click ids can be in a stored message or profile; members that are no objects have no members of
    /// their own.
    struct Stored {
        properties: Properties = "properties";
        traits: Properties = "traits";
        known: Properties = "known";
        context: StoredContext = "context";
    }
}

record! {
    /// Where click ids can be in a message's context.
    struct StoredContext {
        campaign: Properties = "campaign";
        page: Properties = "page";
    }
}

fn read_stored(stored: Text) -> Stored {
    View::assume(stored.parse())
}

/// A stored message or profile without click ids.
fn without_click_ids(part: impl Part, stored: Text) -> Text {
    let (stored, rules) = (read_stored(stored), Settings::of(part).rules());
    attribution::remove_click_ids(stored.properties(), rules);
    attribution::remove_click_ids(stored.traits(), rules);
    attribution::remove_click_ids(stored.known(), rules);
    attribution::remove_click_ids(stored.context().campaign(), rules);
    attribution::remove_click_ids(stored.context().page(), rules);
    json(stored)
}

#[cfg(test)]
mod tests;
