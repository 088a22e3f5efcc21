//! The page's core against the typed wire of the tools module.
//!
//! The core writes messages by `record!`. The wire reads them by structs and rules that were written from
//! Customer.io's documentation. Neither uses the other, so a difference is a fault of one of them.
#![cfg(all(feature = "tools", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "wire/calls.rs"]
mod calls;
#[path = "support/mutate.rs"]
mod mutate;
mod support;
#[path = "wire/vendor.rs"]
mod vendor;

use calls::{Call, Random};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{json, Value};
use shoptrail::wire::{read_batch, read_message, Batch, Endpoint, LineItem, Message, Rules, Sender};
use std::cell::Cell;
use support::{Browser, DAY_MS};

const CASES: u32 = 200;
const CALLS: usize = 50;

/// The shop's own event of the generated calls, as the page's option has it.
const CUSTOM_EVENTS: &str =
    r#"{"gift_wrapped":{"required":{"product_id":"id"},"optional":{"paper":"text","ready_date":"date"}}}"#;

fn rules() -> Rules {
    Rules {
        from: Some(Sender::Browser),
        endpoint: Some(Endpoint::Beacon),
        write_key: Some("k".to_owned()),
        custom_events: serde_json::from_str(CUSTOM_EVENTS).expect("declarations"),
        ..Rules::default()
    }
}

/// What a page sends that makes these calls.
fn bodies_of(calls: &[Call], sends_anonymous: bool) -> Vec<String> {
    let anonymous = if sends_anonymous { "send" } else { "hold" };
    let options = json!({
        "writeKey": "k",
        "anonymous": anonymous,
        "shop": "shop.example",
        "customEvents": serde_json::from_str::<Value>(CUSTOM_EVENTS).expect("declarations"),
    });
    let mut browser = Browser::new(&options.to_string());
    browser.bodies = Some(Vec::new());
    let mut tab = browser.open();
    for call in calls {
        match call {
            Call::Track(name, properties) => drop(browser.track(tab, name, properties)),
            Call::Identify(keys, traits) => drop(browser.identify_with(tab, keys, traits)),
            Call::Visit(url, referrer, title) => drop(browser.visit(tab, url, referrer, title)),
            Call::Reset => drop(browser.reset(tab)),
            Call::Wait(ms) => browser.run(*ms),
            Call::NextPage => {
                browser.leave(tab);
                tab = browser.open();
            }
        }
    }
    browser.identify(tab, "\"last\"");
    browser.run(DAY_MS);
    browser.bodies.take().expect("the list that was set")
}

/// The problems of a body, and what its structs do not give back as it was.
fn disagreements(body: &str) -> Vec<String> {
    let reading = read_batch(body, &rules());
    let mut found: Vec<String> = reading
        .report
        .problems
        .iter()
        .map(|problem| format!("{} {}: {}", problem.code.as_str(), problem.path, problem.message))
        .collect();
    let sent: Value = serde_json::from_str(body).expect("JSON");
    let Some(batch) = reading.value else {
        found.push("no struct".to_owned());
        return found;
    };
    if serde_json::to_value(&batch).expect("JSON") != sent {
        found.push("the struct gives back another message".to_owned());
    }
    found.extend(lost_lines(&batch));
    found.extend(sent["batch"].as_array().into_iter().flatten().flat_map(vendor::problems));
    found
}

/// The lines that the struct of a line does not give back as they were.
fn lost_lines(batch: &Batch) -> Vec<String> {
    let events = batch.batch.iter().filter_map(|message| match message {
        Message::Track(event) => event.properties.get("line_items")?.as_array(),
        _ => None,
    });
    events
        .flatten()
        .filter(|line| {
            serde_json::from_value::<LineItem>((*line).clone()).map(|line| line.to_value()).ok().as_ref()
                != Some(line)
        })
        .map(|line| format!("another line: {line}"))
        .collect()
}

#[test]
fn what_the_core_sends_for_ten_thousand_generated_calls_is_what_the_wire_reads() {
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        max_shrink_iters: 500,
        ..Config::default()
    };
    let seeds = prop::collection::vec(any::<u64>(), CALLS);
    let counts = [const { Cell::new(0) }; 3];
    let result = TestRunner::new(config).run(&(seeds, any::<bool>()), |(seeds, sends_anonymous)| {
        let calls: Vec<Call> = seeds.iter().map(|seed| calls::generate(&mut Random(*seed))).collect();
        for body in bodies_of(&calls, sends_anonymous) {
            let found = disagreements(&body);
            prop_assert!(found.is_empty(), "\n{}\n{body}", found.join("\n"));
            let batch: Batch = serde_json::from_str(&body).expect("a batch");
            for message in &batch.batch {
                let kind = match message {
                    Message::Track(_) => 0,
                    Message::Page(_) => 1,
                    Message::Identify(_) => 2,
                };
                counts[kind].set(counts[kind].get() + 1);
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    // Calls that the plan refuses, or that repeat, send nothing.
    let [events, pages, people] = counts.map(|count| count.get());
    println!("{events} events, {pages} page views, {people} identify messages");
    assert!(events > 2500 && pages > 500 && people > 500, "{events} {pages} {people}");
}

#[test]
fn a_planted_disagreement_is_found_in_what_the_core_sends() {
    let order = support::ORDER;
    let calls = [
        Call::Visit("https://shop.example/?utm_source=news".into(), String::new(), "One".into()),
        Call::Identify("\"7\"".into(), r#"{"email":"jane@example.com"}"#.into()),
        Call::Track("order_completed".into(), order.into()),
    ];
    let body = bodies_of(&calls, true)
        .into_iter()
        .find(|body| body.contains("order_completed"))
        .expect("the order was sent");
    assert_eq!(disagreements(&body), [""; 0]);
    let sent: Value = serde_json::from_str(&body).expect("JSON");
    let list = sent["batch"].as_array().expect("messages");
    let at = list.iter().position(|message| message["event"] == "order_completed").expect("the order");
    type Plant = fn(&mut Value);
    let plants: [(&str, Plant); 14] = [
        ("unknown_field", |message| message["event_id"] = json!("x")),
        ("unknown_field", |message| message["context"]["screen"] = json!({"width": 5})),
        ("null", |message| message["properties"]["coupon"] = Value::Null),
        ("user_id", |message| message["userId"] = json!(7)),
        ("message_id", |message| message["messageId"] = json!("0")),
        ("anonymous_id", |message| message["anonymousId"] = json!("device")),
        ("timestamp", |message| message["timestamp"] = json!(1_795_441_235_260_u64)),
        ("timestamp", |message| message["sentAt"] = json!("2026-02-30T00:00:00Z")),
        ("write_key", |message| message["writeKey"] = json!("other")),
        ("wrong_type", |message| message["properties"]["total"] = json!("9")),
        ("wrong_type", |message| message["properties"]["line_items"][0]["price"] = json!(-1)),
        ("missing", |message| message["properties"]["line_items"][0] = json!({"price": 9})),
        ("unknown_event", |message| message["event"] = json!("order_complete")),
        ("wrong_field", |message| message["context"]["page"]["title"] = json!(["One"])),
    ];
    for (code, plant) in plants {
        let mut planted = sent.clone();
        plant(&mut planted["batch"][at]);
        let found = disagreements(&planted.to_string());
        let expected = format!("{code} batch[{at}]");
        assert!(found.iter().any(|problem| problem.starts_with(&expected)), "{code}: {found:?}");
    }
}

/// A message of each kind, as a server sends it.
const MESSAGES: &[(&str, &str)] = &[
    ("track", r#""event":"search_performed","properties":{"query":"boots"}"#),
    ("page", r#""properties":{"url":"https://shop.example/"}"#),
    ("identify", r#""traits":{"email":"jane@example.com"}"#),
];

/// Where the reader refuses what Customer.io describes, and why.
const STRICTER: &[(&str, &str)] = &[
    ("messageId", "a ULID: every source derives the same one, and so an order counts once"),
    ("event", "an event of the plan, or one that the shop declares: a typing error would be a new event"),
    ("properties", "what an event of the plan needs"),
    ("properties.url", "an address: Customer.io takes it for the page's name"),
    ("properties.referrer", "an address"),
    ("context", "a member that nobody describes is a typing error"),
    ("context.page", "a member that nobody describes is a typing error"),
    ("traits.cio_subscription_preferences", "there are topics and channels"),
    ("traits.cio_subscription_preferences.topics.*", "a topic is `topic_1`"),
];

#[test]
fn the_reader_accepts_of_each_member_what_customer_io_describes_and_nothing_else() {
    let rules = Rules { from: Some(Sender::Server), endpoint: Some(Endpoint::Batch), ..Rules::default() };
    let values = [
        json!("a text"),
        json!("2026-11-23T13:40:35Z"),
        json!("browser"),
        json!(5),
        json!(true),
        json!(["a text"]),
        json!([5]),
        json!({}),
        json!({"another": 5}),
    ];
    let mut unused: Vec<&str> = STRICTER.iter().map(|(path, _)| *path).collect();
    let mut found = Vec::new();
    for (kind, members) in MESSAGES {
        let text =
            format!(r#"{{"type":"{kind}","messageId":"01M84A659WKVZXJRR9WJ55XFH0","userId":"7",{members}}}"#);
        let base: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!((read_message(&text, &rules).report.problems, vendor::problems(&base)), (vec![], vec![]));
        for fact in vendor::facts().filter(|fact| fact.is_about(kind)) {
            for value in &values {
                let mut message = base.clone();
                vendor::set(&mut message, fact.path, value.clone());
                let theirs = vendor::problems(&message).is_empty();
                let ours = read_message(&message.to_string(), &rules).report.ok;
                let is_known = theirs && STRICTER.iter().any(|(path, _)| *path == fact.path);
                if ours != theirs && is_known {
                    unused.retain(|path| *path != fact.path);
                } else if ours != theirs {
                    let what = if ours { "accepts" } else { "refuses" };
                    found.push(format!("{kind} {} {value}: the reader {what}", fact.path));
                }
            }
        }
    }
    assert_eq!((found.join("\n"), unused), (String::new(), vec![]));
}

/// Bodies of a browser and of a server, from which nearly valid ones are made.
const BODIES: &[&str] = &[
    concat!(
        r#"{"writeKey":"k","sentAt":"2026-11-23T13:40:36.516Z","batch":[{"type":"track","#,
        r#""event":"order_completed","messageId":"01M84A659WKVZXJRR9WJ55XFH0","#,
        r#""anonymousId":"b7e39c89-9c58-40b3-a5f3-67fa1297b10a","timestamp":"2026-11-23T13:40:35.260Z","#,
        r#""sentAt":"2026-11-23T13:40:36.516Z","writeKey":"k","#,
        r#""properties":{"order_id":"1","order_date":"2026-11-23T14:40+01:00","total":59.90,"#,
        r#""line_items":[{"product_id":"P","price":1e1,"quantity":2}]},"context":{"channel":"browser","#,
        r#""library":{"name":"x","version":"1"},"page":{"url":"https://shop.example/","keywords":["a"]},"#,
        r#""campaign":{"source":"\ud83d\ude00","gclid":"1"}}}]}"#,
    ),
    concat!(
        r#"{"batch":[{"type":"identify","messageId":"01M84A659WKVZXJRR9WJ55XFH0","userId":"7","#,
        r#""traits":{"email":"jane@example.com","orders_count":3,"email_consent":true,"#,
        r#""last_order_date":1795441235,"nickname":""},"integrations":{"All":true},"#,
        r#""context":{"channel":"server","active":false}},{"type":"page","name":"One","#,
        r#""messageId":"01M84A659WKVZXJRR9WJ55XFH1","anonymousId":"d",""#,
        r#"originalTimestamp":"2026-11-23T13:40:35Z","properties":{"url":"/p/1"}}]}"#,
    ),
];

#[test]
fn a_text_without_a_problem_is_held_whole_by_the_structs_and_no_text_breaks_the_reader() {
    for body in BODIES {
        assert_eq!(read_batch(body, &Rules::default()).report.problems, [], "{body}");
    }
    let config =
        Config { cases: 3000, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..Config::default() };
    let accepted = Cell::new(0);
    let result = TestRunner::new(config).run(&mutate::nearly(BODIES), |text| {
        for strict in [false, true] {
            let reading = read_batch(&text, &Rules { strict, ..Rules::default() });
            if reading.report.ok {
                accepted.set(accepted.get() + 1);
                let held = serde_json::to_value(reading.value.expect("a batch")).expect("JSON");
                prop_assert_eq!(held, serde_json::from_str::<Value>(&text).expect("JSON"));
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(accepted.get() > 30, "{} texts were accepted", accepted.get());
}
