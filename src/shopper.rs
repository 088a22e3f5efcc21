//! The shopper: who they are, where they came from, what they agreed to, what they bought, and what must not be told of them.

pub mod attribution;
pub mod channel;
pub mod consent;
pub mod identity;
pub mod orders;
pub mod profile;
pub mod scrub;
