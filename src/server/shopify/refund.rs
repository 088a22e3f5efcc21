//! Refunds: `refunds/create`, and the refunds that an order carries. The payload of the topic names the order
//! and nobody. <https://shopify.dev/docs/api/webhooks/latest?accordionItem=webhooks-refunds-create>

use super::money::Money;
use super::order::read_line;
use crate::server::lines::rounded;
use crate::server::order::Refund;
use crate::server::payload::Payload;
use crate::server::reading::{Reading, Unsaid};
use crate::wire::LineItem;

pub fn read(body: Payload) -> Option<Reading> {
    let order_id = body.member("order_id").id()?;
    let mut transactions = body.member("transactions").items().peekable();
    if transactions.peek().is_some() && transactions.all(|of| of.member("test").flag() == Some(true)) {
        return Some(Reading::Nothing(Unsaid::Test));
    }
    body.either("id", "admin_graphql_api_id").id()?;
    Some(match read_refund(body, &Money::only(None)) {
        Some(refund) => Reading::Refund { order_id, refund },
        None => Reading::Nothing(Unsaid::NoNews),
    })
}

/// A refund; `None` where no money went back, as when an order was edited before it was paid.
pub fn read_refund(refund: Payload, order: &Money) -> Option<Refund> {
    if !refund.is_object() {
        return None;
    }
    let transactions = refund.member("transactions");
    let mut returned = transactions.items().filter(|transaction| is_return(*transaction)).peekable();
    if transactions.is_list() && returned.peek().is_none() {
        return None;
    }
    let returned: Vec<Payload> = returned.collect();
    let (amount, currency) = sum(&returned);
    let money = order.in_currency(currency.clone().or_else(|| order.currency.clone()));
    Some(Refund {
        id: refund.either("id", "admin_graphql_api_id").id(),
        amount,
        currency,
        reason: refund.member("note").text(),
        at: refund.either("created_at", "processed_at").moment(),
        lines: read_lines(refund.member("refund_line_items"), &money),
        is_full: None,
    })
}

/// Whether money is back or on its way.
fn is_return(transaction: Payload) -> bool {
    let is = |name: &str, words: &[&str]| {
        transaction.member(name).text().is_some_and(|word| words.contains(&word.to_lowercase().as_str()))
    };
    is("kind", &["refund"]) && is("status", &["success", "pending"])
}

/// The sum of transactions and its currency; `None` where they are not all known, or in several currencies.
fn sum(transactions: &[Payload]) -> (Option<f64>, Option<String>) {
    let mut currencies = transactions.iter().map(|transaction| transaction.member("currency").currency());
    let Some(Some(currency)) = currencies.next() else { return (None, None) };
    if currencies.any(|other| other.as_ref() != Some(&currency)) {
        return (None, None);
    }
    let amounts = transactions.iter().map(|transaction| transaction.member("amount").money());
    (amounts.sum::<Option<f64>>().map(rounded), Some(currency))
}

/// The lines that came back, with how many pieces.
fn read_lines(list: Payload, money: &Money) -> Option<Vec<LineItem>> {
    let pieces = |item: Payload| {
        let quantity = item.member("quantity").amount().filter(|quantity| *quantity > 0.0)?;
        let line = read_line(item.member("line_item"), money)?;
        Some(LineItem { quantity: Some(quantity), discount: None, ..line })
    };
    list.is_list()
        .then(|| list.items().filter_map(pieces).collect::<Vec<_>>())
        .filter(|lines| !lines.is_empty())
}
