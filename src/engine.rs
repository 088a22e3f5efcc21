//! The one port: everything the core asks of the world, in one contract with two sides.
//!
//! `browser` is the page's engine (wasm32), `twin` an arena with a simulated clock, storage and randomness (native). Handles are `u32`: 0
//! undefined, 1 null, 2 true, 3 false, anything above an entry of the heap of this call. See `value` for what each means.

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub use browser::*;

#[cfg(not(target_arch = "wasm32"))]
pub mod twin;
#[cfg(not(target_arch = "wasm32"))]
pub use twin::*;
