//! Orders. `order.created` comes with the first status, often before the payment; every later status comes
//! with `order.updated`. Prices are what the customer pays: after coupons, with tax, as in
//! `pkg-template/woocommerce/shoptrail.php`.
//! <https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties>

use crate::server::order::{Cancellation, Order, Refund};
use crate::server::payload::{Payload, MAX_TEXT_CHARS};
use crate::server::person::{names_anonymous_id, Person, Profile};
use crate::server::reading::{Reading, Unsaid};
use crate::server::text;
use crate::wire::LineItem;

/// An update says what happened in the day before it, as on Shopify.
const NEWS_MS: i64 = 24 * 3600 * 1000;
/// The decimals of a price where the order does not show them.
const DECIMALS: usize = 2;
/// Where `shoptrail-server.php` keeps the moment of the cancellation, which WooCommerce does not.
const CANCELLED_AT: &str = "_shoptrail_cancelled_at";

pub fn read(body: Payload) -> Option<Reading> {
    if body.member("test").flag() == Some(true) {
        return Some(Reading::Nothing(Unsaid::Test));
    }
    let mut order = read_order(body)?;
    // The payment makes an order of a cart that waited for it.
    let paid_at = body.member("date_paid_gmt").moment_gmt();
    let placed_at = order.placed_at;
    if let Some(changed_at) = body.member("date_modified_gmt").moment_gmt() {
        order.placed_at = paid_at.max(placed_at);
        order.keep_since(changed_at - NEWS_MS);
        order.placed_at = placed_at;
    }
    let has_news = order.is_placed || order.cancellation.is_some() || !order.refunds.is_empty();
    Some(if has_news || order.person.user_id().is_some() {
        Reading::Order(Box::new(order))
    } else {
        Reading::Nothing(Unsaid::NoNews)
    })
}

/// The whole order, with all that happened to it.
pub fn read_order(body: Payload) -> Option<Order> {
    let id = body.member("id").id()?;
    let status = body.member("status").text().unwrap_or_default();
    let status = status.strip_prefix("wc-").unwrap_or(&status);
    let changed_at = body.member("date_modified_gmt").moment_gmt();
    let currency = body.member("currency").currency();
    let billing = body.member("billing");
    let mut order = Order {
        id,
        person: read_person(body),
        profile: Profile {
            first_name: billing.member("first_name").html_text(),
            last_name: billing.member("last_name").html_text(),
            ..Profile::default()
        },
        is_placed: is_placed(status, body),
        placed_at: body.member("date_created_gmt").moment_gmt(),
        currency: currency.clone(),
        total: body.member("total").money(),
        subtotal: None,
        discount: both(body, "discount_total", "discount_tax"),
        shipping: both(body, "shipping_total", "shipping_tax"),
        tax: body.member("total_tax").money(),
        coupon: read_coupon(body),
        payment_method: body.member("payment_method").text(),
        shipping_method: read_shipping(body),
        lines: read_lines(body),
        refunds: body
            .member("refunds")
            .items()
            .filter_map(|of| read_refund(of, &currency, changed_at))
            .collect(),
        cancellation: (status == "cancelled").then(|| Cancellation {
            at: meta(body, |name| name == CANCELLED_AT).and_then(|at| at.moment_gmt()).or(changed_at),
            reason: None,
        }),
        past_refunds: Vec::new(),
    };
    // WooCommerce lists the latest refund first.
    order.refunds.sort_by_key(|refund| refund.id.as_deref().and_then(|id| id.parse::<u64>().ok()));
    order.mark_full_refunds();
    Some(order)
}

/// Whether the shopper ordered. `on-hold` waits for a transfer and was shown as an order. `pending` waits for
/// a payment that may never come. A status of the shop's own is an order when it was paid.
fn is_placed(status: &str, body: Payload) -> bool {
    match status {
        "processing" | "completed" | "on-hold" | "refunded" => true,
        "cancelled" | "pending" | "failed" | "checkout-draft" | "auto-draft" | "draft" | "trash" | "" => {
            false
        }
        _ => body.member("date_paid_gmt").moment_gmt().is_some(),
    }
}

/// The customer of the shop, or the guest of the billing address.
pub fn read_person(body: Payload) -> Person {
    let billing = body.member("billing");
    let anonymous_id = meta(body, names_anonymous_id).and_then(Payload::text);
    let (email, phone) = (billing.member("email").text(), billing.member("phone").text());
    Person::new(body.member("customer_id").id(), email, phone).known_as(anonymous_id.as_deref())
}

/// What is kept with the order under a name.
fn meta(body: Payload, is_name: impl Fn(&str) -> bool) -> Option<Payload> {
    let is_meant = |meta: &Payload| meta.member("key").text().is_some_and(|key| is_name(&key));
    body.member("meta_data").items().find(is_meant).map(|meta| meta.member("value"))
}

/// An amount with its tax; `None` where either is not known.
fn both(body: Payload, name: &str, tax: &str) -> Option<f64> {
    Some(round(body.member(name).money()? + body.member(tax).money()?, body))
}

fn read_coupon(body: Payload) -> Option<String> {
    let codes: Vec<String> =
        body.member("coupon_lines").items().filter_map(|coupon| coupon.member("code").html_text()).collect();
    (!codes.is_empty()).then(|| text::cut(&codes.join(","), MAX_TEXT_CHARS))
}

fn read_shipping(body: Payload) -> Option<String> {
    let names: Vec<String> = body
        .member("shipping_lines")
        .items()
        .filter_map(|line| line.member("method_title").html_text())
        .collect();
    (!names.is_empty()).then(|| text::cut(&names.join(", "), MAX_TEXT_CHARS))
}

/// A refund of the order. WooCommerce says its id, its reason and its total alone; `shoptrail-server.php`
/// adds its date. Without one, the order's change is the latest moment at which it can have been made.
fn read_refund(refund: Payload, currency: &Option<String>, changed_at: Option<i64>) -> Option<Refund> {
    let amount = refund.member("total").amount().map(f64::abs);
    if amount == Some(0.0) {
        return None;
    }
    Some(Refund {
        id: Some(refund.member("id").id()?),
        amount,
        currency: currency.clone(),
        reason: refund.member("reason").html_text(),
        at: refund.member("date_created_gmt").moment_gmt().or(changed_at),
        ..Refund::default()
    })
}

fn read_lines(body: Payload) -> Option<Vec<LineItem>> {
    let list = body.member("line_items");
    list.is_list().then(|| list.items().filter_map(|line| read_line(line, body)).collect())
}

/// A line. Of a part of a piece, such as half a kilo, it is one piece at the price of the line, as in the
/// PHP file.
fn read_line(line: Payload, body: Payload) -> Option<LineItem> {
    let quantity = line.member("quantity").amount();
    if !line.is_object() || quantity.is_some_and(|quantity| quantity <= 0.0) {
        return None;
    }
    let paid = line.member("total").money().zip(line.member("total_tax").money()).map(|(net, tax)| net + tax);
    let is_whole = quantity.is_some_and(|quantity| quantity >= 1.0 && quantity.fract() == 0.0);
    let pieces = if is_whole { quantity } else { quantity.map(|_| 1.0) };
    let name = line.member("name").html_text();
    Some(LineItem {
        product_id: line
            .member("product_id")
            .id()
            .or_else(|| line.member("id").id())
            .or_else(|| name.clone()),
        variant_id: line.member("variation_id").id(),
        sku: line.member("sku").text(),
        name,
        price: paid.zip(pieces).map(|(paid, pieces)| round(paid / pieces, body)),
        quantity: pieces,
        image_url: line.member("image").member("src").text(),
        ..LineItem::default()
    })
}

/// With as many decimals as the order's total shows: the shop's setting.
fn round(amount: f64, body: Payload) -> f64 {
    let shown = body.member("total").text().and_then(|total| Some(total.split_once('.')?.1.len()));
    let is_whole = body.member("total").text().is_some_and(|total| !total.contains('.'));
    let decimals = if is_whole { 0 } else { shown.unwrap_or(DECIMALS).min(8) };
    let unit = 10_f64.powi(decimals as i32);
    (amount * unit).round() / unit
}
