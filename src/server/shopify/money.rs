//! In which currency Shopify's amounts are. A plain amount (`total_price`) is in the shop's currency. Its set
//! (`total_price_set`) has what the shopper saw and paid too, which is what the page sends.

use crate::server::lines::rounded;
use crate::server::payload::Payload;

/// The currency of an event's amounts.
pub struct Money {
    /// What the shopper paid in; `None` where nothing says it.
    pub currency: Option<String>,
    /// What plain amounts are in.
    shop_currency: Option<String>,
}

impl Money {
    /// Of an order: the currency of its total as the shopper saw it, if that is there.
    pub fn of_order(order: Payload) -> Money {
        let shop_currency = order.member("currency").currency();
        let shown = order.member("total_price_set").member("presentment_money");
        let currency = shown.member("amount").money().and_then(|_| shown.member("currency_code").currency());
        let currency = currency.or_else(|| shop_currency.clone());
        Money { currency, shop_currency }
    }

    /// Of a checkout, whose amounts have no sets. Where it has two currencies, nothing says which is meant.
    pub fn of_checkout(checkout: Payload) -> Money {
        let shop_currency = checkout.member("currency").currency();
        let shown = checkout.member("presentment_currency").currency();
        let currency = shop_currency.clone().filter(|own| shown.as_ref().is_none_or(|shown| shown == own));
        Money { currency, shop_currency }
    }

    /// Amounts in another currency of the same shop.
    pub fn in_currency(&self, currency: Option<String>) -> Money {
        Money { currency, shop_currency: self.shop_currency.clone() }
    }

    /// Of a payload that says nothing of the shop's currency.
    pub fn only(currency: Option<String>) -> Money {
        Money { currency, shop_currency: None }
    }

    /// The amount of this name, not negative, in the event's currency.
    pub fn of(&self, payload: Payload, name: &str) -> Option<f64> {
        let set = payload.member(&format!("{name}_set"));
        let sides = ["presentment_money", "shop_money"].map(|side| set.member(side));
        let is_own = |side: &Payload| {
            side.member("currency_code").currency().is_some_and(|code| Some(code) == self.currency)
        };
        let of_set = sides.into_iter().filter(is_own).find_map(|side| side.member("amount").money());
        let is_shops = self.currency.is_some() && self.currency == self.shop_currency;
        of_set.or_else(|| payload.member(name).money().filter(|_| is_shops))
    }

    /// The sum over a list; `None` where it is no list or one amount is not known.
    pub fn sum(&self, list: Payload, name: &str) -> Option<f64> {
        if !list.is_list() {
            return None;
        }
        list.items().map(|item| self.of(item, name)).sum::<Option<f64>>().map(rounded)
    }
}
