//! The network and the collector of a simulated browser: what becomes of each request, and its limits.

use super::{now, Browser, Life};
use shoptrail::delivery::{read_outcome, Delivery, Request as ToSend};
use shoptrail::engine::twin::world;
use shoptrail::value::testing::{owned, string};

const LATENCY_MS: f64 = 50.0;
/// Until the core stops waiting for a beacon, and for a fetch without its half millisecond for each byte.
const BEACON_MS: f64 = 4000.0;
const FETCH_MS: f64 = 10_000.0;

pub const OK: Fetch = Fetch::Status(200, "");

/// What becomes of a fetch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fetch {
    /// A status, and what `Retry-After` says. The collector records the items if the status is 2xx.
    Status(u16, &'static str),
    /// 200 with this content type: the log-in page of a captive portal. The collector records nothing.
    Html(&'static str),
    /// 413 if there are more than so many messages.
    AtMost(usize),
    /// The collector records the items, then the connection is cut.
    Cut,
    /// It fails before it reaches the collector.
    Refused,
    /// No answer ever comes. The collector records the items, or does not.
    Never(bool),
    /// The collector records the items, and answers after so many milliseconds.
    Late(f64),
}

/// What becomes of a beacon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Beacon {
    Recorded,
    Lost,
    /// Neither `sendBeacon` nor `fetch` takes it.
    Refused,
}

/// One item of one request that was made.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: String,
    /// The order in which all tabs handed items over.
    pub attempt: usize,
    pub json: serde_json::Value,
}

pub struct Request {
    pub tab: usize,
    pub id: f64,
    pub at_ms: f64,
    pub beacon: bool,
    pub bytes: usize,
    pub items: Vec<Item>,
    pub answered: bool,
    pub status: f64,
}

impl Request {
    /// Whether it still counts against the browser's limits for requests under way.
    fn is_under_way(&self) -> bool {
        if self.beacon {
            self.at_ms + BEACON_MS > now()
        } else {
            !self.answered && self.at_ms + FETCH_MS + self.bytes as f64 / 2.0 > now()
        }
    }
}

/// What the page hears of a request.
#[derive(Clone)]
struct Reply {
    status: f64,
    retry_after: String,
    content_type: String,
}

struct Answer {
    at_ms: f64,
    tab: usize,
    request: f64,
    reply: Reply,
}

/// Answers that are under way.
pub struct Answers(Vec<Answer>);

/// What is sent keeps to Customer.io's rules. The plan's rules are for tests/wire.rs.
#[cfg(feature = "tools")]
fn check_wire(body: &str) {
    use shoptrail::wire::{read_batch, Endpoint, Rules, Sender};
    let (from, endpoint) = (Some(Sender::Browser), Some(Endpoint::Beacon));
    let report = read_batch(body, &Rules { from, endpoint, wire_only: true, ..Rules::default() }).report;
    assert!(report.ok, "{:?}\n{body}", report.problems);
}

impl Answers {
    pub fn new() -> Answers {
        Answers(Vec::new())
    }

    pub fn next_ms(&self) -> f64 {
        self.0.iter().fold(f64::INFINITY, |next, answer| next.min(answer.at_ms))
    }

    fn take(&mut self, is_wanted: impl Fn(&Answer) -> bool) -> Option<Answer> {
        let index = self.0.iter().position(is_wanted)?;
        Some(self.0.remove(index))
    }
}

fn reply(status: f64, retry_after: &str, content_type: &str) -> Reply {
    Reply { status, retry_after: retry_after.into(), content_type: content_type.into() }
}

impl Fetch {
    /// Whether the collector records the items; and after how long the page hears what.
    fn result(self, items: usize) -> (bool, Option<(f64, Reply)>) {
        let soon = |status: f64, retry_after: &str, content_type: &str| {
            Some((LATENCY_MS, reply(status, retry_after, content_type)))
        };
        match self {
            Fetch::Status(status, retry_after) => {
                let is_recorded = (200..300).contains(&status);
                (is_recorded, soon(f64::from(status), retry_after, "application/json"))
            }
            Fetch::Html(content_type) => (false, soon(200.0, "", content_type)),
            Fetch::AtMost(most) if items > most => (false, soon(413.0, "", "")),
            Fetch::AtMost(_) => (true, soon(200.0, "", "")),
            Fetch::Cut => (true, soon(0.0, "", "")),
            Fetch::Refused => (false, soon(0.0, "", "")),
            Fetch::Never(is_recorded) => (is_recorded, None),
            Fetch::Late(ms) => (true, Some((ms, reply(200.0, "", "")))),
        }
    }
}

impl Beacon {
    /// Whether the collector records the items; and what the page hears at once.
    fn result(self) -> (bool, f64) {
        match self {
            Beacon::Recorded => (true, 1.0),
            Beacon::Lost => (false, 1.0),
            Beacon::Refused => (false, 2.0),
        }
    }
}

impl Browser {
    pub(super) fn send(&mut self, tab: usize, request: ToSend) {
        if world(|world| world.writes_left == Some(0)) {
            // The page died before this request.
            return;
        }
        let (id, beacon, body) = (request.id(), request.is_beacon(), string(request.body()));
        let items = self.read_batch(&body);
        self.check_limits(tab, body.len());
        #[cfg(feature = "tools")]
        if self.checks_wire {
            check_wire(&body);
        }
        if let Some(bodies) = &mut self.bodies {
            bodies.push(body.clone());
        }
        let (is_recorded, answer) =
            if beacon { (self.beacon.result().0, None) } else { self.fetch.result(items.len()) };
        if is_recorded {
            self.arrived.extend(items.iter().cloned());
        }
        self.requests.push(Request {
            tab,
            id,
            at_ms: now(),
            beacon,
            bytes: body.len(),
            items,
            answered: false,
            status: f64::NAN,
        });
        if beacon {
            self.answer(tab, id, self.beacon.result().1, "", "");
        } else if let Some((ms, reply)) = answer {
            self.answers.0.push(Answer { at_ms: now() + ms, tab, request: id, reply });
        }
    }

    /// The items of a body, in which every item has an id.
    pub(super) fn read_batch(&self, body: &str) -> Vec<Item> {
        let json: serde_json::Value =
            serde_json::from_str(body).unwrap_or_else(|error| panic!("no JSON: {error}: {body}"));
        let attempt = self.requests.iter().map(|request| request.items.len()).sum::<usize>();
        let batch = json["batch"].as_array().expect("a batch");
        assert!(!batch.is_empty());
        let item = |(index, json): (usize, &serde_json::Value)| Item {
            id: json["messageId"].as_str().expect("an id").into(),
            attempt: attempt + index,
            json: json.clone(),
        };
        batch.iter().enumerate().map(item).collect()
    }

    /// The limits of a browser for one page: bytes of a request, requests and bytes under way.
    fn check_limits(&self, tab: usize, bytes: usize) {
        assert!(bytes <= 60_000, "{bytes}");
        let under_way = self.requests.iter().filter(|other| other.tab == tab && other.is_under_way());
        let (count, total) =
            under_way.fold((1, bytes), |(count, total), other| (count + 1, total + other.bytes));
        assert!(count <= 9 && total <= 65_536, "{count} requests, {total} bytes");
    }

    /// Gives the pages the answers that are due. A page that is frozen or dead hears nothing.
    pub(super) fn take_due_answers(&mut self) {
        while let Some(answer) = self.answers.take(|answer| answer.at_ms <= now()) {
            if self.is_awake(answer.tab) {
                self.give(answer);
            }
        }
    }

    /// The next answer that is under way to a tab comes now.
    pub fn answer_early(&mut self, tab: usize) {
        if let Some(answer) = self.answers.take(|answer| answer.tab == tab) {
            self.give(answer);
        }
    }

    fn give(&mut self, answer: Answer) {
        let Answer { tab, request, reply, .. } = answer;
        self.answer(tab, request, reply.status, &reply.retry_after, &reply.content_type);
    }

    pub fn answer(&mut self, tab: usize, id: f64, status: f64, retry_after: &str, content_type: &str) {
        let outcome = read_outcome(status, owned(retry_after), owned(content_type));
        Delivery::of(self.state(tab)).handle_outcome(id, outcome);
        for request in self.requests.iter_mut().filter(|request| request.tab == tab && request.id == id) {
            (request.answered, request.status) = (true, status);
        }
        self.note_losses(tab);
        if !matches!(status as u32, 1 | 2) {
            self.poll(tab);
        }
    }

    /// The network is back, as far as the pages know that are awake.
    pub fn go_online(&mut self) {
        (self.fetch, self.beacon) = (OK, Beacon::Recorded);
        for tab in self.tabs.iter().filter(|tab| matches!(tab.life, Life::Open | Life::Hidden)) {
            Delivery::of(tab.state).online();
        }
    }
}
