//! From a message to Customer.io: what waits, who may send it, requests and retries, and what was lost.
//!
//! No network in here. [`requests`] says what to send next and takes what became of it; the page's side
//! sends.

pub mod backoff;
mod batch;
pub mod claim;
pub mod drops;
mod entry;
pub mod lease;
pub mod message;
mod outbox;
mod outbox_bounds;
mod outcome;
mod page_context;
pub mod requests;

pub use entry::{page_tag, Entry, EntryState, Owner, PageTag, RecordName, Slot, ANY_MESSAGE};
pub use message::{Message, MessageType, Summary, MAX_ITEM_BYTES};
pub use outbox::{Outbox, FRESH_MS};
pub use outcome::{read_outcome, Outcome};
pub use page_context::{ContextCache, PageContext};
pub use requests::{Delivery, Request};
