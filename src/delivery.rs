//! From a message to Customer.io: the outbox, who may send what, requests, retries, and what was lost.

pub mod backoff;
pub mod claim;
pub mod drops;
pub mod message;
pub mod outbox;
pub mod requests;
