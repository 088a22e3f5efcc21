//! A server for one shop: it takes webhooks and calls, and brings what they say to Customer.io. It holds the
//! options, the counts and the memory; `job` holds what is under way.

use crate::server::delivery::{Delivery, Step};
use crate::server::events::Writer;
use crate::server::job::{Answer, Job, QueueEntry, Task};
use crate::server::memory::Memory;
use crate::server::options::Options;
use crate::server::order::Order;
use crate::server::person::Person;
use crate::server::report::{Notice, Notices, Stats};
use crate::server::signature::base64;
use crate::wire::{self, Message, Rules};
use serde_json::Value;
use std::collections::BTreeMap;

/// A running server.
#[derive(Clone, Debug)]
pub struct Server {
    pub(super) options: Options,
    pub(super) memory: Memory,
    pub(super) stats: Stats,
    pub(super) notices: Notices,
    /// Whether the shop gave a queue.
    pub(super) has_queue: bool,
    /// Whether the shop can say whose an order is.
    pub(super) can_ask_person: bool,
}

impl Server {
    /// A server with these options; the error is a sentence for the developer.
    pub fn new(options: Value, has_queue: bool, can_ask_person: bool) -> Result<Server, String> {
        Ok(Server {
            options: Options::read(options)?,
            memory: Memory::default(),
            stats: Stats::default(),
            notices: Notices::default(),
            has_queue,
            can_ask_person,
        })
    }

    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// The notices since they were last taken.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        self.notices.take()
    }

    pub(super) fn writer(&self, now_ms: i64) -> Writer {
        Writer {
            shop: self.options.shop.clone(),
            has_semantic_names: self.options.has_semantic_names,
            now_ms,
        }
    }

    /// A job that delivers these messages, without those that Customer.io has already or would discard.
    pub(super) fn deliver(&mut self, messages: Vec<Message>, mut job: Job) -> Job {
        let mut kept = Vec::new();
        for message in messages {
            if self.memory.is_delivered(&message) {
                self.stats.repeats += 1;
                job.repeated_ids.extend(id_of(&message));
            } else if let Some(problem) = self.find_problem(&message) {
                self.refuse(&message, "invalid", &problem, &job.topic);
                job.problems.push(problem);
                job.refused_ids.extend(id_of(&message));
            } else {
                kept.push(message);
            }
        }
        let delivery = Delivery::new(kept, job.started_ms, job.timeout_ms);
        Job { delivery: Some(delivery), may_queue: self.has_queue && job.may_queue, ..job }
    }

    /// Why Customer.io would discard the message, if it would.
    fn find_problem(&self, message: &Message) -> Option<String> {
        let text = serde_json::to_string(message).ok()?;
        let rules = Rules {
            wire_only: true,
            from: Some(wire::Sender::Server),
            endpoint: Some(wire::Endpoint::Batch),
            ..Rules::default()
        };
        let report = wire::read_message(&text, &rules).report;
        let problem = report.problems.into_iter().find(|problem| !is_own_deletion(message, problem))?;
        Some(format!("{}: {}", problem.path, problem.message).trim_start_matches(": ").to_owned())
    }

    fn refuse(&mut self, message: &Message, code: &'static str, why: &str, topic: &str) {
        self.stats.refused += 1;
        let id = message.envelope().message_id.as_ref().map(|id| id.as_str().to_owned());
        let notice = Notice::problem(code, format!("{} was refused: {why}", message.name()));
        let notice = Notice { message_id: id, event: Some(message.name().to_owned()), ..notice };
        self.notices.add(if topic.is_empty() { notice } else { notice.of_topic(topic) });
    }

    /// What is to do next for a job. `now_ms` is the wall time.
    pub fn next(&mut self, job: &mut Job, now_ms: i64) -> Task {
        if let Some((order_id, _)) = &job.refund {
            // At most half of the time: the rest is for the delivery.
            let timeout_ms = (job.started_ms + job.timeout_ms / 2 - now_ms).max(0);
            return Task::AskPerson { order_id: order_id.clone(), timeout_ms };
        }
        if std::mem::take(&mut job.has_to_flush) {
            return Task::Flush;
        }
        let step = job.delivery.as_mut().map_or(Step::Done, |delivery| delivery.step(now_ms));
        match step {
            Step::Wait { ms } => Task::Wait { ms },
            Step::Send { body, timeout_ms } => {
                Task::Send { url: self.options.endpoint.clone(), headers: self.headers(), body, timeout_ms }
            }
            Step::Done => self.settle(job),
        }
    }

    /// JSON and Basic authentication, as Customer.io documents it. In strict mode it answers 400 to what it
    /// would else discard with 200.
    fn headers(&self) -> BTreeMap<&'static str, String> {
        let credentials = base64(format!("{}:", self.options.write_key).as_bytes());
        BTreeMap::from([
            ("authorization", format!("Basic {credentials}")),
            ("content-type", "application/json".to_owned()),
            ("x-strict-mode", "1".to_owned()),
        ])
    }

    /// The attempt was answered.
    pub fn answered(
        &mut self,
        job: &mut Job,
        now_ms: i64,
        status: u16,
        retry_after: Option<&str>,
        random: f64,
    ) {
        if let Some(delivery) = &mut job.delivery {
            delivery.answered(now_ms, status, retry_after, random);
        }
    }

    /// The attempt broke, or took too long.
    pub fn broke(&mut self, job: &mut Job, now_ms: i64, random: f64) {
        if let Some(delivery) = &mut job.delivery {
            delivery.broke(now_ms, random);
        }
    }

    /// The shop said whose order it is, or that it does not know.
    pub fn give_person(&mut self, job: &mut Job, person: Option<Person>, now_ms: i64) {
        let Some((order_id, refund)) = job.refund.take() else { return };
        let Some(person) = person.filter(Person::is_somebody) else {
            self.stats.refunds_without_person += 1;
            job.answer = Some(Answer { status: 200, outcome: "nothing", ..Answer::default() });
            job.is_settled = true;
            return;
        };
        let order = Order { id: order_id.clone(), person, ..Order::default() };
        let message = self.writer(now_ms).refund(&order_id, &refund, &order);
        *job = self.deliver(vec![message], std::mem::take(job));
    }

    /// The queue took the entries, or did not.
    pub fn kept(&mut self, job: &mut Job, is_kept: bool) {
        job.may_queue = false;
        if let Some(delivery) = job.delivery.as_mut().filter(|_| is_kept) {
            let waiting = delivery.take_waiting();
            self.stats.queued += waiting.len() as u64;
            delivery.queued = waiting;
        } else if !is_kept {
            self.notices.add(Notice::problem("queue", "The queue did not take the messages."));
        }
    }

    /// The end of a job: counts what happened, and says how it is answered.
    fn settle(&mut self, job: &mut Job) -> Task {
        if !job.is_settled {
            let delivery = job.delivery.take().unwrap_or_default();
            let waiting = delivery.waiting();
            if job.may_queue && !waiting.is_empty() {
                job.delivery = Some(delivery);
                return Task::Keep { entries: waiting.into_iter().filter_map(entry).collect() };
            }
            job.answer = Some(self.conclude(&delivery, job));
            job.is_settled = true;
        }
        Task::Done(job.answer.clone().unwrap_or(Answer {
            status: 200,
            outcome: "nothing",
            ..Answer::default()
        }))
    }

    fn conclude(&mut self, delivery: &Delivery, job: &mut Job) -> Answer {
        for message in &delivery.delivered {
            self.memory.remember_delivered(message);
        }
        self.stats.delivered += delivery.delivered.len() as u64;
        let mut answer = Answer { status: 200, ..Answer::default() };
        answer.problems = std::mem::take(&mut job.problems);
        answer.refused_ids = std::mem::take(&mut job.refused_ids);
        for refusal in &delivery.refused {
            let status = refusal.status;
            let (code, why) = match status {
                401 | 403 => ("unauthorized", format!("Customer.io answered {status}: check `writeKey`.")),
                _ => ("refused", format!("Customer.io answered {status}.")),
            };
            self.refuse(&refusal.message, code, &why, &job.topic);
            answer.problems.push(why);
            answer.refused_ids.extend(id_of(&refusal.message));
        }
        answer.message_ids = std::mem::take(&mut job.repeated_ids);
        answer.message_ids.extend(delivery.delivered.iter().chain(&delivery.queued).filter_map(id_of));
        answer.outcome = if !delivery.waiting().is_empty() {
            self.report_unavailable(delivery.last_status, &job.topic);
            answer.status = 503;
            "unavailable"
        } else if !delivery.queued.is_empty() {
            "queued"
        } else if !delivery.delivered.is_empty() {
            "delivered"
        } else if answer.refused_ids.is_empty() {
            "nothing"
        } else {
            "refused"
        };
        answer
    }

    fn report_unavailable(&mut self, last_status: u16, topic: &str) {
        self.stats.unavailable += 1;
        let what = match last_status {
            0 => "did not answer in time".to_owned(),
            status => format!("answered {status}"),
        };
        let notice = Notice::problem("unavailable", format!("Customer.io {what}."));
        self.notices.add(if topic.is_empty() { notice } else { notice.of_topic(topic) });
    }
}

/// A deletion is a reserved event. Only this server may send it, when it was asked to.
fn is_own_deletion(message: &Message, problem: &wire::Problem) -> bool {
    let is_deletion = ["User Deleted", "User Suppressed"].contains(&message.name());
    is_deletion && problem.code == wire::Code::ReservedEvent
}

fn id_of(message: &Message) -> Option<String> {
    message.envelope().message_id.as_ref().map(|id| id.as_str().to_owned())
}

fn entry(message: Message) -> Option<QueueEntry> {
    Some(QueueEntry { id: id_of(&message)?, message })
}
