//! The tracking plan: which events, properties and attributes exist, and whether what a page gives is
//! valid. This room decides nothing about the shopper or about sending. The calls (`tracker`) read events
//! and traits through it.
//!
//! | to find | look in |
//! | --- | --- |
//! | which events, properties and attributes exist | `tables/` |
//! | how a call becomes an event, or is refused | `event.rs` |
//! | where a currency or an amount is checked | `validation/kinds.rs` |
//! | what a repaired event may lack | `Checker::require` in `validation/checker.rs` |
//! | where a date is read | `validation/dates.rs` |
//! | where a price text ("11,99 €") is read | not here: pkg-template/src/parts/repair/amount.js |
//! | what a violation may say | `violation.rs` |
//! | when two calls are one event | `event/natural_key.rs` |
//! | where totals come from | `event/derived.rs` |
//! | what a shop's own events ask | `event/custom.rs`; pkg-template/src/parts/custom-events.js checks them |
//! | the attributes of a person | `validation/traits.rs` |
//! | every limit | `limits.rs` |
//! | the plan as a page carries it | `page_table.rs`; made by `tables/pack.rs` |
//! | the generated files of the package | `documents.rs` |
//!
//! `tables` and `limits` know neither the page's engine nor its values, so that a module without them can
//! share them.

#[cfg(feature = "page")]
mod custom_events;
#[cfg(not(target_arch = "wasm32"))]
pub mod documents;
#[cfg(feature = "page")]
mod event;
pub mod limits;
#[cfg(feature = "page")]
mod page_table;
#[cfg(feature = "page")]
mod properties;
pub mod tables;
#[cfg(feature = "page")]
mod validation;
#[cfg(feature = "page")]
mod violation;

#[cfg(feature = "page")]
mod exports {
    pub use super::custom_events::CustomEvents;
    pub use super::event::{read_event, Event, Once};
    pub use super::limits::MAX_TRAIT_BYTES;
    pub use super::properties::{EventProperties, LineItem, Properties, Traits};
    pub use super::validation::{read_traits, ReadTraits};
    pub use super::violation::{Violation, ViolationCode, Violations};

    pub(crate) use super::page_table::row;
    pub(crate) use super::validation::{read_as_text, says_nothing, trimmed};
}
#[cfg(feature = "page")]
pub use exports::*;
