//! Subscriptions of the extension WooCommerce Subscriptions: an order's payload with a rhythm.
//! <https://woocommerce.github.io/subscriptions-rest-api-docs/>

use super::order::{read_order, read_person};
use crate::server::order::{Subscription, SubscriptionState};
use crate::server::payload::Payload;
use crate::server::reading::{Reading, Unsaid};
use crate::wire::LineItem;

pub fn read(body: Payload) -> Option<Reading> {
    let order = read_order(body)?;
    let status = body.member("status").text()?;
    let has_ended = matches!(status.as_str(), "cancelled" | "expired");
    if !has_ended && status != "active" {
        return Some(Reading::Nothing(Unsaid::NoNews));
    }
    let date = |name: &str| body.member(name).moment_gmt();
    let started_at = date("start_date_gmt").or_else(|| date("date_created_gmt"));
    let own_end = date("end_date_gmt").or_else(|| date("cancelled_date_gmt"));
    let ended_at = own_end.or_else(|| date("date_modified_gmt"));
    Some(Reading::Subscription(Box::new(Subscription {
        id: order.id,
        person: read_person(body),
        state: if has_ended { SubscriptionState::Ended } else { SubscriptionState::Started },
        // The extension removes the date when the subscription is taken up again.
        run: own_end.filter(|_| has_ended).map(|at| at.div_euclid(1000).to_string()),
        order_id: body.member("parent_id").id(),
        currency: order.currency,
        interval: read_interval(body),
        next_order_at: date("next_payment_date_gmt"),
        reason: (status == "expired").then_some(status),
        at: if has_ended { ended_at } else { started_at },
        changed_at: date("date_modified_gmt"),
        product: order.lines.and_then(only_line),
    })))
}

/// The product, where the subscription is to one alone.
fn only_line(mut lines: Vec<LineItem>) -> Option<LineItem> {
    if lines.len() == 1 {
        lines.pop()
    } else {
        None
    }
}

/// `1 month` of `billing_period` and `billing_interval`.
fn read_interval(body: Payload) -> Option<String> {
    let count = body.member("billing_interval").count().filter(|count| *count > 0)?;
    Some(format!("{count} {}", body.member("billing_period").text()?))
}
