//! Shopify's webhooks: which topics say what. <https://shopify.dev/docs/api/webhooks>
//!
//! | to find | look in |
//! | --- | --- |
//! | orders and their cancellations | `shopify/order.rs` |
//! | refunds | `shopify/refund.rs` |
//! | customers, lifetime figures, consent, privacy | `shopify/customer.rs` |
//! | checkouts | `shopify/checkout.rs` |
//! | subscription contracts | `shopify/subscription.rs` |
//! | in which currency an amount is | `shopify/money.rs` |

mod checkout;
mod customer;
mod money;
mod order;
mod refund;
mod subscription;
#[cfg(test)]
mod tests;

use crate::server::payload::Payload;
use crate::server::reading::{PrivacyRequest, Reading, Unsaid};

/// What a webhook of this topic says.
pub fn read(topic: &str, body: Payload) -> Reading {
    let reading = match topic {
        "orders/create"
        | "orders/paid"
        | "orders/updated"
        | "orders/fulfilled"
        | "orders/partially_fulfilled"
        | "orders/cancelled" => order::read(topic, body),
        "refunds/create" => refund::read(body),
        "checkouts/create" | "checkouts/update" => checkout::read(body),
        "customers/create" | "customers/update" | "customers/enable" => customer::read(body),
        "customers/purchasing_summary" => customer::read_summary(body),
        "customers_email_marketing_consent/update" | "customers/email_marketing_consent_update" => {
            customer::read_email_consent(body)
        }
        "customers_marketing_consent/update" | "customers/marketing_consent_update" => {
            customer::read_sms_consent(body)
        }
        "subscription_contracts/create"
        | "subscription_contracts/update"
        | "subscription_contracts/activate"
        | "subscription_contracts/cancel"
        | "subscription_contracts/expire"
        | "subscription_contracts/fail" => subscription::read(topic, body),
        "customers/redact" => customer::read_privacy(PrivacyRequest::CustomerRedact, body),
        "customers/data_request" => customer::read_privacy(PrivacyRequest::DataRequest, body),
        "shop/redact" => customer::read_privacy(PrivacyRequest::ShopRedact, body),
        _ => return Reading::Nothing(Unsaid::UnknownTopic),
    };
    reading.unwrap_or(Reading::Nothing(Unsaid::Unreadable))
}
