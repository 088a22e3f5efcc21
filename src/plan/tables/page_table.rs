//! The part of the plan that a page carries, and where things are in it.

use crate::value::Value;

/// The part of the plan that a page carries, as [`super::pack`] packs it; its members go by the places in [`at`].
pub fn table() -> Value {
    Value::constant(include_str!("page.json"))
}

/// By property name, the row of its kind. Made once, and kept behind the table.
pub fn kinds(table: Value) -> Value {
    if table.at(at::MADE).is_given() {
        return table.at(at::MADE);
    }
    let (rows, kinds) = (table.at(at::KINDS), Value::map());
    table.push(kinds);
    for word in rows.keys().items() {
        let row = rows.find(word);
        for name in row.at(at::KIND_NAMES).split(" ").items() {
            kinds.put(name, row);
        }
    }
    kinds
}

/// What is where in [`table`], and in an event's row of it.
pub mod at {
    /// By a kind's word, its row.
    pub const KINDS: u32 = 0;
    /// By property name, the semantic name, where it is another.
    pub const SEMANTIC: u32 = 1;
    /// By event name, its row.
    pub const EVENTS: u32 = 2;
    /// By a person's attribute that a page gives, its kind's word.
    pub const PEOPLE: u32 = 3;
    /// What [`super::kinds`] made of the first.
    pub const MADE: u32 = 4;

    /// The number in [`crate::plan::tables::Kind`].
    pub const KIND: u32 = 0;
    /// What is allowed, for people: behind "must be ".
    pub const KIND_RULE: u32 = 1;
    /// The properties of this kind, with a space between.
    pub const KIND_NAMES: u32 = 2;

    pub const ROW_SEMANTIC: u32 = 0;
    /// 0 (goes first when the storage is full) … 9 (goes last).
    pub const ROW_RANK: u32 = 1;
    /// `page`, `cart`, `forever`, or empty for each time.
    pub const ROW_ONCE: u32 = 2;
    pub const ROW_KEY: u32 = 3;
    pub const ROW_REQUIRED: u32 = 4;
    pub const ROW_IN_CART: u32 = 5;
    /// By property name, the semantic name on this event alone.
    pub const ROW_RENAMES: u32 = 6;
}
