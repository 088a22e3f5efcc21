//! The tables of the tracking plan, as Rust constants: events (`events.rs`), properties (`properties.rs`) and
//! attributes of a person (`people.rs`). The version and what Customer.io reserves stand here.
//!
//! What stands here is what the tracker accepts, what the collector checks, and what the generated files in
//! `pkg-template/` say (`npm run plan`). A property name has one type on every event. The names are those
//! on the wire; [`Event::semantic`] and [`Property::semantic`] are sent instead under `naming: "semantic"`
//! (<https://docs.customer.io/integrations/data-in/semantic-events/ecommerce>).
//!
//! This folder knows neither the page's engine nor its values, so that a module without them can use it.
//! The constants cost no bytes on a page: the page carries `page.json`, which `pack` makes from them, and
//! reads it in [`page_table`](crate::plan::page_table).

mod events;
#[cfg(not(target_arch = "wasm32"))]
mod pack;
mod people;
mod properties;
mod rows;

pub use events::{EVENTS, LINE_ITEM_OPTIONAL, LINE_ITEM_REQUIRED, PRODUCT_KEYS};
#[cfg(not(target_arch = "wasm32"))]
pub use pack::pack;
pub use people::{Attribute, Supplier, ATTRIBUTES, RESERVED_TRAITS};
pub use properties::PROPERTIES;
pub use rows::{DataType, Event, Property, Scope, KINDS};

/// The version of the plan. An addition raises the minor number; a renaming or a removal raises the major
/// one.
pub const VERSION: &str = "1.2.0";

/// Event names that Customer.io acts on: someone with the public write key could delete a person by them.
/// Letter case does not matter. `event.rs` has the same names as a pattern.
pub const RESERVED_EVENTS: &[&str] = &[
    "Device Created or Updated",
    "Device Deleted",
    "User Deleted",
    "User Suppressed",
    "User Unsuppressed",
    "Relationship Deleted",
    "Object Deleted",
    "Report Delivery Event",
    "Report Content Event",
    "Application Installed",
    "Application Opened",
    "Application Uninstalled",
];

/// Event properties that override the settings of a campaign.
pub const RESERVED_PROPERTIES: &[&str] = &["recipient", "from_address", "reply_to"];
