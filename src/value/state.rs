//! The state of one tracker: one object of the engine, so that it outlives the heap of a call.
//!
//! Each module that has something to remember declares its part of it with [`part!`](crate::value::part).

use crate::value::{newtype_view, text, Text, Value, View, UNDEFINED};

newtype_view! {
    /// The state of one tracker, as it is handed about. Its members are in the parts: `Outbox::of(state)`.
    pub struct State(Value);
}

/// Something that belongs to one tracker: its state, or a part of that.
pub trait Part: View {}

impl Part for State {}

impl State {
    /// A tracker that has not started.
    pub fn new() -> State {
        State(Value::map())
    }

    /// The state that a part belongs to.
    #[inline(always)]
    pub fn of(part: impl Part) -> State {
        State(part.value())
    }

    /// Forgets everything. Whoever wants to keep a part takes it out before and puts it back.
    pub fn clear(self) {
        for name in self.0.keys().items() {
            self.0.put(name, UNDEFINED);
        }
    }
}

/// Gives members of the state the values that `start` says: `,"name":value,"other":value`, JSON without
/// braces.
pub fn reset_members(state: State, start: Text) {
    let values = text("{").add(start.tail(1)).plus("}").parse();
    for name in values.keys().items() {
        state.0.put(name, values.find(name));
    }
}

impl Default for State {
    fn default() -> State {
        State::new()
    }
}
