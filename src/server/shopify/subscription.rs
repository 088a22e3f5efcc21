//! Subscription contracts. A contract names its customer by id alone.
//! <https://shopify.dev/docs/api/webhooks/latest?accordionItem=webhooks-subscription_contracts-create>

use crate::server::order::{Subscription, SubscriptionState};
use crate::server::payload::Payload;
use crate::server::person::Person;
use crate::server::reading::Reading;

pub fn read(topic: &str, body: Payload) -> Option<Reading> {
    let status = body.member("status").text().unwrap_or_default().to_lowercase();
    let has_ended = matches!(status.as_str(), "cancelled" | "expired" | "failed")
        || matches!(
            topic,
            "subscription_contracts/cancel" | "subscription_contracts/expire" | "subscription_contracts/fail"
        );
    let id = body.either("id", "admin_graphql_api_id").id()?;
    let state = match topic {
        _ if has_ended => SubscriptionState::Ended,
        "subscription_contracts/create" => SubscriptionState::Started,
        _ => SubscriptionState::Running,
    };
    let customer_id = body.either("customer_id", "admin_graphql_api_customer_id").id();
    let at = body.member(if has_ended { "updated_at" } else { "created_at" }).moment();
    Some(Reading::Subscription(Box::new(Subscription {
        id,
        person: Person::new(customer_id, None, None),
        state,
        // A contract has no dates. Each of its changes is a revision.
        run: body.member("revision_id").id().filter(|_| has_ended),
        order_id: body.either("origin_order_id", "admin_graphql_api_origin_order_id").id(),
        currency: body.member("currency_code").currency(),
        interval: read_interval(body.member("billing_policy")),
        next_order_at: body.member("next_billing_date").moment(),
        // Why it ended, where it was not the customer who ended it.
        reason: Some(status).filter(|status| status == "expired" || status == "failed"),
        at,
        changed_at: body.member("updated_at").moment(),
        product: None,
    })))
}

/// `1 month` of `{interval: "month", interval_count: 1}`.
fn read_interval(policy: Payload) -> Option<String> {
    let unit = policy.member("interval").text()?.to_lowercase();
    let count = policy.member("interval_count").count().filter(|count| *count > 0)?;
    Some(format!("{count} {unit}"))
}
