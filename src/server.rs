//! Webhooks to messages, and delivery from a server. It uses `wire` and `plan`; `tools` calls it.
//!
//! | to find | look in |
//! | --- | --- |
//! | what a platform's payload says | `shopify.rs`, `woocommerce.rs` and their folders |
//! | the events that are made of it, and their ids | `events.rs`, `ids.rs` |
//! | whether a webhook is signed | `signature.rs` |
//! | what becomes of a webhook | `intake.rs` |
//! | calls of the shop's own code | `calls.rs`, `about.rs`, orders of an export in `rows.rs` |
//! | batches, retries, what an answer means | `delivery.rs` |
//! | the steps until it is answered | `service.rs`, `job.rs` |
//! | what a running server remembers, counts and reports | `memory.rs`, `report.rs` |

mod about;
mod calls;
mod delivery;
mod events;
mod ids;
mod intake;
mod job;
mod keys;
mod lines;
mod memory;
mod naming;
mod options;
mod order;
mod payload;
#[cfg(test)]
mod payload_tests;
mod person;
mod reading;
mod report;
#[cfg(test)]
mod robustness_tests;
mod rows;
mod service;
mod shopify;
mod signature;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
mod woocommerce;

pub use about::About;
pub use calls::Moment;
pub use events::Writer;
pub use intake::Headers;
pub use job::{Answer, Job, QueueEntry, Reply, RowProblem, Task};
pub use options::OptionProblem;
pub use order::{Cancellation, Order, Refund};
pub use person::{Person, Profile};
pub use report::{Notice, Stats};
pub use service::Server;
pub use signature::sign;
