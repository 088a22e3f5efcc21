//! The three messages that a shop sends: an event, a page view, and what is known of a person.

use crate::wire::{AnonymousId, Context, Data, MessageId, Timestamp, UserId, WriteKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A message. Its member `type` says of which kind it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Message {
    Track(TrackMessage),
    Page(PageMessage),
    Identify(IdentifyMessage),
}

/// What a person did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrackMessage {
    pub event: String,
    #[serde(flatten)]
    pub envelope: Envelope,
    #[serde(default)]
    pub properties: Data,
}

/// A page that a person saw. Customer.io takes `properties.url` for its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageMessage {
    /// The page's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(flatten)]
    pub envelope: Envelope,
    #[serde(default)]
    pub properties: Data,
}

/// Who a person is. The traits become attributes of the person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IdentifyMessage {
    #[serde(flatten)]
    pub envelope: Envelope,
    #[serde(default)]
    pub traits: Data,
}

/// What every message may say. A member that is not known is absent, never null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Envelope {
    /// Customer.io ignores a message whose id it has seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// The device. A message names the device, the person, or both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymous_id: Option<AnonymousId>,
    /// The person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// When it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// When the device says that it happened, if `timestamp` was put right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_timestamp: Option<Timestamp>,
    /// When this attempt to send it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// Only from a browser. A server sends its key as a header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_key: Option<WriteKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// Which destinations get the message. Absent: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integrations: Option<BTreeMap<String, bool>>,
}

impl Envelope {
    /// The envelope of a server's message about a person: the id that makes it one, and when it happened.
    pub fn of_server(message_id: MessageId, timestamp: Timestamp) -> Envelope {
        Envelope {
            message_id: Some(message_id),
            timestamp: Some(timestamp),
            context: Some(Context::of_server()),
            ..Envelope::default()
        }
    }

    /// The same envelope, about this person or this device.
    pub fn about(self, user_id: Option<UserId>, anonymous_id: Option<AnonymousId>) -> Envelope {
        Envelope { user_id, anonymous_id, ..self }
    }
}

impl TrackMessage {
    pub fn new(event: impl Into<String>, properties: Data, envelope: Envelope) -> TrackMessage {
        TrackMessage { event: event.into(), properties, envelope }
    }
}

impl PageMessage {
    pub fn new(name: Option<String>, properties: Data, envelope: Envelope) -> PageMessage {
        PageMessage { name, properties, envelope }
    }
}

impl IdentifyMessage {
    pub fn new(traits: Data, envelope: Envelope) -> IdentifyMessage {
        IdentifyMessage { traits, envelope }
    }
}

impl Message {
    /// What the message shares with every other.
    pub fn envelope(&self) -> &Envelope {
        match self {
            Message::Track(message) => &message.envelope,
            Message::Page(message) => &message.envelope,
            Message::Identify(message) => &message.envelope,
        }
    }

    /// What the message shares with every other, to complete it.
    pub fn envelope_mut(&mut self) -> &mut Envelope {
        match self {
            Message::Track(message) => &mut message.envelope,
            Message::Page(message) => &mut message.envelope,
            Message::Identify(message) => &mut message.envelope,
        }
    }

    /// The event's name, or the type.
    pub fn name(&self) -> &str {
        match self {
            Message::Track(message) => &message.event,
            Message::Page(_) => "page",
            Message::Identify(_) => "identify",
        }
    }
}

impl From<TrackMessage> for Message {
    fn from(message: TrackMessage) -> Message {
        Message::Track(message)
    }
}

impl From<PageMessage> for Message {
    fn from(message: PageMessage) -> Message {
        Message::Page(message)
    }
}

impl From<IdentifyMessage> for Message {
    fn from(message: IdentifyMessage) -> Message {
        Message::Identify(message)
    }
}
