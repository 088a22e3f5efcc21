//! Records by name in the page's storage. Memory takes the place of storage that is blocked or full.

use crate::engine::{self, Literal};
use crate::value::{json, parse, part, text, List, Map, Text, Value, View};

/// Every key of shoptrail starts with this, so that a shop can see and clear them.
pub const PREFIX: &str = "shoptrail.";

part! {
    /// Records by short name: `identity` is stored under `shoptrail.identity`.
    ///
    /// Promise: what was set is got back for the life of the page, whether or not storage works.
    pub struct Store {
        /// What storage would not take.
        memory: Map<Text, Text> = "memory", "{}";
        /// Whether the last write reached storage.
        is_durable, set_is_durable: bool = "durable", "true";
    }
}

impl Store {
    /// A new page: nothing is in memory, and storage is trusted until it refuses.
    pub fn start(self) {
        self.reset();
    }

    /// The record's text, if there is one.
    #[inline(never)]
    pub fn get(self, name: Text) -> Option<Text> {
        match self.memory().get(name) {
            None => Value::given(engine::storage_get(full_name(name).handle())).map(Text::assume),
            remembered => remembered,
        }
    }

    /// Stores the text; where storage refuses, this page remembers it.
    pub fn set(self, name: Text, content: Text) {
        if self.set_durable(name, content) {
            self.memory().remove(name);
        } else {
            // The old durable text would contradict the new one on the next page.
            engine::storage_remove(full_name(name).handle());
            self.memory().set(name, content);
        }
    }

    /// True when the text is in storage on return. It never falls back to memory: the caller has the text.
    pub fn set_durable(self, name: Text, content: Text) -> bool {
        let is_done = engine::storage_set(full_name(name).handle(), content.handle());
        self.set_is_durable(is_done);
        is_done
    }

    #[inline(never)]
    pub fn remove(self, name: Text) {
        self.memory().remove(name);
        engine::storage_remove(full_name(name).handle());
    }

    /// What the JSON under `name` says; undefined for anything else. The caller's reader decides whether to
    /// believe it.
    #[inline(always)]
    pub fn read(self, name: impl Into<Literal>) -> Value {
        parse(self.get(text(name)))
    }

    /// Stores a record, list or map as JSON.
    #[inline(always)]
    pub fn write(self, name: impl Into<Literal>, record: impl View) {
        self.set(text(name), json(record));
    }

    /// The short names of all records in storage that match, in text order. It walks the whole storage: not
    /// while tracking.
    pub fn names(self, pattern: Text) -> List<Text> {
        read_names(pattern)
    }
}

/// The names as storage has them, without the prefix.
fn read_names(pattern: Text) -> List<Text> {
    View::assume(Value::of(engine::storage_names(PREFIX.into(), pattern.handle())))
}

fn full_name(name: Text) -> Text {
    text(PREFIX).add(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::{self, world};
    use crate::value::testing::{show, written};
    use crate::value::State;

    fn fresh() -> Store {
        twin::reset(1);
        let store = Store::of(State::new());
        store.start();
        store
    }

    fn name(text: &str) -> Text {
        written(text)
    }

    #[test]
    fn a_blocked_storage_keeps_records_for_the_page() {
        let store = fresh();
        world(|world| world.blocked = true);
        store.set(name("identity"), name("1"));
        store.set(name("identity"), name("2"));
        assert_eq!(show(store.get(name("identity"))), "\"2\"");
        assert!(!store.is_durable());
        store.remove(name("identity"));
        assert!(store.get(name("identity")).is_none());
    }

    #[test]
    fn a_record_that_no_longer_fits_leaves_no_stale_copy_behind() {
        let store = fresh();
        store.set(name("touch"), name("old"));
        world(|world| world.quota = Some(world.used()));
        store.set(name("touch"), name("newer and longer"));
        assert_eq!(show(store.get(name("touch"))), "\"newer and longer\"");
        assert!(world(|world| world.items.is_empty()));
        world(|world| world.quota = None);
        store.set(name("touch"), name("durable again"));
        assert!(store.is_durable());
        assert_eq!(world(|world| world.items["shoptrail.touch"].clone()), "durable again");
    }

    #[test]
    fn keys_of_other_scripts_are_left_alone() {
        let store = fresh();
        world(|world| world.items.insert("theme".into(), "dark".into()));
        store.set(name("b"), name(""));
        store.set(name("a"), name(""));
        assert_eq!(show(store.names(name(""))), r#"["a","b"]"#);
        assert_eq!(show(store.names(name("^b"))), r#"["b"]"#);
    }
}
