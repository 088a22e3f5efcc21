//! `identify` and `reset`: who the shopper is.

use crate::delivery::claim::Claims;
use crate::delivery::{Delivery, Message, MessageType};
use crate::options::Settings;
use crate::plan::{read_traits, Traits};
use crate::shopper::attribution::TouchesCopy;
use crate::shopper::call::Call;
use crate::shopper::{cart, identity, profile};
use crate::storage::Store;
use crate::tracker::calls::{enqueue, Calls};
use crate::tracker::lifecycle::{catch_up, forget_shopper, note_landing, refresh};
use crate::tracker::Answer;
use crate::value::{
    derived_ulid, json, random_ulid, same, List, Map, MonotonicMs, State, Value, View, WallMs,
};

/// Intent of an identify message: it is never deleted to make room.
const INTENT: f64 = 9.0;

/// Says who the shopper is. The trail of the anonymous id becomes theirs. The same keys and traits again send
/// nothing.
///
/// `given` is a text, a number or an object of keys: see [`identity::read_keys`]. Bad traits and keys are
/// reported and left out. Where no key is left, bad keys refuse the call.
pub fn identify(state: State, given: Value, traits: Value, call: Call) -> Answer {
    catch_up(state, call);
    let read = read_traits(traits);
    let (traits, warnings, bad_keys) = (read.traits, read.violations, List::new());
    let keys = identity::read_keys(given, traits, bad_keys);
    for bad_key in bad_keys {
        if keys.is_empty() && given.is_given() {
            return Answer::invalid(bad_keys);
        }
        warnings.push(bad_key);
    }
    if identity::current(state).is_other(keys) {
        let is_correction = keep_corrected_cart(state, call);
        become_another(state, call, is_correction);
    }
    let person = identity::current(state);
    person.merge(keys);
    person.traits().overwrite(traits);
    // Before the message: a page that dies between the two must not leave a message about somebody whom the
    // next page does not know.
    person.bind();
    identity::save(state);
    let mut answer = Answer::accepted(None, warnings);
    if person.is_known() {
        answer = send_identify(state, traits, answer, call);
    }
    Claims::of(state).claim_now();
    Delivery::of(state).wake(WallMs::NEVER);
    answer
}

/// Forgets the person: a new anonymous id, cart and attribution. What waits about them stays theirs.
pub fn reset(state: State, call: Call) -> Answer {
    refresh(state);
    become_another(state, call, false);
    identity::save(state);
    Answer::accepted(None, List::new())
}

/// Whether other keys correct what the same shopper typed before; then the cart stays.
fn keep_corrected_cart(state: State, call: Call) -> bool {
    let store = Store::of(state);
    let cart = cart::read(store);
    let is_correction = cart.id().is_some() && identity::current(state).is_correction(call.at());
    if is_correction {
        // For Customer.io somebody else has not started this checkout.
        cart.set_checked_out(None);
        cart.save(store);
    }
    is_correction
}

/// A new anonymous id. `is_same_shopper`: another person for Customer.io alone, with the same cart and from
/// the same campaign.
fn become_another(state: State, call: Call, is_same_shopper: bool) {
    let (profile, store) = (profile::load(state), Store::of(state));
    identity::rotate(state);
    if is_same_shopper {
        profile.hand_over(identity::current(state).anonymous_id());
        profile.save(store);
    } else {
        forget_shopper(store);
    }
    Calls::of(state).set_seen_events(Map::new());
    // So that the touches are read again.
    TouchesCopy::of(state).set_seen_url(None);
    note_landing(state, call);
    Claims::of(state).claim_at(MonotonicMs(0.0));
}

/// Sends an identify message if it would say something new: all that the page says of the person, keys and
/// touches, if any of it changed since the last one; and what this browser has learned since. Gives `answer`,
/// with the message's id when there is one.
///
/// What an earlier page said is sent once. By now the shop's server may know better, and nobody who
/// unsubscribed since may be subscribed again.
pub fn send_identify(state: State, given: Traits, answer: Answer, call: Call) -> Answer {
    let person = identity::current(state);
    let touches = TouchesCopy::of(state).touches().traits(call.at(), Settings::of(state).rules());
    let everything = List::new();
    everything.push(person.keys().value());
    everything.push(person.traits().value());
    everything.push(touches.value());
    let digest = *derived_ulid(json(everything));
    let sent_digest = person.sent_digest();
    let is_changed = !same(digest, sent_digest);
    let body = person.key_traits();
    if is_changed {
        body.fill(if sent_digest.is_some() { given } else { person.traits() }).fill(touches);
    }
    let profile = profile::load(state);
    if !profile.move_untold_into(body) && !is_changed {
        return answer;
    }
    let id = random_ulid();
    let message = Message::begin(state, call, MessageType::Identify, None, id);
    message.set_traits(Some(body));
    if !enqueue(state, call, message, true, INTENT) {
        return Answer::too_large();
    }
    Calls::of(state).set_pending_profile_update(None);
    profile.save(Store::of(state));
    person.set_sent_digest(Some(digest));
    person.set_sent_at(call.at());
    identity::save(state);
    answer.set_message_id(Some(id));
    answer
}
