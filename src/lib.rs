//! shoptrail's core: storefront events, durable when `track()` returns, delivered to Customer.io.
//!
//! The way of one event: `wasm` (handles in) → `calls` → `event` and `validate` (the plan) → `orders` (once) → `identity`, `attribution` (who, whence) →
//! `envelope` (the message, serialized once) → `outbox` and `store` (durable) → `delivery` (what to send, what an answer means).
//!
//! Values live in the engine's heap (`value`, `engine`): the release module has no allocator, no strings of its own and no panics.
// A literal of the source is a `Literal` to a page's engine; to the native twin it is the text that it is already.
#![cfg_attr(not(target_arch = "wasm32"), allow(clippy::useless_conversion))]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

// The boundary.
#[cfg(target_arch = "wasm32")]
pub mod wasm;

// The application.
pub mod calls;
pub mod diagnostics;
pub mod gate;
pub mod tracker;

// Policies.
pub mod adoption;
pub mod attribution;
pub mod backoff;
pub mod channel;
pub mod clock;
pub mod config;
pub mod consent;
pub mod delivery;
pub mod drops;
pub mod envelope;
pub mod identity;
pub mod orders;
pub mod outbox;
pub mod profile;
pub mod scrub;
pub mod store;

// The domain.
pub mod event;
#[cfg(not(target_arch = "wasm32"))]
pub mod plan;
pub mod taxonomy;
pub mod validate;

// Values and the port.
pub mod engine;
pub mod id;
pub mod sha256;
pub mod time;
pub mod value;
