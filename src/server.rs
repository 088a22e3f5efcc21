//! Webhooks to messages, and delivery from a server. It uses `wire` and `plan`; `tools` calls it.

mod events;
pub mod ids;
mod keys;
mod lines;
mod naming;
mod order;
mod payload;
mod person;
mod reading;
mod shopify;
pub mod signature;
#[cfg(test)]
mod testing;
mod text;
mod woocommerce;

pub use events::Writer;
pub use order::{Cancellation, Order, Refund};
pub use person::{Person, Profile};
