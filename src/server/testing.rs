//! Sample payloads and what to look for in messages, for the tests of this room.

use crate::server::{sign, Answer, Headers, Job, Reply, Server, Task, Writer};
use crate::wire::Message;
use serde_json::{json, Value};

pub fn writer() -> Writer {
    Writer {
        shop: "shop.example".into(),
        has_semantic_names: false,
        now_ms: 1_795_500_000_000,
        cuts: Default::default(),
    }
}

/// A sample of `tests/server/payloads`: documented fields, invented data.
pub fn payload(name: &str) -> Value {
    let text = std::fs::read_to_string(format!("tests/server/payloads/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The only event of this name.
pub fn event(messages: &[Message], name: &str) -> Value {
    let mut found = messages.iter().filter(|message| message.name() == name);
    let message = found.next().unwrap_or_else(|| panic!("no {name} in {messages:?}"));
    assert!(found.next().is_none(), "two of {name}");
    serde_json::to_value(message).unwrap()
}

/// The only message that says who somebody is.
pub fn identify(messages: &[Message]) -> Value {
    event(messages, "identify")
}

/// The wall time of tests.
pub const NOW_MS: i64 = 1_795_500_000_000;
/// Topics with a sample of each.
pub const TOPICS: &[(&str, &str)] = &[
    ("orders/create", "shopify-order"),
    ("orders/updated", "shopify-order-refunded"),
    ("orders/updated", "shopify-order-two-currencies"),
    ("orders/cancelled", "shopify-order-cancelled"),
    ("orders/paid", "shopify-order-by-phone"),
    ("refunds/create", "shopify-refund"),
    ("checkouts/update", "shopify-checkout"),
    ("customers/update", "shopify-customer"),
    ("customers/purchasing_summary", "shopify-purchasing-summary"),
    ("customers_email_marketing_consent/update", "shopify-email-consent"),
    ("customers_marketing_consent/update", "shopify-sms-consent"),
    ("subscription_contracts/create", "shopify-subscription"),
    ("customers/redact", "shopify-customers-redact"),
    ("customers/data_request", "shopify-data-request"),
    ("order.created", "woocommerce-order"),
    ("order.updated", "woocommerce-order-refunded-part"),
    ("customer.updated", "woocommerce-customer"),
];

/// A server for both platforms.
pub fn server() -> Server {
    let options = json!({
        "writeKey": "k", "shop": "shop.example",
        "shopify": {"secret": ["old", "s"], "checkoutStarted": true}, "woocommerce": {"secret": "w"},
    });
    Server::new(&options, false, false).unwrap()
}

/// A signed webhook.
pub fn webhook(server: &mut Server, topic: &str, body: &[u8]) -> Job {
    let names = if topic.contains('/') {
        [("x-shopify-topic", topic.to_owned()), ("x-shopify-hmac-sha256", sign(body, "s"))]
    } else {
        [("x-wc-webhook-topic", topic.to_owned()), ("x-wc-webhook-signature", sign(body, "w"))]
    };
    let headers: Headers = names.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    server.receive("POST", &headers, Some(body), NOW_MS)
}

/// Runs a job to its end; `answer` says the status for a body. Gives the answer and what was sent.
pub fn run(server: &mut Server, mut job: Job, answer: impl Fn(&Value) -> u16) -> (Answer, Vec<Value>) {
    let (mut now, mut sent) = (NOW_MS, Vec::new());
    for _ in 0..1_000 {
        match server.next(&mut job, now) {
            Task::Done(answer) => return (answer, sent),
            Task::Wait { ms } => now += ms,
            Task::Flush { .. } => server.flushed(&mut job, false),
            Task::AskPerson { .. } => server.give_person(&mut job, None, now),
            Task::Keep { .. } => server.kept(&mut job, false),
            Task::Send { body, .. } => {
                let body: Value = serde_json::from_str(&body).unwrap();
                let status = answer(&body);
                now += 20;
                server.replied(&mut job, now, &Reply { status, ..Reply::default() }, 0.5);
                if status == 200 {
                    sent.extend(body["batch"].as_array().unwrap().iter().cloned());
                }
            }
        }
    }
    panic!("the job does not end");
}

/// A webhook whose messages Customer.io accepts.
pub fn accepted(server: &mut Server, topic: &str, body: &Value) -> (Answer, Vec<Value>) {
    let job = webhook(server, topic, body.to_string().as_bytes());
    run(server, job, |_| 200)
}

/// The codes of the notices so far.
pub fn codes(server: &mut Server) -> Vec<&'static str> {
    server.take_notices().iter().map(|notice| notice.code).collect()
}
