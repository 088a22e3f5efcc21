//! Orders: `orders/create`, `paid`, `updated`, `fulfilled`, `cancelled`. All have the whole order.
//! <https://shopify.dev/docs/api/webhooks/latest?accordionItem=webhooks-orders-create>

use super::money::Money;
use super::refund::read_refund;
use crate::server::order::{Cancellation, Order};
use crate::server::payload::{Payload, MAX_TEXT_CHARS};
use crate::server::person::{names_anonymous_id, Person, Profile};
use crate::server::reading::{Reading, Unsaid};
use crate::server::text;
use crate::wire::LineItem;

/// An update says what happened in the day before it. Earlier webhooks said the rest, and repeats long after
/// are not promised to be recognised.
const NEWS_MS: i64 = 24 * 3600 * 1000;

pub fn read(topic: &str, body: Payload) -> Option<Reading> {
    if body.member("test").flag() == Some(true) {
        // Paid by a gateway in test mode.
        return Some(Reading::Nothing(Unsaid::Test));
    }
    let mut order = read_order(body)?;
    let cancellation = order.cancellation.clone().filter(|_| topic == "orders/cancelled");
    let changed_at = body.member("updated_at").moment().filter(|_| topic != "orders/create");
    if let Some(changed_at) = changed_at {
        order.keep_since(changed_at - NEWS_MS);
    }
    order.cancellation = order.cancellation.or(cancellation);
    Some(Reading::Order(Box::new(order)))
}

/// The whole order, with all that happened to it.
pub fn read_order(body: Payload) -> Option<Order> {
    let money = Money::of_order(body);
    let placed_at = body.member("created_at").moment();
    let customer = body.member("customer");
    let person = read_person(body);
    let mut order = Order {
        id: body.either("id", "admin_graphql_api_id").id()?,
        person,
        profile: read_profile(customer, body.member("billing_address"), placed_at),
        is_placed: true,
        placed_at,
        currency: money.currency.clone(),
        total: money.of(body, "total_price"),
        subtotal: money.of(body, "subtotal_price"),
        discount: money.of(body, "total_discounts"),
        shipping: money
            .of(body, "total_shipping_price")
            .or_else(|| money.sum(body.member("shipping_lines"), "price")),
        tax: money.of(body, "total_tax"),
        coupon: read_coupon(body),
        payment_method: body.member("payment_gateway_names").items().find_map(Payload::text),
        shipping_method: body.member("shipping_lines").items().find_map(|line| line.member("title").text()),
        lines: read_lines(body.member("line_items"), &money),
        refunds: body.member("refunds").items().filter_map(|refund| read_refund(refund, &money)).collect(),
        cancellation: body
            .member("cancelled_at")
            .moment()
            .map(|at| Cancellation { at: Some(at), reason: body.member("cancel_reason").text() }),
        past_refunds: Vec::new(),
    };
    order.refunds.sort_by_key(|refund| refund.at);
    order.mark_full_refunds();
    Some(order)
}

/// Whose order or checkout it is. An order of the till or by phone may name nobody.
pub fn read_person(body: Payload) -> Person {
    let customer = body.member("customer");
    let id = customer.either("id", "admin_graphql_api_id").id();
    let email = [body.member("email"), body.member("contact_email"), customer.member("email")];
    let phone = [body.member("phone"), customer.member("phone")];
    let attributes = body.member("note_attributes");
    let anonymous_id = attributes.items().find_map(|attribute| {
        let name = attribute.member("name").text()?;
        attribute.member("value").text().filter(|_| names_anonymous_id(&name))
    });
    Person::new(id, email.into_iter().find_map(Payload::text), phone.into_iter().find_map(Payload::text))
        .known_as(anonymous_id.as_deref())
}

/// What an order or a customer's payload says of the customer. Since version 2025-01 it has no figures.
///
/// `placed_at` is the order's, which is the first one when the customer has no other. The consent is not read
/// here: an order that is sent late would undo what the customer answered since.
pub fn read_profile(customer: Payload, address: Payload, placed_at: Option<i64>) -> Profile {
    let orders_count = customer.member("orders_count").count();
    let name = |name: &str| customer.member(name).text().or_else(|| address.member(name).text());
    Profile {
        first_name: name("first_name"),
        last_name: name("last_name"),
        created_at: customer.member("created_at").moment(),
        first_order_at: placed_at.filter(|_| orders_count == Some(1)),
        orders_count,
        total_spend: customer.member("total_spent").money(),
        ..Profile::default()
    }
}

/// The codes that were used, as the page writes several: with commas.
pub fn read_coupon(body: Payload) -> Option<String> {
    let codes: Vec<String> =
        body.member("discount_codes").items().filter_map(|discount| discount.member("code").text()).collect();
    (!codes.is_empty()).then(|| text::cut(&codes.join(","), MAX_TEXT_CHARS))
}

/// The lines of an order or a checkout; `None` where there is no list.
pub fn read_lines(list: Payload, money: &Money) -> Option<Vec<LineItem>> {
    list.is_list().then(|| list.items().filter_map(|line| read_line(line, money)).collect())
}

/// A line; `None` for one of no pieces, and for a tip, which is in the total alone. One that the merchant
/// made has no product: it goes by its own id, as in the page.
pub fn read_line(line: Payload, money: &Money) -> Option<LineItem> {
    let quantity = line.member("quantity").amount();
    let is_tip = line.member("tip").is_object();
    if quantity.is_some_and(|quantity| quantity <= 0.0) || !line.is_object() || is_tip {
        return None;
    }
    let title = line.either("title", "presentment_title").text();
    let product_id = [line.member("product_id"), line.member("id"), line.member("key")];
    let allocations = line.member("discount_allocations");
    let discount = if allocations.is_list() {
        money.sum(allocations, "amount")
    } else {
        money.of(line, "total_discount")
    };
    Some(LineItem {
        product_id: product_id.into_iter().find_map(Payload::id).or_else(|| title.clone()),
        variant_id: line.member("variant_id").id(),
        sku: line.member("sku").text(),
        name: title,
        variant_name: line
            .either("variant_title", "presentment_variant_title")
            .text()
            .filter(|title| title != "Default Title"),
        brand: line.member("vendor").text(),
        price: money.of(line, "price"),
        quantity,
        discount: discount.filter(|discount| *discount > 0.0),
        ..LineItem::default()
    })
}
