//! `page`: a page view.

use crate::delivery::{ContextCache, MessageType};
use crate::shopper::call::Call;
use crate::tracker::calls::Calls;
use crate::tracker::prepare::read_call_event;
use crate::tracker::track::{accept_event, swap_seen_events};
use crate::tracker::Answer;
use crate::value::{Map, State, Value};

/// Counts a page view, and forgets what was counted for the page view before.
pub fn page(state: State, properties: Value, call: Call) -> Answer {
    let calls = Calls::of(state);
    swap_seen_events(state, call);
    let event = read_call_event(state, Value::text("page"), properties, call);
    calls.set_seen_events(Map::new());
    calls.set_is_profile_update_sent(false);
    event.properties().all().fill(ContextCache::of(state).page_context_of(call).page().properties());
    let answer = accept_event(state, event, MessageType::Page, call);
    swap_seen_events(state, call);
    answer
}
