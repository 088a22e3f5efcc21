//! No payload makes a server panic, or say what the payload does not say.

use crate::server::testing::{accepted, codes, payload, run, server, webhook, NOW_MS, TOPICS};
use crate::server::Moment;
use proptest::prelude::*;
use serde_json::{json, Value};

/// Every text, number and boolean in a value.
fn atoms(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.values().for_each(|member| atoms(member, found)),
        Value::Array(items) => items.iter().for_each(|item| atoms(item, found)),
        Value::String(text) => found.push(text.clone()),
        Value::Null => {}
        other => found.push(other.to_string()),
    }
}

/// The paths of all members and items of a value.
fn paths(value: &Value, here: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                paths(member, format!("{here}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                paths(item, format!("{here}/{index}"), found);
            }
        }
        _ => {}
    }
    found.push(here);
}

fn odd_value() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        Just(None),
        Just(Some(Value::Null)),
        Just(Some(json!([]))),
        Just(Some(json!({}))),
        Just(Some(json!("odd"))),
        Just(Some(json!(""))),
        Just(Some(json!(true))),
        Just(Some(json!(-7))),
        Just(Some(json!(1e300))),
        Just(Some(json!([[["deep"]]]))),
        Just(Some(json!("é\u{0}\u{202e}".repeat(300)))),
        any::<i64>().prop_map(|number| Some(json!(number))),
        any::<f64>().prop_map(|number| Some(json!(number))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn a_payload_with_odd_members_never_panics_and_its_amounts_are_never_invented(
        sample in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), odd_value()), 1..4),
    ) {
        let (topic, name) = TOPICS[sample.index(TOPICS.len())];
        let mut body = payload(name);
        let mut places = Vec::new();
        paths(&body, String::new(), &mut places);
        for (place, value) in changes {
            let path = &places[place.index(places.len())];
            match (value, path.rsplit_once('/')) {
                (Some(value), _) => {
                    if let Some(target) = body.pointer_mut(path) {
                        *target = value;
                    }
                }
                (None, Some((parent, name))) => {
                    if let Some(Value::Object(members)) = body.pointer_mut(parent) {
                        members.remove(name);
                    }
                }
                (None, None) => body = Value::Null,
            }
        }
        let (mut whole, mut changed) = (server(), server());
        let (_, expected) = accepted(&mut whole, topic, &payload(name));
        let (answer, sent) = accepted(&mut changed, topic, &body);
        prop_assert_eq!(answer.status, 200);
        // Every message fits the wire: the server refuses what does not before it is sent.
        prop_assert!(!codes(&mut changed).contains(&"invalid"));
        // Money, persons and consents are those of the payload, as it says them, or of the sample.
        let mut known = Vec::new();
        atoms(&body, &mut known);
        atoms(&Value::from(expected), &mut known);
        for message in &sent {
            for name in ["total", "tax", "refund_amount", "order_total", "currency", "full_refund"] {
                let mut values = Vec::new();
                atoms(&message["properties"][name], &mut values);
                for value in values {
                    let is_known = known.iter().any(|atom| {
                        *atom == value || atom.parse::<f64>().ok().zip(value.parse().ok()).is_some_and(
                            // WooCommerce writes a refund with a minus.
                            |(one, other): (f64, f64)| (one.abs() - other.abs()).abs() < 0.001,
                        ) || atom.eq_ignore_ascii_case(&value)
                    });
                    prop_assert!(is_known || name == "full_refund", "{} {} of {}", name, value, topic);
                }
            }
            for name in ["email_consent", "sms_consent"] {
                let value = &message["traits"][name];
                prop_assert!(value.is_null() || topic.contains("consent"), "{} from {}", name, topic);
            }
        }
    }

    #[test]
    fn no_body_and_no_header_makes_a_server_panic(
        body in proptest::collection::vec(any::<u8>(), 0..200),
        topic in "[a-z_/.]{0,20}",
        value in "\\PC{0,30}",
    ) {
        let mut server = server();
        let job = webhook(&mut server, &topic, &body);
        let (answer, sent) = run(&mut server, job, |_| 200);
        prop_assert!(answer.status == 200 && sent.is_empty());
        let names = ["x-shopify-topic", "x-shopify-hmac-sha256"];
        let headers = names.into_iter().map(|name| (name.to_owned(), value.clone())).collect();
        let job = server.receive("POST", &headers, Some(&body), NOW_MS);
        prop_assert_eq!(run(&mut server, job, |_| 200).0.status, 401);
    }

    #[test]
    fn consent_is_only_what_the_state_says(state in "[a-z_]{0,14}|subscribed|unsubscribed|not_subscribed") {
        let mut body = payload("shopify-email-consent");
        body["email_marketing_consent"]["state"] = json!(state);
        let (_, sent) = accepted(&mut server(), "customers_email_marketing_consent/update", &body);
        let expected = match state.as_str() {
            "subscribed" => Some(true),
            "unsubscribed" | "not_subscribed" => Some(false),
            _ => None,
        };
        let sent_consent = sent.first().and_then(|message| message["traits"]["email_consent"].as_bool());
        prop_assert_eq!(sent_consent, expected);
    }

    #[test]
    fn no_call_and_no_row_makes_a_server_panic_and_what_is_sent_fits_the_wire(
        event in "[a-z_]{0,12}|order_completed|order_refunded|Order Completed|subscription_cancelled|page",
        values in proptest::collection::vec(odd_value(), 12),
    ) {
        let value = |index: usize| values[index].clone().unwrap_or_default();
        let about = json!({
            "email": "a@b.co", "customerId": value(0), "anonymousId": value(1), "at": value(2),
            "phone": value(3),
        });
        let properties = json!({
            "order_id": value(4), "refund_id": value(5), "total": value(6), "subscription_id": value(7),
            "line_items": [value(8), {"product_id": value(9), "price": value(10)}], "currency": value(11),
        });
        let moment = Moment { now_ms: NOW_MS, random: 3 };
        let mut server = server();
        let jobs = [
            server.track(&event, properties.clone(), about.clone(), moment),
            server.track(&event, value(0), json!({"email": "a@b.co"}), moment),
            server.track(&event, properties.clone(), value(1), moment),
            server.identify(json!({"email": "a@b.co"}), properties.clone(), moment),
            server.forget(about.clone(), true, moment),
            server.flush(values.iter().flatten().cloned().collect(), moment),
        ];
        for job in jobs {
            let (answer, _) = run(&mut server, job, |_| 200);
            prop_assert_eq!(answer.status, 200);
        }
        let row = json!({
            "id": value(4), "person": about, "is_placed": true, "placed_at": value(2), "total": value(6),
            "currency": value(11), "lines": properties["line_items"], "refunds": [value(0), {"id": value(5)}],
            "cancellation": value(7), "profile": value(8), "coupon": value(9),
        });
        let good = json!({"id": "77", "person": {"email": "c@d.co"}, "is_placed": true});
        let mut server = super::testing::server();
        let job = server.orders(&json!([row, good, value(1)]), false, moment);
        let (answer, sent) = run(&mut server, job, |_| 200);
        let is_good = |message: &Value| message["properties"]["order_id"] == "77";
        prop_assert!(sent.iter().any(is_good), "{:?}", answer);
        prop_assert!(!codes(&mut server).contains(&"invalid"));
    }
}
