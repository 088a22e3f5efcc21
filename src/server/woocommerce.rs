//! WooCommerce's webhooks: which topics say what.
//! <https://developer.woocommerce.com/docs/best-practices/urls-and-routing/webhooks/>
//!
//! | to find | look in |
//! | --- | --- |
//! | orders, refunds, what a status means | `woocommerce/order.rs` |
//! | customers | `woocommerce/customer.rs` |
//! | subscriptions, of the extension WooCommerce Subscriptions | `woocommerce/subscription.rs` |

mod customer;
mod order;
mod subscription;
#[cfg(test)]
mod tests;

use crate::server::payload::Payload;
use crate::server::reading::{Reading, Unsaid};

/// What a webhook of this topic says.
pub fn read(topic: &str, body: Payload) -> Reading {
    let reading = match topic {
        "order.created" | "order.updated" | "order.restored" => order::read(body),
        "customer.created" | "customer.updated" => customer::read(body),
        "subscription.created" | "subscription.updated" => subscription::read(body),
        _ => return Reading::Nothing(Unsaid::UnknownTopic),
    };
    reading.unwrap_or(Reading::Nothing(Unsaid::Unreadable))
}

/// Whether this is WooCommerce's first call, when a webhook is saved: `webhook_id=7`, without a topic and
/// without a signature. It wants a 2xx.
pub fn is_ping(body: &[u8]) -> bool {
    let id = body.strip_prefix(b"webhook_id=").unwrap_or_default();
    !id.is_empty() && id.len() < 20 && id.iter().all(u8::is_ascii_digit)
}
