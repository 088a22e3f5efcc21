//! What Shopify's payloads become, by samples with invented data in the documented fields.

use crate::server::order::{Order, SubscriptionState};
use crate::server::payload::Payload;
use crate::server::reading::{Reading, Unsaid};
use crate::server::testing::{event, identify, payload, writer};
use serde_json::{json, Value};

fn read(topic: &str, body: &Value) -> Reading {
    super::read(topic, Payload::new(body))
}

fn order(topic: &str, body: &Value) -> Order {
    let Reading::Order(order) = read(topic, body) else { panic!("{:?}", read(topic, body)) };
    *order
}

#[test]
fn an_order_says_who_ordered_and_what() {
    let messages = writer().order(&order("orders/create", &payload("shopify-order")));
    let person = identify(&messages);
    assert_eq!(person["userId"], "7120000001");
    assert_eq!(person["anonymousId"], "b7e39c89-9c58-40b3-a5f3-67fa1297b10a");
    assert_eq!(
        person["traits"],
        json!({
            "customer_id": "7120000001", "email": "jane.roe@example.com", "phone": "+4930123456",
            "first_name": "Jane", "last_name": "Roe",
            "created_at": 1_795_441_080, "last_order_date": 1_795_441_235,
        })
    );
    let completed = event(&messages, "order_completed");
    assert_eq!(completed["timestamp"], "2026-11-23T13:40:35.000Z");
    assert_eq!(completed["userId"], "7120000001");
    assert_eq!(completed["anonymousId"], "b7e39c89-9c58-40b3-a5f3-67fa1297b10a");
    assert_eq!(
        completed["properties"],
        json!({
            "order_id": "5514000001", "total": 84.9, "currency": "EUR",
            "line_items": [
                {
                    "product_id": "8400000001", "variant_id": "46000000001", "sku": "RUN-42",
                    "name": "Runner", "variant_name": "Blue / 42", "brand": "Polly",
                    "price": 60, "quantity": 1, "discount": 3.53,
                },
                {
                    "product_id": "8400000002", "variant_id": "46000000002", "name": "Laces",
                    "brand": "Polly", "price": 12.5, "quantity": 2, "discount": 1.47,
                },
            ],
            "cart_value": 85, "item_count": 3, "product_ids": ["8400000001", "8400000002"],
            "subtotal": 80, "discount": 5, "shipping": 4.9, "tax": 13.56, "coupon": "SPRING5",
            "order_date": 1_795_441_235, "shop": "shop.example",
            "payment_method": "shopify_payments", "shipping_method": "Standard",
        })
    );
    assert_eq!(messages.len(), 2);
}

#[test]
fn every_topic_of_an_order_gives_the_same_message() {
    let of = |topic: &str| writer().order(&order(topic, &payload("shopify-order")));
    let first = of("orders/create");
    for topic in ["orders/paid", "orders/updated", "orders/fulfilled", "orders/cancelled"] {
        assert_eq!(of(topic), first, "{topic}");
    }
}

#[test]
fn a_later_update_says_what_is_new_and_not_the_order_again() {
    let part = writer().order(&order("orders/updated", &payload("shopify-order-refunded-part")));
    assert_eq!(part.len(), 2);
    assert!(identify(&part)["traits"].get("last_order_date").is_none());
    assert_eq!(
        event(&part, "order_refunded")["properties"],
        json!({
            "order_id": "5514000001", "refund_id": "880000001", "refund_amount": 11.77, "full_refund": false,
            "order_total": 84.9, "currency": "EUR", "reason": "too small", "order_date": 1_795_441_235,
            "line_items": [{
                "product_id": "8400000002", "variant_id": "46000000002", "name": "Laces", "brand": "Polly",
                "price": 12.5, "quantity": 1,
            }],
            "cart_value": 12.5, "item_count": 1, "product_ids": ["8400000002"], "shop": "shop.example",
        })
    );
    // The refund of the rest, whatever the order of the list. The first refund was a day and more before.
    let full = writer().order(&order("orders/updated", &payload("shopify-order-refunded")));
    assert_eq!(full.len(), 2);
    let refund = event(&full, "order_refunded");
    assert_eq!(refund["properties"]["refund_id"], "880000002");
    assert_eq!(refund["properties"]["full_refund"], true);
}

#[test]
fn a_refund_is_the_same_message_from_its_own_topic_and_from_the_order() {
    let body = payload("shopify-refund");
    let Reading::Refund { order_id, refund } = read("refunds/create", &body) else { panic!("no refund") };
    let whole = order("orders/updated", &payload("shopify-order-refunded-part"));
    let own =
        writer().refund(&order_id, &refund, &Order { person: whole.person.clone(), ..Order::default() });
    let messages = writer().order(&whole);
    let of_order = event(&messages, "order_refunded");
    let own = serde_json::to_value(&own).unwrap();
    assert_eq!(own["messageId"], of_order["messageId"]);
    assert_eq!(own["properties"]["refund_amount"], 11.77);
    assert_eq!(own["properties"]["currency"], "EUR");
    assert!(own["properties"].get("order_total").is_none() && own["properties"].get("full_refund").is_none());
}

#[test]
fn no_refund_is_sent_where_no_money_went_back() {
    let mut body = payload("shopify-refund");
    body["transactions"] = json!([]);
    assert_eq!(read("refunds/create", &body), Reading::Nothing(Unsaid::NoNews));
    body["transactions"] =
        json!([{"kind": "refund", "status": "failure", "amount": "1.00", "currency": "EUR"}]);
    assert_eq!(read("refunds/create", &body), Reading::Nothing(Unsaid::NoNews));
}

#[test]
fn a_cancelled_order_says_so() {
    let messages = writer().order(&order("orders/cancelled", &payload("shopify-order-cancelled")));
    let cancelled = event(&messages, "order_cancelled");
    assert_eq!(cancelled["timestamp"], "2026-11-23T15:00:00.000Z");
    assert_eq!(cancelled["properties"]["reason"], "customer");
    assert_eq!(cancelled["properties"]["total"], 84.9);
    assert_ne!(cancelled["messageId"], event(&messages, "order_completed")["messageId"]);
}

#[test]
fn amounts_are_what_the_shopper_paid_in_one_currency() {
    let messages = writer().order(&order("orders/create", &payload("shopify-order-two-currencies")));
    let properties = &event(&messages, "order_completed")["properties"];
    assert_eq!(properties["currency"], "USD");
    assert_eq!(properties["total"], 169.8);
    assert_eq!(properties["shipping"], 9.8);
    assert_eq!(properties["line_items"][0]["price"], 120);
    assert_eq!(properties["line_items"][0]["discount"], 7.06);
    // An amount that is known in the other currency alone is left out.
    let mut body = payload("shopify-order-two-currencies");
    body["total_tax_set"] = Value::Null;
    let messages = writer().order(&order("orders/create", &body));
    assert!(event(&messages, "order_completed")["properties"].get("tax").is_none());
}

#[test]
fn amounts_keep_the_decimals_of_their_currency() {
    for (currency, total, shipping, expected) in [
        ("KWD", "84.905", ["0.1", "0.2"], (84.905, 0.3)),
        ("BHD", "0.001", ["0.001", "0.002"], (0.001, 0.003)),
        ("JPY", "8490", ["500", "0"], (8490.0, 500.0)),
        ("EUR", "0.00", ["0.00", "0.00"], (0.0, 0.0)),
    ] {
        let mut body = payload("shopify-order");
        for name in ["total_price_set", "total_shipping_price_set"] {
            body[name] = Value::Null;
        }
        body["currency"] = json!(currency);
        body["total_price"] = json!(total);
        body["shipping_lines"] = shipping.map(|price| json!({"title": "Post", "price": price})).into();
        let order = order("orders/create", &body);
        assert_eq!((order.total, order.shipping), (Some(expected.0), Some(expected.1)), "{currency}");
    }
}

#[test]
fn a_tip_is_in_the_total_and_is_no_product_and_a_gift_card_is_one() {
    let mut body = payload("shopify-order");
    let lines = body["line_items"].as_array().unwrap().clone();
    body["line_items"] = json!([
        lines[0],
        {"id": 9, "title": "Tip", "quantity": 1, "price": "5.00", "tip": {"payment_method": "card"}},
        {"id": 10, "product_id": 77, "title": "Gift card", "quantity": 1, "price": "25", "gift_card": true},
    ]);
    let messages = writer().order(&order("orders/create", &body));
    let properties = &event(&messages, "order_completed")["properties"];
    assert_eq!(properties["product_ids"], json!(["8400000001", "77"]));
    assert_eq!((&properties["cart_value"], &properties["total"]), (&json!(85), &json!(84.9)));
}

#[test]
fn an_order_without_a_customer_names_nobody_and_a_phone_order_names_its_customer() {
    let till = order("orders/create", &payload("shopify-order-of-nobody"));
    assert!(!till.person.is_somebody());
    assert!(writer().order(&till).is_empty());
    let messages = writer().order(&order("orders/create", &payload("shopify-order-by-phone")));
    let completed = event(&messages, "order_completed");
    assert_eq!(completed["userId"], "7120000001");
    assert!(completed.get("anonymousId").is_none());
    assert_eq!(completed["properties"]["line_items"][2]["product_id"], "14100000009");
}

#[test]
fn lifetime_figures_come_from_the_purchasing_summary() {
    let Reading::Summary { person, profile, last_order, at } =
        read("customers/purchasing_summary", &payload("shopify-purchasing-summary"))
    else {
        panic!("no summary")
    };
    let traits = Value::from(profile.traits(&person));
    assert_eq!(traits, json!({"customer_id": "7120000001", "orders_count": 1, "total_spend": 84.9}));
    assert_eq!((last_order.as_deref(), at), (Some("5514000001"), Some(1_795_441_237_000)));
}

#[test]
fn consent_is_sent_as_an_attribute_and_an_event_and_only_when_it_is_an_answer() {
    let Reading::Consent(consent) =
        read("customers_email_marketing_consent/update", &payload("shopify-email-consent"))
    else {
        panic!("no consent")
    };
    let both = |consent, id| {
        let writer = writer();
        vec![writer.consent(consent, id).unwrap(), writer.consent_changed(consent, id).unwrap()]
    };
    let messages = both(&consent, "w1");
    assert_eq!(identify(&messages)["traits"]["email_consent"], true);
    assert_eq!(event(&messages, "consent_changed")["properties"], json!({"email_consent": true}));
    let Reading::Consent(consent) =
        read("customers_marketing_consent/update", &payload("shopify-sms-consent"))
    else {
        panic!("no consent")
    };
    let messages = both(&consent, "w2");
    assert_eq!(
        event(&messages, "consent_changed")["properties"],
        json!({"sms_consent": false, "consent_source": "shopify"})
    );
    let mut body = payload("shopify-email-consent");
    for state in ["pending", "redacted", "invalid", "nonsense"] {
        body["email_marketing_consent"]["state"] = json!(state);
        let reading = read("customers_email_marketing_consent/update", &body);
        assert_eq!(reading, Reading::Nothing(Unsaid::NoNews), "{state}");
    }
}

#[test]
fn a_subscription_starts_once_and_ends_once() {
    let body = payload("shopify-subscription");
    let Reading::Subscription(started) = read("subscription_contracts/create", &body) else { panic!("none") };
    let message = serde_json::to_value(writer().subscription(&started)).unwrap();
    assert_eq!(message["event"], "subscription_started");
    assert_eq!(message["userId"], "7120000001");
    assert_eq!(
        message["properties"],
        json!({
            "subscription_id": "593791907", "currency": "EUR", "interval": "1 month",
            "order_id": "5514000001", "shop": "shop.example",
        })
    );
    // A contract that runs is news alone where it had ended.
    let Reading::Subscription(running) = read("subscription_contracts/update", &body) else { panic!("none") };
    assert_eq!(running.state, SubscriptionState::Running);
    let mut body = body;
    body["status"] = json!("cancelled");
    let Reading::Subscription(ended) = read("subscription_contracts/update", &body) else { panic!("none") };
    let update = serde_json::to_value(writer().subscription(&ended)).unwrap();
    assert_eq!(update["event"], "subscription_cancelled");
    let Reading::Subscription(ended) = read("subscription_contracts/cancel", &body) else { panic!("none") };
    let cancel = serde_json::to_value(writer().subscription(&ended)).unwrap();
    assert_eq!(cancel["messageId"], update["messageId"]);
}

#[test]
fn a_checkout_names_its_person_until_it_is_complete() {
    let mut body = payload("shopify-checkout");
    let Reading::Checkout(checkout) = read("checkouts/update", &body) else { panic!("no checkout") };
    assert_eq!(checkout.cart.person.email.as_deref(), Some("jane.roe@example.com"));
    let started = serde_json::to_value(writer().checkout_started(&checkout)).unwrap();
    assert_eq!(started["properties"]["cart_id"], "c1-7d0e5a3b");
    assert_eq!(started["properties"]["total"], 60);
    body["presentment_currency"] = json!("USD");
    let Reading::Checkout(checkout) = read("checkouts/update", &body) else { panic!("no checkout") };
    let started = serde_json::to_value(writer().checkout_started(&checkout)).unwrap();
    assert!(started["properties"].get("total").is_none() && started["properties"].get("currency").is_none());
    body["completed_at"] = json!("2026-11-23T14:40:35+01:00");
    assert_eq!(read("checkouts/update", &body), Reading::Nothing(Unsaid::NoNews));
}

#[test]
fn unknown_topics_and_unreadable_bodies_are_counted_apart() {
    assert_eq!(read("themes/update", &json!({"id": 1})), Reading::Nothing(Unsaid::UnknownTopic));
    for topic in ["orders/create", "refunds/create", "customers/update", "checkouts/create"] {
        for body in [json!(null), json!([]), json!("x"), json!({})] {
            assert_eq!(read(topic, &body), Reading::Nothing(Unsaid::Unreadable), "{topic} {body}");
        }
    }
}
