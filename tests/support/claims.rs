//! What is claimed of every schedule. Each claim says when it does not hold, and why.

use crate::model::*;
use crate::support::*;
use shoptrail::tracker::diagnostics;
use std::collections::HashMap;

/// No message is older than this when it is said to have expired: 72 hours for a known person's, the five days of `Model::new` for a held one.
const MAX_AGE_MS: f64 = 3.0 * DAY_MS;
/// A clock that stays where it was set for so long is believed.
const BELIEVED_MS: f64 = 7.0 * DAY_MS;

impl Model {
    /// At the end of a schedule, after the last visit.
    pub fn check(&self) {
        self.check_copies();
        self.check_nothing_vanished();
        self.check_reasons();
        self.check_people();
        self.check_rest();
        // A page whose clock was set back while storage was blocked cannot know how far the slots had come.
        if self.storage_works || self.clock_works {
            self.check_order_in_pages();
        }
        if self.agreed && self.locks_free {
            self.check_order_across_pages();
        }
    }

    /// After every step: our footprint is bounded. Each page bounds what it knows of, so several at work at once may exceed the bound together.
    pub fn check_bounds(&self) {
        let identifies = self.accepted.iter().filter(|accepted| accepted.identify).count();
        let pages = self.pages.len();
        let stored = stored().len();
        assert!(
            stored <= MAX_MESSAGES * pages.min(crate::schedule::MAX_TABS + 1) + identifies,
            "{stored} stored"
        );
    }

    /// Of one message all copies are the same but for the time of the attempt, and for the person it was held for; and one event is one message.
    fn check_copies(&self) {
        let (mut ids, mut copies) = (HashMap::new(), HashMap::new());
        for request in &self.browser.requests {
            let identifies =
                request.items.iter().map(|item| item.json["type"] == "identify").collect::<Vec<_>>();
            assert!(identifies.is_sorted_by(|one, other| one >= other), "an identify behind another message");
            for item in &request.items {
                if let Some(u) = item.json["properties"]["u"].as_u64() {
                    assert_eq!(ids.entry(u).or_insert(&item.id), &&item.id, "two messageIds for one event");
                }
                let mut copy = item.json.clone();
                for name in ["sentAt", "userId"] {
                    copy.as_object_mut().unwrap().remove(name);
                }
                let same = *copies.entry(&item.id).or_insert_with(|| copy.clone()) == copy;
                // Two pages that share no ledger, or died before they wrote it, count one order each in its own words.
                let order = self.accepted.iter().any(|accepted| accepted.order && accepted.id == item.id);
                assert!(same || order && !self.agreed, "{} was changed", item.id);
            }
        }
    }

    fn check_nothing_vanished(&self) {
        let browser = &self.browser;
        let waiting = stored_ids();
        let remembered: Vec<String> =
            self.open_pages().iter().flat_map(|tab| memory(browser.state(*tab))).collect();
        for Accepted { id, .. } in &self.accepted {
            let known = browser.arrived.iter().any(|item| item.id == *id)
                || waiting.contains(id)
                || remembered.contains(id)
                || browser.lost.contains_key(id)
                || browser.forgotten.contains(id);
            assert!(known, "vanished: {id}");
        }
        if self.agreed {
            let drops = diagnostics::report(browser.state(self.pages.len() - 1)).drops();
            let counted: f64 = drops.into_iter().map(|(_, count)| count).sum();
            assert!(counted >= browser.lost.len() as f64, "{counted} drops counted of {:?}", browser.lost);
        }
    }

    /// Nothing is lost but for the reason that is given.
    fn check_reasons(&self) {
        let answered = |id: &str, says: &dyn Fn(&Request) -> bool| {
            self.browser
                .requests
                .iter()
                .any(|request| request.items.iter().any(|item| item.id == id) && says(request))
        };
        for (id, reason) in &self.browser.lost {
            let accepted = self.accepted.iter().find(|accepted| accepted.id == *id);
            let holds = match reason.as_str() {
                "rejected" => answered(
                    id,
                    &|request| matches!(request.status as u32, 400..=407 | 409..=412 | 414..=424 | 426..=428 | 430..=499),
                ),
                "too_large" => answered(id, &|request| request.status == 413.0 && request.items.len() == 1),
                "queue_overflow" => self.accepted.len() >= MAX_MESSAGES || !self.storage_works,
                // Tabs that do not agree on the shopper reset each other's trail.
                "reset" => {
                    !self.agreed || accepted.is_none_or(|accepted| self.epochs[accepted.epoch].is_none())
                }
                // What a page took in without storage, and with a clock that was set before it opened, has that clock's time.
                "expired" if !self.storage_works && !self.clock_works => true,
                "expired" => accepted.is_none_or(|accepted| {
                    // An order called twice is one message of two ages.
                    accepted.order && !self.agreed
                        || now() - accepted.at_ms + self.forward_ms >= MAX_AGE_MS
                        || now() - self.leapt_ms >= BELIEVED_MS
                }),
                _ => false,
            };
            assert!(holds, "{id} lost as {reason}");
        }
    }

    /// Everyone's messages are theirs, and nobody's stay.
    fn check_people(&self) {
        for item in &self.browser.arrived {
            let user_id = item.json["userId"].as_str();
            assert!(user_id.is_some() || !self.hold, "left the browser while anonymous: {}", item.json);
            let Some(user_id) = user_id else { continue };
            let people =
                self.people.get(item.json["anonymousId"].as_str().unwrap()).cloned().unwrap_or_default();
            let identified = people.iter().any(|person| format!("p{person}") == user_id);
            assert!(identified, "{user_id} was never identified under this anonymousId");
            let one = |other: &Item| {
                other.json["anonymousId"] != item.json["anonymousId"]
                    || other.json["userId"].as_str().is_none_or(|other| other == user_id)
            };
            assert!(
                !self.storage_works || self.browser.arrived.iter().all(one),
                "one anonymousId, two people"
            );
            // Who was told of a person has the trail released, whatever died in between.
            let owner = &item.json["anonymousId"].as_str().unwrap()[..8];
            let held = stored().into_iter().any(|(name, _)| name.contains(owner));
            assert!(
                !(held && self.storage_works && self.opened),
                "{user_id} is known to the collector, and still held"
            );
        }
        for accepted in self.accepted.iter().filter(|_| self.agreed) {
            for item in self.browser.arrived.iter().filter(|item| item.id == accepted.id) {
                let person = self.epochs[accepted.epoch].map(|person| format!("p{person}"));
                let user_id = item.json["userId"].as_str();
                assert!(
                    user_id == person.as_deref() || !self.hold && user_id.is_none(),
                    "{user_id:?} got a message of {person:?}"
                );
            }
        }
    }

    /// Every page that is open has come to rest: only held messages wait, nothing is under way, and no lease is left.
    fn check_rest(&self) {
        for tab in self.open_pages() {
            let counts = self.browser.counts(tab);
            assert!(counts.contains(" 0 0 0 "), "after a healthy visit only held messages wait: {counts}");
        }
        let identifies = self.accepted.iter().filter(|accepted| accepted.identify).count();
        assert!(stored().len() <= MAX_MESSAGES + identifies, "{} stored", stored().len());
    }

    /// messageId → its place among all items that were handed to the network, at its first attempt.
    fn attempts(&self) -> HashMap<&str, usize> {
        let mut attempts: HashMap<&str, usize> = HashMap::new();
        for item in self.browser.requests.iter().flat_map(|request| &request.items) {
            attempts.entry(item.id.as_str()).or_insert(item.attempt);
        }
        for (id, sent) in &self.leased {
            let attempt = attempts.entry(id).or_insert(*sent);
            *attempt = (*attempt).min(*sent);
        }
        attempts
    }

    /// Of two messages that one page took in about one anonymous id, neither of them an identify call, the first is handed to the network no later
    /// than the second. (What a failed or lost hand-over did to the order of arrival is the network's doing. A page that died between its lease and its
    /// request is a lost hand-over too: other pages see the lease alone, and what is younger does not wait for it to run out.)
    fn check_order_in_pages(&self) {
        let attempts = self.attempts();
        let mut last: HashMap<(usize, &str, bool), (usize, &str)> = HashMap::new();
        // An order that a fault had called twice is one message of two calls.
        for accepted in self.accepted.iter().filter(|accepted| self.agreed || !accepted.order) {
            if let Some(attempt) = attempts.get(accepted.id.as_str()) {
                let key = (accepted.tab, accepted.anonymous_id.as_str(), accepted.identify);
                if let Some((before, other)) = last.insert(key, (*attempt, &accepted.id)) {
                    assert!(before <= *attempt, "{other} overtaken by {}", accepted.id);
                }
            }
        }
    }

    /// The same of what a page took in that was left before the other's page was opened.
    fn check_order_across_pages(&self) {
        let attempts = self.attempts();
        for (index, one) in self.accepted.iter().enumerate() {
            for other in
                self.accepted[index + 1..].iter().filter(|other| other.anonymous_id == one.anonymous_id)
            {
                let after = self.pages[one.tab].left.is_some_and(|left| left <= self.pages[other.tab].opened);
                let both = (attempts.get(one.id.as_str()), attempts.get(other.id.as_str()));
                if let ((true, false, false), (Some(before), Some(behind))) =
                    ((after, one.identify, other.identify), both)
                {
                    assert!(before <= behind, "{} overtaken by {} of a later page", one.id, other.id);
                }
            }
        }
    }
}
