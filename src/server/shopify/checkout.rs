//! Checkouts: `checkouts/create` and `checkouts/update`. They name a person who did not order yet.
//! <https://shopify.dev/docs/api/webhooks/latest?accordionItem=webhooks-checkouts-create>

use super::money::Money;
use super::order::{read_coupon, read_lines, read_person, read_profile};
use crate::server::order::{Checkout, Order};
use crate::server::payload::Payload;
use crate::server::reading::{Reading, Unsaid};

pub fn read(body: Payload) -> Option<Reading> {
    if body.member("test").flag() == Some(true) {
        return Some(Reading::Nothing(Unsaid::Test));
    }
    let token = body.either("token", "id").id()?;
    if body.member("completed_at").moment().is_some() {
        // The order says the rest.
        return Some(Reading::Nothing(Unsaid::NoNews));
    }
    let money = Money::of_checkout(body);
    let cart = Order {
        person: read_person(body),
        profile: read_profile(body.member("customer"), body.member("billing_address"), None),
        currency: money.currency.clone(),
        total: money.of(body, "total_price"),
        subtotal: money.of(body, "subtotal_price"),
        discount: money.of(body, "total_discounts"),
        shipping: money.sum(body.member("shipping_lines"), "price"),
        tax: money.of(body, "total_tax"),
        coupon: read_coupon(body),
        lines: read_lines(body.member("line_items"), &money),
        ..Order::default()
    };
    let at = body.either("updated_at", "created_at").moment();
    Some(Reading::Checkout(Box::new(Checkout { token, cart_id: body.member("cart_token").id(), cart, at })))
}
