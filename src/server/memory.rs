//! What a running server remembers of the webhooks before: which messages were delivered, which facts are
//! newer, and whose an order is. It is bounded, and nothing depends on it: a server that starts anew sends a
//! message again, under the same id.

use crate::server::order::Order;
use crate::server::person::Person;
use crate::wire::{Message, MessageId};
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

/// Kinds of facts about a person, each of which has a newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    Customer,
    Order,
    Summary,
    EmailConsent,
    SmsConsent,
}

/// The memory of one server.
#[derive(Clone, Debug)]
pub struct Memory {
    delivered: Recent<MessageId, ()>,
    newest: Recent<(String, Fact), i64>,
    /// Orders without their lines: the person, the currency, the total, the date.
    orders: Recent<String, Order>,
}

impl Default for Memory {
    fn default() -> Memory {
        Memory {
            delivered: Recent::new(MAX_ENTRIES),
            newest: Recent::new(MAX_ENTRIES),
            orders: Recent::new(MAX_ENTRIES),
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

    /// Whether this is the newest fact of its kind about the person, and remembers it. A fact without a date
    /// is taken for new.
    pub fn is_newest(&mut self, person: &Person, fact: Fact, at: Option<i64>) -> bool {
        let (Some(user_id), Some(at)) = (person.user_id(), at) else { return true };
        let key = (user_id.as_str().to_owned(), fact);
        if self.newest.get(&key).is_some_and(|newest| *newest > at) {
            return false;
        }
        self.newest.insert(key, at);
        true
    }

    /// Remembers whose an order is.
    pub fn remember_order(&mut self, order: &Order) {
        if order.person.is_somebody() {
            let slim = Order { lines: None, refunds: Vec::new(), ..order.clone() };
            self.orders.insert(order.id.clone(), slim);
        }
    }

    pub fn order(&self, id: &str) -> Option<&Order> {
        self.orders.get(&id.to_owned())
    }

    /// Forgets a person.
    pub fn forget(&mut self, person: &Person) {
        let is_theirs = |other: &Person| {
            let same = |own: &Option<String>, other: &Option<String>| own.is_some() && own == other;
            same(&person.customer_id, &other.customer_id) || same(&person.email, &other.email)
        };
        self.orders.retain(|_, order| !is_theirs(&order.person));
        let keys = [&person.customer_id, &person.email];
        self.newest.retain(|(user_id, _), _| !keys.iter().any(|key| key.as_ref() == Some(user_id)));
    }

    /// How many entries there are.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.delivered.len() + self.newest.len() + self.orders.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn an_older_fact_of_the_same_kind_is_not_the_newest() {
        let mut memory = Memory::default();
        assert!(memory.is_newest(&person("42"), Fact::EmailConsent, Some(10)));
        assert!(memory.is_newest(&person("42"), Fact::EmailConsent, Some(10)), "the same again");
        assert!(!memory.is_newest(&person("42"), Fact::EmailConsent, Some(9)));
        assert!(memory.is_newest(&person("42"), Fact::SmsConsent, Some(9)));
        assert!(memory.is_newest(&person("43"), Fact::EmailConsent, Some(9)));
        assert!(memory.is_newest(&person("42"), Fact::EmailConsent, None));
    }

    #[test]
    fn a_forgotten_person_is_in_no_entry() {
        let mut memory = Memory::default();
        for id in ["42", "43"] {
            memory.is_newest(&person(id), Fact::Customer, Some(1));
            let order = Order { id: format!("o{id}"), person: person(id), ..Order::default() };
            memory.remember_order(&order);
        }
        memory.forget(&person("42"));
        assert!(memory.order("o42").is_none() && memory.order("o43").is_some());
        assert_eq!(memory.len(), 2);
    }
}
