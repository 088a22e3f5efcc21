//! The application: one tracker, from its start to its end, with one file for each public call.
//!
//! The boundary calls what is public here, in types. Nothing here talks to a browser: the engine does.

mod answer;
mod calls;
pub mod consent_lifecycle;
pub mod diagnostics;
mod identify;
pub mod lifecycle;
mod page;
mod prepare;
mod profile;
mod track;

pub use answer::{Answer, Refusal};
pub use identify::{identify, reset};
pub use page::page;
pub use prepare::prepare;
pub use profile::{next_request, profile};
pub use track::track;
