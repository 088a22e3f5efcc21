//! The functions that the page calls: handles of the engine's values in, handles out. It turns them into
//! types and decides nothing.
//!
//! pkg-template/src/core.js puts arguments into the heap, calls these functions by name and takes answers
//! out. One tracker for each module: its state is an object that heap.js keeps.

use crate::delivery::drops::Losses;
use crate::delivery::{read_outcome, Delivery};
use crate::engine;
use crate::tracker::{consent_lifecycle, diagnostics, lifecycle};
use crate::value::{List, State, Text, Value, View, UNDEFINED};
use crate::{options, tracker, value};
use wasm_bindgen::prelude::*;

/// A value's place in the engine's heap. `i32`, because wasm-bindgen passes those on as they are.
type Handle = i32;

const NOTHING: Handle = engine::UNDEFINED as Handle;

#[inline(always)]
fn state() -> State {
    read_argument(engine::STATE as Handle)
}

/// An argument that the page's scripts of the same version make.
#[inline(always)]
fn read_argument<T: View>(handle: Handle) -> T {
    T::assume(Value::of(handle as u32))
}

/// An argument of the page's own: a name, properties, keys, traits, options or an answer. It went through
/// `read` of heap.js, and its reader looks at it. What the page leaves out is 0.
#[inline(always)]
fn read_given(handle: Handle) -> Value {
    Value::given(handle as u32).unwrap_or(UNDEFINED)
}

#[inline(always)]
fn answer(view: impl View) -> Handle {
    view.handle() as Handle
}

/// Starts the tracker, as far as consent allows. Gives a list of `OptionError`: empty, or what is wrong with
/// the options, and then nothing was started. `errors` is the list to add to: what the page's parts found.
#[wasm_bindgen]
pub fn start(given_options: Handle, environment: Handle, errors: Handle) -> Handle {
    let errors = options::check(read_given(given_options), read_argument(errors));
    if errors.is_empty() {
        let checked = options::read_options(read_given(given_options));
        consent_lifecycle::open(state(), checked, read_argument(environment));
    }
    answer(errors)
}

/// Applies the shopper's answer, if any; see [`consent_lifecycle::apply_consent`].
#[wasm_bindgen]
pub fn consent(given: Handle) -> Handle {
    answer(consent_lifecycle::apply_consent(state(), read_given(given)))
}

/// A new message's id, for a call that is accepted now and processed later.
#[wasm_bindgen]
pub fn id() -> Handle {
    answer(value::random_ulid())
}

/// One part of what a waiting call will take, in a task before its own; see [`tracker::prepare`].
#[wasm_bindgen]
pub fn prepare(call: Handle, name: Handle, properties: Handle) -> Handle {
    let (name, properties) = (read_given(name), read_given(properties));
    answer(tracker::prepare(state(), name, properties, read_argument(call)))
}

#[wasm_bindgen]
pub fn track(call: Handle, name: Handle, properties: Handle) -> Handle {
    let (name, properties) = (read_given(name), read_given(properties));
    answer(tracker::track(state(), name, properties, read_argument(call)))
}

#[wasm_bindgen]
pub fn page(call: Handle, properties: Handle) -> Handle {
    answer(tracker::page(state(), read_given(properties), read_argument(call)))
}

#[wasm_bindgen]
pub fn identify(call: Handle, keys: Handle, traits: Handle) -> Handle {
    let (keys, traits) = (read_given(keys), read_given(traits));
    answer(tracker::identify(state(), keys, traits, read_argument(call)))
}

#[wasm_bindgen]
pub fn reset(call: Handle) -> Handle {
    answer(tracker::reset(state(), read_argument(call)))
}

/// What this browser has learned of the shopper.
#[wasm_bindgen]
pub fn profile() -> Handle {
    answer(tracker::profile(state()))
}

/// The next `Request` to make, or undefined. `is_leaving`: true while the page is on its way out; undefined
/// asks for what the browser is to send if the page dies, see [`Delivery::poll`].
#[wasm_bindgen]
pub fn poll(is_leaving: Handle) -> Handle {
    answer(tracker::next_request(state(), read_argument(is_leaving), is_leaving == NOTHING))
}

/// What became of request `id`; see [`read_outcome`].
#[wasm_bindgen]
pub fn outcome(id: Handle, status: Handle, retry_after: Handle, content_type: Handle) -> Handle {
    let outcome =
        read_outcome(read_argument(status), read_argument(retry_after), read_argument(content_type));
    Delivery::of(state()).handle_outcome(read_argument(id), outcome);
    NOTHING
}

/// `[poll, claim]`: milliseconds until each has something to do; NaN for never.
#[wasm_bindgen]
pub fn timeouts() -> Handle {
    let both = List::new();
    both.push(lifecycle::poll_timeout_ms(state()));
    both.push(lifecycle::claim_timeout_ms(state()));
    answer(both)
}

/// Adopts what other pages left. `has_lock`: whether this tab got the Web Lock.
#[wasm_bindgen]
pub fn claim(has_lock: Handle) -> Handle {
    if read_argument(has_lock) {
        lifecycle::claim(state());
    } else {
        lifecycle::claim_later(state());
    }
    NOTHING
}

/// A moment of the page's life, by its word: `left`, `restored`, `online`, `stored`; or `hurry`, which is any
/// other. `PageMoment` in pkg-template/src/types.d.ts lists them.
#[wasm_bindgen]
pub fn moment(word: Handle) -> Handle {
    let word: Text = read_argument(word);
    if word.is("left") {
        lifecycle::leave(state());
    } else if word.is("restored") {
        consent_lifecycle::restore(state());
    } else if word.is("online") {
        Delivery::of(state()).online();
    } else if word.is("stored") {
        lifecycle::note_storage_change(state());
    } else {
        Delivery::of(state()).send_now();
    }
    NOTHING
}

/// What was lost since the last call: a list of `Summary`.
#[wasm_bindgen]
pub fn losses() -> Handle {
    answer(Losses::of(state()).take_unreported())
}

/// The report of `diagnostics()`.
#[wasm_bindgen]
pub fn report() -> Handle {
    lifecycle::wake(state());
    answer(diagnostics::report(state()))
}
