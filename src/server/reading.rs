//! What a webhook turned out to be.

use crate::server::order::{Checkout, Consent, Order, Refund, Subscription};
use crate::server::person::{Person, Profile};

/// What a webhook says, in the same types for every platform.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    Order(Box<Order>),
    /// A refund whose payload does not name the person.
    Refund {
        order_id: String,
        refund: Refund,
    },
    Person {
        person: Person,
        profile: Profile,
        at: Option<i64>,
        /// Answers to marketing that the payload carries, each with its own date.
        consents: Vec<Consent>,
    },
    /// Shopify's lifetime figures. `last_order` is an order's id.
    Summary {
        person: Person,
        profile: Profile,
        last_order: Option<String>,
        at: Option<i64>,
    },
    Checkout(Box<Checkout>),
    Consent(Consent),
    Subscription(Box<Subscription>),
    Privacy {
        request: PrivacyRequest,
        person: Person,
    },
    Nothing(Unsaid),
}

/// A platform's request about a person's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivacyRequest {
    /// Delete the person.
    CustomerRedact,
    /// Tell the person what is known of them.
    DataRequest,
    /// The shop removed the app: delete the shop.
    ShopRedact,
}

/// Why a webhook gives no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsaid {
    /// This server makes nothing of the topic.
    UnknownTopic,
    /// The body is not what the topic promises: it has no id, or is no object.
    Unreadable,
    /// The payload is as it should be and has no news.
    NoNews,
    /// A test of the shop's owner: nobody ordered.
    Test,
}
