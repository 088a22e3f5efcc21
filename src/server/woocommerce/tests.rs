//! What WooCommerce's payloads become, by samples with invented data in the documented fields.

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
fn an_order_says_what_the_customer_paid() {
    let messages = writer().order(&order("order.created", &payload("woocommerce-order")));
    assert_eq!(identify(&messages)["userId"], "26");
    assert_eq!(
        identify(&messages)["traits"],
        json!({
            "customer_id": "26", "email": "jane.roe@example.com", "phone": "030123456",
            "first_name": "Jane", "last_name": "Roe", "last_order_date": 1_795_441_235,
        })
    );
    let completed = event(&messages, "order_completed");
    assert_eq!(completed["anonymousId"], "b7e39c89-9c58-40b3-a5f3-67fa1297b10a");
    assert_eq!(
        completed["properties"],
        json!({
            "order_id": "727", "total": 84.9, "currency": "EUR",
            "line_items": [
                {
                    "product_id": "93", "sku": "SP-1", "name": "Men’s Salt & Pepper", "price": 27.5,
                    "quantity": 2, "image_url": "https://shop.example/i/sp.jpg",
                },
                {
                    "product_id": "22", "variant_id": "23", "sku": "RUN-42", "name": "Runner - Blue, 42",
                    "price": 25, "quantity": 1,
                },
            ],
            "cart_value": 80, "item_count": 3, "product_ids": ["93", "22"],
            "discount": 5, "shipping": 4.9, "tax": 13.55, "coupon": "spring5",
            "order_date": 1_795_441_235, "shop": "shop.example",
            "payment_method": "bacs", "shipping_method": "Flat Rate",
        })
    );
}

#[test]
fn a_guest_goes_by_the_billing_address() {
    let mut body = payload("woocommerce-order");
    body["customer_id"] = json!(0);
    assert_eq!(identify(&writer().order(&order("order.created", &body)))["userId"], "jane.roe@example.com");
}

#[test]
fn an_order_that_waits_for_its_payment_is_none_until_it_is_paid() {
    let mut body = payload("woocommerce-order");
    for status in ["pending", "failed", "checkout-draft", "packed"] {
        body["status"] = json!(status);
        body["date_paid_gmt"] = Value::Null;
        assert!(!order("order.created", &body).is_placed, "{status}");
    }
    for status in ["on-hold", "processing", "completed", "refunded"] {
        body["status"] = json!(status);
        assert!(order("order.updated", &body).is_placed, "{status}");
    }
    // Paid five days later: an order from then on, placed when the shopper placed it.
    body["status"] = json!("processing");
    body["date_modified_gmt"] = json!("2026-11-28T10:00:00");
    assert!(!order("order.updated", &body).is_placed);
    body["date_paid_gmt"] = json!("2026-11-28T10:00:00");
    let paid = order("order.updated", &body);
    assert!(paid.is_placed);
    assert_eq!(event(&writer().order(&paid), "order_completed")["timestamp"], "2026-11-23T13:40:35.000Z");
    body["status"] = json!("packed");
    assert!(order("order.updated", &body).is_placed, "a status of the shop's own, paid");
}

#[test]
fn refunds_are_sent_by_their_ids_and_the_last_one_is_full() {
    let mut body = payload("woocommerce-order-refunded-part");
    let part = writer().order(&order("order.updated", &body));
    assert_eq!(
        event(&part, "order_refunded")["properties"],
        json!({
            "order_id": "727", "refund_id": "728", "refund_amount": 30, "full_refund": false,
            "order_total": 84.9, "currency": "EUR", "reason": "too small", "order_date": 1_795_441_235,
            "shop": "shop.example",
        })
    );
    body["refunds"] = json!([{"id": 730, "reason": "", "total": "-54.90"}, {"id": 728, "total": "-30.00"}]);
    body["status"] = json!("refunded");
    let order = order("order.updated", &body);
    let refunds: Vec<_> =
        order.refunds.iter().map(|refund| (refund.id.as_deref(), refund.amount, refund.is_full)).collect();
    assert_eq!(refunds, [(Some("728"), Some(30.0), Some(false)), (Some("730"), Some(54.9), Some(true))]);
}

#[test]
fn a_cancelled_order_is_no_order_any_more() {
    let mut body = payload("woocommerce-order");
    body["status"] = json!("cancelled");
    let messages = writer().order(&order("order.updated", &body));
    assert_eq!(event(&messages, "order_cancelled")["properties"]["total"], 84.9);
    assert!(messages.iter().all(|message| message.name() != "order_completed"));
}

#[test]
fn half_a_kilo_is_one_piece_at_the_price_of_the_line_and_yen_have_no_decimals() {
    let mut body = payload("woocommerce-order");
    body["line_items"][0]["quantity"] = json!(0.5);
    let lines = order("order.created", &body).lines.unwrap();
    assert_eq!((lines[0].price, lines[0].quantity), (Some(55.0), Some(1.0)));
    body["line_items"][0]["quantity"] = json!(3);
    assert_eq!(order("order.created", &body).lines.unwrap()[0].price, Some(18.33));
    body["currency"] = json!("JPY");
    body["total"] = json!("8490");
    assert_eq!(order("order.created", &body).lines.unwrap()[0].price, Some(18.0));
}

#[test]
fn a_customer_is_sent_without_figures_that_the_payload_does_not_have() {
    let Reading::Person { person, profile, at, .. } =
        read("customer.updated", &payload("woocommerce-customer"))
    else {
        panic!("no person")
    };
    assert_eq!(
        Value::from(profile.traits(&person)),
        json!({
            "customer_id": "26", "email": "jane.roe@example.com", "phone": "030123456",
            "first_name": "Jane", "last_name": "Roe", "created_at": 1_795_441_080,
        })
    );
    assert_eq!(at, Some(1_795_441_200_000));
}

#[test]
fn a_subscription_of_the_extension_starts_and_ends() {
    let mut body = payload("woocommerce-order");
    body["status"] = json!("active");
    body["parent_id"] = json!(700);
    body["billing_period"] = json!("month");
    body["billing_interval"] = json!("2");
    body["next_payment_date_gmt"] = json!("2027-01-23T13:40:35");
    let Reading::Subscription(started) = read("subscription.created", &body) else { panic!("none") };
    let message = serde_json::to_value(writer().subscription(&started)).unwrap();
    assert_eq!(message["event"], "subscription_started");
    assert_eq!(message["properties"]["interval"], "2 month");
    assert_eq!(message["properties"]["order_id"], "700");
    body["status"] = json!("pending-cancel");
    assert_eq!(read("subscription.updated", &body), Reading::Nothing(Unsaid::NoNews));
    body["status"] = json!("cancelled");
    let Reading::Subscription(ended) = read("subscription.updated", &body) else { panic!("none") };
    assert_eq!(ended.state, SubscriptionState::Ended);
}

#[test]
fn the_first_call_of_a_webhook_has_an_id_alone() {
    assert!(super::is_ping(b"webhook_id=17"));
    for none in ["webhook_id=", "webhook_id=x", "", "{}", "webhook_id=1&a=b"] {
        assert!(!super::is_ping(none.as_bytes()), "{none}");
    }
}
