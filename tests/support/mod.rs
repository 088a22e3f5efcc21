//! A browser in simulated time: tabs that run the real core over one storage, as `pkg-template/src/runtime.js` runs it, a network whose
//! weather tests set, and a collector that keeps what arrives.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use shoptrail::delivery::drops::Losses;
use shoptrail::delivery::{read_outcome, Delivery, Outbox, Request as ToSend, Summary};
use shoptrail::engine::twin::{self, advance, world};
use shoptrail::options::read_options;
use shoptrail::shopper::call::Call;
use shoptrail::tracker::{self, diagnostics, lifecycle, Answer};
use shoptrail::value::testing::{owned, show, string, value, view};
use shoptrail::value::{text, State, Text, UNDEFINED};
use std::collections::{HashMap, HashSet};

pub const OPTIONS: &str = r#"{"writeKey":"k","allowUnknownEvents":true}"#;
pub const SEND: &str = r#"{"writeKey":"k","allowUnknownEvents":true,"anonymous":"send"}"#;
const FACTS: &str =
    r#"{"locale":"en-GB","timezone":"Europe/Madrid","userAgent":"twin","host":"shop.example"}"#;
const LATENCY_MS: f64 = 50.0;

/// What becomes of a fetch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fetch {
    /// Any status; 2xx records. With what `Retry-After` says.
    Status(u16, &'static str),
    /// 200, but the log-in page of a captive portal.
    Html(&'static str),
    /// 413 to more than so many messages.
    AtMost(usize),
    /// Recorded, and then the connection is cut.
    Cut,
    /// Fails without reaching the collector.
    Refused,
    /// No answer ever; recorded or not.
    Never(bool),
    /// Recorded, and answered after so many milliseconds.
    Late(f64),
}

/// What becomes of a beacon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Beacon {
    Recorded,
    Lost,
    /// Neither `sendBeacon` nor `fetch` would take it.
    Refused,
}

pub const OK: Fetch = Fetch::Status(200, "");

/// One item of one request that was made.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: String,
    /// The order in which items were handed over, from all tabs.
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

#[derive(PartialEq, Clone, Copy, Debug)]
pub enum Life {
    Open,
    Hidden,
    Frozen,
    Dead,
}

pub struct Tab {
    pub state: State,
    pub life: Life,
}

pub struct Browser {
    pub tabs: Vec<Tab>,
    pub options: String,
    pub fetch: Fetch,
    pub beacon: Beacon,
    pub requests: Vec<Request>,
    /// What the collector has, in order of arrival; copies too.
    pub arrived: Vec<Item>,
    /// messageId → reason, of every loss that a tab told.
    pub lost: HashMap<String, String>,
    /// Messages that were in the memory of a page that died, and nowhere else.
    pub forgotten: HashSet<String>,
    /// The next so many claims find the lock taken.
    pub busy_locks: u32,
    answers: Vec<(f64, usize, f64, f64, String, String)>,
}

impl Browser {
    pub fn new(options: &str) -> Browser {
        twin::reset(7);
        Browser {
            tabs: Vec::new(),
            options: options.to_owned(),
            fetch: OK,
            beacon: Beacon::Recorded,
            requests: Vec::new(),
            arrived: Vec::new(),
            lost: HashMap::new(),
            forgotten: HashSet::new(),
            busy_locks: 0,
            answers: Vec::new(),
        }
    }

    /// A new page.
    pub fn open(&mut self) -> usize {
        let state = State::new();
        lifecycle::start(state, read_options(value(&self.options)), view(FACTS));
        self.tabs.push(Tab { state, life: Life::Open });
        self.tabs.len() - 1
    }

    pub fn state(&self, tab: usize) -> State {
        self.tabs[tab].state
    }

    pub fn track(&mut self, tab: usize, name: &str, properties: &str) -> Answer {
        self.call(tab, |state, call| tracker::track(state, owned(name), value(properties), call))
    }

    /// An event of middling intent that is unique by `u`.
    pub fn probe(&mut self, tab: usize, u: u32) -> Answer {
        self.track(tab, "probe", &format!(r#"{{"u":{u}}}"#))
    }

    pub fn identify(&mut self, tab: usize, keys: &str) -> Answer {
        self.call(tab, |state, call| tracker::identify(state, value(keys), UNDEFINED, call))
    }

    pub fn reset(&mut self, tab: usize) -> Answer {
        self.call(tab, tracker::reset)
    }

    pub fn page(&mut self, tab: usize) -> Answer {
        self.call(tab, |state, call| tracker::page(state, UNDEFINED, call))
    }

    pub fn call(&mut self, tab: usize, work: impl FnOnce(State, Call) -> Answer) -> Answer {
        let place = serde_json::json!({"url": "https://shop.example/p/1", "title": "One", "referrer": ""});
        self.call_at(tab, place, work)
    }

    /// A call that is made now, at a `{url, title, referrer}` or with any other member of a call.
    pub fn call_at(
        &mut self,
        tab: usize,
        mut place: serde_json::Value,
        work: impl FnOnce(State, Call) -> Answer,
    ) -> Answer {
        place["at"] = world(|world| world.wall_ms).into();
        let answer = work(self.state(tab), view(&place.to_string()));
        if self.tabs[tab].life != Life::Open {
            self.pump(tab);
        }
        self.note_losses(tab);
        answer
    }

    /// Hidden: what waits goes by beacon, and the page lives on.
    pub fn hide(&mut self, tab: usize) {
        self.tabs[tab].life = Life::Hidden;
        self.pump(tab);
    }

    pub fn show(&mut self, tab: usize) {
        self.tabs[tab].life = Life::Open;
        self.pump(tab);
    }

    /// `visibilitychange`, then `pagehide` into the back/forward cache.
    pub fn freeze(&mut self, tab: usize) {
        self.hide(tab);
        lifecycle::leave(self.state(tab));
        self.tabs[tab].life = Life::Frozen;
    }

    pub fn restore(&mut self, tab: usize) {
        self.tabs[tab].life = Life::Open;
        lifecycle::restore(self.state(tab));
        self.pump(tab);
    }

    pub fn leave(&mut self, tab: usize) {
        self.freeze(tab);
        self.kill(tab);
    }

    /// Gone without a word.
    pub fn kill(&mut self, tab: usize) {
        self.note_losses(tab);
        self.forgotten.extend(memory(self.state(tab)));
        self.tabs[tab].life = Life::Dead;
    }

    /// Time passes, with timers and answers in their order.
    pub fn run(&mut self, ms: f64) {
        let end_ms = now() + ms;
        let mut still = 0;
        loop {
            let mut next_ms = end_ms;
            while let Some(index) = self.answers.iter().position(|answer| answer.0 <= now()) {
                let (_, tab, id, status, retry_after, content_type) = self.answers.remove(index);
                if matches!(self.tabs[tab].life, Life::Open | Life::Hidden) {
                    self.answer(tab, id, status, &retry_after, &content_type);
                }
            }
            for tab in 0..self.tabs.len() {
                if !matches!(self.tabs[tab].life, Life::Open | Life::Hidden) {
                    continue;
                }
                let state = self.state(tab);
                if lifecycle::claim_timeout_ms(state) == 0.0 {
                    self.claim(tab);
                } else if lifecycle::poll_timeout_ms(state) == 0.0 {
                    self.pump(tab);
                }
                for timeout in [lifecycle::claim_timeout_ms(state), lifecycle::poll_timeout_ms(state)] {
                    next_ms = next_ms.min(now() + timeout);
                }
            }
            next_ms = self.answers.iter().fold(next_ms, |next, answer| next.min(answer.0));
            if next_ms > now() {
                still = 0;
                // What browsers' timers do, and sums of fractions need.
                advance((next_ms - now()).max(0.01));
            } else {
                still += 1;
                assert!(still < 100 + self.tabs.len() * 4, "timers spin");
            }
            if now() >= end_ms {
                return;
            }
        }
    }

    pub fn claim(&mut self, tab: usize) {
        if self.busy_locks > 0 {
            self.busy_locks -= 1;
            lifecycle::claim_later(self.state(tab));
        } else {
            lifecycle::claim(self.state(tab));
        }
        self.pump(tab);
        self.note_losses(tab);
    }

    pub fn pump(&mut self, tab: usize) {
        for _ in 0..64 {
            let leaving = self.tabs[tab].life != Life::Open;
            let Some(request) = tracker::poll(self.state(tab), leaving) else {
                self.note_losses(tab);
                return;
            };
            self.send(tab, request);
        }
        panic!("poll never ends");
    }

    fn send(&mut self, tab: usize, request: ToSend) {
        if world(|world| world.writes_left == Some(0)) {
            // The page died before this request.
            return;
        }
        let (id, beacon, body) = (request.id(), request.is_beacon(), string(request.body()));
        let json: serde_json::Value =
            serde_json::from_str(&body).unwrap_or_else(|error| panic!("no JSON: {error}: {body}"));
        assert!(body.len() <= 60_000, "{}", body.len());
        let attempt = self.requests.iter().map(|request| request.items.len()).sum::<usize>();
        let batch = json["batch"].as_array().expect("a batch");
        assert!(!batch.is_empty());
        let items: Vec<Item> = batch
            .iter()
            .enumerate()
            .map(|(index, json)| Item {
                id: json["messageId"].as_str().expect("an id").into(),
                attempt: attempt + index,
                json: json.clone(),
            })
            .collect();
        let under_way = self.requests.iter().filter(|other| {
            other.tab == tab
                && if other.beacon {
                    other.at_ms + 4000.0 > now()
                } else {
                    !other.answered && other.at_ms + 10_000.0 + other.bytes as f64 / 2.0 > now()
                }
        });
        let (count, bytes) =
            under_way.fold((1, body.len()), |(count, bytes), other| (count + 1, bytes + other.bytes));
        assert!(count <= 9 && bytes <= 65_536, "{count} requests, {bytes} bytes");

        let fetched = |fetch| match fetch {
            Fetch::Status(status, retry_after) => (
                (200..300).contains(&status),
                Some((LATENCY_MS, f64::from(status), retry_after, "application/json")),
            ),
            Fetch::Html(kind) => (false, Some((LATENCY_MS, 200.0, "", kind))),
            Fetch::AtMost(most) if items.len() > most => (false, Some((LATENCY_MS, 413.0, "", ""))),
            Fetch::AtMost(_) => (true, Some((LATENCY_MS, 200.0, "", ""))),
            Fetch::Cut => (true, Some((LATENCY_MS, 0.0, "", ""))),
            Fetch::Refused => (false, Some((LATENCY_MS, 0.0, "", ""))),
            Fetch::Never(recorded) => (recorded, None),
            Fetch::Late(ms) => (true, Some((ms, 200.0, "", ""))),
        };
        let (recorded, answer) = match (beacon, self.beacon) {
            (true, Beacon::Recorded) => (true, Some((0.0, 1.0, "", ""))),
            (true, Beacon::Lost) => (false, Some((0.0, 1.0, "", ""))),
            (true, Beacon::Refused) => (false, Some((0.0, 2.0, "", ""))),
            (false, _) => fetched(self.fetch),
        };
        if recorded {
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
        match answer {
            Some((_, status, ..)) if beacon => self.answer(tab, id, status, "", ""),
            Some((ms, status, retry_after, content_type)) => {
                self.answers.push((now() + ms, tab, id, status, retry_after.into(), content_type.into()))
            }
            None => {}
        }
    }

    /// The next answer that is under way to a tab comes now.
    pub fn answer_early(&mut self, tab: usize) {
        if let Some(index) = self.answers.iter().position(|answer| answer.1 == tab) {
            let (_, _, id, status, retry_after, content_type) = self.answers.remove(index);
            self.answer(tab, id, status, &retry_after, &content_type);
        }
    }

    pub fn answer(&mut self, tab: usize, id: f64, status: f64, retry_after: &str, content_type: &str) {
        let outcome = read_outcome(status, owned(retry_after), owned(content_type));
        Delivery::of(self.state(tab)).handle_outcome(id, outcome);
        for request in self.requests.iter_mut().filter(|request| request.tab == tab && request.id == id) {
            (request.answered, request.status) = (true, status);
        }
        self.note_losses(tab);
        if !matches!(status as u32, 1 | 2) {
            self.pump(tab);
        }
    }

    pub fn note_losses(&mut self, tab: usize) {
        for loss in Losses::of(self.state(tab)).take_unreported() {
            self.lost.insert(text_of(loss.message_id()), text_of(loss.reason()));
        }
    }

    /// `u` of what arrived, copies too; a letter of its type for what has none.
    pub fn arrivals(&self) -> String {
        words(&self.arrived)
    }

    pub fn counts(&self, tab: usize) -> String {
        lifecycle::wake(self.state(tab));
        let counts = diagnostics::report(self.state(tab)).counts();
        ["held", "waiting", "in_flight", "handed_off", "delivered"]
            .map(|name| counts.number(text(name)).to_string())
            .join(" ")
    }

    pub fn drops(&self, tab: usize) -> String {
        show(diagnostics::report(self.state(tab)).drops())
    }
}

pub fn words(items: &[Item]) -> String {
    let word = |item: &Item| match &item.json["properties"]["u"] {
        serde_json::Value::Number(u) => u.to_string(),
        _ => item.json["type"].as_str().unwrap_or("?")[..1].to_owned(),
    };
    items.iter().map(word).collect::<Vec<_>>().join(" ")
}

pub fn now() -> f64 {
    world(|world| world.monotonic_ms)
}

/// The text, or an empty one.
pub fn text_of(text: Option<Text>) -> String {
    text.map_or_else(String::new, string)
}

/// The ids of messages that a page has in its memory alone.
pub fn memory(state: State) -> Vec<String> {
    Outbox::of(state)
        .entries()
        .into_iter()
        .filter(|(_, entry)| entry.is_unsaved())
        .map(|(_, entry)| text_of(Summary::of(entry.text()).message_id()))
        .collect()
}

/// The messages in storage, by name.
pub fn stored() -> Vec<(String, String)> {
    world(|world| {
        world
            .items
            .iter()
            .filter(|(name, _)| name.starts_with("shoptrail.m."))
            .map(|(name, text)| (name.clone(), text.clone()))
            .collect()
    })
}

pub fn clock_jumps(ms: f64) {
    world(|world| world.wall_ms += ms);
}
