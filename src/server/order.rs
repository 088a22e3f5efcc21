//! An order, a refund and a subscription as any platform, or a row of an export, says them. The readers of
//! the platforms make them; `events` makes messages of them. What is not known is absent.

use crate::server::person::{Person, Profile};
use crate::wire::LineItem;
use serde::{Deserialize, Serialize};

/// An order with all that happened to it so far. Times are milliseconds after 1970; amounts are in major
/// units of `currency`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Order {
    /// The id that the shop's server knows it by, which the page sends too.
    pub id: String,
    pub person: Person,
    pub profile: Profile,
    /// Whether the shopper ordered. A cart that waits for its payment is not an order yet.
    pub is_placed: bool,
    pub placed_at: Option<i64>,
    pub currency: Option<String>,
    pub total: Option<f64>,
    pub subtotal: Option<f64>,
    pub discount: Option<f64>,
    pub shipping: Option<f64>,
    pub tax: Option<f64>,
    pub coupon: Option<String>,
    pub payment_method: Option<String>,
    pub shipping_method: Option<String>,
    /// `None` where the source has no lines at all.
    pub lines: Option<Vec<LineItem>>,
    pub refunds: Vec<Refund>,
    pub cancellation: Option<Cancellation>,
    /// Refunds that earlier webhooks said.
    #[serde(skip)]
    pub past_refunds: Vec<Refund>,
}

/// Money of an order that went back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Refund {
    pub id: Option<String>,
    pub amount: Option<f64>,
    pub currency: Option<String>,
    pub reason: Option<String>,
    pub at: Option<i64>,
    pub lines: Option<Vec<LineItem>>,
    /// Whether nothing of the order remains paid after it. `None` where the source does not say it.
    pub is_full: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cancellation {
    pub at: Option<i64>,
    pub reason: Option<String>,
}

/// How much an amount may be off through rounding.
const ROUNDING: f64 = 0.01;

impl Order {
    /// Says of each refund whether nothing remains paid after it. That takes the order's total, and the
    /// amount of each refund up to it, in the order's currency.
    pub fn mark_full_refunds(&mut self) {
        let Some(total) = self.total.filter(|total| *total > 0.0) else { return };
        let mut returned = Some(0.0);
        for refund in &mut self.refunds {
            let amount = refund.amount.filter(|_| refund.currency == self.currency);
            returned = returned.zip(amount).map(|(sum, amount)| sum + amount);
            refund.is_full = returned.map(|sum| sum >= total - ROUNDING);
        }
    }

    /// Whether what is known to have gone back is all that was paid.
    pub fn is_all_refunded(&self) -> bool {
        let amount = |refund: &Refund| refund.amount.filter(|_| refund.currency == self.currency);
        let sum = self.refunds.iter().map(amount).sum::<Option<f64>>();
        let paid = self.total.filter(|total| *total > 0.0 && self.currency.is_some());
        sum.zip(paid).is_some_and(|(sum, total)| sum >= total - ROUNDING)
    }

    /// Forgets what happened to the order before a moment: earlier webhooks said it. What has no date stays.
    pub fn keep_since(&mut self, since: i64) {
        let is_new = |at: Option<i64>| at.is_none_or(|at| at >= since);
        self.is_placed &= is_new(self.placed_at);
        let (new, past) = std::mem::take(&mut self.refunds).into_iter().partition(|refund| is_new(refund.at));
        self.refunds = new;
        self.past_refunds = past;
        self.cancellation = self.cancellation.take().filter(|cancellation| is_new(cancellation.at));
    }
}

/// A cart that went to pay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checkout {
    /// The platform's id of the checkout.
    pub token: String,
    pub cart_id: Option<String>,
    /// Its person, amounts and lines. It has no order id.
    pub cart: Order,
    pub at: Option<i64>,
}

/// A subscription to products that began or ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subscription {
    pub id: String,
    pub person: Person,
    pub state: SubscriptionState,
    /// What tells this end, or this start, from an earlier one of the same subscription.
    pub run: Option<String>,
    pub order_id: Option<String>,
    pub currency: Option<String>,
    /// How often it renews: `1 month`.
    pub interval: Option<String>,
    pub next_order_at: Option<i64>,
    pub reason: Option<String>,
    pub at: Option<i64>,
    /// When the platform changed it last.
    pub changed_at: Option<i64>,
    /// The product, where the subscription is to one.
    pub product: Option<LineItem>,
}

/// What a webhook says of a subscription.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SubscriptionState {
    /// It began.
    #[default]
    Started,
    /// It runs. That is news where it had ended.
    Running,
    Ended,
}

/// An answer to whether the shop may send marketing on a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    pub person: Person,
    pub channel: ConsentChannel,
    pub is_agreed: bool,
    pub at: Option<i64>,
    /// Where it was given, as the platform says it.
    pub source: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentChannel {
    Email,
    Sms,
}

impl ConsentChannel {
    /// The plan's name of the property and of the attribute.
    pub fn name(self) -> &'static str {
        match self {
            ConsentChannel::Email => "email_consent",
            ConsentChannel::Sms => "sms_consent",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refund(amount: f64, at: i64) -> Refund {
        Refund { amount: Some(amount), currency: Some("EUR".into()), at: Some(at), ..Refund::default() }
    }

    #[test]
    fn a_refund_is_full_when_nothing_remains_paid_after_it() {
        let mut order = Order { total: Some(30.0), currency: Some("EUR".into()), ..Order::default() };
        order.refunds = vec![refund(10.0, 1), refund(20.0, 2)];
        order.mark_full_refunds();
        let full = |order: &Order| order.refunds.iter().map(|refund| refund.is_full).collect::<Vec<_>>();
        assert_eq!(full(&order), [Some(false), Some(true)]);
        // An amount that is not known, or in another currency, says nothing of those behind it.
        order.refunds[0].currency = Some("USD".into());
        order.mark_full_refunds();
        assert_eq!(full(&order), [None, None]);
    }

    #[test]
    fn what_happened_before_the_last_webhooks_is_not_said_again() {
        let mut order = Order { is_placed: true, placed_at: Some(10), ..Order::default() };
        order.refunds = vec![refund(1.0, 10), refund(1.0, 99)];
        order.cancellation = Some(Cancellation { at: Some(99), reason: None });
        order.keep_since(50);
        assert!(!order.is_placed);
        assert_eq!(order.refunds, [refund(1.0, 99)]);
        assert!(order.cancellation.is_some());
        let mut undated = Order { is_placed: true, refunds: vec![Refund::default()], ..Order::default() };
        undated.keep_since(50);
        assert!(undated.is_placed && undated.refunds.len() == 1);
    }
}
