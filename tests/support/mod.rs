//! A browser in simulated time: tabs that run the real core over one storage, as the page's script (`the
//! scripts of pkg-template/src`) runs it. `network.rs` has the network, whose faults the tests set, and the
//! collector, which keeps what arrives.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod network;

pub use network::{Beacon, Fetch, Item, Request, OK};

use network::Answers;
use shoptrail::delivery::drops::Losses;
use shoptrail::delivery::{Outbox, Summary};
use shoptrail::engine::twin::{self, advance, world};
use shoptrail::options::{read_environment, read_options};
use shoptrail::shopper::call::Call;
use shoptrail::tracker::{self, diagnostics, lifecycle, Answer};
use shoptrail::value::testing::{owned, show, string, value, view};
use shoptrail::value::{text, State, Text, UNDEFINED};
use std::collections::{HashMap, HashSet};

pub const OPTIONS: &str = r#"{"writeKey":"k","allowUnknownEvents":true}"#;
pub const SEND: &str = r#"{"writeKey":"k","allowUnknownEvents":true,"anonymous":"send"}"#;
pub const DAY_MS: f64 = 86_400_000.0;
/// The properties of a valid `order_completed`.
pub const ORDER: &str = concat!(
    r#"{"order_id":"1001","total":9,"currency":"EUR","#,
    r#""line_items":[{"product_id":"p","price":9,"quantity":1}]}"#
);
const ENVIRONMENT: &str =
    r#"{"locale":"en-GB","timezone":"Europe/Madrid","userAgent":"twin","host":"shop.example"}"#;

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
    /// Whether every request must keep to Customer.io's rules.
    pub checks_wire: bool,
    /// The text of every request, where a test has set a list.
    pub bodies: Option<Vec<String>>,
    /// What the collector has, in order of arrival; copies too.
    pub arrived: Vec<Item>,
    /// messageId → reason, of every loss that a tab reported.
    pub lost: HashMap<String, String>,
    /// Messages that only the memory of a page had when that page died.
    pub forgotten: HashSet<String>,
    /// So many of the next claims find that another tab has the lock.
    pub busy_locks: u32,
    answers: Answers,
}

/// A page whose shopper is known, after so long. The identify message was delivered.
pub fn known_after(ms: f64, options: &str) -> (Browser, usize) {
    let mut browser = Browser::new(options);
    let tab = browser.open();
    browser.identify(tab, "\"42\"");
    browser.run(ms);
    assert_eq!(browser.arrivals(), "i");
    browser.arrived.clear();
    browser.requests.clear();
    (browser, tab)
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
            checks_wire: false,
            bodies: None,
            arrived: Vec::new(),
            lost: HashMap::new(),
            forgotten: HashSet::new(),
            busy_locks: 0,
            answers: Answers::new(),
        }
    }

    /// A new page. It looks for what others left as page-environment.js does.
    pub fn open(&mut self) -> usize {
        let state = State::new();
        let is_alone = world(|world| {
            let kinds = ["shoptrail.l.", "shoptrail.m.", "shoptrail.q."];
            !world.items.keys().any(|name| kinds.iter().any(|kind| name.starts_with(kind)))
        });
        let environment = ENVIRONMENT.replace('}', &format!(r#","alone":{is_alone}}}"#));
        lifecycle::start(state, read_options(value(&self.options)), read_environment(value(&environment)));
        self.tabs.push(Tab { state, life: Life::Open });
        self.tabs.len() - 1
    }

    pub fn state(&self, tab: usize) -> State {
        self.tabs[tab].state
    }

    pub fn track(&mut self, tab: usize, name: &str, properties: &str) -> Answer {
        self.call(tab, |state, call| tracker::track(state, owned(name), value(properties), call))
    }

    /// An event of medium intent that its `u` makes unique.
    pub fn probe(&mut self, tab: usize, u: u32) -> Answer {
        self.track(tab, "probe", &format!(r#"{{"u":{u}}}"#))
    }

    /// An event of low intent that its `u` makes unique.
    pub fn view_collection(&mut self, tab: usize, u: u32) -> Answer {
        self.track(tab, "collection_viewed", &format!(r#"{{"collection_id":"c{u}","u":{u}}}"#))
    }

    pub fn identify(&mut self, tab: usize, keys: &str) -> Answer {
        self.call(tab, |state, call| tracker::identify(state, value(keys), UNDEFINED, call))
    }

    pub fn identify_with(&mut self, tab: usize, keys: &str, traits: &str) -> Answer {
        self.call(tab, |state, call| tracker::identify(state, value(keys), value(traits), call))
    }

    pub fn reset(&mut self, tab: usize) -> Answer {
        self.call(tab, tracker::reset)
    }

    pub fn page(&mut self, tab: usize) -> Answer {
        self.call(tab, |state, call| tracker::page(state, UNDEFINED, call))
    }

    /// A page view at this address.
    pub fn visit(&mut self, tab: usize, url: &str, referrer: &str, title: &str) -> Answer {
        let place = serde_json::json!({"url": url, "referrer": referrer, "title": title});
        self.call_at(tab, place, |state, call| tracker::page(state, UNDEFINED, call))
    }

    pub fn call(&mut self, tab: usize, make: impl FnOnce(State, Call) -> Answer) -> Answer {
        let place = serde_json::json!({"url": "https://shop.example/p/1", "title": "One", "referrer": ""});
        self.call_at(tab, place, make)
    }

    /// A call that is made now, at a `{url, title, referrer}` or with any other member of a call.
    pub fn call_at(
        &mut self,
        tab: usize,
        mut place: serde_json::Value,
        make: impl FnOnce(State, Call) -> Answer,
    ) -> Answer {
        place["at"] = world(|world| world.wall_ms).into();
        let answer = make(self.state(tab), view(&place.to_string()));
        if self.tabs[tab].life != Life::Open {
            self.poll(tab);
        }
        self.note_losses(tab);
        answer
    }

    /// The page is hidden: what waits leaves by beacon, and the page lives on.
    pub fn hide(&mut self, tab: usize) {
        self.tabs[tab].life = Life::Hidden;
        self.poll(tab);
    }

    pub fn show(&mut self, tab: usize) {
        self.tabs[tab].life = Life::Open;
        self.poll(tab);
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
        self.poll(tab);
    }

    pub fn leave(&mut self, tab: usize) {
        self.freeze(tab);
        self.kill(tab);
    }

    /// What the browser sends if this page dies now: the numbers `u` of its messages, as
    /// [`Browser::arrivals`] writes them.
    pub fn deferred(&self, tab: usize) -> String {
        let Some(request) = tracker::next_request(self.state(tab), false, true) else {
            return String::new();
        };
        words(&self.read_batch(&string(request.body())))
    }

    /// The page dies without an event.
    pub fn kill(&mut self, tab: usize) {
        self.note_losses(tab);
        self.forgotten.extend(memory(self.state(tab)));
        self.tabs[tab].life = Life::Dead;
    }

    fn is_awake(&self, tab: usize) -> bool {
        matches!(self.tabs[tab].life, Life::Open | Life::Hidden)
    }

    /// Lets time pass. Timers and answers come in their order.
    pub fn run(&mut self, ms: f64) {
        let end_ms = now() + ms;
        let mut rounds_at_this_time = 0;
        loop {
            self.take_due_answers();
            let mut next_ms = end_ms;
            for tab in 0..self.tabs.len() {
                if self.is_awake(tab) {
                    next_ms = next_ms.min(self.run_timers(tab));
                }
            }
            next_ms = next_ms.min(self.answers.next_ms());
            if next_ms > now() {
                rounds_at_this_time = 0;
                // At least a little: browsers' timers do the same, and sums of fractions need it.
                advance((next_ms - now()).max(0.01));
            } else {
                rounds_at_this_time += 1;
                assert!(rounds_at_this_time < 100 + self.tabs.len() * 4, "timers spin");
            }
            if now() >= end_ms {
                return;
            }
        }
    }

    /// Runs the timers of a page that are due. Gives the time of the next one.
    fn run_timers(&mut self, tab: usize) -> f64 {
        let state = self.state(tab);
        if lifecycle::claim_timeout_ms(state) == 0.0 {
            self.claim(tab);
        } else if lifecycle::poll_timeout_ms(state) == 0.0 {
            self.poll(tab);
        }
        // `min` ignores NaN, which stands for no timer.
        let timeout_ms = lifecycle::claim_timeout_ms(state).min(lifecycle::poll_timeout_ms(state));
        f64::INFINITY.min(now() + timeout_ms)
    }

    pub fn claim(&mut self, tab: usize) {
        if self.busy_locks > 0 {
            self.busy_locks -= 1;
            lifecycle::claim_later(self.state(tab));
        } else {
            lifecycle::claim(self.state(tab));
        }
        self.poll(tab);
        self.note_losses(tab);
    }

    /// Makes every request that is due.
    pub fn poll(&mut self, tab: usize) {
        for _ in 0..64 {
            let is_leaving = self.tabs[tab].life != Life::Open;
            let Some(request) = tracker::next_request(self.state(tab), is_leaving, false) else {
                self.note_losses(tab);
                return;
            };
            self.send(tab, request);
        }
        panic!("poll never ends");
    }

    pub fn note_losses(&mut self, tab: usize) {
        for loss in Losses::of(self.state(tab)).take_unreported() {
            self.lost.insert(text_of(loss.message_id()), text_of(loss.reason()));
        }
    }

    /// `u` of what arrived, copies too; for an item without `u` the first letter of its type.
    pub fn arrivals(&self) -> String {
        words(&self.arrived)
    }

    /// Messages by state: `held waiting in_flight handed_off delivered`.
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

/// The numbers from 0 up to before `end`, as [`Browser::arrivals`] writes them.
pub fn words_below(end: u32) -> String {
    (0..end).map(|u| u.to_string()).collect::<Vec<_>>().join(" ")
}

/// Properties of so many bytes: many texts, each within the limit of one text.
pub fn properties_of(u: u32, bytes: usize) -> String {
    let texts: Vec<String> =
        (0..bytes / 500).map(|index| format!("\"t{index}\":\"{}\"", "x".repeat(490))).collect();
    format!("{{\"u\":{u},{}}}", texts.join(","))
}

/// Monotonic milliseconds.
pub fn now() -> f64 {
    world(|world| world.monotonic_ms)
}

/// The text, or an empty one.
pub fn text_of(text: Option<Text>) -> String {
    text.map_or_else(String::new, string)
}

/// The ids of messages that are in the memory of a page alone.
pub fn memory(state: State) -> Vec<String> {
    Outbox::of(state)
        .entries()
        .into_iter()
        .filter(|(_, entry)| entry.is_unsaved())
        .map(|(_, entry)| text_of(Summary::of(entry.text()).message_id()))
        .collect()
}

/// The messages in storage: name and text.
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

/// Sets the wall clock by so much, forward or back.
pub fn set_clock_by(ms: f64) {
    world(|world| world.wall_ms += ms);
}
