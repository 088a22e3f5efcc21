//! One call of the public API: when and where it was made, and by whom. The page's scripts make it; the
//! tracker processes it, at once or on a later page.

use crate::plan::{Event, Violations};
use crate::shopper::identity::Identity;
use crate::value::{derived_ulid, random_ulid, record, List, MessageId, Text, WallMs};

record! {
    /// A call as the page's scripts give it. A member that is an `Option` belongs to a call that waited.
    pub struct Call {
        at: WallMs = "at";
        /// The address of the page, as the browser says it: not scrubbed.
        url: Text = "url";
        title: Text = "title";
        referrer: Text = "referrer";
        id: Option<MessageId> = "id";
        /// What the message's id is derived from. Two tabs may process the same saved call.
        id_seed: Option<Text> = "key";
        /// The shopper when the call was made: `[anonymousId, userId]`, unchecked.
        shopper_at_call: Option<List<Text>> = "who";
        /// The shopper who made the call, if it is another one by now.
        departed, set_departed: Option<Identity> = "departed";
        /// The event, if it was read and validated in a task of its own.
        event: Option<Event> = "event";
        /// What the part `repair` has put right in it or left out.
        repairs: Option<Violations> = "repairs";
        /// The page that made the call is gone, and another page processes it.
        is_from_dead_page: bool = "old";
    }
}

impl Call {
    /// The id that the call came with, else one derived from its seed, else a new one.
    pub fn message_id(self) -> MessageId {
        if let Some(id) = self.id() {
            return id;
        }
        match self.id_seed() {
            Some(seed) => derived_ulid(seed),
            None => random_ulid(),
        }
    }

    /// Where the call was made, as one text: equal for two calls of one place.
    pub fn place(self) -> Text {
        self.url().plus("\n").add(self.title()).plus("\n").add(self.referrer())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{string, view};

    #[test]
    fn a_message_id_is_the_given_one_else_derived_from_the_seed_else_random() {
        let id = |call: &str| string(view::<Call>(call).message_id());
        assert_eq!(id(r#"{"id":"01M84A659WAAAAAAAAAAAAAAAA","key":"k"}"#), "01M84A659WAAAAAAAAAAAAAAAA");
        assert_eq!(id(r#"{"key":"k"}"#), string(derived_ulid(view(r#""k""#))));
        assert_ne!(id("{}"), id("{}"));
    }
}
