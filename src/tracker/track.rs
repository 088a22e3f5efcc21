//! `track`: an event, from its arguments to the durable message.

use crate::delivery::{ContextCache, Message, MessageType};
use crate::options::Settings;
use crate::plan::{Event, EventProperties, Once};
use crate::shopper::call::Call;
use crate::shopper::cart;
use crate::shopper::profile::{self, Profile};
use crate::shopper::{identity, orders, scrub};
use crate::storage::Store;
use crate::tracker::calls::{enqueue, is_shopper_here, Calls};
use crate::tracker::identify::send_identify;
use crate::tracker::prepare::read_call_event;
use crate::tracker::{Answer, Refusal};
use crate::value::{same, List, Map, MessageId, State, Text, Value, WallMs};

/// Takes an event in. It is durable on return, unless storage refuses; then it waits in memory and leaves as
/// soon as it may.
pub fn track(state: State, name: Value, properties: Value, call: Call) -> Answer {
    swap_seen_events(state, call);
    let event = read_call_event(state, name, properties, call);
    let answer = accept_event(state, event, MessageType::Track, call);
    swap_seen_events(state, call);
    answer
}

/// The events of pages that died are counted apart from those of this page. The two counts are swapped before
/// and after each call from a dead page.
pub fn swap_seen_events(state: State, call: Call) {
    if call.is_from_dead_page() {
        let calls = Calls::of(state);
        let seen = calls.seen_events();
        calls.set_seen_events(calls.seen_events_of_dead_pages().unwrap_or_else(Map::new));
        calls.set_seen_events_of_dead_pages(Some(seen));
    }
}

/// From a valid event to the outbox: counted once, with its cart, its touch and its id. A refused event is
/// answered with its violations.
pub fn accept_event(state: State, event: Event, kind: MessageType, call: Call) -> Answer {
    let calls = Calls::of(state);
    if let Some(violations) = event.violations() {
        return Answer::invalid(violations);
    }
    let (store, properties, cart) = (Store::of(state), event.properties(), cart::read(Store::of(state)));
    let mut is_cart_changed = false;
    if event.is_in_cart() {
        is_cart_changed = cart.assign_id(properties.cart_id());
        properties.set_cart_id(cart.id());
    }
    let (once, key, name, is_here) = (event.once(), event.key(), event.name(), is_shopper_here(call));
    let is_order = same(once, Once::Forever.word());
    let settings = Settings::of(state);
    let shop = settings.options().shop();
    let message_id = if is_order { order_message_id(event, shop) } else { call.message_id() };
    // In this page view, for this cart, or ever on this device.
    let is_repeat = is_order && is_order_counted(event, message_id, settings, store)
        || same(once, Once::Page.word()) && calls.seen_events().has(key)
        || same(once, Once::Cart.word()) && same(cart.checked_out(), key);
    if is_repeat {
        calls.set_repeats(calls.repeats() + 1.0);
        return Answer::refused(Refusal::Repeat, List::new());
    }
    properties.all().fill(ContextCache::of(state).page_context_of(call).attribution());
    // A shopper who is gone leaves no more than the message.
    let taught_profile = if is_here { learn(state, name, properties, call.at()) } else { None };
    let message = Message::begin(state, call, kind, wire_name(event, kind, call), message_id);
    message.set_properties(Some(properties.all()));
    if !enqueue(state, call, message, false, event.intent()) {
        return Answer::too_large();
    }
    if same(once, Once::Page.word()) {
        calls.note_seen(key);
    }
    if same(once, Once::Cart.word()) {
        cart.set_checked_out(Some(key));
        is_cart_changed = true;
    }
    if is_order {
        orders::count(store, message_id, call.at());
    }
    if name.is("order_completed") {
        cart::renew(store);
    } else if is_cart_changed {
        cart.save(store);
    }
    if let Some(profile) = taught_profile {
        profile.save(store);
        calls.set_pending_profile_update(Some(call));
    }
    if is_here && name.is("consent_changed") {
        remember_consent(state, properties, call);
    }
    Answer::accepted(Some(message_id), event.warnings())
}

/// Whether this device counted the order already, if need be under the id of the whole host, as earlier
/// versions did.
#[inline(always)]
fn is_order_counted(event: Event, message_id: MessageId, settings: Settings, store: Store) -> bool {
    orders::is_counted(store, message_id)
        || orders::is_counted(store, order_message_id(event, settings.rules().host()))
}

#[inline(never)]
fn order_message_id(event: Event, shop: Text) -> MessageId {
    orders::message_id(event.parts(), shop)
}

/// What an event of this name teaches about the shopper, if anything. The caller saves it.
#[inline(always)]
fn learn(state: State, name: Text, properties: EventProperties, at: WallMs) -> Option<Profile> {
    if profile::teaches(name) {
        let profile = profile::load(state);
        profile.learn(name, properties, at);
        Some(profile)
    } else {
        None
    }
}

/// The event's name, or the page's title.
#[inline(always)]
fn wire_name(event: Event, kind: MessageType, call: Call) -> Option<Text> {
    Some(if kind == MessageType::Page { scrub::text(call.title()) } else { event.name() })
}

/// Consent is an event, because Customer.io ignores traits of somebody unknown. It is a trait too, as soon as
/// the person is known.
fn remember_consent(state: State, properties: EventProperties, call: Call) {
    let (person, given) = (identity::current(state), properties.consent_traits());
    person.traits().overwrite(given);
    if person.is_known() {
        send_identify(state, given, Answer::new(), call);
    }
    identity::save(state);
}
