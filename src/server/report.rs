//! What a server says about itself: counts for `stats()`, and notices for `on("problem")` and
//! `on("privacy")`.

use crate::server::person::Person;
use crate::server::reading::PrivacyRequest;
use serde::Serialize;
use std::collections::BTreeMap;

/// Topics that are counted by name; a sender of nonsense cannot fill the memory.
const MAX_TOPICS: usize = 50;
const MAX_NOTICES: usize = 100;

/// How often each thing happened since the server started.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Webhooks with a right signature.
    pub webhooks: u64,
    /// Answered 401: without a signature, or with a wrong one.
    pub unsigned: u64,
    /// Bodies that are no JSON, or not what their topic promises.
    pub unreadable: u64,
    /// Signed webhooks of topics that this server makes nothing of.
    pub unknown_topics: BTreeMap<String, u64>,
    /// Webhooks without news, such as an update of an order that changes nothing here.
    pub without_news: u64,
    /// Test notifications and first calls of a new webhook.
    pub tests: u64,
    /// Webhooks of orders and checkouts that name nobody.
    pub without_person: u64,
    /// Refunds whose person nothing names yet; the update of their order tells them.
    pub refunds_without_person: u64,
    /// Messages that Customer.io accepted.
    pub delivered: u64,
    /// Messages that were not sent again, because this server delivered them before.
    pub repeats: u64,
    /// Messages about a person that were older than what was sent before.
    pub outdated: u64,
    /// Messages that Customer.io refused for good, or that it would discard.
    pub refused: u64,
    /// Messages that went into the queue.
    pub queued: u64,
    /// Webhooks and calls that ended without delivery: a webhook was answered 503.
    pub unavailable: u64,
    /// Requests about a person's data.
    pub privacy_requests: u64,
}

impl Stats {
    pub fn count_unknown_topic(&mut self, topic: &str) {
        let is_new = !self.unknown_topics.contains_key(topic);
        let name = if is_new && self.unknown_topics.len() >= MAX_TOPICS { "other" } else { topic };
        *self.unknown_topics.entry(name.to_owned()).or_default() += 1;
    }
}

/// Something that the shop's developer should know. The codes are stable.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// `problem` or `privacy`.
    pub kind: &'static str,
    pub code: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
}

impl Notice {
    pub fn problem(code: &'static str, message: impl Into<String>) -> Notice {
        Notice {
            kind: "problem",
            code,
            message: message.into(),
            topic: None,
            message_id: None,
            event: None,
            person: None,
        }
    }

    /// A platform's request, for which the shop has something to do.
    pub fn privacy(request: PrivacyRequest, person: &Person) -> Notice {
        let (code, message) = match request {
            PrivacyRequest::CustomerRedact => {
                ("customer_redact", "The request to delete a person names nobody that Customer.io knows.")
            }
            PrivacyRequest::DataRequest => {
                ("data_request", "The person asks for their data. Export it from Customer.io.")
            }
            PrivacyRequest::ShopRedact => {
                ("shop_redact", "The shop removed the app. Delete what you keep of it.")
            }
        };
        let person = person.is_somebody().then(|| person.clone());
        Notice { kind: "privacy", person, ..Notice::problem(code, message) }
    }

    /// The end of a request to delete a person.
    pub fn redacted(person: &Person, message: &str) -> Notice {
        Notice { message: message.to_owned(), ..Notice::privacy(PrivacyRequest::CustomerRedact, person) }
    }

    /// The same, about a webhook of this topic; a call of the shop has none.
    pub fn of_topic(self, topic: &str) -> Notice {
        let topic = Some(topic.chars().take(100).collect()).filter(|topic: &String| !topic.is_empty());
        Notice { topic, ..self }
    }
}

/// Notices that nobody has taken yet.
#[derive(Clone, Debug, Default)]
pub struct Notices(Vec<Notice>);

impl Notices {
    pub fn add(&mut self, notice: Notice) {
        if self.0.len() < MAX_NOTICES {
            self.0.push(notice);
        }
    }

    pub fn take(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_counted_by_name_up_to_a_bound() {
        let mut stats = Stats::default();
        for index in 0..MAX_TOPICS + 10 {
            stats.count_unknown_topic(&format!("t{index}"));
        }
        stats.count_unknown_topic("t0");
        assert_eq!(stats.unknown_topics.len(), MAX_TOPICS + 1);
        assert_eq!((stats.unknown_topics["t0"], stats.unknown_topics["other"]), (2, 10));
    }
}
