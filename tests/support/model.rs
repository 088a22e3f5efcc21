//! Plays one schedule. Keeps what the claims in `claims.rs` need to know of the shopper, the browser and the
//! network.

use crate::schedule::*;
use crate::support::*;
use shoptrail::delivery::Outbox;
use shoptrail::engine::twin::{self, world};
use shoptrail::shopper::identity;
use shoptrail::tracker::{lifecycle, Answer};
use shoptrail::value::testing::{string, value};
use std::collections::{HashMap, HashSet};

pub const MAX_MESSAGES: usize = 14;

/// One accepted message.
pub struct Accepted {
    pub id: String,
    /// The index of its page.
    pub tab: usize,
    pub identify: bool,
    pub order: bool,
    /// An index of `Model::people_over_time`.
    pub period: usize,
    pub anonymous_id: String,
    /// Monotonic, because no shopper can set that clock.
    pub at_ms: f64,
}

/// When a page was opened and left, as the number of messages accepted before.
#[derive(Clone, Copy)]
pub struct Page {
    pub opened: usize,
    /// Only if the shopper left it, and it was neither frozen nor killed before.
    pub left: Option<usize>,
}

pub struct Model {
    pub browser: Browser,
    pub hold: bool,
    /// The last visit opened a page, which looks for what other pages left behind.
    pub has_opened: bool,
    open: [Option<usize>; MAX_TABS],
    pub pages: Vec<Page>,
    next_u: u32,
    pub accepted: Vec<Accepted>,
    /// The person of each period between two changes of person; none while the shopper is anonymous.
    pub people_over_time: Vec<Option<u8>>,
    /// Anonymous id → people who were identified under it, also by calls that a crash cut short.
    pub people: HashMap<String, Vec<u8>>,
    /// No storage fault and no crash so far: then the tabs agree on who the shopper is.
    pub tabs_agree: bool,
    /// No storage fault so far.
    pub storage_works: bool,
    pub clock_works: bool,
    /// So far no page found that another one has the lock.
    pub locks_free: bool,
    /// By how much the clock was set forward, in steps that look like an absence of the shopper.
    pub forward_ms: f64,
    /// When the clock was first set by more than any absence; monotonic.
    pub first_leap_ms: f64,
    /// Messages that a page leased and died before it could send them: messageId, and how many items were
    /// sent before.
    pub leased: Vec<(String, usize)>,
}

impl Model {
    pub fn new(hold: bool) -> Model {
        let mode = if hold { "hold" } else { "send" };
        let options = serde_json::json!({
            "writeKey": "k",
            "allowUnknownEvents": true,
            "anonymous": mode,
            "maxMessages": MAX_MESSAGES,
            "maxHeldDays": 5,
        });
        let mut model = Model {
            browser: Browser::new(&options.to_string()),
            hold,
            has_opened: false,
            open: [None; MAX_TABS],
            pages: Vec::new(),
            next_u: 0,
            accepted: Vec::new(),
            people_over_time: vec![None],
            people: HashMap::new(),
            tabs_agree: true,
            storage_works: true,
            clock_works: true,
            locks_free: true,
            forward_ms: 0.0,
            first_leap_ms: f64::INFINITY,
            leased: Vec::new(),
        };
        model.browser.checks_wire = true;
        model.open[0] = Some(model.new_page());
        model
    }

    fn new_page(&mut self) -> usize {
        self.pages.push(Page { opened: self.accepted.len(), left: None });
        self.browser.open()
    }

    fn tab(&self, index: u8, lives: &[Life]) -> Option<usize> {
        self.open[index as usize].filter(|tab| lives.contains(&self.browser.tabs[*tab].life))
    }

    pub fn step(&mut self, step: Step) {
        let alive = [Life::Open, Life::Hidden];
        match step {
            Step::Open => {
                if let Some(place) = self.open.iter().position(Option::is_none) {
                    self.open[place] = Some(self.new_page());
                }
            }
            Step::Call(tab, act) => {
                if let Some(tab) = self.tab(tab, &alive) {
                    self.act(tab, act, false);
                }
            }
            Step::Crash(tab, writes, act) => self.crash(tab, writes, |model, tab| model.act(tab, act, true)),
            Step::CrashIdle(tab, writes) => self.crash(tab, writes, |model, tab| model.browser.claim(tab)),
            Step::CrashAnswered(tab, writes) => {
                self.crash(tab, writes, |model, tab| model.browser.answer_early(tab))
            }
            Step::CrashLeaving(tab, writes) => {
                self.crash(tab, writes, |model, tab| model.browser.freeze(tab))
            }
            Step::Leave(tab) => {
                if let Some(id) = self.tab(tab, &alive) {
                    self.browser.leave(id);
                    self.open[tab as usize] = None;
                    self.pages[id].left = Some(self.accepted.len());
                }
            }
            Step::Kill(tab) => {
                if let Some(id) = self.open[tab as usize].take() {
                    self.browser.kill(id);
                }
            }
            Step::Freeze(tab) => self.with(tab, &alive, Browser::freeze),
            Step::Restore(tab) => self.with(tab, &[Life::Frozen], Browser::restore),
            Step::Hide(tab) => self.with(tab, &alive, Browser::hide),
            Step::Show(tab) => self.with(tab, &[Life::Hidden], Browser::show),
            Step::Pass(ms) => self.browser.run(f64::from(ms)),
            Step::Sleep(ms) => twin::advance(f64::from(ms)),
            Step::SetFetch(fetch) => self.browser.fetch = fetch,
            Step::SetBeacon(beacon) => self.browser.beacon = beacon,
            Step::Offline => (self.browser.fetch, self.browser.beacon) = (Fetch::Refused, Beacon::Lost),
            Step::Online => self.browser.go_online(),
            Step::Blocked(blocked) => {
                self.tabs_agree &= !blocked;
                self.storage_works &= !blocked;
                world(|world| world.blocked = blocked);
            }
            Step::Full => {
                (self.tabs_agree, self.storage_works) = (false, false);
                world(|world| world.quota = Some(world.used() + 300));
            }
            Step::Space => world(|world| world.quota = None),
            Step::SetClock(days) => self.set_clock_by(f64::from(days) * DAY_MS - 30_000.0),
            Step::LocksBusy(count) => (self.browser.busy_locks, self.locks_free) = (count.into(), false),
            Step::StorageEvent(tab) => {
                self.with(tab, &alive, |browser, tab| lifecycle::note_storage_change(browser.state(tab)))
            }
        }
    }

    fn with(&mut self, tab: u8, lives: &[Life], work: impl FnOnce(&mut Browser, usize)) {
        if let Some(tab) = self.tab(tab, lives) {
            work(&mut self.browser, tab);
        }
    }

    fn set_clock_by(&mut self, ms: f64) {
        self.clock_works = false;
        if ms.abs() > 30.0 * DAY_MS {
            self.first_leap_ms = self.first_leap_ms.min(now());
        } else {
            self.forward_ms += ms.max(0.0);
        }
        set_clock_by(ms);
    }

    fn crash(&mut self, tab: u8, writes: u8, work: impl FnOnce(&mut Model, usize)) {
        if let Some(id) = self.tab(tab, &[Life::Open, Life::Hidden]) {
            self.tabs_agree = false;
            world(|world| world.writes_left = Some(writes.into()));
            work(self, id);
            self.note_leased(id);
            self.browser.kill(id);
            world(|world| world.writes_left = None);
            self.open[tab as usize] = None;
        }
    }

    /// Notes the messages that a dying page has leased, also for requests that never left.
    fn note_leased(&mut self, tab: usize) {
        let prefix = format!("shoptrail.l.{}", string(Outbox::of(self.browser.state(tab)).page()));
        let leases: String = world(|world| {
            let leases = world.items.iter().filter(|(name, _)| name.starts_with(&prefix));
            leases.map(|(_, text)| text.as_str()).collect()
        });
        let sent = self.browser.requests.iter().map(|request| request.items.len()).sum();
        for (name, text) in stored() {
            let slot = &name["shoptrail.m.".len()..][..23];
            if leases.contains(slot) {
                self.leased.push((id_of(&text), sent));
            }
        }
    }

    fn act(&mut self, tab: usize, act: Act, is_dying: bool) {
        let answer = self.make_call(tab, act);
        let anonymous_id = string(identity::current(self.browser.state(tab)).anonymous_id());
        self.note_person(act, &anonymous_id);
        let has_died = is_dying && world(|world| world.writes_left == Some(0));
        let id = string(answer.message_id());
        if has_died || !answer.is_ok() || id.is_empty() {
            return;
        }
        let (identify, order) = (matches!(act, Act::Identify(_)), matches!(act, Act::Order(_)));
        let is_storage_open = world(|world| !world.blocked && world.quota.is_none());
        assert!(
            !is_storage_open || is_done_with(&self.browser, tab, &id) || stored_ids().contains(&id),
            "not durable when the call returned: {id}"
        );
        let is_counted = order && self.accepted.iter().any(|accepted| accepted.id == id);
        assert!(!(is_counted && self.tabs_agree), "one order counted twice: {id}");
        let period = self.people_over_time.len() - 1;
        self.accepted.push(Accepted { id, tab, identify, order, period, anonymous_id, at_ms: now() });
    }

    fn make_call(&mut self, tab: usize, act: Act) -> Answer {
        let browser = &mut self.browser;
        self.next_u += 1;
        match act {
            Act::Probe => browser.probe(tab, self.next_u),
            Act::ViewCollection => browser.view_collection(tab, self.next_u),
            Act::Order(order) => {
                browser.track(tab, "order_completed", &ORDER.replace("1001", &format!("o{order}")))
            }
            Act::Page => browser.page(tab),
            Act::Identify(person) => browser.identify(tab, &format!("\"p{person}\"")),
            Act::Reset => browser.reset(tab),
        }
    }

    fn note_person(&mut self, act: Act, anonymous_id: &str) {
        match act {
            Act::Identify(person) => {
                self.people.entry(anonymous_id.to_owned()).or_default().push(person);
                match self.people_over_time.last_mut().unwrap() {
                    Some(known) if *known == person => {}
                    Some(_) => self.people_over_time.push(Some(person)),
                    unknown => *unknown = Some(person),
                }
            }
            Act::Reset => self.people_over_time.push(None),
            _ => {}
        }
    }

    /// Nothing fails any more. The shopper opens one more page, or stays on those that are open.
    pub fn last_visit(&mut self, opens: bool) {
        world(|world| (world.blocked, world.quota) = (false, None));
        self.browser.go_online();
        self.browser.busy_locks = 0;
        for tab in 0..self.browser.tabs.len() {
            match self.browser.tabs[tab].life {
                Life::Hidden => self.browser.show(tab),
                Life::Frozen if opens => self.browser.kill(tab),
                Life::Frozen => self.browser.restore(tab),
                _ => {}
            }
        }
        self.browser.run(2000.0);
        self.has_opened = opens || self.open_pages().is_empty();
        if self.has_opened {
            self.new_page();
        }
        self.browser.run(3_600_000.0);
        // `diagnostics()` wakes an idle trail. Messages in it that a dead page left behind leave then too.
        for tab in self.open_pages() {
            self.browser.counts(tab);
        }
        self.browser.run(3_600_000.0);
    }

    pub fn open_pages(&self) -> Vec<usize> {
        (0..self.browser.tabs.len()).filter(|tab| self.browser.tabs[*tab].life == Life::Open).collect()
    }
}

/// Whether a message was sent or lost inside the call that accepted it.
fn is_done_with(browser: &Browser, tab: usize, id: &str) -> bool {
    let is_sent = browser.tabs[tab].life != Life::Open
        && browser.requests.iter().flat_map(|request| &request.items).any(|item| item.id == id);
    is_sent || browser.lost.contains_key(id)
}

pub fn id_of(text: &str) -> String {
    string(value(text).get("messageId"))
}

pub fn stored_ids() -> HashSet<String> {
    stored().iter().map(|(_, text)| id_of(text)).collect()
}
