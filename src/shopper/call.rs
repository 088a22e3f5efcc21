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
    /// An id derived from the call's seed, else the id that the call came with, else a new one.
    pub fn message_id(self) -> MessageId {
        if let Some(seed) = self.id_seed() {
            return derived_ulid(seed);
        }
        match self.id() {
            Some(id) => id,
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
    fn a_message_id_is_derived_from_the_seed_else_the_given_one_else_random() {
        let id = |call: &str| string(view::<Call>(call).message_id());
        assert_eq!(id(r#"{"id":"01M84A659WAAAAAAAAAAAAAAAA"}"#), "01M84A659WAAAAAAAAAAAAAAAA");
        let derived = string(derived_ulid(view(r#""k""#)));
        assert_eq!(id(r#"{"key":"k"}"#), derived);
        assert_eq!(id(r#"{"id":"01M84A659WAAAAAAAAAAAAAAAA","key":"k"}"#), derived);
        assert_ne!(id("{}"), id("{}"));
    }
}
