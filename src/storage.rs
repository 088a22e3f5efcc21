//! The durable copy: records by name in the page's storage, and the clock that all pages of a browser share.

pub mod clock;
mod records;

pub use records::{Store, PREFIX};
