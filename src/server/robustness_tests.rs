//! What goes wrong around a server: odd payloads, answers out of order, repeats, refusals of all messages.

use crate::server::testing::{accepted, codes, payload, run, server, webhook, NOW_MS};
use crate::server::{Answer, Job, Moment, Reply, Server, Task};
use serde_json::{json, Value};

fn moment() -> Moment {
    Moment { now_ms: NOW_MS, random: 7 }
}

/// A server with a queue.
fn server_with_queue() -> Server {
    let options = json!({
        "writeKey": "k", "shop": "shop.example", "shopify": {"secret": "s"}, "woocommerce": {"secret": "w"},
    });
    Server::new(&options, true, false).unwrap()
}

/// Runs a job against a Customer.io that answers `status`. Gives the answer, and what the queue took.
fn queued(server: &mut Server, mut job: Job, status: u16) -> (Answer, Vec<Value>) {
    let mut kept = Vec::new();
    let mut now = NOW_MS;
    loop {
        match server.next(&mut job, now) {
            Task::Done(answer) => return (answer, kept),
            Task::Wait { ms } => now += ms,
            Task::Flush { timeout_ms } => {
                assert!(timeout_ms <= 2_000 || timeout_ms == 5_000, "{timeout_ms}");
                server.flushed(&mut job, false);
            }
            Task::AskPerson { .. } => server.give_person(&mut job, None, now),
            Task::Keep { entries, timeout_ms } => {
                assert!(timeout_ms >= 100);
                kept = entries.iter().map(|entry| serde_json::to_value(entry).unwrap()).collect();
                server.kept(&mut job, true);
            }
            Task::Send { .. } => {
                now += 20;
                server.replied(&mut job, now, &Reply { status, ..Reply::default() }, 0.5);
            }
        }
    }
}

fn track(server: &mut Server, event: &str, properties: Value, about: Value) -> (Answer, Vec<Value>) {
    let job = server.track(event, properties, about, moment());
    run(server, job, |_| 200)
}

fn id_of(messages: &[Value], name: &str) -> Value {
    let found = messages.iter().find(|message| message["event"] == name || message["type"] == name);
    found.unwrap_or_else(|| panic!("no {name}"))["messageId"].clone()
}

#[test]
fn half_of_a_character_costs_that_character_and_no_order() {
    let text = payload("shopify-order").to_string().replace("Runner", "Run\\ud83dner \\\\ud83d");
    let mut server = server();
    let job = webhook(&mut server, "orders/create", text.as_bytes());
    let (_, sent) = run(&mut server, job, |_| 200);
    let name = &sent[1]["properties"]["line_items"][0]["name"];
    assert_eq!(name, "Run\u{fffd}ner \\ud83d");
    // Bytes that are no UTF-8, and a mark in front.
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.extend(payload("woocommerce-order").to_string().replace("Jane", "J?ne").into_bytes());
    let at = bytes.windows(4).position(|window| window == b"J?ne").unwrap() + 1;
    bytes[at] = 0xff;
    let job = webhook(&mut server, "order.created", &bytes);
    let (_, sent) = run(&mut server, job, |_| 200);
    assert_eq!(sent[0]["traits"]["first_name"], "J\u{fffd}ne");
}

#[test]
fn json_that_is_too_deep_or_too_odd_is_unreadable_and_nothing_more() {
    let deep = "[".repeat(100_000);
    let wide = format!("{{\"id\":1,\"line_items\":[{}0]}}", "0,".repeat(200_000));
    let odd = [&deep, "{\"id\":1e999}", "nul", "\"\\u12\"", "{\"id\":NaN}", "", "\u{feff}"];
    for body in odd.into_iter().chain([wide.as_str()]) {
        let mut server = server();
        let job = webhook(&mut server, "orders/create", body.as_bytes());
        let (answer, sent) = run(&mut server, job, |_| 200);
        assert_eq!((answer.status, sent.len()), (200, 0), "{}", &body[..body.len().min(30)]);
    }
}

#[test]
fn an_order_of_2000_lines_is_sent_with_fewer_and_a_named_warning() {
    for (topic, name) in [("orders/create", "shopify-order"), ("order.created", "woocommerce-order")] {
        let mut body = payload(name);
        let line = body["line_items"][0].clone();
        body["line_items"] = (0..2_000)
            .map(|index| {
                let mut line = line.clone();
                line["product_id"] = json!(8_400_000_000_i64 + index);
                line
            })
            .collect();
        let mut server = server();
        let (answer, sent) = accepted(&mut server, topic, &body);
        let properties = &sent[1]["properties"];
        let kept = properties["line_items"].as_array().unwrap().len();
        assert!(kept > 100, "{kept}");
        let pieces = line["quantity"].as_u64().unwrap() * 2_000;
        assert_eq!((&properties["item_count"], &properties["total"]), (&json!(pieces), &json!(84.9)));
        assert_eq!(codes(&mut server), ["lines_left_out"], "{topic}");
        assert!(answer.problems[0].contains(&format!("{kept} of 2000")), "{answer:?}");
    }
    let lines: Vec<Value> = (0..2_000).map(|index| json!({"product_id": index + 1, "price": 5})).collect();
    let properties = json!({"order_id": "1", "line_items": lines});
    let (answer, sent) = track(&mut server(), "order_completed", properties, json!({"email": "a@b.co"}));
    assert_eq!((answer.outcome, &sent[0]["properties"]["item_count"]), ("delivered", &json!(2_000)));
    assert!(answer.problems.iter().any(|problem| problem.contains("of 2000 lines")), "{answer:?}");
}

#[test]
fn orders_of_tests_send_nothing() {
    let mut server = server();
    for (topic, name) in [
        ("orders/create", "shopify-order"),
        ("checkouts/update", "shopify-checkout"),
        ("order.updated", "woocommerce-order"),
    ] {
        let mut body = payload(name);
        body["test"] = json!(true);
        assert_eq!(accepted(&mut server, topic, &body).1.len(), 0, "{topic}");
    }
    accepted(&mut server, "orders/create", &payload("shopify-order"));
    let mut refund = payload("shopify-refund");
    refund["transactions"][0]["test"] = json!(true);
    assert_eq!(accepted(&mut server, "refunds/create", &refund).1.len(), 0);
    assert_eq!(server.stats().tests, 4);
}

#[test]
fn a_refund_of_all_is_full_from_its_own_topic_too() {
    let mut server = server();
    accepted(&mut server, "orders/create", &payload("shopify-order"));
    let mut refund = payload("shopify-refund");
    refund["transactions"][0]["amount"] = json!("84.90");
    let (_, sent) = accepted(&mut server, "refunds/create", &refund);
    assert_eq!(sent[0]["properties"]["full_refund"], true);
    // Two refunds together.
    let mut server = super::testing::server();
    accepted(&mut server, "orders/create", &payload("shopify-order"));
    let (_, sent) = accepted(&mut server, "refunds/create", &payload("shopify-refund"));
    assert!(sent[0]["properties"].get("full_refund").is_none());
    refund["id"] = json!(880_000_002_u64);
    refund["transactions"][0]["amount"] = json!("73.13");
    let (_, sent) = accepted(&mut server, "refunds/create", &refund);
    assert_eq!(sent[0]["properties"]["full_refund"], true);
}

#[test]
fn an_older_answer_that_waited_changes_no_attribute_after_a_newer_one() {
    let topic = "customers_email_marketing_consent/update";
    let mut server = server_with_queue();
    let mut older = payload("shopify-email-consent");
    older["email_marketing_consent"]["state"] = json!("unsubscribed");
    older["email_marketing_consent"]["consent_updated_at"] = json!("2026-11-22T00:00:00Z");
    let job = webhook(&mut server, topic, older.to_string().as_bytes());
    let (answer, kept) = queued(&mut server, job, 503);
    assert_eq!((answer.outcome, kept.len()), ("queued", 2));
    let (_, sent) = accepted(&mut server, topic, &payload("shopify-email-consent"));
    assert_eq!(sent[0]["traits"]["email_consent"], true);
    let job = server.flush(kept.clone(), moment());
    let (answer, sent) = run(&mut server, job, |_| 200);
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!(sent[0]["event"], "consent_changed", "it happened");
    // Both leave the queue.
    assert_eq!(answer.message_ids.len(), 2);
    // The same for what else a person has, and under a person's other key.
    let about = json!({"email": "jane.roe@example.com", "at": "2026-11-21T00:00:00Z"});
    let job = server.identify(about, json!({"email_consent": false, "vip": true}), moment());
    let (_, sent) = run(&mut server, job, |_| 200);
    assert_eq!(sent[0]["traits"], json!({"vip": true, "email": "jane.roe@example.com"}));
}

#[test]
fn an_answer_goes_behind_what_waits_also_after_a_restart() {
    let mut server = server_with_queue();
    let body = payload("shopify-email-consent").to_string();
    let topic = "customers_email_marketing_consent/update";
    let mut job = webhook(&mut server, topic, body.as_bytes());
    assert_eq!(server.next(&mut job, NOW_MS), Task::Flush { timeout_ms: 2_000 });
    server.flushed(&mut job, true);
    let Task::Keep { entries, .. } = server.next(&mut job, NOW_MS) else { panic!("not kept") };
    assert_eq!(entries.len(), 2);
    server.kept(&mut job, true);
    let Task::Done(answer) = server.next(&mut job, NOW_MS) else { panic!("no end") };
    assert_eq!((answer.status, answer.outcome), (200, "queued"));
}

#[test]
fn a_customers_own_date_of_consent_counts_and_not_that_of_the_customer() {
    let mut server = server();
    accepted(&mut server, "customers_email_marketing_consent/update", &payload("shopify-email-consent"));
    let mut customer = payload("shopify-customer");
    customer["updated_at"] = json!("2026-11-24T00:00:00Z");
    customer["email_marketing_consent"] =
        json!({"state": "unsubscribed", "consent_updated_at": "2026-11-20T00:00:00Z"});
    let (_, sent) = accepted(&mut server, "customers/update", &customer);
    assert!(sent.iter().all(|message| message["traits"].get("email_consent").is_none()), "{sent:?}");
    customer["email_marketing_consent"]["consent_updated_at"] = json!("2026-11-23T23:00:00Z");
    customer["updated_at"] = json!("2026-11-24T00:00:01Z");
    let (_, sent) = accepted(&mut server, "customers/update", &customer);
    let consent = sent.iter().find(|message| message["traits"]["email_consent"] == false).unwrap();
    assert_eq!(consent["timestamp"], "2026-11-23T23:00:00.000Z");
}

#[test]
fn a_person_is_called_deleted_when_they_are() {
    let body = payload("shopify-customers-redact").to_string();
    let mut server = server();
    let job = webhook(&mut server, "customers/redact", body.as_bytes());
    assert_eq!(codes(&mut server), [] as [&str; 0]);
    let (answer, _) = run(&mut server, job, |_| 503);
    assert_eq!((answer.status, codes(&mut server)), (503, vec!["unavailable"]));
    let job = webhook(&mut server, "customers/redact", body.as_bytes());
    assert_eq!(run(&mut server, job, |_| 200).0.status, 200);
    assert!(server.take_notices()[0].message.contains("is deleted"));
    let mut server = server_with_queue();
    let job = webhook(&mut server, "customers/redact", body.as_bytes());
    assert_eq!(queued(&mut server, job, 503).0.outcome, "queued");
    assert!(server.take_notices()[0].message.contains("waits in the queue"));
}

#[test]
fn a_wrong_key_costs_no_message_and_is_named_even_where_a_queue_hides_it() {
    let order = payload("shopify-order").to_string();
    for (status, code) in [(401, "unauthorized"), (403, "unauthorized"), (404, "wrong_endpoint")] {
        let mut server = server_with_queue();
        let job = webhook(&mut server, "orders/create", order.as_bytes());
        let (answer, kept) = queued(&mut server, job, status);
        assert_eq!((answer.status, answer.outcome, kept.len()), (200, "queued", 2), "{status}");
        assert_eq!(codes(&mut server), [code], "{status}");
        // What waits stays there.
        let job = server.flush(kept, moment());
        let (answer, _) = run(&mut server, job, |_| status);
        assert_eq!(answer.outcome, "unavailable", "{status}");
        assert!(answer.refused_ids.is_empty() && answer.message_ids.is_empty(), "{status}");
        assert_eq!((server.stats().refused, codes(&mut server)), (0, vec![code]), "{status}");
    }
}

#[test]
fn an_id_in_words_is_one_for_its_event_and_shop_alone() {
    let mut server = server();
    let about = json!({"email": "a@b.co", "messageId": "note 7"});
    let mut ids = Vec::new();
    for event in ["gift_sent", "gift_opened", "gift_sent"] {
        let (answer, _) = track(&mut server, event, json!({}), about.clone());
        ids.extend(answer.message_ids);
    }
    let job = server.identify(about.clone(), json!({"vip": true}), moment());
    ids.extend(run(&mut server, job, |_| 200).0.message_ids);
    assert_eq!(ids[0], ids[2]);
    assert!(ids[0] != ids[1] && ids[3] != ids[0] && ids[3] != ids[1], "{ids:?}");
    // An order's event keeps the id that the page and the webhooks derive.
    let about = json!({"email": "a@b.co", "messageId": "1001"});
    let (answer, _) = track(&mut server, "order_cancelled", json!({"order_id": "7"}), about);
    let derived = crate::server::ids::event_id("order_cancelled", "shop.example", &["7"]);
    assert_eq!(answer.message_ids, [derived.as_str()]);
}

#[test]
fn an_order_has_one_id_in_any_writing_and_any_naming() {
    let expected = crate::server::ids::event_id("order_refunded", "shop.example", &["123", "9"]);
    let about = json!({"email": "a@b.co"});
    for (event, properties) in [
        ("order_refunded", json!({"order_id": "123", "refund_id": "9", "refund_amount": 5})),
        ("order_refunded", json!({"order_id": 123, "refund_id": 9, "refund_amount": 5})),
        (
            "order_refunded",
            json!({
                "order_id": "gid://shopify/Order/123", "refund_id": "gid://shopify/Refund/9",
                "refund_amount": 5,
            }),
        ),
        ("Order Refunded", json!({"order_id": "123", "refund_id": "9", "total": 5})),
    ] {
        for naming in ["snake_case", "semantic"] {
            let options = json!({"writeKey": "k", "shop": "shop.example", "naming": naming});
            let mut server = Server::new(&options, false, false).unwrap();
            let (answer, sent) = track(&mut server, event, properties.clone(), about.clone());
            assert_eq!(answer.problems, [] as [&str; 0], "{event} {naming}");
            assert_eq!(answer.message_ids, [expected.as_str()], "{event} {naming}");
            let is_semantic = naming == "semantic";
            assert_eq!(sent[0]["event"], if is_semantic { "Order Refunded" } else { "order_refunded" });
            let amount = if is_semantic { "total" } else { "refund_amount" };
            assert_eq!(sent[0]["properties"][amount], 5, "{event} {naming}");
            assert_eq!(sent[0]["properties"]["order_id"], "123");
        }
    }
}

#[test]
fn an_order_under_an_id_that_nothing_filled_in_is_refused() {
    let about = json!({"email": "a@b.co"});
    for id in [json!("{{ order.id }}"), json!("N/A"), json!("0"), json!(-5), json!(1.5), json!(["1"])] {
        let (answer, _) = track(&mut server(), "order_completed", json!({"order_id": id}), about.clone());
        assert_eq!(answer.outcome, "refused", "{id}");
        assert!(answer.problems[0].contains("order_id"), "{answer:?}");
    }
}

#[test]
fn a_moment_that_nobody_can_read_is_refused_and_unix_time_is_one() {
    for at in [json!("NaN"), json!("Invalid Date"), json!(true), json!(-1), json!({})] {
        let about = json!({"email": "a@b.co", "at": at});
        let (answer, _) = track(&mut server(), "gift_sent", json!({}), about);
        assert_eq!(answer.outcome, "refused", "{at}");
    }
    for at in [json!(1_795_441_235), json!(1_795_441_235_000_i64), json!("2026-11-23T13:40:35Z")] {
        let about = json!({"email": "a@b.co", "at": at});
        let (_, sent) = track(&mut server(), "gift_sent", json!({}), about);
        assert_eq!(sent[0]["timestamp"], "2026-11-23T13:40:35.000Z", "{at}");
    }
}

#[test]
fn a_subscription_that_was_taken_up_again_can_be_cancelled_again() {
    let mut server = server();
    let mut body = payload("shopify-subscription");
    let mut play = |topic: &str, status: &str, revision: u64| {
        body["status"] = json!(status);
        body["revision_id"] = json!(revision);
        accepted(&mut server, &format!("subscription_contracts/{topic}"), &body).1
    };
    assert_eq!(play("create", "active", 1).len(), 1);
    assert_eq!(play("update", "active", 1).len(), 0);
    let first = play("cancel", "cancelled", 2);
    assert_eq!(play("update", "cancelled", 3).len(), 0, "the same end");
    assert_eq!(play("activate", "active", 4)[0]["event"], "subscription_started");
    let second = play("cancel", "cancelled", 5);
    assert_ne!(id_of(&first, "subscription_cancelled"), id_of(&second, "subscription_cancelled"));
    // The extension of WooCommerce, in two servers that remember nothing of each other.
    let mut body = payload("woocommerce-order");
    body["status"] = json!("cancelled");
    let mut ids = Vec::new();
    for end in ["2026-11-24T10:00:00", "2026-11-24T10:00:00", "2026-11-24T12:00:00"] {
        body["end_date_gmt"] = json!(end);
        let (_, sent) = accepted(&mut super::testing::server(), "subscription.updated", &body);
        ids.push(id_of(&sent, "subscription_cancelled"));
    }
    assert!(ids[0] == ids[1] && ids[1] != ids[2], "{ids:?}");
    let call = |at: &str| {
        let about = json!({"email": "a@b.co", "at": at});
        let properties = json!({"subscription_id": "s1"});
        track(&mut super::testing::server(), "subscription_cancelled", properties, about).0.message_ids
    };
    assert_eq!(call("2026-11-24T10:00:00Z"), call("2026-11-24T11:00:00+01:00"));
    assert_ne!(call("2026-11-24T10:00:00Z"), call("2026-11-24T12:00:00Z"));
}

#[test]
fn the_shops_own_address_makes_no_two_customers_one() {
    let mut body = payload("woocommerce-order");
    body["customer_id"] = json!(0);
    body["billing"]["email"] = json!("info@shop.example");
    let mut server = server();
    let (_, sent) = accepted(&mut server, "order.created", &body);
    // The browser's own id remains.
    assert!(sent.iter().all(|message| message.get("userId").is_none()), "{sent:?}");
    assert_eq!(sent.len(), 1);
}

#[test]
fn woocommerces_cancellation_and_refund_have_their_own_dates_where_the_shop_gives_them() {
    let mut body = payload("woocommerce-order-refunded-part");
    body["refunds"][0]["date_created_gmt"] = json!("2026-11-24T08:00:00");
    body["date_modified_gmt"] = json!("2026-11-24T10:00:00");
    let (_, sent) = accepted(&mut server(), "order.updated", &body);
    let refund = sent.iter().find(|message| message["event"] == "order_refunded").unwrap();
    assert_eq!(refund["timestamp"], "2026-11-24T08:00:00.000Z");
    // Edited a week later: the refund is no news.
    body["date_modified_gmt"] = json!("2026-12-01T10:00:00");
    let (_, sent) = accepted(&mut server(), "order.updated", &body);
    assert!(sent.iter().all(|message| message["event"] != "order_refunded"), "{sent:?}");
    let mut body = payload("woocommerce-order");
    body["status"] = json!("cancelled");
    body["meta_data"] = json!([{"key": "_shoptrail_cancelled_at", "value": "2026-11-23T15:00:00"}]);
    body["date_modified_gmt"] = json!("2026-11-24T10:00:00");
    let (_, sent) = accepted(&mut server(), "order.updated", &body);
    let cancelled = sent.iter().find(|message| message["event"] == "order_cancelled").unwrap();
    assert_eq!(cancelled["timestamp"], "2026-11-23T15:00:00.000Z");
}
