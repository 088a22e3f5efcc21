//! The durable copy: our keys in the page's storage, with memory in the place of storage that is blocked or full.

use crate::engine::{self, Literal};
use crate::value::{Value, UNDEFINED};

/// Every key of ours starts with this, so that a shop can see and clear what is ours.
pub const PREFIX: &str = "shoptrail.";

/// Records by short name (`identity` is stored under `shoptrail.identity`), for the state that it is made of: what storage would not take is in its `memory`,
/// name → text, and `durable` says whether the last write reached storage.
///
/// Promise: what was set is got back for the life of the page, whether or not storage works.
#[derive(Clone, Copy)]
pub struct Store(Value);

impl Store {
    pub fn of(state: Value) -> Store {
        Store(state)
    }

    /// The text, or null.
    #[inline(never)]
    pub fn get(self, name: Value) -> Value {
        self.0.get("memory").find(name).or(Value(engine::storage_get(full(name).0)))
    }

    /// Durable if storage takes it, in memory for this page otherwise.
    pub fn set(self, name: Value, text: Value) {
        let done = self.set_durable(name, text);
        if !done {
            // The old durable value would contradict the new one on the next page.
            engine::storage_remove(full(name).0);
        }
        self.0.get("memory").put(name, if done { UNDEFINED } else { text });
    }

    /// True when the text is in storage on return. Never falls back to memory: the caller has the text already.
    pub fn set_durable(self, name: Value, text: Value) -> bool {
        let done = engine::storage_set(full(name).0, text.0);
        self.0.set("durable", Value::bool(done));
        done
    }

    #[inline(never)]
    pub fn remove(self, name: Value) {
        self.0.get("memory").put(name, UNDEFINED);
        engine::storage_remove(full(name).0);
    }

    /// What the JSON under `name` says; undefined for anything else.
    #[inline(always)]
    pub fn read(self, name: impl Into<Literal>) -> Value {
        self.get(Value::text(name)).parse()
    }

    #[inline(always)]
    pub fn write(self, name: impl Into<Literal>, value: Value) {
        self.set(Value::text(name), value.json());
    }

    /// The short names of everything of ours in storage, in text order. Walks the whole storage: not while tracking.
    pub fn names(self) -> Value {
        let names = Value::list();
        for name in Value(engine::storage_names(PREFIX.into())).items() {
            names.push(name.slice(PREFIX.len() as u32, u32::MAX));
        }
        names
    }

    /// Whether the last write reached storage.
    pub fn is_durable(self) -> bool {
        self.0.flag("durable")
    }
}

fn full(name: Value) -> Value {
    Value::text(PREFIX).add(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::{self, owned, show, value, world};

    #[test]
    fn a_blocked_storage_keeps_records_for_the_page() {
        twin::reset(1);
        let store = Store::of(value(r#"{"memory":{}}"#));
        world(|world| world.blocked = true);
        store.set(owned("identity"), owned("1"));
        store.set(owned("identity"), owned("2"));
        assert_eq!(show(store.get(owned("identity"))), "\"2\"");
        assert!(!store.is_durable());
        store.remove(owned("identity"));
        assert!(!store.get(owned("identity")).is_given());
    }

    #[test]
    fn a_record_that_no_longer_fits_leaves_no_stale_copy_behind() {
        twin::reset(1);
        let store = Store::of(value(r#"{"memory":{}}"#));
        store.set(owned("touch"), owned("old"));
        world(|world| world.quota = Some(world.used()));
        store.set(owned("touch"), owned("newer and longer"));
        assert_eq!(show(store.get(owned("touch"))), "\"newer and longer\"");
        assert!(world(|world| world.items.is_empty()));
        world(|world| world.quota = None);
        store.set(owned("touch"), owned("durable again"));
        assert!(store.is_durable());
        assert_eq!(world(|world| world.items["shoptrail.touch"].clone()), "durable again");
    }

    #[test]
    fn other_peoples_keys_are_not_ours() {
        twin::reset(1);
        world(|world| world.items.insert("theme".into(), "dark".into()));
        let store = Store::of(value(r#"{"memory":{}}"#));
        store.set(owned("b"), owned(""));
        store.set(owned("a"), owned(""));
        assert_eq!(show(store.names()), r#"["a","b"]"#);
    }
}
