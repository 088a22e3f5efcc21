//! What is claimed of every schedule. Each claim says when it does not hold, and why.
//! `simulation.rs` makes the schedules.

use crate::model::*;
use crate::support::*;
use shoptrail::tracker::diagnostics;
use std::collections::HashMap;

/// No message expires before this age: after 72 hours if the person is known, else after the five days of
/// `Model::new`.
const MAX_AGE_MS: f64 = 3.0 * DAY_MS;
/// The core believes a clock that was not set for so long.
const BELIEVED_MS: f64 = 7.0 * DAY_MS;

impl Model {
    /// At the end of a schedule, after the last visit.
    pub fn check(&self) {
        self.check_copies();
        self.check_nothing_vanished();
        self.check_reasons();
        self.check_people();
        self.check_all_is_sent();
        // If storage is blocked and the clock was set back, a page cannot know the newest slot.
        if self.storage_works || self.clock_works {
            self.check_order_in_pages();
        }
        if self.tabs_agree && self.locks_free {
            self.check_order_across_pages();
        }
    }

    /// After every step, what is stored is bounded. Each page bounds what it knows of. So several pages at
    /// work at once may exceed the bound together.
    pub fn check_bounds(&self) {
        let identifies = self.accepted.iter().filter(|accepted| accepted.identify).count();
        let pages = self.pages.len();
        let stored = stored().len();
        assert!(
            stored <= MAX_MESSAGES * pages.min(crate::schedule::MAX_TABS + 1) + identifies,
            "{stored} stored"
        );
    }

    /// All copies of a message are equal, except for the time of the attempt and for the `userId` that a held
    /// message gets. One event is one message.
    fn check_copies(&self) {
        let (mut ids, mut copies) = (HashMap::new(), HashMap::new());
        for request in &self.browser.requests {
            let identifies =
                request.items.iter().map(|item| item.json["type"] == "identify").collect::<Vec<_>>();
            assert!(identifies.is_sorted_by(|one, other| one >= other), "an identify message comes first");
            for item in &request.items {
                if let Some(u) = item.json["properties"]["u"].as_u64() {
                    assert_eq!(ids.entry(u).or_insert(&item.id), &&item.id, "two messageIds for one event");
                }
                let mut copy = item.json.clone();
                for name in ["sentAt", "userId"] {
                    copy.as_object_mut().unwrap().remove(name);
                }
                let same = *copies.entry(&item.id).or_insert_with(|| copy.clone()) == copy;
                // Pages that share no ledger, or that died before they wrote it, may each count one order.
                let order = self.accepted.iter().any(|accepted| accepted.order && accepted.id == item.id);
                assert!(same || order && !self.tabs_agree, "{} was changed", item.id);
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
        if self.tabs_agree {
            let drops = diagnostics::report(browser.state(self.pages.len() - 1)).drops();
            let counted: f64 = drops.into_iter().map(|(_, count)| count).sum();
            assert!(counted >= browser.lost.len() as f64, "{counted} drops counted of {:?}", browser.lost);
        }
    }

    /// Nothing is lost for another reason than the one given.
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
                "rejected" => answered(id, &|request| is_rejection(request.status as u32)),
                "too_large" => answered(id, &|request| request.status == 413.0 && request.items.len() == 1),
                "queue_overflow" => self.accepted.len() >= MAX_MESSAGES || !self.storage_works,
                // Tabs that disagree on the shopper reset each other's trail.
                "reset" => {
                    !self.tabs_agree
                        || accepted.is_none_or(|accepted| self.people_over_time[accepted.period].is_none())
                }
                // Without storage, a page whose clock was set before it opened uses that clock's time.
                "expired" if !self.storage_works && !self.clock_works => true,
                "expired" => accepted.is_none_or(|accepted| {
                    // An order that was called twice is one message of two ages.
                    accepted.order && !self.tabs_agree
                        || now() - accepted.at_ms + self.forward_ms >= MAX_AGE_MS
                        || now() - self.first_leap_ms >= BELIEVED_MS
                }),
                _ => false,
            };
            assert!(holds, "{id} lost as {reason}");
        }
    }

    /// Each message goes to the person it is about. In hold mode, a message about nobody known stays.
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
            // The collector knows the person: then no message of that person is held, whatever crashed.
            let owner = &item.json["anonymousId"].as_str().unwrap()[..8];
            let held = stored().into_iter().any(|(name, _)| name.contains(owner));
            assert!(
                !(held && self.storage_works && self.has_opened),
                "{user_id} is known to the collector, but messages are still held"
            );
        }
        for accepted in self.accepted.iter().filter(|_| self.tabs_agree) {
            for item in self.browser.arrived.iter().filter(|item| item.id == accepted.id) {
                let person = self.people_over_time[accepted.period].map(|person| format!("p{person}"));
                let user_id = item.json["userId"].as_str();
                assert!(
                    user_id == person.as_deref() || !self.hold && user_id.is_none(),
                    "{user_id:?} got a message of {person:?}"
                );
            }
        }
    }

    /// Every open page has nothing more to do: only held messages wait, and nothing is under way.
    fn check_all_is_sent(&self) {
        for tab in self.open_pages() {
            let counts = self.browser.counts(tab);
            assert!(counts.contains(" 0 0 0 "), "after a healthy visit only held messages wait: {counts}");
        }
        let identifies = self.accepted.iter().filter(|accepted| accepted.identify).count();
        assert!(stored().len() <= MAX_MESSAGES + identifies, "{} stored", stored().len());
    }

    /// messageId → its place among all items handed to the network, at its first attempt.
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

    /// Take two messages that one page accepted about one anonymous id, neither of them an identify message.
    /// The first is handed to the network no later than the second.
    ///
    /// The order of arrival is not claimed: the network may fail or lose a request. A page that dies between
    /// its lease and its request is such a loss. Other pages see only the lease, and send younger messages
    /// before it ends.
    fn check_order_in_pages(&self) {
        let attempts = self.attempts();
        let mut last: HashMap<(usize, &str, bool), (usize, &str)> = HashMap::new();
        // After a fault, an order that was called twice is one message of two calls.
        for accepted in self.accepted.iter().filter(|accepted| self.tabs_agree || !accepted.order) {
            if let Some(attempt) = attempts.get(accepted.id.as_str()) {
                let key = (accepted.tab, accepted.anonymous_id.as_str(), accepted.identify);
                if let Some((before, other)) = last.insert(key, (*attempt, &accepted.id)) {
                    assert!(before <= *attempt, "{other} overtaken by {}", accepted.id);
                }
            }
        }
    }

    /// The same for messages of two pages, where the first page was left before the second one opened.
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

/// Statuses that say: this request is wrong, do not send it again.
fn is_rejection(status: u32) -> bool {
    (400..500).contains(&status) && ![408, 413, 425, 429].contains(&status)
}
