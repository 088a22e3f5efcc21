//! Facts to messages: the events of the plan, their properties and ids, and what is said of the person. Every
//! id is derived from what happened, so a repeat is the same message.

use crate::server::ids::{derived, event_id};
use crate::server::lines::{add_lines, bytes, fit, Cut};
use crate::server::naming::use_semantic_names;
use crate::server::order::{Cancellation, Checkout, Consent, Order, Refund, Subscription, SubscriptionState};
use crate::server::person::{Person, Profile};
use crate::wire::{number, Data, Envelope, IdentifyMessage, Message, MessageId, Timestamp, TrackMessage};
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;

/// Customer.io discards a larger message. What sending adds fits between this and its limit of 32,000.
const MAX_MESSAGE_BYTES: usize = 31_500;

/// For which shop messages are written, and when.
#[derive(Clone, Debug)]
pub struct Writer {
    /// The shop's name in ids: the page's option `shop`.
    pub shop: String,
    pub has_semantic_names: bool,
    pub now_ms: i64,
    /// Which messages have fewer lines than what happened. The server reports them.
    pub cuts: Cuts,
}

/// Messages with fewer lines than what happened, by their ids.
pub type Cuts = Rc<RefCell<Vec<(MessageId, Cut)>>>;

impl Writer {
    /// What an order says: who ordered, that it was placed, what went back, that it was cancelled. Nothing of
    /// an order that names nobody.
    pub fn order(&self, order: &Order) -> Vec<Message> {
        let last_order_at = order.profile.last_order_at.or(order.placed_at.filter(|_| order.is_placed));
        let profile = Profile { last_order_at, ..order.profile.clone() };
        let mut messages = self.person(&order.person, &profile, order.placed_at);
        messages.extend(self.order_events(order));
        messages
    }

    /// The events of an order alone.
    pub fn order_events(&self, order: &Order) -> Vec<Message> {
        let mut messages = Vec::new();
        if !order.person.is_somebody() {
            return messages;
        }
        if order.is_placed {
            messages.push(self.order_completed(order));
        }
        messages.extend(order.refunds.iter().map(|refund| self.refund(&order.id, refund, order)));
        messages.extend(order.cancellation.iter().map(|cancelled| self.order_cancelled(order, cancelled)));
        messages
    }

    /// What is known of a person. Nothing where there is no id: Customer.io ignores it.
    pub fn person(&self, person: &Person, profile: &Profile, at: Option<i64>) -> Vec<Message> {
        let Some(user_id) = person.user_id() else { return Vec::new() };
        let traits = profile.traits(person);
        let anonymous_id = person.anonymous_id.as_ref().map_or("", |id| id.as_str());
        let traits_text = Value::from(traits.clone()).to_string();
        let at_text = at.map_or(String::new(), |at| at.to_string());
        let source =
            format!("identify|{}|{}|{anonymous_id}|{at_text}|{traits_text}", self.shop, user_id.as_str());
        let envelope = self.envelope(derived(&source), at, person);
        vec![IdentifyMessage::new(traits, envelope).into()]
    }

    fn order_completed(&self, order: &Order) -> Message {
        let mut properties = self.properties(order);
        add(&mut properties, "payment_method", order.payment_method.clone());
        add(&mut properties, "shipping_method", order.shipping_method.clone());
        let id = event_id("order_completed", &self.shop, &[&order.id]);
        self.track("order_completed", id, order.placed_at, &order.person, properties)
    }

    /// A refund. `order` gives the person and the order's total; all of it may be unknown but the id.
    pub fn refund(&self, order_id: &str, refund: &Refund, order: &Order) -> Message {
        let mut properties = Data::new();
        add(&mut properties, "order_id", Some(order_id));
        add(&mut properties, "refund_id", refund.id.as_deref());
        add(&mut properties, "refund_amount", refund.amount.map(number));
        add(&mut properties, "full_refund", refund.is_full);
        let is_same_currency = refund.currency.is_none() || refund.currency == order.currency;
        add(&mut properties, "order_total", order.total.filter(|_| is_same_currency).map(number));
        add(&mut properties, "currency", refund.currency.as_ref().or(order.currency.as_ref()).cloned());
        add(&mut properties, "reason", refund.reason.clone());
        add(&mut properties, "order_date", order.placed_at.map(seconds));
        if let Some(lines) = &refund.lines {
            add_lines(&mut properties, lines);
        }
        add(&mut properties, "shop", Some(self.shop.as_str()));
        let parts: Vec<&str> = [order_id].into_iter().chain(refund.id.as_deref()).collect();
        let id = event_id("order_refunded", &self.shop, &parts);
        self.track("order_refunded", id, refund.at, &order.person, properties)
    }

    fn order_cancelled(&self, order: &Order, cancellation: &Cancellation) -> Message {
        let mut properties = self.properties(order);
        for name in ["subtotal", "discount", "shipping", "tax"] {
            properties.remove(name);
        }
        add(&mut properties, "reason", cancellation.reason.clone());
        let id = event_id("order_cancelled", &self.shop, &[&order.id]);
        self.track("order_cancelled", id, cancellation.at, &order.person, properties)
    }

    /// A checkout that began, once for each content of its cart.
    pub fn checkout_started(&self, checkout: &Checkout) -> Option<Message> {
        if !checkout.cart.person.is_somebody() {
            return None;
        }
        let mut properties = self.properties(&checkout.cart);
        properties.remove("order_id");
        add(&mut properties, "cart_id", checkout.cart_id.clone());
        let lines = checkout.cart.lines.iter().flatten();
        let content: Vec<String> = lines
            .map(|line| {
                let id = line.variant_id.as_ref().or(line.product_id.as_ref());
                format!("{}*{}", id.map_or("", String::as_str), line.quantity.unwrap_or(1.0))
            })
            .collect();
        let parts = [checkout.token.as_str(), &content.join(",")];
        let id = event_id("checkout_started", &self.shop, &parts);
        Some(self.track("checkout_started", id, checkout.at, &checkout.cart.person, properties))
    }

    /// A subscription that began or ended.
    pub fn subscription(&self, subscription: &Subscription) -> Option<Message> {
        if !subscription.person.is_somebody() {
            return None;
        }
        let has_ended = subscription.state == SubscriptionState::Ended;
        let event = if has_ended { "subscription_cancelled" } else { "subscription_started" };
        let mut properties = Data::new();
        add(&mut properties, "subscription_id", Some(subscription.id.as_str()));
        if let Some(Value::Object(product)) = subscription.product.as_ref().map(|line| line.to_value()) {
            properties.extend(product);
        }
        add(&mut properties, "currency", subscription.currency.clone());
        add(&mut properties, "interval", subscription.interval.clone());
        if has_ended {
            add(&mut properties, "reason", subscription.reason.clone());
        } else {
            add(&mut properties, "order_id", subscription.order_id.clone());
            add(&mut properties, "next_order_date", subscription.next_order_at.map(seconds));
        }
        add(&mut properties, "shop", Some(self.shop.as_str()));
        let parts: Vec<&str> =
            [subscription.id.as_str()].into_iter().chain(subscription.run.as_deref()).collect();
        let id = event_id(event, &self.shop, &parts);
        Some(self.track(event, id, subscription.at, &subscription.person, properties))
    }

    /// An answer to marketing as an attribute of the person. It is a message of its own, whose time is the
    /// answer's: so an older answer is known by the message alone.
    pub fn consent(&self, consent: &Consent, webhook: &str) -> Option<Message> {
        let person = &consent.person;
        let mut traits = Profile::default().traits(person);
        add(&mut traits, consent.channel.name(), Some(consent.is_agreed));
        let id = self.consent_id("identify", consent, webhook)?;
        Some(IdentifyMessage::new(traits, self.envelope(id, consent.at, person)).into())
    }

    /// An answer to marketing as an event.
    pub fn consent_changed(&self, consent: &Consent, webhook: &str) -> Option<Message> {
        let mut properties = Data::new();
        add(&mut properties, consent.channel.name(), Some(consent.is_agreed));
        add(&mut properties, "consent_source", consent.source.clone());
        let id = self.consent_id("consent_changed", consent, webhook)?;
        Some(self.track("consent_changed", id, consent.at, &consent.person, properties))
    }

    fn consent_id(&self, event: &str, consent: &Consent, webhook: &str) -> Option<MessageId> {
        let user_id = consent.person.user_id()?;
        // Without a date, the webhook's own id tells one answer from the next.
        let when = consent.at.map_or_else(|| webhook.to_owned(), |at| at.to_string());
        let answer = if consent.is_agreed { "yes" } else { "no" };
        let parts = [user_id.as_str(), consent.channel.name(), answer, &when];
        Some(event_id(event, &self.shop, &parts))
    }

    /// The deletion of a person, by each id that Customer.io may know. `request` tells one request from the
    /// next. <https://docs.customer.io/integrations/data-in/semantic-events/cio-journeys/>
    pub fn deletion(&self, person: &Person, request: &str, suppress: bool) -> Vec<Message> {
        let events: &[&str] = if suppress { &["User Deleted", "User Suppressed"] } else { &["User Deleted"] };
        let ids = [&person.customer_id, &person.email];
        let one = |(id, event): (&String, &&str)| {
            let person = Person { customer_id: Some(id.clone()), ..Person::default() };
            let message_id = event_id(event, &self.shop, &[id, request]);
            self.track(event, message_id, None, &person, Data::new())
        };
        let pairs = ids.into_iter().flatten().flat_map(|id| events.iter().map(move |event| (id, event)));
        pairs.map(one).collect()
    }

    /// What an order, or a cart that becomes one, says about itself.
    fn properties(&self, order: &Order) -> Data {
        let mut properties = Data::new();
        add(&mut properties, "order_id", Some(order.id.as_str()));
        add(&mut properties, "total", order.total.map(number));
        add(&mut properties, "currency", order.currency.clone());
        if let Some(lines) = &order.lines {
            add_lines(&mut properties, lines);
        }
        add(&mut properties, "subtotal", order.subtotal.map(number));
        add(&mut properties, "discount", order.discount.map(number));
        add(&mut properties, "shipping", order.shipping.map(number));
        add(&mut properties, "tax", order.tax.map(number));
        add(&mut properties, "coupon", order.coupon.clone());
        add(&mut properties, "order_date", order.placed_at.map(seconds));
        add(&mut properties, "shop", Some(self.shop.as_str()));
        properties
    }

    /// An event that fits into a message, under the shop's choice of names.
    pub fn track(&self, event: &str, id: MessageId, at: Option<i64>, person: &Person, of: Data) -> Message {
        let envelope = self.envelope(id, at, person);
        let overhead = bytes(&envelope) + event.len();
        let mut properties = of;
        if let Some(cut) = fit(&mut properties, MAX_MESSAGE_BYTES.saturating_sub(overhead)) {
            self.cuts.borrow_mut().extend(envelope.message_id.clone().map(|id| (id, cut)));
        }
        let mut message = Message::from(TrackMessage::new(event, properties, envelope));
        if self.has_semantic_names {
            use_semantic_names(&mut message);
        }
        message
    }

    /// About a person, at a moment; now where nothing says when.
    pub fn envelope(&self, id: MessageId, at: Option<i64>, person: &Person) -> Envelope {
        let at = at.and_then(Timestamp::from_unix_ms).or_else(|| Timestamp::from_unix_ms(self.now_ms));
        let envelope = Envelope { timestamp: at, message_id: Some(id), ..Envelope::default() };
        let about = envelope.about(person.user_id(), person.anonymous_id.clone());
        Envelope { context: Some(crate::wire::Context::of_server()), ..about }
    }
}

fn seconds(ms: i64) -> i64 {
    ms.div_euclid(1000)
}

/// Adds what is known.
fn add(properties: &mut Data, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value.map(Into::into).filter(|value| !value.is_null()) {
        properties.insert(name.to_owned(), value);
    }
}
