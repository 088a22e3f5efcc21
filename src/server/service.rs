//! A server for one shop: it takes webhooks and calls, and brings what they say to Customer.io. It holds the
//! options, the counts and the memory; `job` holds what is under way.

use crate::server::about::read_about;
use crate::server::delivery::{Delivery, Step};
use crate::server::events::{Cuts, Writer};
use crate::server::job::{Answer, Job, QueueEntry, Reply, Task};
use crate::server::lines::Cut;
use crate::server::memory::Memory;
use crate::server::options::{OptionProblem, Options};
use crate::server::order::Order;
use crate::server::person::Person;
use crate::server::report::{Notice, Notices, Stats};
use crate::server::signature::base64;
use crate::server::text::shown;
use crate::wire::{self, Message, Rules};
use serde_json::Value;
use std::collections::BTreeMap;

/// Of the time of a job, for the queue to take what was not delivered.
const MAX_KEEPING_MS: i64 = 1_000;
/// A queue gets this long, however late it is.
const MIN_KEEPING_MS: i64 = 100;
const MAX_REPLY_CHARS: usize = 200;

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
    cuts: Cuts,
}

impl Server {
    /// A server with these options; the error is all that is wrong with them.
    pub fn new(options: &Value, has_queue: bool, can_ask_person: bool) -> Result<Server, Vec<OptionProblem>> {
        Ok(Server {
            options: Options::read(options)?,
            memory: Memory::default(),
            stats: Stats::default(),
            notices: Notices::default(),
            has_queue,
            can_ask_person,
            cuts: Cuts::default(),
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
            cuts: self.cuts.clone(),
        }
    }

    /// A job that delivers these messages, without those that Customer.io has already or would discard, and
    /// without what is older than what was said before.
    pub(super) fn deliver(&mut self, messages: Vec<Message>, mut job: Job, now_ms: i64) -> Job {
        let mut kept = Vec::new();
        let cuts = self.cuts.take();
        for mut message in messages {
            if self.memory.is_delivered(&message) {
                self.stats.repeats += 1;
                job.repeated_ids.extend(id_of(&message));
            } else if !self.memory.keep_newest(&mut message, now_ms) {
                self.stats.outdated += 1;
                job.repeated_ids.extend(id_of(&message));
            } else if let Some(problem) = self.find_problem(&message) {
                self.refuse(&message, "invalid", &problem, &job.topic);
                job.problems.push(problem);
                job.refused_ids.extend(id_of(&message));
            } else {
                let id = message.envelope().message_id.as_ref();
                if let Some((_, cut)) = cuts.iter().find(|(cut_id, _)| Some(cut_id) == id) {
                    job.problems.push(self.report_cut(&message, *cut, &job.topic));
                }
                kept.push(message);
            }
        }
        let may_queue = self.has_queue && job.may_queue;
        let keeping_ms = if may_queue { (job.timeout_ms / 4).min(MAX_KEEPING_MS) } else { 0 };
        let delivery = Delivery::new(kept, job.started_ms, job.timeout_ms - keeping_ms);
        Job { delivery: Some(delivery), may_queue, ..job }
    }

    /// Says that a message has fewer lines than what happened.
    fn report_cut(&mut self, message: &Message, cut: Cut, topic: &str) -> String {
        let Cut { kept, all } = cut;
        let problem =
            format!("properties.line_items: {kept} of {all} lines fit into a message of 32,000 bytes");
        let notice = Notice::problem("lines_left_out", format!("{}: {problem}.", message.name()));
        let event = Some(message.name().to_owned());
        self.notices.add(Notice { message_id: id_of(message), event, ..notice }.of_topic(topic));
        problem
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
        self.notices.add(notice.of_topic(topic));
    }

    /// What is to do next for a job. `now_ms` is the wall time.
    pub fn next(&mut self, job: &mut Job, now_ms: i64) -> Task {
        if let Some((order_id, _)) = &job.refund {
            // At most half of the time: the rest is for the delivery.
            let timeout_ms = (job.started_ms + job.timeout_ms / 2 - now_ms).max(0);
            return Task::AskPerson { order_id: order_id.clone(), timeout_ms };
        }
        if std::mem::take(&mut job.has_to_flush) {
            // The other half is for the messages themselves.
            return Task::Flush { timeout_ms: (job.started_ms + job.timeout_ms / 2 - now_ms).max(0) };
        }
        let step = job.delivery.as_mut().map_or(Step::Done, |delivery| delivery.step(now_ms));
        match step {
            Step::Wait { ms } => Task::Wait { ms },
            Step::Send { body, timeout_ms } => {
                Task::Send { url: self.options.endpoint.clone(), headers: self.headers(), body, timeout_ms }
            }
            Step::Done => self.settle(job, now_ms),
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

    /// The attempt was answered, or broke, or took too long.
    pub fn replied(&mut self, job: &mut Job, now_ms: i64, reply: &Reply, random: f64) {
        let Some(delivery) = &mut job.delivery else { return };
        delivery.last_text = reply.text.trim().chars().take(MAX_REPLY_CHARS).collect();
        match reply.status {
            0 => delivery.broke(now_ms, random),
            status => delivery.answered(now_ms, status, reply.retry_after.as_deref(), random),
        }
    }

    /// What waited in the queue was sent. Where some may wait still, the job's messages go behind it.
    pub fn flushed(&mut self, job: &mut Job, may_wait: bool) {
        if let Some(delivery) = job.delivery.as_mut().filter(|_| may_wait && job.may_queue) {
            delivery.close();
        }
    }

    /// What the shop's function gave for the order's person, as JSON; null where it does not know. What is no
    /// person is reported: else each refund would be lost without a word.
    pub fn give_about(&mut self, job: &mut Job, given: &Value, now_ms: i64) {
        let person =
            if given.is_null() { Ok(None) } else { read_about(given.clone()).map(|of| Some(of.person())) };
        let problem = match &person {
            Err(problem) => Some(problem.clone()),
            Ok(Some(person)) if !person.is_somebody() => Some("It names nobody.".to_owned()),
            Ok(_) => None,
        };
        if let Some(problem) = problem {
            let sentence = format!("personOfOrder gave {}. {problem}", shown(given));
            self.notices.add(Notice::problem("person_of_order", sentence).of_topic(&job.topic));
        }
        self.give_person(job, person.ok().flatten(), now_ms);
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
        *job = self.deliver(vec![message], std::mem::take(job), now_ms);
    }

    /// The queue took the entries, or did not.
    pub fn kept(&mut self, job: &mut Job, is_kept: bool) {
        job.may_queue = false;
        if let Some(delivery) = job.delivery.as_mut().filter(|_| is_kept) {
            let waiting = delivery.take_waiting();
            self.stats.queued += waiting.len() as u64;
            delivery.queued = waiting;
        }
    }

    /// The end of a job: counts what happened, and says how it is answered.
    fn settle(&mut self, job: &mut Job, now_ms: i64) -> Task {
        if !job.is_settled {
            let delivery = job.delivery.take().unwrap_or_default();
            let waiting = delivery.waiting();
            if job.may_queue && !waiting.is_empty() {
                job.delivery = Some(delivery);
                let timeout_ms = (job.started_ms + job.timeout_ms - now_ms).max(MIN_KEEPING_MS);
                return Task::Keep { entries: waiting.into_iter().filter_map(entry).collect(), timeout_ms };
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
        answer.rows = std::mem::take(&mut job.rows);
        answer.refused_ids = std::mem::take(&mut job.refused_ids);
        for refusal in &delivery.refused {
            let why = with_reply(&format!("Customer.io answered {}", refusal.status), &refusal.text);
            self.refuse(&refusal.message, "refused", &why, &job.topic);
            answer.problems.push(why);
            answer.refused_ids.extend(id_of(&refusal.message));
        }
        answer.message_ids = std::mem::take(&mut job.repeated_ids);
        answer.message_ids.extend(delivery.delivered.iter().chain(&delivery.queued).filter_map(id_of));
        let is_waiting = !delivery.waiting().is_empty();
        // A queue hides an outage. It must not hide that nothing will ever be taken.
        if is_waiting || delivery.is_closed && delivery.last_status != 0 {
            let problem = self.report_failure(delivery, &job.topic);
            answer.problems.push(problem);
        }
        self.stats.unavailable += u64::from(is_waiting);
        answer.outcome = if is_waiting {
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
        if let Some(person) = job.redacts.take() {
            self.report_redaction(&person, &answer, &job.topic);
        }
        answer
    }

    /// Says why messages wait. A wrong key or address is the shop's to mend.
    fn report_failure(&mut self, delivery: &Delivery, topic: &str) -> String {
        let status = delivery.last_status;
        let (code, what) = match status {
            0 if delivery.is_closed => ("unavailable", "What waits in the queue goes first".to_owned()),
            0 => ("unavailable", "Customer.io did not answer in time".to_owned()),
            _ if !delivery.is_closed => ("unavailable", format!("Customer.io answered {status}")),
            401 | 403 => (
                "unauthorized",
                format!(
                    "Customer.io answered {status}: option `writeKey` is wrong, or `region` is another one. \
                     The messages are kept"
                ),
            ),
            _ => (
                "wrong_endpoint",
                format!("{} answered {status} to all messages. They are kept", self.options.endpoint),
            ),
        };
        let sentence = with_reply(&what, &delivery.last_text);
        self.notices.add(Notice::problem(code, sentence.clone()).of_topic(topic));
        sentence
    }

    /// Says that a person is deleted, when it is true.
    fn report_redaction(&mut self, person: &Person, answer: &Answer, topic: &str) {
        let sentence = match answer.outcome {
            "delivered" | "nothing" => "The person is deleted at Customer.io.",
            "queued" => "The person will be deleted at Customer.io: the request waits in the queue.",
            // The problem itself is reported. The platform asks again.
            _ => return,
        };
        self.notices.add(Notice::redacted(person, sentence).of_topic(topic));
    }
}

/// A sentence, with what the other side said about it.
fn with_reply(what: &str, text: &str) -> String {
    if text.is_empty() {
        format!("{what}.")
    } else {
        format!("{what}: {text}")
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
