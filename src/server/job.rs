//! One webhook or one call on its way: what is to do next, until it is answered. The scripts of
//! pkg-template/src/server do each step and say how it went; they decide nothing.

use crate::server::delivery::Delivery;
use crate::server::order::Refund;
use crate::wire::Message;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a script is to do next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Task {
    /// Ask the shop whose order this is, and say it by `Server::give_person`.
    AskPerson { order_id: String, timeout_ms: i64 },
    /// Send what waits in the queue: a deletion follows, and what is older would bring the person back.
    Flush,
    /// Send it, and say how it went by `Server::answered` or `Server::broke`.
    Send { url: String, headers: BTreeMap<&'static str, String>, body: String, timeout_ms: i64 },
    /// Come back after so long.
    Wait { ms: i64 },
    /// Put this into the queue, and say by `Server::kept` whether it is there.
    Keep { entries: Vec<QueueEntry> },
    /// The end.
    Done(Answer),
}

/// A message in the queue. The id is the message's own: an entry that is there already is the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QueueEntry {
    pub id: String,
    pub message: Message,
}

/// How a webhook is answered, and what a call resolves with.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The status of the HTTP answer.
    pub status: u16,
    /// `delivered`, `queued`, `refused`, `unavailable`, `nothing`, `unsigned`.
    pub outcome: &'static str,
    /// The messages that Customer.io has, or the queue.
    pub message_ids: Vec<String>,
    /// The messages that neither takes.
    pub refused_ids: Vec<String>,
    /// Why messages were refused, or what is odd about them.
    pub problems: Vec<String>,
}

/// The state of a webhook or a call.
#[derive(Clone, Debug, Default)]
pub struct Job {
    pub(super) started_ms: i64,
    pub(super) timeout_ms: i64,
    pub(super) topic: String,
    /// A refund whose person is still to be found: the order's id and the refund.
    pub(super) refund: Option<(String, Refund)>,
    pub(super) delivery: Option<Delivery>,
    /// Whether messages may go into the queue: there is one, and they do not come from it.
    pub(super) may_queue: bool,
    /// Whether the queue is to be sent before.
    pub(super) has_to_flush: bool,
    pub(super) answer: Option<Answer>,
    pub(super) problems: Vec<String>,
    /// What Customer.io has already.
    pub(super) repeated_ids: Vec<String>,
    pub(super) refused_ids: Vec<String>,
    pub(super) is_settled: bool,
}

impl Job {
    /// A job that is over before it began.
    pub(super) fn over(status: u16, outcome: &'static str) -> Job {
        let answer = Answer { status, outcome, ..Answer::default() };
        Job { answer: Some(answer), is_settled: true, ..Job::default() }
    }
}
