//! `profile()`, and sending Customer.io what this browser has learned of the shopper before the next
//! request.

use crate::delivery::{Delivery, Request};
use crate::plan::Properties;
use crate::shopper::identity;
use crate::shopper::profile;
use crate::tracker::calls::Calls;
use crate::tracker::identify::send_identify;
use crate::tracker::lifecycle::{self, refresh};
use crate::tracker::Answer;
use crate::value::{Map, MonotonicMs, State};

/// What this browser has learned of the shopper, for the theme: `Profile` in pkg-template/profile.d.ts.
pub fn profile(state: State) -> Properties {
    refresh(state);
    profile::load(state).show()
}

/// The next request to make, if there is one now; see [`lifecycle::poll`].
pub fn next_request(state: State, is_leaving: bool, is_deferred: bool) -> Option<Request> {
    if !is_deferred {
        send_profile_update(state, is_leaving);
    }
    lifecycle::poll(state, is_leaving, is_deferred)
}

/// Sends what this browser has learned with the next request: once for each page view, or when the page is
/// left. It is never a request of its own while the page lives, because what taught it is an event that waits
/// for one.
fn send_profile_update(state: State, is_leaving: bool) {
    let calls = Calls::of(state);
    let Some(call) = calls.pending_profile_update() else { return };
    if is_leaving || !calls.is_profile_update_sent() && Delivery::of(state).due() <= MonotonicMs::now() {
        refresh(state);
        calls.set_pending_profile_update(None);
        if identity::current(state).is_known() {
            calls.set_is_profile_update_sent(true);
            send_identify(state, Map::new(), Answer::new(), call);
        }
    }
}
