//! Calls of the shop's own code: an event, what is known of a person, a person to forget, and what waits in
//! the queue.

use crate::plan::tables::{DataType, Event, Scope, PROPERTIES};
use crate::server::about::read_about;
use crate::server::ids;
use crate::server::job::{Answer, Job, RowProblem};
use crate::server::keys;
use crate::server::naming::use_plan_names;
use crate::server::order::Order;
use crate::server::person::Person;
use crate::server::report::Notice;
use crate::server::rows;
use crate::server::service::Server;
use crate::wire::{self, Data, IdentifyMessage, Message, MessageId, Rules, Timestamp};
use serde_json::Value;

/// The moment and the randomness of a call.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub now_ms: i64,
    pub random: u128,
}

impl Server {
    /// An event. Order events have the id that the page and the webhooks derive, so all are one.
    pub fn track(&mut self, event: &str, properties: Value, about: Value, moment: Moment) -> Job {
        let job = self.call(moment.now_ms);
        match self.event(event, properties, about, moment) {
            Ok(message) => {
                let job = Job { problems: self.plan_problems(&message), ..job };
                self.deliver(vec![message], job, moment.now_ms)
            }
            Err(problem) => self.refuse_call(event, problem),
        }
    }

    fn event(&self, event: &str, given: Value, about: Value, moment: Moment) -> Result<Message, String> {
        let about = read_about(about)?;
        let (person, at) = (about.person(), about.at_ms()?);
        if !person.is_somebody() {
            return Err("Nobody is named. Give `customerId`, `email` or `anonymousId`.".to_owned());
        }
        let Value::Object(mut properties) = without_nulls(given) else {
            return Err("The properties are no object.".to_owned());
        };
        // A shop may write Customer.io's own names. What happened is the same, and so is its id.
        let row = wire::event_of(event);
        if let Some(row) = row.filter(|row| row.name != event) {
            use_plan_names(&mut properties, row);
        }
        put_into_plan_form(&mut properties);
        if let Some(missing) = row.and_then(|row| missing_property(row, &properties)) {
            return Err(format!("`{missing}` is missing."));
        }
        let is_order = row.is_some_and(|row| row.once == Scope::Forever);
        if is_order {
            properties.entry("shop").or_insert_with(|| self.options.shop.clone().into());
        }
        let name = row.map_or(event, |row| row.name);
        let when = at.unwrap_or(moment.now_ms);
        let derived = row.map(|row| self.event_id(row, &properties, (at, when))).transpose()?.flatten();
        // An order event has the id that every other sender of it derives.
        let own = about.own_id(name, &self.options.shop).filter(|_| !(is_order && derived.is_some()));
        let id = own.or(derived).unwrap_or_else(|| ids::random(moment.now_ms, moment.random));
        Ok(self.writer(moment.now_ms).track(name, id, at, &person, properties))
    }

    /// The id of an event that happens once for ever: by the properties that the plan counts it by. The error
    /// says which of them names nothing. A subscription may start and end again, so its moment counts too:
    /// the one that the caller gave, or the day.
    fn event_id(
        &self,
        row: &Event,
        properties: &Data,
        (given_at, when): (Option<i64>, i64),
    ) -> Result<Option<MessageId>, String> {
        let is_subscription = row.key == "subscription_id";
        if row.once != Scope::Forever && !is_subscription {
            return Ok(None);
        }
        let mut parts = Vec::new();
        for name in row.key.split(' ') {
            let Some(given) = properties.get(name) else { continue };
            let text = given.as_str().map_or_else(|| given.to_string(), str::to_owned);
            let is_readable = given.is_string() || given.is_u64();
            let key = keys::event_key(&text).filter(|_| is_readable);
            parts.push(
                key.ok_or_else(|| format!("`{name}` is {given}. Allowed: the id that the shop knows."))?,
            );
        }
        if is_subscription {
            let second = given_at.map(|at| at.div_euclid(1000).to_string());
            parts.push(second.unwrap_or_else(|| format!("day {}", when.div_euclid(86_400_000))));
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        Ok((!parts.is_empty()).then(|| ids::event_id(row.name, &self.options.shop, &parts)))
    }

    /// What the plan finds odd about an event. It is sent all the same: no order is lost to an odd field.
    fn plan_problems(&self, message: &Message) -> Vec<String> {
        if matches!(message, Message::Track(track) if wire::event_of(&track.event).is_none()) {
            // An event of the shop's own.
            return Vec::new();
        }
        let text = serde_json::to_string(message).unwrap_or_default();
        let check = |wire_only| {
            let rules = Rules {
                wire_only,
                from: Some(wire::Sender::Server),
                endpoint: Some(wire::Endpoint::Batch),
                ..Rules::default()
            };
            wire::read_message(&text, &rules).report.problems
        };
        let of_wire = check(true);
        let of_plan = check(false).into_iter().filter(|problem| !of_wire.contains(problem));
        of_plan.map(|problem| format!("{}: {}", problem.path, problem.message)).collect()
    }

    /// What is known of a person.
    pub fn identify(&mut self, about: Value, traits: Value, moment: Moment) -> Job {
        let message = read_about(about).and_then(|about| {
            let (person, at) = (about.person(), about.at_ms()?);
            if person.user_id().is_none() {
                return Err("Nobody is named. Give `customerId` or `email`.".to_owned());
            }
            let Value::Object(given) = without_nulls(traits) else {
                return Err("The traits are no object.".to_owned());
            };
            let mut traits = given;
            traits.extend(crate::server::person::Profile::default().traits(&person));
            let id = about
                .own_id("identify", &self.options.shop)
                .unwrap_or_else(|| ids::random(moment.now_ms, moment.random));
            let envelope = self.writer(moment.now_ms).envelope(id, at, &person);
            Ok(Message::from(IdentifyMessage::new(traits, envelope)))
        });
        let job = self.call(moment.now_ms);
        match message {
            Ok(message) => {
                let job = Job { problems: self.plan_problems(&message), ..job };
                self.deliver(vec![message], job, moment.now_ms)
            }
            Err(problem) => self.refuse_call("identify", problem),
        }
    }

    /// Deletes a person at Customer.io. With `suppress` nobody can add them again.
    pub fn forget(&mut self, about: Value, suppress: bool, moment: Moment) -> Job {
        let job = self.call(moment.now_ms);
        match read_about(about).map(|about| about.person()) {
            Ok(person) if person.user_id().is_some() => {
                self.memory.forget(&person);
                let request = format!("{}|{}", moment.now_ms, moment.random);
                let messages = self.writer(moment.now_ms).deletion(&person, &request, suppress);
                let job = Job { has_to_flush: self.has_queue, ..job };
                self.deliver(messages, job, moment.now_ms)
            }
            Ok(_) => self.refuse_call("forget", "Nobody is named. Give `customerId` or `email`.".to_owned()),
            Err(problem) => self.refuse_call("forget", problem),
        }
    }

    /// Orders of an export, each with all that happened to it, or with `events_only` its events alone. Each
    /// row is read by itself: an odd one costs no other.
    pub fn orders(&mut self, rows: &Value, events_only: bool, moment: Moment) -> Job {
        let Some(rows) = rows.as_array() else {
            return self.refuse_call("sendOrders", "The orders are no list.".to_owned());
        };
        let (writer, mut job) = (self.writer(moment.now_ms), self.call(moment.now_ms));
        let mut orders = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let (order, problems) = rows::read_row(row, index + 1, &self.options.shop);
            orders.extend(order);
            job.rows.extend(problems);
        }
        for problem in &job.rows {
            let notice = Notice::problem(problem.code, problem.sentence());
            self.notices.add(notice);
        }
        self.stats.refused += job.rows.iter().filter(|problem| problem.is_left_out).count() as u64;
        job.problems.extend(job.rows.iter().map(RowProblem::sentence));
        let of = |order: &Order| {
            if !events_only {
                return writer.order(order);
            }
            let mut messages = writer.order_events(order);
            messages.iter_mut().for_each(|message| add_email(message, &order.person));
            messages
        };
        let messages = orders.iter().flat_map(of).collect();
        self.deliver(messages, job, moment.now_ms)
    }

    /// Messages that waited in the queue. They stay there until the answer names them.
    pub fn flush(&mut self, entries: Vec<Value>, moment: Moment) -> Job {
        let (mut messages, mut refused) = (Vec::new(), Vec::new());
        for mut entry in entries {
            let message = entry.get_mut("message").map(Value::take).unwrap_or_default();
            match serde_json::from_value::<Message>(message) {
                Ok(message) if message.envelope().message_id.is_some() => messages.push(message),
                _ => {
                    refused.extend(entry.get("id").and_then(Value::as_str).map(str::to_owned));
                    self.notices.add(Notice::problem("queue", "The queue gave an entry that is no message."));
                }
            }
        }
        let job = Job { may_queue: false, refused_ids: refused, ..self.call(moment.now_ms) };
        self.deliver(messages, job, moment.now_ms)
    }

    fn call(&self, now_ms: i64) -> Job {
        Job { started_ms: now_ms, timeout_ms: self.options.timeout_ms, may_queue: true, ..Job::default() }
    }

    fn refuse_call(&mut self, what: &str, problem: String) -> Job {
        self.stats.refused += 1;
        let notice = Notice::problem("invalid", format!("{what} was refused: {problem}"));
        self.notices.add(Notice { event: Some(what.chars().take(100).collect()), ..notice });
        let answer = Answer { status: 200, outcome: "refused", problems: vec![problem], ..Answer::default() };
        Job { answer: Some(answer), is_settled: true, ..Job::default() }
    }
}

/// Says the address of a person who goes by an id, where no message about the person does.
fn add_email(message: &mut Message, person: &Person) {
    let email = person.email.as_ref().filter(|_| person.customer_id.is_some());
    if let Some((email, context)) = email.zip(message.envelope_mut().context.as_mut()) {
        context.traits = Some(Data::from_iter([("email".to_owned(), email.as_str().into())]));
    }
}

/// The first property without which the event says nothing. `a/b` means: at least one of them.
fn missing_property(row: &Event, properties: &Data) -> Option<&'static str> {
    row.needed
        .split(' ')
        .filter(|needed| !needed.is_empty())
        .find(|needed| needed.split('/').all(|name| matches!(properties.get(name), None | Some(Value::Null))))
}

/// Writes what can only mean one thing as the plan does: ids as text, dates as Unix seconds, currencies in
/// capitals. Everything else stays as it is.
fn put_into_plan_form(properties: &mut Data) {
    for (name, value) in properties.iter_mut() {
        let kind = PROPERTIES.iter().find(|row| row.name == name).map(|row| row.kind);
        let formed = match (kind, &*value) {
            (Some(DataType::Id), Value::Number(number)) if number.is_u64() => Some(number.to_string().into()),
            // The platform's webhooks say the number alone, and the page's adapters too.
            (Some(DataType::Id), Value::String(id)) => {
                id.trim().strip_prefix("gid://").and_then(keys::last_number).map(Value::from)
            }
            (Some(DataType::Currency), Value::String(code)) => Some(code.trim().to_uppercase().into()),
            (Some(DataType::Date), Value::String(date)) => {
                let seconds = Timestamp::parse(date).and_then(|at| at.unix_ms());
                seconds.map(|ms| ms.div_euclid(1000).into())
            }
            (Some(DataType::LineItems), _) => {
                for line in value.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
                    put_into_plan_form(line);
                }
                None
            }
            _ => None,
        };
        if let Some(formed) = formed {
            *value = formed;
        }
    }
}

/// The value without members that are null, at any depth: null means absent.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(name, member)| (name, without_nulls(member)))
            .collect::<Data>()
            .into(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
