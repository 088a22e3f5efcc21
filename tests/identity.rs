//! Identity at random: any shoppers, tabs, carts and waits, against the table in `src/shopper/identity.rs`.
//! It checks what the browser stores, and about whom messages arrive. Single cases are in
//! `identity_cases.rs`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use shoptrail::engine::twin::world;
use shoptrail::shopper::identity;
use shoptrail::value::testing::string;
use shoptrail::value::text;
use std::collections::{HashMap, HashSet};
use support::*;

const CORRECTION_MS: f64 = 1_800_000.0;
const ADD: &str = r#"{"product_id":"p","name":"P","price":9,"currency":"EUR","quantity":1,"cart_id":"c1"}"#;

/// `customer_id`, `email`, `phone`: each is one of a few, or not given.
type Keys = [Option<u8>; 3];

#[derive(Clone, Debug)]
enum Step {
    Identify(Keys, bool),
    Reset,
    Track,
    AddToCart,
    Order,
    Wait,
    Sleep,
    Wake,
}

/// The table of `src/shopper/identity.rs` once more, without a browser.
#[derive(Default)]
struct Model {
    keys: Keys,
    /// How many anonymous ids there were before this one.
    ids: usize,
    cart: bool,
    sent_ms: f64,
    /// Each `userId` that an anonymous id had.
    users: HashMap<usize, Vec<String>>,
}

impl Model {
    fn identify(&mut self, given: Keys, now_ms: f64) {
        let differs = (0..3)
            .find(|key| self.keys[*key].is_some() && given[*key].is_some())
            .is_some_and(|key| self.keys[key] != given[key]);
        if differs {
            self.cart &= self.keys[0].is_none() && now_ms - self.sent_ms < CORRECTION_MS;
            self.become_another();
        }
        for key in 0..3 {
            self.keys[key] = given[key].or(self.keys[key]);
        }
        if let Some(user) = self.user() {
            let users = self.users.entry(self.ids).or_default();
            if !users.contains(&user) {
                users.push(user);
            }
        }
    }

    fn become_another(&mut self) {
        self.ids += 1;
        self.keys = [None; 3];
        self.sent_ms = f64::NAN;
    }

    fn user(&self) -> Option<String> {
        self.keys[0].map(|id| id.to_string()).or(self.keys[1].map(|email| format!("p{email}@b.co")))
    }
}

/// The keys in one of two forms that pages use.
fn keys_json(keys: Keys, is_decorated: bool) -> String {
    let email = |index: u8| if is_decorated { format!(" P{index}@B.co ") } else { format!("p{index}@b.co") };
    let phone = |index: u8| {
        if is_decorated {
            format!("+34 600-000 00{index}")
        } else {
            format!("+34600 00000{index}")
        }
    };
    let parts = [
        keys[0].map(|id| format!(r#""customer_id":{id}"#)),
        keys[1].map(|index| format!(r#""email":"{}""#, email(index))),
        keys[2].map(|index| format!(r#""phone":"{}""#, phone(index))),
    ];
    format!("{{{}}}", parts.into_iter().flatten().collect::<Vec<_>>().join(","))
}

fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
    let key = || prop::option::of(1u8..4);
    let step = prop_oneof![
        6 => ([key(), key(), key()], any::<bool>())
            .prop_map(|(keys, is_decorated)| Step::Identify(keys, is_decorated)),
        2 => Just(Step::Reset),
        6 => Just(Step::Track),
        2 => Just(Step::AddToCart),
        1 => Just(Step::Order),
        1 => Just(Step::Wait),
        1 => Just(Step::Sleep),
        1 => Just(Step::Wake),
    ];
    prop::collection::vec((0usize..3, step), 1..32)
}

fn anonymous_id(browser: &Browser, tab: usize) -> String {
    string(identity::current(browser.state(tab)).anonymous_id())
}

/// An event that was tracked: its `u`, the index of the anonymous id, and the `userId` known then.
struct Tracked {
    u: usize,
    id: usize,
    user: Option<String>,
}

struct Play {
    browser: Browser,
    model: Model,
    /// The anonymous ids by the index that the model gives them.
    ids: HashMap<usize, String>,
    tracked: Vec<Tracked>,
}

impl Play {
    fn new() -> Play {
        let mut browser = Browser::new(OPTIONS);
        for _ in 0..3 {
            browser.open();
        }
        let ids = HashMap::from([(0, anonymous_id(&browser, 0))]);
        Play { browser, model: Model::default(), ids, tracked: Vec::new() }
    }

    fn step(&mut self, u: usize, tab: usize, step: Step) -> Result<(), TestCaseError> {
        let (browser, model) = (&mut self.browser, &mut self.model);
        let is_asleep = browser.tabs[tab].life != Life::Open;
        match step {
            Step::Sleep if !is_asleep => browser.freeze(tab),
            Step::Wake if is_asleep => browser.restore(tab),
            Step::Wait => set_clock_by(CORRECTION_MS + 1.0),
            _ if is_asleep => {}
            Step::Identify(keys, is_decorated) => {
                let now_ms = world(|world| world.wall_ms);
                let answer = browser.identify(tab, &keys_json(keys, is_decorated));
                model.identify(keys, now_ms);
                if answer.message_id().is_some() {
                    model.sent_ms = now_ms;
                }
                let again = browser.identify(tab, &keys_json(keys, !is_decorated));
                prop_assert!(again.is_ok() && !again.message_id().is_some(), "the same again sends nothing");
            }
            Step::Reset => {
                browser.reset(tab);
                model.become_another();
                model.cart = false;
            }
            Step::Track => {
                browser.probe(tab, u as u32);
                self.tracked.push(Tracked { u, id: model.ids, user: model.user() });
            }
            Step::AddToCart => {
                browser.track(tab, "add_to_cart", ADD);
                model.cart = true;
            }
            Step::Order => {
                // 0 is no order's number.
                let order = ORDER.replace("1001", &(u + 1).to_string());
                prop_assert!(browser.track(tab, "order_completed", &order).is_ok());
                model.cart = false;
            }
            Step::Sleep | Step::Wake => {}
        }
        Ok(())
    }

    /// The browser and the model agree on the shopper and the cart, in a tab that is open.
    fn check_tab(&mut self, tab: usize) -> Result<(), TestCaseError> {
        let (browser, model) = (&mut self.browser, &mut self.model);
        if browser.tabs[tab].life != Life::Open {
            return Ok(());
        }
        // Any call makes a tab look at what the others did. It also sends what was learned of the person.
        if browser.identify(tab, "{}").message_id().is_some() {
            model.sent_ms = world(|world| world.wall_ms);
        }
        let known = identity::current(browser.state(tab)).keys();
        let email = model.keys[1].map_or(String::new(), |index| format!("p{index}@b.co"));
        let phone = model.keys[2].map_or(String::new(), |index| format!("+3460000000{index}"));
        prop_assert_eq!(known.has(text("customer_id")), model.keys[0].is_some());
        prop_assert_eq!(string(known.get(text("email"))).to_lowercase(), email);
        prop_assert_eq!(string(known.get(text("phone"))), phone);
        let id = self.ids.entry(model.ids).or_insert_with(|| anonymous_id(browser, tab)).clone();
        prop_assert_eq!(&id, &anonymous_id(browser, tab));
        let has_cart = world(|world| world.items.contains_key("shoptrail.cart"));
        prop_assert_eq!(has_cart, model.cart, "whose cart it is");
        Ok(())
    }

    /// Each message that arrived is about the person of its anonymous id; one of an id without a person is
    /// held.
    fn check_arrivals(&self) -> Result<(), TestCaseError> {
        for Tracked { u, id, user } in &self.tracked {
            let users = self.model.users.get(id);
            let is_it = |item: &&Item| item.json["properties"]["u"] == *u as u64;
            let arrived: Vec<_> = self.browser.arrived.iter().filter(is_it).collect();
            prop_assert_eq!(
                arrived.is_empty(),
                users.is_none(),
                "event {} is of anonymous id {}, which was {:?}",
                u,
                id,
                users
            );
            for item in arrived {
                prop_assert_eq!(item.json["anonymousId"].as_str(), self.ids.get(id).map(String::as_str));
                let to = item.json["userId"].as_str().unwrap_or_default().to_lowercase();
                match user {
                    Some(user) => prop_assert_eq!(&to, user),
                    None => {
                        let is_one = users.is_some_and(|known| known.contains(&to));
                        prop_assert!(is_one, "{} for {:?}", to, users);
                    }
                }
            }
        }
        for users in self.model.users.values() {
            // An e-mail address first, a customer id as soon as it is known.
            let emails = users.iter().filter(|user| user.contains('@')).count();
            prop_assert!(users.len() <= 2 && emails <= 1);
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn in_any_order_of_calls_and_tabs_the_table_holds_and_each_trail_belongs_to_one_person(steps in steps()) {
        let mut play = Play::new();
        for (u, (tab, step)) in steps.into_iter().enumerate() {
            play.step(u, tab, step)?;
            play.check_tab(tab)?;
        }
        let (ids, distinct) = (&play.ids, play.ids.values().collect::<HashSet<_>>());
        prop_assert_eq!(distinct.len(), ids.len(), "an anonymous id is not reused");

        // The device forgets the first of more people (`MAX_BINDINGS` in src/shopper/identity.rs).
        prop_assume!(ids.len() <= 8);
        play.browser.open();
        play.browser.run(60_000.0);
        play.check_arrivals()?;
    }
}
