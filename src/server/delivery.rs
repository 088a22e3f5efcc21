//! The delivery of messages within a request's time: in batches, with retries, and nothing lost on the way.
//! It knows no clock and no network: the caller says when it is and what was answered.
//!
//! | to find | look in |
//! | --- | --- |
//! | what an answer means | `delivery/answer.rs` |
//! | how long to wait | `delivery/backoff.rs` |

mod answer;
mod backoff;
#[cfg(test)]
mod tests;

use crate::server::lines::bytes;
use crate::wire::{Batch, Message, Timestamp};
use answer::{meaning, Meaning};
use std::collections::VecDeque;

/// Customer.io takes 500,000 bytes.
const MAX_BATCH_BYTES: usize = 475_000;
const MAX_BATCH_MESSAGES: usize = 100;
/// An attempt with less time than this is not begun.
const MIN_ATTEMPT_MS: i64 = 50;
/// An attempt leaves time for another, unless there is little.
const ATTEMPT_SHARE: f64 = 0.6;
const FULL_ATTEMPT_MS: i64 = 1_500;

/// What is to do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Send this body, and give up after so long.
    Send {
        body: String,
        timeout_ms: i64,
    },
    Wait {
        ms: i64,
    },
    Done,
}

/// A message that Customer.io will not take, however often it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    pub message: Message,
    pub status: u16,
    /// Why, in the receiver's words.
    pub text: String,
}

/// Messages on their way.
#[derive(Clone, Debug, Default)]
pub struct Delivery {
    batches: VecDeque<Vec<Message>>,
    deadline_ms: i64,
    not_before_ms: i64,
    failures: u32,
    pub delivered: Vec<Message>,
    pub refused: Vec<Refusal>,
    /// What the shop's queue took.
    pub queued: Vec<Message>,
    /// What the last failure was, for the report: a status, or 0 for no answer.
    pub last_status: u16,
    /// What the last reply said, or why there was none.
    pub last_text: String,
    /// The receiver takes nothing from this server, so nothing more is tried.
    pub is_closed: bool,
}

impl Delivery {
    pub fn new(messages: Vec<Message>, now_ms: i64, timeout_ms: i64) -> Delivery {
        Delivery { batches: split(messages), deadline_ms: now_ms + timeout_ms, ..Delivery::default() }
    }

    /// The next step at this moment.
    pub fn step(&mut self, now_ms: i64) -> Step {
        let left = self.deadline_ms - now_ms;
        let may_try = left >= MIN_ATTEMPT_MS && !self.is_closed;
        let Some(batch) = self.batches.front().filter(|_| may_try) else { return Step::Done };
        if self.not_before_ms > now_ms {
            // Waiting beyond the time would only keep the platform waiting.
            let fits = self.not_before_ms + MIN_ATTEMPT_MS <= self.deadline_ms;
            return if fits { Step::Wait { ms: self.not_before_ms - now_ms } } else { Step::Done };
        }
        let Some(sent_at) = Timestamp::from_unix_ms(now_ms) else { return Step::Done };
        let body = serde_json::to_string(&Batch::of_server(batch.clone(), sent_at)).unwrap_or_default();
        let share = (left as f64 * ATTEMPT_SHARE) as i64;
        Step::Send {
            body,
            timeout_ms: if left <= FULL_ATTEMPT_MS { left } else { share.max(FULL_ATTEMPT_MS) },
        }
    }

    /// The attempt was answered. `random` in 0..1 spreads the retries of an outage.
    pub fn answered(&mut self, now_ms: i64, status: u16, retry_after: Option<&str>, random: f64) {
        let Some(batch) = self.batches.front().map(Vec::len) else { return };
        match meaning(status, batch) {
            Meaning::Accepted => {
                self.failures = 0;
                self.delivered.extend(self.batches.pop_front().unwrap_or_default());
            }
            Meaning::Halve => {
                let mut first = self.batches.pop_front().unwrap_or_default();
                let second = first.split_off(first.len() / 2);
                self.batches.push_front(second);
                self.batches.push_front(first);
            }
            Meaning::Refused => {
                let batch = self.batches.pop_front().unwrap_or_default();
                self.last_status = status;
                let text = &self.last_text;
                let refusal = |message| Refusal { message, status, text: text.clone() };
                self.refused.extend(batch.into_iter().map(refusal));
            }
            Meaning::Closed => {
                self.last_status = status;
                self.is_closed = true;
            }
            Meaning::Later => self.postpone(now_ms, status, retry_after, random),
        }
    }

    /// The attempt broke or took too long. Whether it arrived is not known; its id makes a repeat harmless.
    pub fn broke(&mut self, now_ms: i64, random: f64) {
        self.postpone(now_ms, 0, None, random);
    }

    /// Sends nothing: what there is, is for the queue.
    pub fn close(&mut self) {
        self.is_closed = true;
    }

    fn postpone(&mut self, now_ms: i64, status: u16, retry_after: Option<&str>, random: f64) {
        self.failures += 1;
        self.last_status = status;
        self.not_before_ms = now_ms + backoff::wait_ms(self.failures, retry_after, now_ms, random);
    }

    /// What is neither delivered nor refused, for somebody who takes it over.
    pub fn take_waiting(&mut self) -> Vec<Message> {
        self.batches.drain(..).flatten().collect()
    }

    /// What is neither delivered nor refused.
    pub fn waiting(&self) -> Vec<Message> {
        self.batches.iter().flatten().cloned().collect()
    }
}

/// Batches of at most the size that Customer.io takes, in the order of the messages.
fn split(messages: Vec<Message>) -> VecDeque<Vec<Message>> {
    let mut batches: VecDeque<Vec<Message>> = VecDeque::new();
    let mut size = 0;
    for message in messages {
        // A comma, and the members around the list once.
        let own = bytes(&message).saturating_add(1);
        let fits = size + own <= MAX_BATCH_BYTES;
        match batches.back_mut().filter(|batch| fits && batch.len() < MAX_BATCH_MESSAGES) {
            Some(batch) => batch.push(message),
            None => {
                size = 0;
                batches.push_back(vec![message]);
            }
        }
        size += own;
    }
    batches
}
