//! Webhooks as they arrive: whose they are, whether the platform signed them, and what becomes of what they
//! say.
//!
//! A webhook that is not signed is answered 401. Anything signed that this server can make nothing of is
//! answered 200, counted and reported, because platforms repeat a failing webhook and in the end remove it.

use crate::server::ids::derived;
use crate::server::job::{Answer, Job};
use crate::server::keys::is_shops_own;
use crate::server::options::Platform;
use crate::server::order::{Checkout, Consent, Order, Refund, Subscription};
use crate::server::payload::Payload;
use crate::server::person::{Person, Profile};
use crate::server::reading::{PrivacyRequest, Reading, Unsaid};
use crate::server::report::Notice;
use crate::server::service::Server;
use crate::server::signature::is_signed;
use crate::server::{shopify, woocommerce};
use crate::wire::{read_json, Message, Timestamp};
use std::collections::BTreeMap;

/// The headers of a request, by their names in lower case.
pub type Headers = BTreeMap<String, String>;

/// The platform that a request says it is from, and what its headers say.
#[derive(Clone, Copy)]
struct Origin<'a> {
    is_shopify: bool,
    topic: &'a str,
    signature: &'a str,
    /// The same in every repeat.
    id: Option<&'a str>,
    /// When it happened, for payloads that have no dates.
    triggered_at: Option<i64>,
    is_test: bool,
}

impl<'a> Origin<'a> {
    fn of(headers: &'a Headers) -> Option<Origin<'a>> {
        let header = |name: &str| headers.get(name).map(String::as_str);
        let is_shopify = header("x-shopify-hmac-sha256").or(header("x-shopify-topic")).is_some();
        let is_woocommerce = header("x-wc-webhook-signature").or(header("x-wc-webhook-topic")).is_some();
        if is_shopify {
            return Some(Origin {
                is_shopify,
                topic: header("x-shopify-topic").unwrap_or_default(),
                signature: header("x-shopify-hmac-sha256").unwrap_or_default(),
                id: header("x-shopify-event-id").or(header("x-shopify-webhook-id")),
                triggered_at: header("x-shopify-triggered-at").and_then(|at| Timestamp::parse(at)?.unix_ms()),
                is_test: header("x-shopify-test") == Some("true"),
            });
        }
        is_woocommerce.then(|| Origin {
            is_shopify,
            topic: header("x-wc-webhook-topic").unwrap_or_default(),
            signature: header("x-wc-webhook-signature").unwrap_or_default(),
            id: header("x-wc-webhook-delivery-id"),
            triggered_at: None,
            is_test: false,
        })
    }
}

fn answer_of(status: u16) -> Answer {
    Answer { status, outcome: "unsigned", ..Answer::default() }
}

impl Server {
    /// A webhook: what its headers and its body, as it arrived, are to lead to. A body that was too large to
    /// read is none.
    pub fn receive(&mut self, method: &str, headers: &Headers, body: Option<&[u8]>, now_ms: i64) -> Job {
        if method != "POST" {
            return Job::over(405, "unsigned");
        }
        let Some(body) = body else {
            let sentence = "The body of a webhook is too large.";
            return Job { answer: Some(answer_of(413)), ..self.turn_away("too_large", sentence, "") };
        };
        let Some(origin) = Origin::of(headers) else {
            if woocommerce::is_ping(body) {
                self.stats.tests += 1;
                return Job::over(200, "nothing");
            }
            return self.turn_away("not_signed", "A request has no signature of a platform.", "");
        };
        let Platform { secrets, timeout_ms } = self.platform(origin.is_shopify).clone();
        if secrets.is_empty() {
            let option = if origin.is_shopify { "shopify.secret" } else { "woocommerce.secret" };
            let sentence = format!("A webhook came, but the option `{option}` is missing.");
            return self.turn_away("no_secret", &sentence, origin.topic);
        }
        if !is_signed(body, origin.signature, &secrets) {
            return self.turn_away("wrong_signature", "The signature of a webhook is wrong.", origin.topic);
        }
        self.stats.webhooks += 1;
        if origin.is_test {
            self.stats.tests += 1;
            return Job::over(200, "nothing");
        }
        let job = Job {
            started_ms: now_ms,
            timeout_ms,
            topic: origin.topic.to_owned(),
            may_queue: true,
            copy_key: Some(derived(&format!("{}|{}", origin.topic, origin.signature)).as_str().to_owned()),
            ..Job::default()
        };
        // Half of a character, as a name cut in two has it, costs that character and not the order.
        let Some(value) = read_json(&String::from_utf8_lossy(body)) else {
            return self.ignore(Unsaid::Unreadable, origin.topic);
        };
        let topic = origin.topic.to_ascii_lowercase();
        let payload = Payload::new(&value);
        let reading = if origin.is_shopify {
            shopify::read(&topic, payload)
        } else {
            woocommerce::read(&topic, payload)
        };
        // A platform that names no delivery still sends the same body again.
        let id = origin
            .id
            .map_or_else(|| derived(&String::from_utf8_lossy(body)).as_str().to_owned(), str::to_owned);
        self.follow(dated(reading, origin.triggered_at), job, &id, now_ms)
    }

    fn platform(&self, is_shopify: bool) -> &Platform {
        if is_shopify {
            &self.options.shopify
        } else {
            &self.options.woocommerce
        }
    }

    fn turn_away(&mut self, code: &'static str, sentence: &str, topic: &str) -> Job {
        self.stats.unsigned += 1;
        let notice = Notice::problem(code, sentence);
        self.notices.add(notice.of_topic(topic));
        Job::over(401, "unsigned")
    }

    fn ignore(&mut self, why: Unsaid, topic: &str) -> Job {
        let notice = match why {
            Unsaid::NoNews => {
                self.stats.without_news += 1;
                None
            }
            Unsaid::Test => {
                self.stats.tests += 1;
                None
            }
            Unsaid::Unreadable => {
                self.stats.unreadable += 1;
                Some(Notice::problem("unreadable", "The body of a webhook is not what its topic promises."))
            }
            Unsaid::UnknownTopic => {
                self.stats.count_unknown_topic(topic);
                let sentence = "This server makes nothing of the topic. Remove the subscription.";
                Some(Notice::problem("unknown_topic", sentence))
            }
        };
        if let Some(notice) = notice {
            self.notices.add(notice.of_topic(topic));
        }
        Job::over(200, "nothing")
    }

    /// Does what a webhook says. `id` is the webhook's own, the same in every repeat.
    fn follow(&mut self, reading: Reading, mut job: Job, id: &str, now_ms: i64) -> Job {
        let messages = match reading {
            Reading::Nothing(why) => return self.ignore(why, &job.topic),
            Reading::Refund { order_id, refund } => return self.refund(order_id, refund, job, now_ms),
            Reading::Privacy { request, person } => return self.obey(request, &person, job, id, now_ms),
            Reading::Order(order) => self.order(*order, now_ms),
            Reading::Checkout(checkout) => self.checkout(&checkout, now_ms),
            Reading::Person { person, profile, at, consents } => {
                job.has_to_flush = self.has_queue && !consents.is_empty();
                let writer = self.writer(now_ms);
                let mut messages = writer.person(&person, &profile, at);
                messages.extend(consents.iter().filter_map(|consent| writer.consent(consent, id)));
                messages
            }
            Reading::Summary { person, profile, last_order, at } => {
                let profile = self.with_order_dates(profile, last_order);
                self.writer(now_ms).person(&person, &profile, at)
            }
            Reading::Consent(consent) => {
                // An answer that waits is older, and would undo this one.
                job.has_to_flush = self.has_queue;
                self.consent(&consent, id, now_ms)
            }
            Reading::Subscription(subscription) => {
                let mut subscription = *subscription;
                if !self.memory.follow_subscription(&mut subscription, now_ms) {
                    return self.ignore(Unsaid::NoNews, &job.topic);
                }
                let message = self.writer(now_ms).subscription(&subscription);
                message.map_or_else(|| self.without_person(), |message| vec![message])
            }
        };
        self.deliver(messages, job, now_ms)
    }

    fn without_person(&mut self) -> Vec<Message> {
        self.stats.without_person += 1;
        Vec::new()
    }

    fn order(&mut self, mut order: Order, now_ms: i64) -> Vec<Message> {
        order.person = self.without_own_address(order.person);
        if !order.person.is_somebody() {
            return self.without_person();
        }
        self.memory.remember_order(&order);
        self.writer(now_ms).order(&order)
    }

    /// A person without the address of the shop, which staff type for customers who give none.
    pub(super) fn without_own_address(&self, person: Person) -> Person {
        let email = person.email.filter(|address| !is_shops_own(address, &self.options.shop));
        Person { email, ..person }
    }

    fn checkout(&mut self, checkout: &Checkout, now_ms: i64) -> Vec<Message> {
        let writer = self.writer(now_ms);
        let cart = &checkout.cart;
        if !cart.person.is_somebody() {
            return self.without_person();
        }
        let mut messages = writer.person(&cart.person, &cart.profile, checkout.at);
        if self.options.tells_checkouts {
            messages.extend(writer.checkout_started(checkout));
        }
        messages
    }

    /// Adds the dates of the last order, and of the first where it is the only one. The summary has neither:
    /// they are known when the order passed by here.
    fn with_order_dates(&self, profile: Profile, last_order: Option<String>) -> Profile {
        let placed_at = last_order.and_then(|id| self.memory.order(&id)?.placed_at);
        let first_order_at = placed_at.filter(|_| profile.orders_count == Some(1));
        Profile { last_order_at: placed_at, first_order_at, ..profile }
    }

    /// The event happened, however late it comes. The attribute is what the person answered since.
    fn consent(&mut self, consent: &Consent, id: &str, now_ms: i64) -> Vec<Message> {
        let writer = self.writer(now_ms);
        writer.consent(consent, id).into_iter().chain(writer.consent_changed(consent, id)).collect()
    }

    /// A refund names its order alone. The person is the one of the order, if it passed by here, or whom the
    /// shop names; else the order's own update tells the refund.
    fn refund(&mut self, order_id: String, refund: Refund, job: Job, now_ms: i64) -> Job {
        if let Some(order) = self.memory.order(&order_id).cloned() {
            let refund = Refund { is_full: self.memory.is_full_refund(&order_id, &refund), ..refund };
            let message = self.writer(now_ms).refund(&order_id, &refund, &order);
            return self.deliver(vec![message], job, now_ms);
        }
        let mut job = Job { refund: Some((order_id, refund)), ..job };
        if !self.can_ask_person {
            self.give_person(&mut job, None, now_ms);
        }
        job
    }

    fn obey(&mut self, request: PrivacyRequest, person: &Person, job: Job, id: &str, now_ms: i64) -> Job {
        self.stats.privacy_requests += 1;
        if request != PrivacyRequest::CustomerRedact || person.user_id().is_none() {
            self.notices.add(Notice::privacy(request, person).of_topic(&job.topic));
            return Job::over(200, "nothing");
        }
        self.memory.forget(person);
        let messages = self.writer(now_ms).deletion(person, id, false);
        let job = Job { has_to_flush: self.has_queue, redacts: Some(person.clone()), ..job };
        self.deliver(messages, job, now_ms)
    }
}

/// Gives a subscription that has no dates the one of its webhook.
fn dated(reading: Reading, triggered_at: Option<i64>) -> Reading {
    let Reading::Subscription(subscription) = reading else { return reading };
    let changed_at = subscription.changed_at.or(triggered_at);
    let at = subscription.at.or(triggered_at);
    Reading::Subscription(Box::new(Subscription { at, changed_at, ..*subscription }))
}
