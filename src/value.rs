//! What everything works on: handles of values in the page's engine, and typed views over them.
//!
//! [`Value`] is a handle of which nothing is known. A [`View`] is a handle that is known to be a [`Text`], an
//! id, a [`List`], a [`Map`] or a record. Views cost what handles cost: docs/architecture.md says what was
//! measured.

mod collections;
mod handle;
mod ids;
mod record;
mod sha256;
mod state;
pub mod testing;
mod text;
mod time;
mod view;

pub use collections::{members, Items, List, Map};
pub use handle::{Value, ValueKind, FALSE, NULL, TRUE, UNDEFINED};
pub use ids::{derived_ulid, random_ulid, read_anonymous_id, uuid_v4, AnonymousId, MessageId, UserId, UUID};
pub use state::{reset_members, Part, State};
pub use text::{decimal, finish, if_not_empty, json, parse, read_text, same, text, words, Text};
pub use time::{MonotonicMs, StoredMs, WallMs, DAY_MS};
pub use view::{Present, Textual, View, Written};

pub(crate) use record::{memory_record, part, record, word_enum};
pub(crate) use text::ids;
pub(crate) use view::newtype_view;
