//! Customers, their lifetime figures, their answers to marketing, and requests about their data.
//! <https://shopify.dev/docs/api/webhooks/latest?accordionItem=webhooks-customers-create>
//! <https://shopify.dev/docs/apps/build/privacy-law-compliance>

use super::order::read_profile;
use crate::server::order::{Consent, ConsentChannel};
use crate::server::payload::Payload;
use crate::server::person::{Person, Profile};
use crate::server::reading::{PrivacyRequest, Reading, Unsaid};

pub fn read(body: Payload) -> Option<Reading> {
    let person = read_keys(body);
    person.user_id()?;
    let profile = read_profile(body, body.member("default_address"), None);
    let at = body.member("updated_at").moment();
    let consents = read_consents(body, &person, at);
    Some(Reading::Person { person, profile, at, consents })
}

/// Before version 2025-01 the customer carries the answers as well, each with its own date. It is older than
/// the customer's, which changes for any reason.
fn read_consents(body: Payload, person: &Person, at: Option<i64>) -> Vec<Consent> {
    let of = |channel: ConsentChannel, consent: Payload| {
        let answered_at = consent.member("consent_updated_at").moment();
        let is_agreed = read_state(consent.member("state"))?;
        Some(Consent { person: person.clone(), channel, is_agreed, at: answered_at.or(at), source: None })
    };
    let email = of(ConsentChannel::Email, body.member("email_marketing_consent"));
    let email = email.or_else(|| {
        let is_agreed = body.member("accepts_marketing").flag()?;
        let at = body.member("accepts_marketing_updated_at").moment().or(at);
        Some(Consent { person: person.clone(), channel: ConsentChannel::Email, is_agreed, at, source: None })
    });
    let sms = of(ConsentChannel::Sms, body.member("sms_marketing_consent"));
    email.into_iter().chain(sms).collect()
}

/// `customers/purchasing_summary`, which has the figures since version 2025-01.
pub fn read_summary(body: Payload) -> Option<Reading> {
    let person = Person::new(Some(body.either("customerId", "customer_id").id()?), None, None);
    let profile = Profile {
        orders_count: body.either("numberOfOrders", "number_of_orders").count(),
        total_spend: body.either("amountSpent", "amount_spent").member("amount").money(),
        ..Profile::default()
    };
    person.user_id()?;
    let last_order = body.either("lastOrderId", "last_order_id").id();
    let at = body.either("occurredAt", "occurred_at").moment();
    Some(Reading::Summary { person, profile, last_order, at })
}

pub fn read_email_consent(body: Payload) -> Option<Reading> {
    let person = Person::new(body.member("customer_id").id(), body.member("email_address").text(), None);
    read_consent(ConsentChannel::Email, person, body.member("email_marketing_consent"))
}

pub fn read_sms_consent(body: Payload) -> Option<Reading> {
    let id = body.either("id", "customer_id").id();
    let person = Person::new(id, None, body.member("phone").text());
    read_consent(ConsentChannel::Sms, person, body.member("sms_marketing_consent"))
}

fn read_consent(channel: ConsentChannel, person: Person, consent: Payload) -> Option<Reading> {
    person.user_id()?;
    consent.member("state").text()?;
    Some(match read_state(consent.member("state")) {
        Some(is_agreed) => Reading::Consent(Consent {
            person,
            channel,
            is_agreed,
            at: consent.member("consent_updated_at").moment(),
            source: consent.member("consent_collected_from").text().map(|source| source.to_lowercase()),
        }),
        None => Reading::Nothing(Unsaid::NoNews),
    })
}

/// Whether the customer agreed. `pending` waits for a confirmation; `redacted` and `invalid` say nothing.
fn read_state(state: Payload) -> Option<bool> {
    match state.text()?.to_lowercase().as_str() {
        "subscribed" => Some(true),
        "not_subscribed" | "unsubscribed" => Some(false),
        _ => None,
    }
}

/// A request about a person's data. It may have a person without any key: the platform asked all the same.
pub fn read_privacy(request: PrivacyRequest, body: Payload) -> Option<Reading> {
    body.is_object().then(|| Reading::Privacy { request, person: read_keys(body.member("customer")) })
}

fn read_keys(customer: Payload) -> Person {
    let id = customer.either("id", "admin_graphql_api_id").id();
    Person::new(id, customer.member("email").text(), customer.member("phone").text())
}
