//! The tables of the tracking plan: events, properties and attributes of a person, as Rust constants.
//!
//! What stands here is what the tracker accepts, what the collector checks, and what the generated files in
//! `pkg-template/` say (`npm run plan`). A property name has one type on every event. The names are those
//! on the wire; [`Event::semantic`] and [`Property::semantic`] are sent instead under `naming: "semantic"`
//! (<https://docs.customer.io/integrations/data-in/semantic-events/ecommerce>).
//!
//! This folder knows neither the page's engine nor its values, so that a module without them can use it.
//! The constants cost no bytes on a page: the page carries `page.json`, which `pack` makes from them, and
//! reads it in [`page_table`](crate::plan::page_table).

#[cfg(not(target_arch = "wasm32"))]
mod pack;
mod people;
mod rows;

#[cfg(not(target_arch = "wasm32"))]
pub use pack::pack;
pub use people::{Attribute, Supplier, ATTRIBUTES, RESERVED_TRAITS};
use rows::row;
pub use rows::{DataType, Event, Property, Scope, KINDS};

/// The version of the plan. An addition raises the minor number; a renaming or a removal raises the major
/// one.
pub const VERSION: &str = "1.1.0";

/// The properties of a product, whether it is the event's subject or a line of a cart or an order.
const PRODUCT: &str =
    "product_id variant_id sku name variant_name category brand price quantity currency image_url url";
/// The lines of a cart, and the properties that the tracker derives from them (`event/derived.rs`).
const CART: &str = "cart_id line_items cart_value item_count product_ids primary_category currency";
const ORDER: &str =
    "order_id cart_id line_items cart_value item_count product_ids primary_category subtotal discount \
    shipping tax total currency coupon";
const OFFER: &str = "offer_id offer_code offer_name offer_type offer_value currency placement";

/// What a product is known by. At least one of these is needed.
pub const PRODUCT_KEYS: &str = "product_id/variant_id/sku/name";
/// What each line of a cart or an order should have. Nothing is needed: that is before the first space.
pub const LINE_ITEM_REQUIRED: &str = " product_id price quantity";
/// What a line may have besides.
pub const LINE_ITEM_OPTIONAL: &[&str] = &[PRODUCT, "discount coupon position"];

/// The events of the plan.
pub const EVENTS: &[Event] = &[
    Event {
        name: "page",
        semantic: "Page",
        doc:
            "A page view. Sent as a page message, by itself, once for each; its properties are filled in by \
            the tracker.",
        intent: 0,
        once: Scope::Page,
        key: "url",
        in_cart: false,
        needed: "",
        expected: "",
        optional: &["url path search referrer title"],
        renames: "",
        channels: "onsite",
    },
    Event {
        name: "collection_viewed",
        semantic: "Product List Viewed",
        doc: "A collection, category or list of products was seen.",
        intent: 1,
        once: Scope::Page,
        key: "collection_id",
        in_cart: false,
        needed: "collection_id/collection_name",
        expected: "collection_id",
        optional: &["collection_name category product_ids url"],
        renames: "",
        channels: "email onsite ads",
    },
    Event {
        name: "search_performed",
        semantic: "Products Searched",
        doc: "The shop's search gave its results.",
        intent: 2,
        once: Scope::Page,
        key: "query",
        in_cart: false,
        needed: "query",
        expected: "",
        optional: &["results_count product_ids url"],
        renames: "",
        channels: "email onsite",
    },
    Event {
        name: "product_viewed",
        semantic: "Product Viewed",
        doc: "One product was seen, on its page or in a quick view; not a card in a list.",
        intent: 3,
        once: Scope::Page,
        key: "product_id variant_id",
        in_cart: false,
        needed: PRODUCT_KEYS,
        expected: "product_id name price currency",
        optional: &[PRODUCT, "compare_at_price in_stock collection_id position"],
        renames: "",
        channels: "email sms onsite ads",
    },
    Event {
        name: "add_to_cart",
        semantic: "Product Added",
        doc: "Pieces of a product went into the cart, after the shop accepted them. `quantity` is what was \
            added, not the new total.",
        intent: 6,
        once: Scope::Always,
        key: "",
        in_cart: true,
        needed: PRODUCT_KEYS,
        expected: "product_id price quantity currency",
        optional: &[PRODUCT, CART, "collection_id position"],
        renames: "",
        channels: "email sms push onsite ads",
    },
    Event {
        name: "remove_from_cart",
        semantic: "Product Removed",
        doc: "Pieces of a product left the cart. `quantity` is what was removed.",
        intent: 4,
        once: Scope::Always,
        key: "",
        in_cart: true,
        needed: PRODUCT_KEYS,
        expected: "product_id quantity",
        optional: &[PRODUCT, CART],
        renames: "",
        channels: "email onsite",
    },
    Event {
        name: "cart_viewed",
        semantic: "Cart Viewed",
        doc: "The cart page or drawer was seen; again on the same page only when its content changed.",
        intent: 4,
        once: Scope::Page,
        key: "cart_id line_items",
        in_cart: true,
        needed: "",
        expected: "",
        optional: &[CART],
        renames: "",
        channels: "email onsite",
    },
    Event {
        name: "checkout_started",
        semantic: "Checkout Started",
        doc: "The shopper went to pay. Once for each cart and content, however often the checkout renders.",
        intent: 8,
        once: Scope::Cart,
        key: "cart_id line_items",
        in_cart: true,
        needed: "",
        expected: "line_items currency",
        optional: &[CART, "subtotal discount shipping tax total coupon"],
        renames: "",
        channels: "email sms push ads",
    },
    Event {
        name: "order_completed",
        semantic: "Order Completed",
        doc: "An order was placed. Once only, however often and wherever the confirmation is shown.",
        intent: 9,
        once: Scope::Forever,
        key: "order_id",
        in_cart: true,
        needed: "order_id",
        expected: "total currency line_items",
        optional: &[ORDER, "order_date payment_method shipping_method"],
        renames: "",
        channels: "email sms push onsite ads",
    },
    Event {
        name: "order_refunded",
        semantic: "Order Refunded",
        doc: "Money of an order went back, all or part of it. Ends journeys that thank for or build on the \
            order.",
        intent: 8,
        once: Scope::Forever,
        key: "order_id refund_id",
        in_cart: false,
        needed: "order_id",
        expected: "",
        optional: &[
            "refund_id refund_amount full_refund order_total reason order_date coupon currency line_items \
            cart_value item_count product_ids primary_category",
        ],
        renames: "",
        channels: "email sms push",
    },
    Event {
        name: "order_cancelled",
        semantic: "Order Cancelled",
        doc: "An order will not be fulfilled. Ends journeys that thank for or build on the order.",
        intent: 8,
        once: Scope::Forever,
        key: "order_id",
        in_cart: false,
        needed: "order_id",
        expected: "",
        optional: &["reason total order_date coupon currency line_items cart_value item_count product_ids \
            primary_category"],
        renames: "",
        channels: "email sms push",
    },
    Event {
        name: "offer_shown",
        semantic: "Promotion Viewed",
        doc: "An offer was put before the shopper. An offer without a code goes by its name in `offer_code`.",
        intent: 1,
        once: Scope::Page,
        key: "offer_id offer_code",
        in_cart: false,
        needed: "offer_id/offer_code/offer_name",
        expected: "offer_code",
        optional: &[OFFER],
        renames: "offer_code:promotion_id offer_name:name placement:position",
        channels: "onsite",
    },
    Event {
        name: "offer_applied",
        semantic: "Coupon Applied",
        doc: "The shop accepted an offer or a code.",
        intent: 5,
        once: Scope::Page,
        key: "offer_id offer_code",
        in_cart: true,
        needed: "offer_id/offer_code/offer_name",
        expected: "offer_code",
        optional: &[OFFER, "cart_id order_id"],
        renames: "offer_code:coupon_id offer_name:coupon_name offer_value:discount",
        channels: "email onsite",
    },
    Event {
        name: "consent_changed",
        semantic: "Consent Updated",
        doc:
            "The shopper gave or withdrew consent; at least one of the four. Before log-in too, where traits \
            would be ignored.",
        intent: 9,
        once: Scope::Always,
        key: "",
        in_cart: false,
        needed: "email_consent/sms_consent/marketing_consent/analytics_consent",
        expected: "",
        optional: &["email_consent sms_consent marketing_consent analytics_consent consent_source"],
        renames: "",
        channels: "email sms",
    },
    Event {
        name: "subscription_started",
        semantic: "Subscription Started",
        doc: "A subscription to a product began.",
        intent: 7,
        once: Scope::Page,
        key: "subscription_id",
        in_cart: false,
        needed: "subscription_id",
        expected: "",
        optional: &[PRODUCT, "order_id plan_name interval next_order_date"],
        renames: "",
        channels: "email sms",
    },
    Event {
        name: "subscription_cancelled",
        semantic: "Subscription Cancelled",
        doc: "A subscription to a product ended.",
        intent: 7,
        once: Scope::Page,
        key: "subscription_id",
        in_cart: false,
        needed: "subscription_id",
        expected: "",
        optional: &[PRODUCT, "plan_name interval reason"],
        renames: "",
        channels: "email sms",
    },
];

/// Every property of any event, by which a name has one type everywhere.
pub const PROPERTIES: &[Property] = &[
    // A product.
    row("product_id", DataType::Id, "The product's id in the shop's catalogue, the same on every event."),
    row("variant_id", DataType::Id, "The id of the size, colour or other variant."),
    row("sku", DataType::Id, "The stock-keeping unit of the variant."),
    row("name", DataType::Text, "The product's name as the shopper reads it."),
    row("variant_name", DataType::Text, "The variant as the shopper reads it, such as `S / Blue`.")
        .as_semantic("variant"),
    row("category", DataType::Text, "The product's main category, always spelt the same."),
    row("brand", DataType::Text, "The brand or vendor."),
    row("price", DataType::Money, "The price of one piece, as the shopper pays it."),
    row("compare_at_price", DataType::Money, "The price of one piece before a reduction."),
    row("quantity", DataType::Quantity, "How many pieces."),
    row("currency", DataType::Currency, "The currency of every amount of the event, or of the line."),
    row("image_url", DataType::Url, "A picture that a message can show."),
    row("url", DataType::Url, "The page of the product or list; of a page view, the page itself."),
    row("in_stock", DataType::Boolean, "Whether the variant can be bought now."),
    row("position", DataType::Number, "The place in the list where it was shown, from 1."),
    // A list or a search.
    row("collection_id", DataType::Id, "The id or handle of the collection.").as_semantic("list_id"),
    row("collection_name", DataType::Text, "The collection as the shopper reads it.")
        .as_semantic("list_name"),
    row("query", DataType::Text, "What was searched for."),
    row("results_count", DataType::Count, "How many results there were."),
    // A cart or an order.
    row(
        "cart_id",
        DataType::Id,
        "The shop's id of the cart; else one that the tracker keeps until the order completes.",
    ),
    row("line_items", DataType::LineItems, "The lines: the product shape, each with a quantity.")
        .as_semantic("products"),
    row(
        "products",
        DataType::LineItems,
        "Another name of `line_items`, which it becomes on cart and order events.",
    ),
    row("cart_value", DataType::Money, "The sum of price × quantity over the lines. Derived when absent.")
        .as_semantic("value"),
    row("item_count", DataType::Number, "The sum of the quantities. Derived when absent."),
    row("product_ids", DataType::List, "The product ids of the lines, each once. Derived when absent."),
    row(
        "primary_category",
        DataType::Text,
        "The category that most of the lines' value is in. Derived when absent.",
    ),
    row(
        "order_id",
        DataType::Id,
        "The order's id as the shop's server knows it: what makes an order one order.",
    ),
    row("subtotal", DataType::Money, "The lines' sum, before shipping and tax."),
    row("discount", DataType::Money, "What was taken off, as a positive amount."),
    row("shipping", DataType::Money, "What delivery costs."),
    row("tax", DataType::Money, "The tax, included in the prices or not."),
    row("total", DataType::Money, "What the shopper pays in the end."),
    row("coupon", DataType::Text, "The code that was used."),
    row("payment_method", DataType::Text, "How it was paid, such as `card`; never a number of it."),
    row("shipping_method", DataType::Text, "How it is delivered."),
    row("refund_id", DataType::Id, "The refund's id: two refunds of an order are two events."),
    row("refund_amount", DataType::Money, "What went back in this refund.").as_semantic("total"),
    row(
        "full_refund",
        DataType::Boolean,
        "Whether nothing of the order remains paid. Derived when `refund_amount` is `order_total`.",
    ),
    row("order_total", DataType::Money, "What was paid for the whole order that the refund is of."),
    row("reason", DataType::Text, "Why, in the shop's own words."),
    row("order_date", DataType::Date, "When the order was placed."),
    // An offer.
    row("offer_id", DataType::Id, "The offer's id in the shop or in the tool that shows it."),
    row("offer_code", DataType::Id, "The code to type in."),
    row("offer_name", DataType::Text, "The offer as the shopper reads it."),
    row(
        "offer_type",
        DataType::Text,
        "`percentage`, `fixed_amount`, `free_shipping`, `gift` or the shop's own word.",
    ),
    row("offer_value", DataType::Number, "How much: a percentage or an amount, as `offer_type` says."),
    row("placement", DataType::Text, "Where it was shown, such as `cart_drawer`."),
    // Consent.
    row("email_consent", DataType::Boolean, "Whether marketing e-mail is agreed to."),
    row("sms_consent", DataType::Boolean, "Whether marketing text messages are agreed to."),
    row("marketing_consent", DataType::Boolean, "Whether use for marketing is agreed to."),
    row("analytics_consent", DataType::Boolean, "Whether measurement is agreed to."),
    row("consent_source", DataType::Text, "Where it was given, such as `checkout` or `cookie_banner`."),
    // A subscription.
    row("subscription_id", DataType::Id, "The subscription's id."),
    row("plan_name", DataType::Text, "The selling plan as the shopper reads it."),
    row("interval", DataType::Text, "How often it renews, such as `1 month`."),
    row("next_order_date", DataType::Date, "When it renews next."),
    // A page view.
    row("path", DataType::Text, "The path of the page's address."),
    row("search", DataType::Text, "The query of the page's address, without personal data."),
    row("referrer", DataType::Url, "The page before, as the browser tells it."),
    row("title", DataType::Text, "The page's title."),
];

/// Event names that Customer.io acts on: someone with the public write key could delete a person by them.
/// Letter case does not matter. `event.rs` has the same names as a pattern.
pub const RESERVED_EVENTS: &[&str] = &[
    "Device Created or Updated",
    "Device Deleted",
    "User Deleted",
    "User Suppressed",
    "User Unsuppressed",
    "Relationship Deleted",
    "Object Deleted",
    "Report Delivery Event",
    "Report Content Event",
    "Application Installed",
    "Application Opened",
    "Application Uninstalled",
];

/// Event properties that override the settings of a campaign.
pub const RESERVED_PROPERTIES: &[&str] = &["recipient", "from_address", "reply_to"];
