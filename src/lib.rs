//! The core of shoptrail: it takes storefront events, keeps them durable, and decides what to send to
//! Customer.io and when.
//!
//! The rooms, from the top; each uses only those below it (a test guards the arrows):
//!
//! | room | what it is responsible for |
//! | --- | --- |
//! | `boundary` | the functions that the page calls, in types; it decides nothing |
//! | `tracker` | the application: start and stop, one file for each public call, diagnostics |
//! | `delivery` | messages, the outbox, leases and claims, requests and retries, drops |
//! | `shopper` | identity, attribution, consent, profile, orders and cart, scrubbing |
//! | `options` | what a shop may set |
//! | `plan` | the tracking plan: its tables, events, validation and generated documents |
//! | `storage` | the durable copy, and the clock that never runs backwards |
//! | `value` | typed views over values of the page's engine |
//! | `engine` | the port to that engine: a page's, or a simulated one for native tests |
//!
//! The feature `page`, on by default, is all of this. Values live in the engine's heap. The page's module has
//! no allocator, no strings of its own and no panics.
//!
//! The feature `tools` is the second module, for servers and tools. It owns its values, and shares with the
//! page only the tables and limits of `plan`:
//!
//! | room | what it is responsible for |
//! | --- | --- |
//! | `tools` | the functions that JavaScript calls, in types; it decides nothing |
//! | `server` | webhooks to messages, and delivery from a server |
//! | `wire` | Customer.io's messages as typed structs: written, read, checked |
//! | `plan` | the tables and limits, without the validation of a page |
//!
//! The feature `inspector` is a module for a developer's browser. It shares nothing with the others:
//!
//! | room | what it is responsible for |
//! | --- | --- |
//! | `inspector` | the functions that JavaScript calls |
//! | `device` | the records of a device's storage, as structs and as a tree |
// A literal of the source is a `Literal` to a page's engine; to the native twin it is the text that it is
// already.
#![cfg_attr(not(target_arch = "wasm32"), allow(clippy::useless_conversion))]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

#[cfg(all(feature = "page", target_arch = "wasm32"))]
pub mod boundary;

#[cfg(feature = "page")]
pub mod delivery;
#[cfg(feature = "page")]
pub mod engine;
#[cfg(feature = "page")]
pub mod options;
pub mod plan;
#[cfg(feature = "page")]
pub mod shopper;
#[cfg(feature = "page")]
pub mod storage;
#[cfg(feature = "page")]
pub mod tracker;
#[cfg(feature = "page")]
pub mod value;

#[cfg(feature = "inspector")]
pub mod device;
#[cfg(all(feature = "inspector", target_arch = "wasm32"))]
pub mod inspector;

#[cfg(feature = "tools")]
pub mod server;
#[cfg(all(feature = "tools", target_arch = "wasm32"))]
pub mod tools;
#[cfg(feature = "tools")]
pub mod wire;
