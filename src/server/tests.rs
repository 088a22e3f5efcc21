//! A whole server against platforms and a Customer.io that misbehave: what is answered, and what is sent.

use crate::server::testing::{accepted, codes, payload, run, server, webhook, NOW_MS, TOPICS};
use crate::server::{sign, Headers, Moment};
use serde_json::{json, Value};

#[allow(dead_code, reason = "the test of the wire uses the rest")]
#[path = "../../tests/wire/vendor.rs"]
mod vendor;

#[test]
fn every_sample_is_accepted_and_its_repeat_sends_nothing() {
    for (topic, name) in TOPICS {
        let mut server = server();
        let (answer, sent) = accepted(&mut server, topic, &payload(name));
        assert_eq!(answer.status, 200, "{topic}");
        assert!(answer.refused_ids.is_empty() && answer.problems.is_empty(), "{topic}: {answer:?}");
        let (again, repeated) = accepted(&mut server, topic, &payload(name));
        assert_eq!((again.status, repeated.len()), (200, 0), "{topic}");
        // Another server sends the same messages again, under the same ids.
        let (_, elsewhere) = accepted(&mut super::testing::server(), topic, &payload(name));
        assert_eq!(elsewhere, sent, "{topic}");
    }
}

#[test]
fn what_webhooks_send_is_as_customer_io_describes_it() {
    let mut count = 0;
    for (topic, name) in TOPICS {
        let (_, sent) = accepted(&mut server(), topic, &payload(name));
        count += sent.len();
        for message in sent {
            assert_eq!(vendor::problems(&message), Vec::<String>::new(), "{topic}: {message}");
        }
    }
    assert!(count > TOPICS.len(), "{count}");
}

#[test]
fn a_signature_may_have_spaces_around() {
    let body = payload("shopify-order").to_string();
    for value in [sign(body.as_bytes(), "s"), format!(" {}\n", sign(body.as_bytes(), "s"))] {
        let mut server = server();
        let pairs = [("x-shopify-topic", "orders/create"), ("x-shopify-hmac-sha256", &value)];
        let headers = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let job = server.receive("POST", &headers, Some(body.as_bytes()), NOW_MS);
        assert_eq!(run(&mut server, job, |_| 200).0.status, 200, "{value:?}");
    }
}

#[test]
fn only_post_is_a_webhook_and_an_odd_body_is_refused_without_a_trap() {
    for method in ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", ""] {
        let mut server = server();
        let job = server.receive(method, &Headers::new(), Some(b""), NOW_MS);
        assert_eq!(run(&mut server, job, |_| 200).0.status, 405, "{method}");
    }
    for body in [&b""[..], b" ", b"null", b"[]", b"\xff\xfe{}", b"{\"id\":", b"\x1f\x8b\x08\0\0"] {
        let mut server = server();
        let job = webhook(&mut server, "orders/create", body);
        let (answer, sent) = run(&mut server, job, |_| 200);
        assert!((200..500).contains(&answer.status) && sent.is_empty(), "{body:?}: {answer:?}");
    }
}

#[test]
fn a_wrong_signature_is_401_and_nothing_is_sent() {
    let mut server = server();
    let body = payload("shopify-order").to_string();
    let headers = |signature: &str| -> Headers {
        let pairs = [("x-shopify-topic", "orders/create"), ("x-shopify-hmac-sha256", signature)];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    for signature in ["", "AAAA", &sign(body.as_bytes(), "other"), &sign(b"{}", "s")] {
        let job = server.receive("POST", &headers(signature), Some(body.as_bytes()), NOW_MS);
        let (answer, sent) = run(&mut server, job, |_| 200);
        assert_eq!((answer.status, sent.len()), (401, 0), "{signature}");
    }
    assert_eq!(server.stats().unsigned, 4);
    assert_eq!(codes(&mut server), ["wrong_signature"; 4]);
    let job = server.receive("POST", &Headers::new(), Some(body.as_bytes()), NOW_MS);
    assert_eq!(run(&mut server, job, |_| 200).0.status, 401);
    let job = server.receive("GET", &Headers::new(), Some(b""), NOW_MS);
    assert_eq!(run(&mut server, job, |_| 200).0.status, 405);
    let job = server.receive("POST", &headers(""), None, NOW_MS);
    assert_eq!(run(&mut server, job, |_| 200).0.status, 413);
}

#[test]
fn the_old_secret_and_the_new_one_are_both_right_while_they_are_exchanged() {
    let mut server = server();
    let body = payload("shopify-order").to_string();
    for secret in ["old", "s"] {
        let pairs = [
            ("x-shopify-topic", "orders/create".to_owned()),
            ("x-shopify-hmac-sha256", sign(body.as_bytes(), secret)),
        ];
        let headers = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let job = server.receive("POST", &headers, Some(body.as_bytes()), NOW_MS);
        assert_eq!(run(&mut server, job, |_| 200).0.status, 200);
    }
}

#[test]
fn unknown_topics_and_unreadable_bodies_are_200_counted_and_reported() {
    let mut server = server();
    for body in [&b"{"[..], b"", b"\xff\xfe", b"[]", b"{}"] {
        let job = webhook(&mut server, "orders/create", body);
        assert_eq!(run(&mut server, job, |_| 200).0.status, 200);
    }
    assert_eq!(accepted(&mut server, "themes/publish", &json!({"id": 1})).0.status, 200);
    assert_eq!((server.stats().unreadable, server.stats().unknown_topics["themes/publish"]), (5, 1));
    assert_eq!(codes(&mut server).last(), Some(&"unknown_topic"));
}

#[test]
fn only_what_is_about_a_message_is_200_without_delivery() {
    let order = payload("shopify-order").to_string();
    let status_for = |customer_io: u16| {
        let mut server = server();
        let job = webhook(&mut server, "orders/create", order.as_bytes());
        let (answer, _) = run(&mut server, job, |_| customer_io);
        (answer.status, codes(&mut server))
    };
    for temporary in [408, 429, 500, 502, 503, 504] {
        assert_eq!(status_for(temporary), (503, vec!["unavailable"]), "{temporary}");
    }
    for closed in [401, 403] {
        assert_eq!(status_for(closed), (503, vec!["unauthorized"]), "{closed}");
    }
    for closed in [301, 307, 404, 405, 410] {
        assert_eq!(status_for(closed), (503, vec!["wrong_endpoint"]), "{closed}");
    }
    for permanent in [400, 413, 422] {
        assert_eq!(status_for(permanent), (200, vec!["refused"; 2]), "{permanent}");
    }
}

#[test]
fn what_failed_for_a_while_is_all_there_after_the_repeats_in_any_order() {
    let mut server = server();
    let topics = [("orders/cancelled", "shopify-order-cancelled"), ("orders/create", "shopify-order")];
    for (topic, name) in topics {
        let job = webhook(&mut server, topic, payload(name).to_string().as_bytes());
        assert_eq!(run(&mut server, job, |_| 500).0.status, 503);
    }
    let mut events = Vec::new();
    for (topic, name) in topics {
        let (answer, sent) = accepted(&mut server, topic, &payload(name));
        assert_eq!(answer.status, 200);
        events.extend(sent.into_iter().filter_map(|message| message["event"].as_str().map(str::to_owned)));
    }
    events.sort();
    assert_eq!(events, ["order_cancelled", "order_completed"]);
}

#[test]
fn a_refund_finds_its_person_in_the_order_that_passed_by_or_waits_for_its_update() {
    let mut server = server();
    let (answer, sent) = accepted(&mut server, "refunds/create", &payload("shopify-refund"));
    assert_eq!((answer.status, sent.len(), server.stats().refunds_without_person), (200, 0, 1));
    accepted(&mut server, "orders/create", &payload("shopify-order"));
    let (_, sent) = accepted(&mut server, "refunds/create", &payload("shopify-refund"));
    assert_eq!(
        (sent[0]["event"].as_str(), sent[0]["userId"].as_str()),
        (Some("order_refunded"), Some("7120000001"))
    );
    assert_eq!(sent[0]["properties"]["order_total"], 84.9);
    let (_, sent) = accepted(&mut server, "orders/updated", &payload("shopify-order-refunded-part"));
    assert!(sent.iter().all(|message| message["event"] != "order_refunded"), "{sent:?}");
}

#[test]
fn figures_of_the_first_order_have_its_date_when_the_order_passed_by() {
    let mut server = server();
    accepted(&mut server, "orders/create", &payload("shopify-order"));
    let (_, sent) =
        accepted(&mut server, "customers/purchasing_summary", &payload("shopify-purchasing-summary"));
    assert_eq!(
        sent[0]["traits"],
        json!({
            "customer_id": "7120000001", "first_order_date": 1_795_441_235, "last_order_date": 1_795_441_235,
            "orders_count": 1, "total_spend": 84.9,
        })
    );
}

#[test]
fn an_older_answer_that_comes_late_changes_no_attribute() {
    let mut server = server();
    let mut late = payload("shopify-email-consent");
    late["email_marketing_consent"]["state"] = json!("unsubscribed");
    late["email_marketing_consent"]["consent_updated_at"] = json!("2026-11-20T00:00:00Z");
    let topic = "customers_email_marketing_consent/update";
    let (_, sent) = accepted(&mut server, topic, &payload("shopify-email-consent"));
    assert_eq!(sent[0]["traits"]["email_consent"], true);
    let (_, sent) = accepted(&mut server, topic, &late);
    assert_eq!((sent.len(), sent[0]["event"].as_str()), (1, Some("consent_changed")));
    assert_eq!(server.stats().outdated, 1);
}

#[test]
fn a_redacted_customer_is_deleted_by_each_id_and_a_data_request_is_reported_to_the_shop() {
    let mut server = server();
    accepted(&mut server, "orders/create", &payload("shopify-order"));
    let (answer, sent) = accepted(&mut server, "customers/redact", &payload("shopify-customers-redact"));
    assert_eq!(answer.status, 200);
    let deleted: Vec<_> =
        sent.iter().map(|message| (message["event"].as_str(), message["userId"].as_str())).collect();
    assert_eq!(
        deleted,
        [(Some("User Deleted"), Some("7120000001")), (Some("User Deleted"), Some("jane.roe@example.com"))]
    );
    let (_, sent) = accepted(&mut server, "customers/data_request", &payload("shopify-data-request"));
    assert!(sent.is_empty());
    assert_eq!(accepted(&mut server, "shop/redact", &json!({"shop_id": 1})).0.status, 200);
    assert_eq!(codes(&mut server), ["customer_redact", "data_request", "shop_redact"]);
    // Nothing is left of whose the order is.
    let (_, sent) = accepted(&mut server, "refunds/create", &payload("shopify-refund"));
    assert!(sent.is_empty());
}

#[test]
fn tests_of_the_platforms_send_nothing() {
    let mut server = server();
    let body = payload("shopify-order").to_string();
    let pairs = [
        ("x-shopify-topic", "orders/create".to_owned()),
        ("x-shopify-hmac-sha256", sign(body.as_bytes(), "s")),
        ("x-shopify-test", "true".to_owned()),
    ];
    let headers = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let job = server.receive("POST", &headers, Some(body.as_bytes()), NOW_MS);
    assert_eq!(run(&mut server, job, |_| 200).1.len(), 0);
    let job = server.receive("POST", &Headers::new(), Some(b"webhook_id=7"), NOW_MS);
    assert_eq!(run(&mut server, job, |_| 200).0.status, 200);
    assert_eq!(server.stats().tests, 2);
}

#[test]
fn a_call_is_checked_and_an_order_event_has_its_derived_id() {
    let mut server = server();
    let moment = Moment { now_ms: NOW_MS, random: 7 };
    let mut call = |event: &str, properties: Value, about: Value| {
        let job = server.track(event, properties, about, moment);
        run(&mut server, job, |_| 200)
    };
    let about = json!({"email": "Jane@Example.com", "at": "2026-11-25T10:00:00+01:00"});
    let refund =
        json!({"order_id": 1001, "refund_id": "r1", "refund_amount": 5, "currency": "eur", "reason": null});
    let (answer, sent) = call("order_refunded", refund, about.clone());
    assert_eq!((answer.outcome, answer.problems.len()), ("delivered", 0));
    assert_eq!(
        sent[0]["messageId"],
        json!(crate::server::ids::derived("order_refunded|shop.example|1001|r1"))
    );
    assert_eq!(sent[0]["timestamp"], "2026-11-25T09:00:00.000Z");
    assert_eq!(
        sent[0]["properties"],
        json!({
            "order_id": "1001", "refund_id": "r1", "refund_amount": 5, "currency": "EUR",
            "shop": "shop.example",
        })
    );
    // What the plan finds odd is sent, and said.
    let (answer, sent) = call("order_completed", json!({"order_id": "7", "total": "ten"}), about.clone());
    assert_eq!(sent.len(), 1);
    assert!(answer.problems.iter().any(|problem| problem.contains("total")), "{answer:?}");
    for (event, properties, about, problem) in [
        ("order_refunded", json!({}), about.clone(), "order_id"),
        ("order_refunded", json!([]), about.clone(), "object"),
        ("order_refunded", json!({"order_id": "1"}), json!({"email": "guest"}), "Nobody"),
        ("order_refunded", json!({"order_id": "1"}), json!({"mail": "a@b.co"}), "mail"),
        ("order_refunded", json!({"order_id": "1"}), json!({"email": "a@b.co", "at": "soon"}), "at"),
        ("User Deleted", json!({"recipient": "x"}), about.clone(), ""),
        ("gift_sent", json!({"recipient": "x@y.z"}), about, "recipient"),
    ] {
        let (answer, sent) = call(event, properties, about);
        assert_eq!((answer.outcome, sent.len()), ("refused", 0), "{event} {answer:?}");
        assert!(answer.problems[0].contains(problem), "{answer:?}");
    }
}

#[test]
fn each_row_of_an_export_is_read_by_itself() {
    let good = |id: u64| json!({"id": id, "person": {"email": "a@b.co"}, "is_placed": true, "total": "9.90"});
    let rows = json!([good(1), null, {"id": 2, "is_placed": true}, good(3), {"id": "{{ id }}"}, good(4)]);
    let mut server = server();
    let moment = Moment { now_ms: NOW_MS, random: 7 };
    let job = server.orders(&rows, false, moment);
    let (answer, sent) = run(&mut server, job, |_| 200);
    let orders: Vec<&Value> = sent
        .iter()
        .filter(|message| message["event"] == "order_completed")
        .map(|message| &message["properties"]["order_id"])
        .collect();
    assert_eq!(orders, ["1", "3", "4"]);
    let found: Vec<_> =
        answer.rows.iter().map(|problem| (problem.row, problem.code, problem.path.as_str())).collect();
    assert_eq!(found, [(2, "unreadable", ""), (3, "nobody", "person"), (5, "order_id", "id")]);
    assert_eq!((codes(&mut server).len(), server.stats().refused, answer.problems.len()), (3, 3, 3));
    let job = server.orders(&json!({"id": 1}), false, moment);
    assert_eq!(run(&mut server, job, |_| 200).0.outcome, "refused");
    let job = super::testing::server().orders(&json!([good(1)]), true, moment);
    let (_, sent) = run(&mut super::testing::server(), job, |_| 200);
    assert_eq!((sent.len(), sent[0]["type"].as_str()), (1, Some("track")));
}
