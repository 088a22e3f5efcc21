//! Many messages in one request.

use crate::wire::{Context, Message, Timestamp, WriteKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The body of `/v1/batch`, and of a browser's `/v1/b`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Batch {
    /// Only from a browser. A server sends its key as a header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_key: Option<WriteKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    pub batch: Vec<Message>,
    /// For all messages of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// For all messages of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integrations: Option<BTreeMap<String, bool>>,
}

impl Batch {
    /// A server's request with these messages.
    pub fn of_server(batch: Vec<Message>, sent_at: Timestamp) -> Batch {
        Batch { batch, sent_at: Some(sent_at), ..Batch::default() }
    }
}
