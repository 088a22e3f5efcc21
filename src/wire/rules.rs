//! By which rules a message is checked: who sent it, where to, and how strictly.

use crate::wire::{Channel, Data};
use serde::Deserialize;
use serde_json::Value;

/// The options of a check. JavaScript gives them by these names; each may be absent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Rules {
    /// Reports what an event is only expected to have, too.
    pub strict: bool,
    /// Checks the wire contract alone, without the tracking plan.
    pub wire_only: bool,
    /// Who made the message. Absent: what the message says in `context.channel`.
    pub from: Option<Sender>,
    /// Where it goes. Absent: a browser's endpoint for a browser, else the documented one.
    pub endpoint: Option<Endpoint>,
    /// The write key that must be there.
    pub write_key: Option<String>,
    /// The shop's own events, as in the option `customEvents` of a page: they are no unknown events.
    pub custom_events: Data,
}

/// Who makes messages. A browser knows its device and must be exact; a server may know only the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sender {
    Browser,
    Server,
}

/// Where messages go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Endpoint {
    /// What Customer.io's own browser script uses: a text without headers, the key inside.
    #[serde(rename = "/v1/b")]
    Beacon,
    /// What Customer.io documents: JSON, the key by Basic authentication.
    #[serde(rename = "/v1/batch")]
    Batch,
}

impl Endpoint {
    pub fn path(self) -> &'static str {
        match self {
            Endpoint::Beacon => "/v1/b",
            Endpoint::Batch => "/v1/batch",
        }
    }

    /// Of a whole request. A browser allows a page 64 KiB for all keepalive requests in flight.
    pub fn max_request_bytes(self) -> usize {
        match self {
            Endpoint::Beacon => 60_000,
            Endpoint::Batch => 500_000,
        }
    }
}

impl Rules {
    /// Who sent this message.
    pub(super) fn sender_of(&self, message: &Data) -> Sender {
        let channel = message.get("context").and_then(|context| context.get("channel"));
        let channel = channel.and_then(|word| serde_json::from_value(word.clone()).ok());
        match (self.from, channel) {
            (Some(sender), _) => sender,
            (None, Some(Channel::Server)) => Sender::Server,
            (None, Some(_)) => Sender::Browser,
            (None, None) if self.endpoint == Some(Endpoint::Batch) => Sender::Server,
            (None, None) => Sender::Browser,
        }
    }

    /// Where a message of this sender goes.
    pub(super) fn endpoint_of(&self, sender: Sender) -> Endpoint {
        self.endpoint.unwrap_or(match sender {
            Sender::Browser => Endpoint::Beacon,
            Sender::Server => Endpoint::Batch,
        })
    }

    /// The declaration of one of the shop's own events.
    pub(super) fn custom_event(&self, name: &str) -> Option<&Data> {
        self.custom_events.get(name).and_then(Value::as_object)
    }
}
