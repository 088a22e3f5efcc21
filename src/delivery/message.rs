//! The message as sent, serialized once: <https://docs.customer.io/integrations/api/cdp/>.
//!
//! What is unknown is left out, never `null`. The stored text lacks only what each attempt adds (`batch`):
//! the write key, `sentAt`, and the `userId` of a message that was tracked before its shopper was known.

use crate::delivery::page_context::{Context, ContextCache};
use crate::plan::{Properties, Traits};
use crate::shopper::call::Call;
use crate::shopper::identity::{self, Identity};
use crate::value::{
    finish, if_not_empty, json, read_text, record, word_enum, AnonymousId, MessageId, Part, State, Text,
    UserId, Value, View,
};

/// Encoded bytes of one item. Customer.io answers 200 to a larger one and discards it.
pub const MAX_ITEM_BYTES: f64 = 32_000.0;

word_enum! {
    /// The type of a message.
    pub enum MessageType {
        /// An event.
        Track = "track";
        /// A page view.
        Page = "page";
        /// Who the shopper is.
        Identify = "identify";
    }
}

record! {
    /// A message, in the order in which it is written.
    pub struct Message {
        kind, set_kind: Text = "type";
        event, set_event: Option<Text> = "event";
        name, set_name: Option<Text> = "name";
        message_id, set_message_id: MessageId = "messageId";
        anonymous_id, set_anonymous_id: AnonymousId = "anonymousId";
        user_id, set_user_id: Option<UserId> = "userId";
        /// ISO 8601, of the call.
        timestamp, set_timestamp: Text = "timestamp";
        traits, set_traits: Option<Traits> = "traits";
        properties, set_properties: Option<Properties> = "properties";
        context, set_context: Context = "context";
    }
}

/// Who a call's message is about: the shopper of now, or the one who made the call and is gone since.
pub fn person_of(part: impl Part, call: Call) -> Identity {
    call.departed().unwrap_or_else(|| identity::current(part))
}

impl Message {
    /// A message about the call's person, without its properties or traits. `name` is the event's or the
    /// page's title.
    #[inline(always)]
    pub fn begin(state: State, call: Call, kind: MessageType, name: Option<Text>, id: MessageId) -> Message {
        Message::begin_as(state, call, kind.word(), name, id)
    }

    /// [`Message::begin`], of a kind's word.
    #[inline(never)]
    fn begin_as(state: State, call: Call, kind: Text, name: Option<Text>, id: MessageId) -> Message {
        let (message, person) = (Message::new(), person_of(state, call));
        message.set_kind(kind);
        let name = if_not_empty(name);
        if kind == MessageType::Track.word() {
            message.set_event(name);
        } else {
            message.set_name(name);
        }
        message.set_message_id(id);
        message.set_anonymous_id(person.anonymous_id());
        message.set_user_id(person.user_id());
        message.set_timestamp(call.at().iso());
        message
    }

    /// Adds the call's context, and has the page's part `message-hooks` change the message where the page
    /// has it. Gives why the message is dropped, if it is.
    #[inline(always)]
    pub fn finish(self, part: impl Part, call: Call) -> Option<Text> {
        self.set_context(ContextCache::of(part).page_context_of(call).context());
        finish(self, call)
    }

    /// The JSON text; none when it exceeds `max_bytes` even without what its properties say already.
    #[inline(always)]
    pub fn to_text(self, max_bytes: f64) -> Option<Text> {
        if json(self).bytes() > max_bytes {
            let shorter = self.context().copy();
            shorter.set_page(None);
            shorter.set_campaign(None);
            shorter.set_user_agent(None);
            self.set_context(shorter);
        }
        Some(json(self)).filter(|written| written.bytes() <= max_bytes)
    }
}

record! {
    /// What reports say of a message: no personal data.
    pub struct Summary {
        message_id, set_message_id: Option<Text> = "messageId";
        kind, set_kind: Option<Text> = "type";
        timestamp, set_timestamp: Option<Text> = "timestamp";
        /// The event's name, or the type.
        name, set_name: Option<Text> = "name";
        /// Of a loss: a word of `DropReason`.
        reason, set_reason: Option<Text> = "reason";
        /// Of a waiting message.
        state, set_state: Option<Text> = "state";
        bytes, set_bytes: f64 = "bytes";
    }
}

record! {
    /// A stored message of which nothing is known yet.
    struct Unread {
        message_id: Value = "messageId";
        kind: Value = "type";
        timestamp: Value = "timestamp";
        event: Value = "event";
        anonymous_id: Value = "anonymousId";
    }
}

fn read_unread(stored: Text) -> Unread {
    View::assume(stored.parse())
}

impl Summary {
    /// Of a message's JSON text, as far as it can be read.
    pub fn of(message: Option<Text>) -> Summary {
        let summary = Summary::new();
        if let Some(message) = message {
            let message = read_unread(message);
            let kind = read_text(message.kind());
            summary.set_message_id(read_text(message.message_id()));
            summary.set_kind(kind);
            summary.set_timestamp(read_text(message.timestamp()));
            summary.set_name(read_text(message.event()).or(kind));
        }
        summary
    }
}

/// Whether a stored text is a message that this core writes.
pub fn is_message(stored: Text) -> bool {
    let message = read_unread(stored);
    stored.test("^[{]\"type\":\"(track|page|identify)\",")
        && message.message_id().test("^[0-9A-Z]{26}$")
        && message.timestamp().test("^[0-9]{4}-")
        && message.anonymous_id().test(crate::value::UUID)
}
