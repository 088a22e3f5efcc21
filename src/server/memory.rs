//! What a running server remembers of the webhooks before: which messages were delivered, which facts are
//! newer, and whose an order is. It is bounded, and nothing depends on it: a server that starts anew sends a
//! message again, under the same id.

use crate::server::order::{Order, Refund, Subscription, SubscriptionState};
use crate::server::person::Person;
use crate::wire::{Data, Message, MessageId};
use std::collections::{BTreeMap, VecDeque};

const MAX_ENTRIES: usize = 10_000;

/// A map that forgets the oldest entry when it is full.
#[derive(Clone, Debug)]
pub struct Recent<K, V> {
    entries: BTreeMap<K, V>,
    order: VecDeque<K>,
    capacity: usize,
}

impl<K: Ord + Clone, V> Recent<K, V> {
    pub fn new(capacity: usize) -> Recent<K, V> {
        Recent { entries: BTreeMap::new(), order: VecDeque::new(), capacity }
    }

    pub fn insert(&mut self, key: K, value: V) {
        if self.entries.insert(key.clone(), value).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > self.capacity {
            if let Some(oldest) = self.order.pop_front() {
                self.entries.remove(&oldest);
            }
        }
    }

    pub fn get(&self, key: &K) -> Option<&V> {
        self.entries.get(key)
    }

    pub fn retain(&mut self, keep: impl Fn(&K, &V) -> bool) {
        self.entries.retain(|key, value| keep(key, value));
        let entries = &self.entries;
        self.order.retain(|key| entries.contains_key(key));
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.entries.len()
    }
}

/// The attributes of a person that this server writes, and that change. Each has a newest value.
const CHANGING: [&str; 9] = [
    "first_name",
    "last_name",
    "created_at",
    "first_order_date",
    "last_order_date",
    "orders_count",
    "total_spend",
    "email_consent",
    "sms_consent",
];

/// When each of [`CHANGING`] was said last.
type Times = [Option<i64>; CHANGING.len()];

/// The memory of one server.
#[derive(Clone, Debug)]
pub struct Memory {
    delivered: Recent<MessageId, ()>,
    /// By each id of a person.
    newest: Recent<String, Times>,
    /// Orders without their lines: the person, the currency, the total, the date, and what went back.
    orders: Recent<String, Order>,
    /// Subscriptions that ended.
    ends: Recent<String, End>,
}

/// The last end of a subscription.
#[derive(Clone, Debug)]
struct End {
    /// Of the end or, where it was taken up again, of that.
    at: i64,
    /// What tells this end from another; empty where the platform says nothing.
    run: String,
    is_over: bool,
}

impl Default for Memory {
    fn default() -> Memory {
        Memory {
            delivered: Recent::new(MAX_ENTRIES),
            newest: Recent::new(MAX_ENTRIES),
            orders: Recent::new(MAX_ENTRIES),
            ends: Recent::new(MAX_ENTRIES),
        }
    }
}

impl Memory {
    pub fn is_delivered(&self, message: &Message) -> bool {
        message.envelope().message_id.as_ref().is_some_and(|id| self.delivered.get(id).is_some())
    }

    pub fn remember_delivered(&mut self, message: &Message) {
        if let Some(id) = &message.envelope().message_id {
            self.delivered.insert(id.clone(), ());
        }
    }

    /// Takes out of a message what is older than what was said before about the same person, and remembers
    /// the rest as the newest. False when nothing is left to say. It holds webhooks, calls and what waited in
    /// a queue to the same order.
    pub fn keep_newest(&mut self, message: &mut Message, now_ms: i64) -> bool {
        let Message::Identify(identify) = message else { return true };
        let at = identify.envelope.timestamp.as_ref().and_then(|at| at.unix_ms());
        // A date in the future would silence all that comes after it.
        let at = at.unwrap_or(now_ms).min(now_ms);
        let email = identify.traits.get("email").and_then(|email| email.as_str());
        let user_id = identify.envelope.user_id.as_ref().map(|id| id.as_str());
        let keys: Vec<String> = user_id.into_iter().chain(email).map(str::to_owned).collect();
        let known: Vec<Times> = keys.iter().filter_map(|key| self.newest.get(key).copied()).collect();
        let mut times = Times::default();
        let mut has_older = false;
        for (index, name) in CHANGING.iter().enumerate() {
            let newest = known.iter().filter_map(|times| times[index]).max();
            times[index] = newest;
            if !identify.traits.contains_key(*name) {
                continue;
            }
            if newest.is_some_and(|newest| newest > at) {
                identify.traits.shift_remove(*name);
                has_older = true;
            } else {
                times[index] = Some(at);
            }
        }
        if times.iter().any(Option::is_some) {
            for key in keys {
                self.newest.insert(key, times);
            }
        }
        !has_older || says_more_than_keys(&identify.traits)
    }

    /// Remembers whose an order is, and what went back of it.
    pub fn remember_order(&mut self, order: &Order) {
        if !order.person.is_somebody() {
            return;
        }
        let mut slim = Order { lines: None, past_refunds: Vec::new(), ..order.clone() };
        slim.refunds.extend(order.past_refunds.iter().cloned());
        if let Some(known) = self.orders.get(&order.id) {
            for refund in &known.refunds {
                add_refund(&mut slim.refunds, refund);
            }
        }
        for refund in &mut slim.refunds {
            refund.lines = None;
        }
        self.orders.insert(order.id.clone(), slim);
    }

    /// Remembers a refund of an order that passed by, and says whether nothing remains paid after it: `None`
    /// where that cannot be known. Refunds that this server never saw make the sum smaller, so a small sum
    /// says nothing.
    pub fn is_full_refund(&mut self, order_id: &str, refund: &Refund) -> Option<bool> {
        let mut order = self.orders.get(&order_id.to_owned())?.clone();
        add_refund(&mut order.refunds, &Refund { lines: None, ..refund.clone() });
        let is_full = order.is_all_refunded();
        self.orders.insert(order_id.to_owned(), order);
        is_full.then_some(true)
    }

    pub fn order(&self, id: &str) -> Option<&Order> {
        self.orders.get(&id.to_owned())
    }

    /// Follows a subscription: what is remembered of it tells a repeat of its end from the next one, after it
    /// was taken up again. False when the webhook has no news.
    pub fn follow_subscription(&mut self, subscription: &mut Subscription, now_ms: i64) -> bool {
        let at = subscription.changed_at.or(subscription.at).unwrap_or(now_ms);
        let known = self.ends.get(&subscription.id).cloned();
        let has_ended = subscription.state == SubscriptionState::Ended;
        let end = match known {
            Some(end) if has_ended && end.is_over => end,
            // The platform may give the second end no mark of its own.
            Some(end) if has_ended => End {
                run: subscription
                    .run
                    .take()
                    .filter(|run| *run != end.run)
                    .unwrap_or(format!("after {}", end.at)),
                at,
                is_over: true,
            },
            None if has_ended => End { run: subscription.run.take().unwrap_or_default(), at, is_over: true },
            // An older webhook that comes late takes nothing up again.
            Some(end) if at < end.at => return false,
            Some(end) if end.is_over => {
                subscription.state = SubscriptionState::Started;
                subscription.at = Some(at);
                subscription.run = Some(format!("after {}", end.run));
                self.ends.insert(subscription.id.clone(), End { at, is_over: false, ..end });
                return true;
            }
            _ => return subscription.state == SubscriptionState::Started,
        };
        subscription.run = Some(end.run.clone()).filter(|run| !run.is_empty());
        self.ends.insert(subscription.id.clone(), end);
        true
    }

    /// Forgets a person.
    pub fn forget(&mut self, person: &Person) {
        let is_theirs = |other: &Person| {
            let same = |own: &Option<String>, other: &Option<String>| own.is_some() && own == other;
            same(&person.customer_id, &other.customer_id) || same(&person.email, &other.email)
        };
        self.orders.retain(|_, order| !is_theirs(&order.person));
        let keys = [&person.customer_id, &person.email];
        self.newest.retain(|user_id, _| !keys.iter().any(|key| key.as_ref() == Some(user_id)));
    }

    /// How many entries there are.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.delivered.len() + self.newest.len() + self.orders.len() + self.ends.len()
    }
}

/// Whether attributes say something besides who the person is.
fn says_more_than_keys(traits: &Data) -> bool {
    traits.keys().any(|name| !["customer_id", "email", "phone"].contains(&name.as_str()))
}

/// Adds a refund that is not in the list. One without an id looks like any other.
fn add_refund(refunds: &mut Vec<Refund>, refund: &Refund) {
    if refund.id.is_some() && refunds.iter().all(|known| known.id != refund.id) {
        refunds.push(refund.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::person::Profile;
    use crate::wire::{Envelope, IdentifyMessage, Timestamp};
    use serde_json::{json, Value};

    fn person(id: &str) -> Person {
        Person::new(Some(id.to_owned()), None, None)
    }

    #[test]
    fn memory_is_bounded_and_forgets_the_oldest() {
        let mut recent = Recent::new(3);
        for key in 0..10 {
            recent.insert(key, key);
            recent.insert(key, key);
        }
        assert_eq!((recent.len(), recent.get(&6), recent.get(&7)), (3, None, Some(&7)));
    }

    /// What is left of an identify message: none where it is older.
    fn kept(memory: &mut Memory, person: &Person, traits: Value, at: i64) -> Option<Value> {
        let Value::Object(mut given) = traits else { unreachable!("an object") };
        given.extend(Profile::default().traits(person));
        let envelope = Envelope { timestamp: Timestamp::from_unix_ms(at), ..Envelope::default() };
        let envelope = envelope.about(person.user_id(), None);
        let mut message = Message::from(IdentifyMessage::new(given, envelope));
        let is_left = memory.keep_newest(&mut message, 1_000);
        let Message::Identify(identify) = message else { unreachable!("an identify message") };
        is_left.then(|| identify.traits.into())
    }

    #[test]
    fn an_older_value_of_an_attribute_is_left_out() {
        let mut memory = Memory::default();
        let mut said = |id: &str, name: &str, at| {
            let text = kept(&mut memory, &person(id), json!({name: true}), at);
            text.is_some_and(|traits| traits[name] == true)
        };
        assert!(said("42", "email_consent", 10));
        assert!(said("42", "email_consent", 10), "the same again");
        assert!(!said("42", "email_consent", 9));
        assert!(said("42", "sms_consent", 9));
        assert!(said("43", "email_consent", 9));
        assert!(said("42", "vip", 9), "what this server does not write");
        // A date in the future is no later than now.
        assert!(said("42", "email_consent", 999_999) && said("42", "email_consent", 1_001));
        let both = json!({"email_consent": false, "first_name": "Jane"});
        let left = kept(&mut memory, &person("42"), both, 9).unwrap();
        assert_eq!(left, json!({"first_name": "Jane", "customer_id": "42"}));
    }

    #[test]
    fn an_answer_is_the_same_persons_under_any_of_their_ids() {
        let mut memory = Memory::default();
        let both = Person::new(Some("42".into()), Some("jane@example.com".into()), None);
        let by_address = Person::new(None, Some("jane@example.com".into()), None);
        assert!(kept(&mut memory, &both, json!({"email_consent": true}), 10).is_some());
        assert!(kept(&mut memory, &by_address, json!({"email_consent": false}), 9).is_none());
        assert!(kept(&mut memory, &by_address, json!({"email_consent": false}), 11).is_some());
    }

    #[test]
    fn a_refund_is_full_where_the_known_refunds_add_up_to_the_total() {
        let mut memory = Memory::default();
        let eur = |id: &str, amount: f64| Refund {
            id: Some(id.into()),
            amount: Some(amount),
            currency: Some("EUR".into()),
            ..Refund::default()
        };
        let order = Order {
            id: "1".into(),
            person: person("42"),
            total: Some(30.0),
            currency: Some("EUR".into()),
            past_refunds: vec![eur("a", 5.0)],
            ..Order::default()
        };
        assert_eq!(memory.is_full_refund("1", &eur("b", 30.0)), None, "an order that nobody knows");
        memory.remember_order(&order);
        assert_eq!(memory.is_full_refund("1", &eur("b", 20.0)), None, "others may be unknown");
        assert_eq!(memory.is_full_refund("1", &eur("b", 20.0)), None, "the same again");
        assert_eq!(memory.is_full_refund("1", &Refund { currency: None, ..eur("c", 5.0) }), None);
        memory.remember_order(&order);
        assert_eq!(memory.is_full_refund("1", &eur("d", 5.0)), None, "one amount has no currency");
        let mut memory = Memory::default();
        memory.remember_order(&order);
        memory.is_full_refund("1", &eur("b", 20.0));
        assert_eq!(memory.is_full_refund("1", &eur("c", 5.0)), Some(true));
    }

    #[test]
    fn a_subscription_that_is_taken_up_again_can_end_again() {
        let mut memory = Memory::default();
        let mut follow = |state, at, run: Option<&str>| {
            let run = run.map(str::to_owned);
            let mut subscription =
                Subscription { id: "s".into(), state, at: Some(at), run, ..Subscription::default() };
            let has_news = memory.follow_subscription(&mut subscription, 1_000);
            (has_news, subscription.state, subscription.run)
        };
        use SubscriptionState::{Ended, Running, Started};
        let run = |run: &str| Some(run.to_owned());
        assert_eq!(follow(Started, 1, None), (true, Started, None));
        assert_eq!(follow(Running, 2, None), (false, Running, None));
        assert_eq!(follow(Ended, 10, Some("r1")), (true, Ended, run("r1")));
        assert_eq!(follow(Ended, 11, Some("r2")), (true, Ended, run("r1")), "the same end, sent later");
        assert!(!follow(Running, 9, None).0, "an older webhook");
        assert_eq!(follow(Running, 20, None), (true, Started, run("after r1")));
        assert_eq!(follow(Running, 21, None), (false, Running, None));
        assert_eq!(follow(Ended, 30, Some("r3")), (true, Ended, run("r3")));
        assert_eq!(follow(Running, 40, None).2, run("after r3"));
        assert_eq!(follow(Ended, 50, None).2, run("after 40"), "an end without a mark");
        assert_eq!(follow(Ended, 51, None).2, run("after 40"));
    }

    #[test]
    fn a_forgotten_person_is_in_no_entry() {
        let mut memory = Memory::default();
        for id in ["42", "43"] {
            kept(&mut memory, &person(id), json!({"first_name": "Jane"}), 1);
            let order = Order { id: format!("o{id}"), person: person(id), ..Order::default() };
            memory.remember_order(&order);
        }
        memory.forget(&person("42"));
        assert!(memory.order("o42").is_none() && memory.order("o43").is_some());
        assert_eq!(memory.len(), 2);
    }
}
