//! Customer.io's messages as owned structs, written from the vendor's documentation
//! (<https://docs.customer.io/integrations/api/cdp/>) and not from what the page writes, so that the two can
//! disagree. This room writes, reads and checks messages. It sends nothing. `server` and `tools` call it.
//!
//! | to find | look in |
//! | --- | --- |
//! | the messages and what they share | `message.rs` |
//! | where a message came from | `context.rs` |
//! | a line of a cart or an order | `line_item.rs` |
//! | many messages in one request | `batch.rs` |
//! | ids and times | `ids.rs`, `timestamp.rs` |
//! | how a text is read, and every problem reported | `reader.rs` |
//! | what may be wrong | `problem.rs` |
//! | who sends where, and how strict a check is | `rules.rs` |
//! | what is around a message's content | `envelope.rs` |
//! | the content by Customer.io's rules, and by the plan's | `content.rs`, `plan_check.rs`, `kinds.rs` |
//! | a request with its headers | `request.rs` |

mod batch;
mod content;
mod context;
mod envelope;
mod fields;
mod ids;
mod json;
mod kinds;
mod line_item;
mod message;
mod plan_check;
mod problem;
mod reader;
mod request;
mod rules;
mod timestamp;

pub use batch::Batch;
pub use context::{Campaign, Channel, Context, Library, PageContext};
pub use ids::{AnonymousId, MessageId, UserId, WriteKey};
pub use json::read_json;
pub use line_item::LineItem;
pub use message::{Envelope, IdentifyMessage, Message, PageMessage, TrackMessage};
pub use plan_check::event_of;
pub use problem::{Code, Problem, CODES};
pub use reader::{read_batch, read_event, read_message, Reading, Report, MAX_ITEM_BYTES};
pub use request::{read_request, Request};
pub use rules::{Endpoint, Rules, Sender};
pub use timestamp::Timestamp;

/// The shop's own data: an event's properties or a person's traits. Members keep their order.
pub type Data = serde_json::Map<String, serde_json::Value>;

/// A number as JSON: whole numbers without a fraction, as JavaScript writes them. Not finite becomes null.
pub fn number(amount: f64) -> serde_json::Value {
    const SAFE: f64 = 9_007_199_254_740_991.0;
    if amount.fract() == 0.0 && amount.abs() <= SAFE {
        (amount as i64).into()
    } else {
        amount.into()
    }
}
