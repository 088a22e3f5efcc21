//! Reading a call before it is processed, so that no task of the page is long.

use crate::delivery::ContextCache;
use crate::options::Settings;
use crate::plan::{read_event, Event};
use crate::shopper::attribution::TouchesCopy;
use crate::shopper::call::Call;
use crate::shopper::{identity, scrub};
use crate::tracker::lifecycle::catch_up;
use crate::value::{same, State, Value};

/// Does one part of what `track` and `page` do: the touch of a landing; when that is known, the page context
/// of the call; and when both are, it gives the call's event, which the call then brings as [`Call::event`].
pub fn prepare(state: State, name: Value, properties: Value, call: Call) -> Option<Event> {
    let (touches, contexts) = (TouchesCopy::of(state), ContextCache::of(state));
    let (url, context) = (touches.seen_url(), contexts.page_context());
    catch_up(state, call);
    if !same(url, touches.seen_url()) {
        // The landing was new: that is enough for one task.
        return None;
    }
    let made = contexts.page_context_of(call);
    if context.is_some_and(|known| known.is_same_as(made)) {
        Some(read_call_event(state, name, properties, call))
    } else {
        None
    }
}

/// The event of a call: read, scrubbed of personal data, and with the shopper who made it.
pub fn read_call_event(state: State, name: Value, properties: Value, call: Call) -> Event {
    catch_up(state, call);
    let departed = identity::identity_if_changed(identity::current(state), call.shopper_at_call());
    call.set_departed(departed);
    if let Some(event) = call.event() {
        return event;
    }
    let settings = Settings::of(state);
    let options = settings.options();
    let (custom, allows_unknown) = (options.custom_events(), options.allows_unknown_events());
    let event = read_event(name, properties, custom, allows_unknown, call.repairs());
    if event.violations().is_none() {
        let origin = call.url().replace("^(https?://[^/?#]*)?.*", "$1");
        scrub::properties(event.properties().all(), settings.rules(), origin);
    }
    event
}
