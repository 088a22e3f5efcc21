//! The identity machine, whole: any shoppers, tabs, carts and waits against the table in `src/identity.rs`,
//! and what arrives about whom.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use proptest::prelude::*;
use shoptrail::engine::twin::world;
use shoptrail::options::{read_environment, read_options};
use shoptrail::shopper::attribution::{Touch, TouchesCopy};
use shoptrail::shopper::identity;
use shoptrail::tracker::{self, lifecycle};
use shoptrail::value::testing::{show, string, value};
use shoptrail::value::{text, UNDEFINED};
use std::collections::{HashMap, HashSet};
use support::*;

const CORRECTION_MS: f64 = 1_800_000.0;
const AD: &str = "https://shop.example/?utm_source=news&utm_medium=email";
const CART: &str =
    r#"{"cart_id":"c1","line_items":[{"product_id":"p","price":9,"quantity":1}],"currency":"EUR"}"#;
const ADD: &str = r#"{"product_id":"p","name":"P","price":9,"currency":"EUR","quantity":1,"cart_id":"c1"}"#;

/// `customer_id`, `email`, `phone`, each one of a few, or not given.
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

/// The table, once more and without a browser.
#[derive(Default)]
struct Model {
    keys: Keys,
    /// How many anonymous ids there were before this one.
    ids: usize,
    cart: bool,
    sent_ms: f64,
    /// Every userId that each anonymous id had.
    users: HashMap<usize, Vec<String>>,
}

impl Model {
    fn identify(&mut self, given: Keys, now_ms: f64) {
        let differs = (0..3)
            .find(|key| self.keys[*key].is_some() && given[*key].is_some())
            .is_some_and(|key| self.keys[key] != given[key]);
        if differs {
            self.cart &= self.keys[0].is_none() && now_ms - self.sent_ms < CORRECTION_MS;
            self.another();
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

    fn another(&mut self) {
        self.ids += 1;
        self.keys = [None; 3];
        self.sent_ms = f64::NAN;
    }

    fn user(&self) -> Option<String> {
        self.keys[0].map(|id| id.to_string()).or(self.keys[1].map(|email| format!("p{email}@b.co")))
    }
}

/// As a page might write them.
fn written(keys: Keys, loud: bool) -> String {
    let email = |index: u8| if loud { format!(" P{index}@B.co ") } else { format!("p{index}@b.co") };
    let phone =
        |index: u8| if loud { format!("+34 600-000 00{index}") } else { format!("+34600 00000{index}") };
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
        6 => ([key(), key(), key()], any::<bool>()).prop_map(|(keys, loud)| Step::Identify(keys, loud)),
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn in_whatever_tab_whatever_happens_the_table_holds_and_each_trail_is_one_persons(steps in steps()) {
        let mut browser = Browser::new(OPTIONS);
        for _ in 0..3 {
            browser.open();
        }
        let (mut model, mut ids, mut tracked) = (Model::default(), HashMap::new(), Vec::new());
        ids.insert(0, anonymous_id(&browser, 0));
        for (order, (tab, step)) in steps.into_iter().enumerate() {
            let asleep = browser.tabs[tab].life != Life::Open;
            match step {
                Step::Sleep if !asleep => browser.freeze(tab),
                Step::Wake if asleep => browser.restore(tab),
                Step::Wait => clock_jumps(CORRECTION_MS + 1.0),
                _ if asleep => {}
                Step::Identify(keys, loud) => {
                    let now_ms = world(|world| world.wall_ms);
                    let answer = browser.identify(tab, &written(keys, loud));
                    model.identify(keys, now_ms);
                    if answer.message_id().is_some() {
                        model.sent_ms = now_ms;
                    }
                    let again = browser.identify(tab, &written(keys, !loud));
                    prop_assert!(again.is_ok() && !again.message_id().is_some(), "the same again sends nothing");
                }
                Step::Reset => {
                    browser.reset(tab);
                    model.another();
                    model.cart = false;
                }
                Step::Track => {
                    browser.probe(tab, order as u32);
                    tracked.push((order, model.ids, model.user()));
                }
                Step::AddToCart => {
                    browser.track(tab, "add_to_cart", ADD);
                    model.cart = true;
                }
                Step::Order => {
                    let order = format!(r#"{{"order_id":"{order}","total":9,"currency":"EUR","line_items":[{{"product_id":"p","price":9,"quantity":1}}]}}"#);
                    prop_assert!(browser.track(tab, "order_completed", &order).is_ok());
                    model.cart = false;
                }
                Step::Sleep | Step::Wake => {}
            }
            if browser.tabs[tab].life == Life::Open {
                // Any call makes a tab look at what the others did.
                browser.identify(tab, "{}");
                let known = identity::current(browser.state(tab)).keys();
                prop_assert_eq!(known.has(text("customer_id")), model.keys[0].is_some());
                prop_assert_eq!(string(known.get(text("email"))).to_lowercase(), model.keys[1].map_or(String::new(), |index| format!("p{index}@b.co")));
                prop_assert_eq!(string(known.get(text("phone"))), model.keys[2].map_or(String::new(), |index| format!("+3460000000{index}")));
                let id = ids.entry(model.ids).or_insert_with(|| anonymous_id(&browser, tab)).clone();
                prop_assert_eq!(&id, &anonymous_id(&browser, tab));
                let cart = world(|world| world.items.contains_key("shoptrail.cart"));
                prop_assert_eq!(cart, model.cart, "whose cart it is");
            }
        }
        prop_assert_eq!(ids.values().collect::<HashSet<_>>().len(), ids.len(), "an anonymous id is not reused");

        // Of more people at once the device forgets the first (`MAX_BINDINGS` in src/identity.rs).
        prop_assume!(ids.len() <= 8);
        browser.open();
        browser.run(60_000.0);
        for (order, id, user) in tracked {
            let about = model.users.get(&id);
            let arrived: Vec<_> = browser.arrived.iter().filter(|item| item.json["properties"]["u"] == order as u64).collect();
            prop_assert_eq!(arrived.is_empty(), about.is_none(), "event {} is of anonymous id {}, which was {:?}", order, id, about);
            for item in arrived {
                prop_assert_eq!(item.json["anonymousId"].as_str(), ids.get(&id).map(String::as_str));
                let to = item.json["userId"].as_str().unwrap_or_default().to_lowercase();
                match &user {
                    Some(user) => prop_assert_eq!(&to, user),
                    None => prop_assert!(about.is_some_and(|users| users.contains(&to)), "{} for {:?}", to, about),
                }
            }
        }
        for users in model.users.values() {
            // An e-mail address first, a customer id from when it is known.
            prop_assert!(users.len() <= 2 && users.iter().filter(|user| user.contains('@')).count() <= 1);
        }
    }
}

fn visit(browser: &mut Browser, tab: usize, url: &str, referrer: &str) {
    let place = serde_json::json!({"url": url, "title": "", "referrer": referrer});
    browser.call_at(tab, place, |state, call| tracker::page(state, UNDEFINED, call));
}

fn last_touch(browser: &Browser, tab: usize) -> Option<Touch> {
    TouchesCopy::of(browser.state(tab)).touches().last()
}

fn landing(browser: &mut Browser, tab: usize) {
    visit(browser, tab, AD, "");
}

fn stored_cart() -> String {
    world(|world| world.items.get("shoptrail.cart").cloned().unwrap_or_default())
}

#[test]
fn an_email_corrected_at_checkout_keeps_cart_and_campaign_and_starts_its_own_checkout() {
    let check = |wait_ms: f64, keys: &str, correction: bool| {
        let mut browser = Browser::new(OPTIONS);
        let tab = browser.open();
        landing(&mut browser, tab);
        browser.track(tab, "add_to_cart", ADD);
        browser.identify(tab, r#""jane@gmial.com""#);
        assert!(browser.track(tab, "checkout_started", CART).is_ok());
        let before = anonymous_id(&browser, tab);
        browser.run(wait_ms);
        // The next page: the state is read back.
        let tab = browser.open();
        browser.identify(tab, keys);
        assert_ne!(anonymous_id(&browser, tab), before, "an anonymous id is one person's in Customer.io");
        assert_eq!(stored_cart().contains("c1"), correction, "{keys} after {wait_ms}");
        assert!(
            browser.track(tab, "checkout_started", CART).is_ok(),
            "the right address starts a checkout too"
        );
        let order = r#"{"order_id":"1001","total":9,"currency":"EUR","line_items":[{"product_id":"p","price":9,"quantity":1}]}"#;
        browser.track(tab, "order_completed", order);
        browser.run(20_000.0);
        let items = || browser.arrived.iter().map(|item| &item.json);
        let order = items().rfind(|item| item["event"] == "order_completed").unwrap();
        // The first of this person; later ones say what changed.
        let identify = items()
            .find(|item| item["type"] == "identify" && item["anonymousId"] == order["anonymousId"])
            .unwrap();
        assert_eq!(order["properties"]["utm_source"] == "news", correction, "{order}");
        assert_eq!(identify["traits"]["first_utm_source"] == "news", correction, "{identify}");
        assert_ne!(order["userId"], "jane@gmial.com");
    };
    check(60_000.0, r#""jane@gmail.com""#, true);
    check(60_000.0, r#"{"email":"jane@gmail.com","customer_id":"42"}"#, true);
    check(CORRECTION_MS + 1.0, r#""jane@gmail.com""#, false);
}

#[test]
fn without_a_cart_after_an_order_or_from_a_customer_another_email_is_another_person() {
    let check = |before: &[(&str, &str)], keys: &str, other: &str| {
        let mut browser = Browser::new(OPTIONS);
        let tab = browser.open();
        landing(&mut browser, tab);
        for (name, properties) in before {
            browser.track(tab, name, properties);
        }
        browser.identify(tab, keys);
        browser.identify(tab, other);
        assert!(
            last_touch(&browser, tab).is_none_or(|touch| touch.tags().source().is_none()),
            "{keys} {before:?}"
        );
        assert_eq!(stored_cart(), "");
    };
    let order = r#"{"order_id":"1001","total":9,"currency":"EUR","line_items":[{"product_id":"p","price":9,"quantity":1}]}"#;
    check(&[], r#""a@b.co""#, r#""c@d.co""#);
    check(&[("add_to_cart", ADD), ("order_completed", order)], r#""a@b.co""#, r#""c@d.co""#);
    check(&[("add_to_cart", ADD)], r#"{"customer_id":"1","email":"a@b.co"}"#, r#""c@d.co""#);
    check(
        &[("add_to_cart", ADD)],
        r#"{"customer_id":"1","email":"a@b.co"}"#,
        r#"{"customer_id":"2","email":"a@b.co"}"#,
    );
}

#[test]
fn the_same_identify_on_every_page_sends_nothing() {
    let mut browser = Browser::new(OPTIONS);
    let traits = r#"{"first_name":"Jane","vip":true}"#;
    let identify = |browser: &mut Browser, keys: &str, traits: &str| {
        let tab = browser.open();
        browser.page(tab);
        let answer =
            browser.call(tab, |state, call| tracker::identify(state, value(keys), value(traits), call));
        browser.run(1000.0);
        browser.leave(tab);
        answer.message_id().is_some()
    };
    assert!(identify(&mut browser, r#"{"customer_id":42,"email":"Jane@Example.com"}"#, traits));
    for keys in [r#"{"customer_id":"42","email":"jane@example.com "}"#, r#""42""#, r#"" JANE@example.com""#] {
        assert!(!identify(&mut browser, keys, traits), "{keys}");
    }
    assert!(!identify(&mut browser, "42", r#"{"vip":true,"first_name":"Jane"}"#), "in whatever order");
    assert!(identify(&mut browser, "42", r#"{"vip":false}"#));
    assert!(identify(&mut browser, r#"{"customer_id":42,"phone":"+34 600 000 001"}"#, "{}"));
    assert_eq!(browser.arrivals().matches('i').count(), 3);
}

#[test]
fn a_guest_an_order_and_an_account_are_one_person() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.probe(tab, 1);
    browser.identify(tab, r#"{"phone":"+34 600 000 001"}"#);
    browser.run(20_000.0);
    assert!(browser.arrived.is_empty(), "a phone addresses nobody");
    browser.identify(tab, r#""jane@example.com""#);
    browser.probe(tab, 2);
    browser.run(20_000.0);
    browser.identify(tab, r#"{"customer_id":"42"}"#);
    browser.probe(tab, 3);
    browser.run(20_000.0);
    let ids: HashSet<_> = browser.arrived.iter().map(|item| item.json["anonymousId"].to_string()).collect();
    assert_eq!(ids.len(), 1);
    let traits: Vec<String> = browser
        .arrived
        .iter()
        .filter(|item| item.json["type"] == "identify")
        .map(|item| {
            let traits = &item.json["traits"];
            format!(
                "{}: {} {} {}",
                item.json["userId"], traits["customer_id"], traits["email"], traits["phone"]
            )
        })
        .collect();
    assert_eq!(
        traits,
        [
            r#""jane@example.com": null "jane@example.com" "+34600000001""#,
            r#""42": "42" "jane@example.com" "+34600000001""#
        ],
        "earlier keys go with the stronger one, which is how Customer.io joins them"
    );
}

#[test]
fn a_page_started_under_another_id_forgets_whom_it_knew() {
    let facts = |id: &str| {
        read_environment(value(&format!(
            r#"{{"locale":"en","timezone":"UTC","userAgent":"t","host":"shop.example","anonymousId":"{id}","ignored":["pay.example"]}}"#
        )))
    };
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    landing(&mut browser, tab);
    browser.track(tab, "add_to_cart", ADD);
    let start = |browser: &mut Browser, id: &str| {
        let tab = browser.open();
        lifecycle::start(browser.state(tab), read_options(value(OPTIONS)), facts(id));
        tab
    };
    let other = "11111111-1111-4111-8111-111111111111";
    let tab = start(&mut browser, other);
    assert_eq!(anonymous_id(&browser, tab), other);
    assert!(stored_cart().contains("c1"), "nobody was known: the cart is theirs still");
    browser.identify(tab, r#""jane@example.com""#);
    let tab = start(&mut browser, other);
    assert_eq!(string(identity::current(browser.state(tab)).keys().get(text("email"))), "jane@example.com");
    let tab = start(&mut browser, "22222222-2222-4222-8222-222222222222");
    assert_eq!(show(identity::current(browser.state(tab)).keys()), "{}");
    assert_eq!((stored_cart().as_str(), show(last_touch(&browser, tab)).as_str()), ("", "undefined"));
    // Hosts of the shop are nobody's touch.
    visit(&mut browser, tab, "https://shop.example/", "https://www.pay.example/");
    assert_eq!(show(last_touch(&browser, tab)), "undefined");
}
