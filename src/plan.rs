//! The tracking plan: which events and properties there are, what is valid, and the documents that are generated from it.

#[cfg(not(target_arch = "wasm32"))]
pub mod documents;
pub mod event;
mod nearest;
pub mod tables;
pub mod validation;

pub use nearest::nearest;
