//! The plan's table of properties: name, type, meaning.

use super::rows::{row, DataType, Property};

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
    // An account or a newsletter.
    row("method", DataType::Text, "How the account was made, such as `email`, `google` or `apple`."),
    row("newsletter_id", DataType::Id, "The newsletter or list, as the shop or its mail tool names it."),
    row("form_id", DataType::Id, "The form that was sent, as the page names it."),
    // A step of a checkout.
    row("step", DataType::Text, "`contact`, `shipping`, `payment`, or the shop's own word."),
    row("checkout_id", DataType::Id, "The shop's id of the checkout."),
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
