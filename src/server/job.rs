//! One webhook or one call on its way: what is to do next, until it is answered. The scripts of
//! pkg-template/src/server do each step and say how it went; they decide nothing.

use crate::server::delivery::Delivery;
use crate::server::order::Refund;
use crate::server::person::Person;
use crate::wire::Message;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a script is to do next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Task {
    /// Ask the shop whose order this is, and say it by `Server::give_person`.
    AskPerson { order_id: String, timeout_ms: i64 },
    /// Send what waits in the queue, and say by `Server::flushed` whether nothing waits any more. What
    /// follows would be undone by what is older: a deletion, or an answer to marketing.
    Flush { timeout_ms: i64 },
    /// Send it, and say how it went by `Server::replied`.
    Send { url: String, headers: BTreeMap<&'static str, String>, body: String, timeout_ms: i64 },
    /// Come back after so long.
    Wait { ms: i64 },
    /// Put this into the queue, and say by `Server::kept` whether it is there.
    Keep { entries: Vec<QueueEntry>, timeout_ms: i64 },
    /// The end.
    Done(Answer),
}

impl RowProblem {
    pub fn sentence(&self) -> String {
        let place = if self.path.is_empty() { String::new() } else { format!(", {}", self.path) };
        let end = if self.is_left_out { " The order is left out." } else { "" };
        format!("Row {}{place}: {}{end}", self.row, self.message)
    }
}

/// How an attempt ended, as JavaScript says it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Reply {
    /// 0 where there was no answer.
    pub status: u16,
    pub retry_after: Option<String>,
    /// What the answer says, or why there is none.
    pub text: String,
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
    /// What is odd about the rows of an export.
    pub rows: Vec<RowProblem>,
}

/// Something odd about one order of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RowProblem {
    /// Its place in the list, from 1.
    pub row: usize,
    /// A stable word: docs/server.md lists them.
    pub code: &'static str,
    /// Where in the row; empty for all of it.
    pub path: String,
    pub message: String,
    /// Whether the order was left out. Else it is sent without what stands at `path`.
    pub is_left_out: bool,
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
    pub(super) rows: Vec<RowProblem>,
    /// The person that a platform asks to delete. The shop hears of it when it is done.
    pub(super) redacts: Option<Person>,
    /// The same for each copy of one webhook.
    pub(super) copy_key: Option<String>,
    pub(super) is_settled: bool,
}

impl Job {
    /// What is the same for each copy of a signed webhook. Platforms may send several at once.
    pub fn copy_key(&self) -> Option<&str> {
        self.copy_key.as_deref()
    }

    /// A job that is over before it began.
    pub(super) fn over(status: u16, outcome: &'static str) -> Job {
        let answer = Answer { status, outcome, ..Answer::default() };
        Job { answer: Some(answer), is_settled: true, ..Job::default() }
    }
}
