//! What a page gave, made safe to send, and everything that is wrong with it, at once.
//!
//! What passes is JSON that Customer.io keeps: finite numbers, properties of the plan's types, no reserved
//! name, no name that changes prototypes, nothing over a limit (`limits.rs`). What does not pass is named
//! by path. `null` and `undefined` mean absent. The work is bounded by the size of the input, and the
//! report by `MAX_VIOLATIONS`.
//!
//! | file | what it checks |
//! | --- | --- |
//! | `checker.rs` | walks objects and lists: names, depth, sizes, required properties |
//! | `kinds.rs` | one value of each kind: ids, amounts, currencies, URLs |
//! | `dates.rs` | dates |
//! | `traits.rs`, `preferences.rs` | attributes of a person |
//! | `primitives.rs` | small questions about one text or number |
//!
//! `event.rs` calls it for events, `traits.rs` is called by the identify call.

mod checker;
mod dates;
mod kinds;
mod preferences;
mod primitives;
mod traits;

pub(crate) use checker::{join, Checker, UNSAFE};
pub(crate) use dates::read_unix_seconds;
pub(crate) use primitives::{is_blank, is_finite, read_as_text, says_nothing, trimmed};
pub use traits::{read_traits, ReadTraits};
