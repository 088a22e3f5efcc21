//! What everything works on: handles of values in the page's engine, and typed views over them.

mod handle;
pub mod ids;
pub mod sha256;
pub mod time;

pub use handle::*;
