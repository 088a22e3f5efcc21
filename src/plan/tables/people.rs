//! The plan's table of attributes of a person: names, types, and who supplies each.
//!
//! The tracker never computes a lifetime figure, because one browser does not see all orders. It sends such
//! a figure as the page gives it, or not at all.

/// Attributes that Customer.io sets itself.
pub const RESERVED_TRAITS: &[&str] = &["anonymous_id", "cio_id"];

/// An attribute of a person. `kind` is the word of a [`DataType`](crate::plan::tables::DataType), or
/// `object`.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    pub name: &'static str,
    pub kind: &'static str,
    pub by: Supplier,
    pub doc: &'static str,
}

/// Who supplies an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supplier {
    /// The page, as traits of `identify`.
    Page,
    /// The tracker, from what happened in this browser.
    Tracker,
    /// The tracker; a value that the page gives wins.
    Either,
}

impl Supplier {
    /// The word in plan.json and in the documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Supplier::Page => "page",
            Supplier::Tracker => "tracker",
            Supplier::Either => "tracker or page",
        }
    }
}

use Supplier::{Either, Page, Tracker};

/// Every attribute that the tracker or a page sends.
pub const ATTRIBUTES: &[Attribute] = &[
    // Keys that identify the person.
    row("email", "text", Page, "The address; identifies the person."),
    row("phone", "text", Page, "The number, in E.164 when it carries its country code."),
    row("customer_id", "id", Page, "The shop's id of the person; the strongest key."),
    // Where the person came from: src/shopper/attribution.rs.
    row("first_utm_source", "text", Tracker, "First touch: who sent the shopper."),
    row("first_utm_medium", "text", Tracker, "First touch: by what kind of link."),
    row("first_utm_campaign", "text", Tracker, "First touch: for which campaign."),
    row("first_utm_term", "text", Tracker, "First touch: the paid keyword."),
    row("first_utm_content", "text", Tracker, "First touch: which of several links."),
    row("first_landing_page", "url", Tracker, "First touch: the page, without personal data."),
    row("first_referrer", "url", Tracker, "First touch: the page before."),
    row("first_channel", "text", Tracker, "First touch: `paid_search`, `email`, `referral`, `direct`, …"),
    row("first_touch_at", "date", Tracker, "When the first touch was."),
    row("last_utm_source", "text", Tracker, "Last touch: who sent the shopper."),
    row("last_utm_medium", "text", Tracker, "Last touch: by what kind of link."),
    row("last_utm_campaign", "text", Tracker, "Last touch: for which campaign."),
    row("last_utm_term", "text", Tracker, "Last touch: the paid keyword."),
    row("last_utm_content", "text", Tracker, "Last touch: which of several links."),
    row("last_landing_page", "url", Tracker, "Last touch: the page, without personal data."),
    row("last_referrer", "url", Tracker, "Last touch: the page before."),
    row("last_channel", "text", Tracker, "Last touch: as `first_channel`."),
    row("last_touch_at", "date", Tracker, "When the last touch was."),
    // Interest: src/shopper/profile.rs.
    row(
        "last_viewed_product",
        "text",
        Tracker,
        "The name of the product seen last, as a message can say it.",
    ),
    row("last_viewed_product_id", "id", Tracker, "Its `product_id`."),
    row("last_viewed_product_url", "url", Tracker, "Its page, where the shop's events say it."),
    row("last_viewed_product_image_url", "url", Tracker, "Its picture, where the shop's events say it."),
    row(
        "last_viewed_category",
        "text",
        Tracker,
        "The category seen last: a product's `category`, or the collection that was \
        opened.",
    ),
    row(
        "preferred_category",
        "text",
        Tracker,
        "The category of most interest: a view counts 1, an addition to the cart 5, half as \
        much after 14 days.",
    ),
    // Orders.
    row("last_order_date", "date", Either, "When the last order was placed that this browser saw complete."),
    row("first_order_date", "date", Page, "When the first order was placed."),
    row("orders_count", "count", Page, "Orders in a lifetime."),
    row("total_spend", "money", Page, "Money in a lifetime, in the shop's own currency."),
    // Consent and channels.
    row(
        "email_consent",
        "boolean",
        Either,
        "Whether marketing e-mail is agreed to; the tracker repeats what \
        `consent_changed` says.",
    ),
    row("sms_consent", "boolean", Either, "Whether marketing text messages are agreed to; likewise."),
    row("marketing_consent", "boolean", Either, "Whether use for marketing is agreed to; likewise."),
    row("analytics_consent", "boolean", Either, "Whether measurement is agreed to; likewise."),
    row("unsubscribed", "boolean", Page, "Customer.io's own: true means no message on any channel."),
    row(
        "cio_subscription_preferences",
        "object",
        Page,
        "Customer.io's own: `{topics: {topic_1: true}, channels: {email: false}}`; or one of \
        them, as `cio_subscription_preferences.topics.topic_1`.",
    ),
];

const fn row(name: &'static str, kind: &'static str, by: Supplier, doc: &'static str) -> Attribute {
    Attribute { name, kind, by, doc }
}
