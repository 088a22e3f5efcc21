//! Events that a shop adds to the plan in the option `customEvents`: `{gift_wrapped: {required:
//! {product_id: "id"}, optional: {paper: "text"}, intent: 4}}`. Every part is optional; the types are those
//! of plan.json. The page's part `custom-events` checks the option (pkg-template/src/parts/custom-events.js).

use crate::plan::properties::read_members;
use crate::value::{newtype_view, read_text, record, Map, Text, Value, View};

newtype_view! {
    /// The option `customEvents` as the page gave it. The page may run without the part that checks it, so
    /// what is wrong in it counts for nothing, and the rest is valid.
    pub struct CustomEvents(Map<Text, Value>);
}

record! {
    /// The declaration of one event.
    pub(crate) struct CustomEvent {
        /// An object of types by property name, if it is right.
        required: Value = "required";
        /// The same, for properties that may be absent.
        optional: Value = "optional";
        /// On the plan's scale, if it is right. See [`intent`].
        given_intent: f64 = "intent";
    }
}

pub(crate) fn read_custom_event(declared: Value) -> Option<CustomEvent> {
    if declared.is_map() {
        Some(View::assume(declared))
    } else {
        None
    }
}

impl CustomEvents {
    /// The declaration of the event, if there is one.
    pub(crate) fn get(self, name: Text) -> Option<CustomEvent> {
        self.0.get(name).and_then(read_custom_event)
    }
}

impl CustomEvent {
    /// The word of the kind that is declared for a property.
    pub(crate) fn kind_word(self, name: Text) -> Option<Text> {
        kind_word_in(self.required(), name).or(kind_word_in(self.optional(), name))
    }
}

#[inline(never)]
fn kind_word_in(part: Value, name: Text) -> Option<Text> {
    read_members(part).and_then(|kinds| read_text(kinds.get(name)))
}
