//! What a shopper, a browser and a network did in one schedule, as far as the claims about it need to know.

use crate::schedule::*;
use crate::support::*;
use shoptrail::delivery::{Delivery, Outbox};
use shoptrail::engine::twin::{self, world};
use shoptrail::shopper::identity;
use shoptrail::value::testing::{string, value};
use std::collections::{HashMap, HashSet};

pub const MAX_MESSAGES: usize = 14;
pub const DAY_MS: f64 = 86_400_000.0;

/// One accepted message.
pub struct Accepted {
    pub id: String,
    /// Index of its page.
    pub tab: usize,
    pub identify: bool,
    pub order: bool,
    /// The stretch between two changes of person in which it was called.
    pub epoch: usize,
    pub anonymous_id: String,
    /// Monotonic, as no shopper can set it.
    pub at_ms: f64,
}

/// A page's life, in numbers of messages accepted before.
#[derive(Clone, Copy)]
pub struct Page {
    pub opened: usize,
    /// Left by the shopper, neither frozen nor killed before.
    pub left: Option<usize>,
}

pub struct Model {
    pub browser: Browser,
    pub hold: bool,
    /// The last visit opened a page: what other pages left is looked for.
    pub opened: bool,
    open: [Option<usize>; MAX_TABS],
    pub pages: Vec<Page>,
    next_u: u32,
    pub accepted: Vec<Accepted>,
    /// The person of each epoch, once known.
    pub epochs: Vec<Option<u8>>,
    /// Anonymous id → people who were identified under it, crashes included.
    pub people: HashMap<String, Vec<u8>>,
    /// No storage fault and no crash so far: then tabs agree on who the shopper is.
    pub agreed: bool,
    /// No storage fault so far.
    pub storage_works: bool,
    pub clock_works: bool,
    /// No page found the lock taken so far.
    pub locks_free: bool,
    /// What the clock was set forward by steps that could have been an absence.
    pub forward_ms: f64,
    /// When the clock was first set by more than any absence, monotonic.
    pub leapt_ms: f64,
    /// messageId → number of items sent before it, of what a page leased and died before it could send.
    pub leased: Vec<(String, usize)>,
}

impl Model {
    pub fn new(hold: bool) -> Model {
        let mode = if hold { "hold" } else { "send" };
        let options = format!(
            r#"{{"writeKey":"k","allowUnknownEvents":true,"anonymous":"{mode}","maxMessages":{MAX_MESSAGES},"maxHeldDays":5}}"#
        );
        let mut model = Model {
            browser: Browser::new(&options),
            hold,
            opened: false,
            open: [None; MAX_TABS],
            pages: Vec::new(),
            next_u: 0,
            accepted: Vec::new(),
            epochs: vec![None],
            people: HashMap::new(),
            agreed: true,
            storage_works: true,
            clock_works: true,
            locks_free: true,
            forward_ms: 0.0,
            leapt_ms: f64::INFINITY,
            leased: Vec::new(),
        };
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
            Step::Weather(fetch) => self.browser.fetch = fetch,
            Step::Beacons(beacon) => self.browser.beacon = beacon,
            Step::Offline => (self.browser.fetch, self.browser.beacon) = (Fetch::Refused, Beacon::Lost),
            Step::Online => self.online(),
            Step::Blocked(blocked) => {
                self.agreed &= !blocked;
                self.storage_works &= !blocked;
                world(|world| world.blocked = blocked);
            }
            Step::Full => {
                (self.agreed, self.storage_works) = (false, false);
                world(|world| world.quota = Some(world.used() + 300));
            }
            Step::Space => world(|world| world.quota = None),
            Step::Jump(days) => self.jump(f64::from(days) * DAY_MS - 30_000.0),
            Step::LocksBusy(count) => (self.browser.busy_locks, self.locks_free) = (count.into(), false),
            Step::StorageEvent(tab) => self.with(tab, &alive, |browser, tab| {
                shoptrail::tracker::lifecycle::note_storage_change(browser.state(tab))
            }),
        }
    }

    fn with(&mut self, tab: u8, lives: &[Life], work: impl FnOnce(&mut Browser, usize)) {
        if let Some(tab) = self.tab(tab, lives) {
            work(&mut self.browser, tab);
        }
    }

    fn jump(&mut self, ms: f64) {
        self.clock_works = false;
        if ms.abs() > 30.0 * DAY_MS {
            self.leapt_ms = self.leapt_ms.min(now());
        } else {
            self.forward_ms += ms.max(0.0);
        }
        clock_jumps(ms);
    }

    fn online(&mut self) {
        (self.browser.fetch, self.browser.beacon) = (OK, Beacon::Recorded);
        for tab in self.browser.tabs.iter().filter(|tab| matches!(tab.life, Life::Open | Life::Hidden)) {
            Delivery::of(tab.state).online();
        }
    }

    fn crash(&mut self, tab: u8, writes: u8, work: impl FnOnce(&mut Model, usize)) {
        if let Some(id) = self.tab(tab, &[Life::Open, Life::Hidden]) {
            self.agreed = false;
            world(|world| world.writes_left = Some(writes.into()));
            work(self, id);
            self.note_leased(id);
            self.browser.kill(id);
            world(|world| world.writes_left = None);
            self.open[tab as usize] = None;
        }
    }

    /// What the leases of a dying page name, its requests that never left included.
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

    fn act(&mut self, tab: usize, act: Act, dying: bool) {
        let browser = &mut self.browser;
        self.next_u += 1;
        let u = self.next_u;
        let answer = match act {
            Act::Probe => browser.probe(tab, u),
            Act::View => browser.track(tab, "collection_viewed", &format!(r#"{{"collection_id":"c{u}","u":{u}}}"#)),
            Act::Order(order) => browser.track(
                tab,
                "order_completed",
                &format!(r#"{{"order_id":"o{order}","total":9,"currency":"EUR","line_items":[{{"product_id":"p","price":9,"quantity":1}}]}}"#),
            ),
            Act::Page => browser.page(tab),
            Act::Identify(person) => browser.identify(tab, &format!("\"p{person}\"")),
            Act::Reset => browser.reset(tab),
        };
        let anonymous_id = string(identity::current(browser.state(tab)).anonymous_id());
        match act {
            Act::Identify(person) => {
                self.people.entry(anonymous_id.clone()).or_default().push(person);
                match self.epochs.last_mut().unwrap() {
                    Some(known) if *known == person => {}
                    Some(_) => self.epochs.push(Some(person)),
                    unknown => *unknown = Some(person),
                }
            }
            Act::Reset => self.epochs.push(None),
            _ => {}
        }
        let died = dying && world(|world| world.writes_left == Some(0));
        let id = string(answer.message_id());
        if died || !answer.is_ok() || id.is_empty() {
            return;
        }
        let (identify, order) = (matches!(act, Act::Identify(_)), matches!(act, Act::Order(_)));
        let open_storage = world(|world| !world.blocked && world.quota.is_none());
        assert!(
            !open_storage || gone(&self.browser, tab, &id) || stored_ids().contains(&id),
            "not durable when the call returned: {id}"
        );
        let counted = order && self.accepted.iter().any(|accepted| accepted.id == id);
        assert!(!(counted && self.agreed), "one order counted twice: {id}");
        let epoch = self.epochs.len() - 1;
        self.accepted.push(Accepted { id, tab, identify, order, epoch, anonymous_id, at_ms: now() });
    }

    /// Everything is healthy again, and the shopper either opens one more page or stays on those that are open.
    pub fn last_visit(&mut self, opens: bool) {
        world(|world| (world.blocked, world.quota) = (false, None));
        self.online();
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
        self.opened = opens || self.open_pages().is_empty();
        if self.opened {
            self.new_page();
        }
        self.browser.run(3_600_000.0);
        // Whoever looks wakes a trail at rest; what came to it from a page that died leaves too.
        for tab in self.open_pages() {
            self.browser.counts(tab);
        }
        self.browser.run(3_600_000.0);
    }

    pub fn open_pages(&self) -> Vec<usize> {
        (0..self.browser.tabs.len()).filter(|tab| self.browser.tabs[*tab].life == Life::Open).collect()
    }
}

/// Whether a message is no longer to be found because it was sent or lost already, inside the call that took it.
fn gone(browser: &Browser, tab: usize, id: &str) -> bool {
    let sent = browser.tabs[tab].life != Life::Open
        && browser.requests.iter().flat_map(|request| &request.items).any(|item| item.id == id);
    sent || browser.lost.contains_key(id)
}

pub fn id_of(text: &str) -> String {
    string(value(text).get("messageId"))
}

pub fn stored_ids() -> HashSet<String> {
    stored().iter().map(|(_, text)| id_of(text)).collect()
}
