//! The value the core works on: a handle to something in the engine's own heap.
//!
//! A page's JavaScript engine already has strings, objects, JSON, regular expressions, URLs and dates. The
//! core borrows them instead of bringing its own: a [`Value`] is an index into the engine's heap, copied
//! freely and never dropped, because the whole heap of a call is let go when that call returns
//! (`engine::browser`). That is what makes the module small; natively the same handles index an arena
//! (`engine::twin`), so every policy is tested without a browser.
//!
//! Nothing here throws or panics: reading what is not there gives [`UNDEFINED`], a number that is not one is
//! NaN.

use crate::engine::{self, Literal};
use std::num::NonZeroU32;

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Value(NonZeroU32);

pub const UNDEFINED: Value = Value::of(engine::UNDEFINED);
pub const NULL: Value = Value::of(engine::NULL);
pub const TRUE: Value = Value::of(engine::TRUE);
pub const FALSE: Value = Value::of(engine::FALSE);

/// What a value is. As wide as the engine's number for it, because a narrower one is masked at each use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum ValueKind {
    Undefined,
    Null,
    Bool,
    Number,
    Text,
    List,
    Map,
    /// What the boundary could not read; [`Value::reason`] says why.
    Unreadable,
}

impl Value {
    /// A handle of the engine. None is 0, so an `Option<Value>` is one number too, with 0 for `None`.
    #[inline(always)]
    pub const fn of(handle: u32) -> Value {
        // SAFETY: the engine has nothing at 0. Its functions that may answer 0 (`next`, the `…_given` ones
        // and `storage_get`) go through `Value::given`, and so does what the page leaves out
        // (src/boundary.rs).
        Value(unsafe { NonZeroU32::new_unchecked(handle) })
    }

    /// A handle that is 0 where nothing is.
    #[inline(always)]
    pub fn given(handle: u32) -> Option<Value> {
        NonZeroU32::new(handle).map(Value)
    }

    #[inline(always)]
    pub const fn handle(self) -> u32 {
        self.0.get()
    }

    pub fn map() -> Value {
        Value::of(engine::map())
    }

    pub fn list() -> Value {
        Value::of(engine::list())
    }

    pub fn number(number: f64) -> Value {
        Value::of(engine::number(number))
    }

    #[inline(always)]
    pub fn text(text: impl Into<Literal>) -> Value {
        Value::of(engine::text(text.into()))
    }

    pub fn bool(bool: bool) -> Value {
        if bool {
            TRUE
        } else {
            FALSE
        }
    }

    pub fn kind(self) -> ValueKind {
        // With three bits there is no other number, so the compiler takes the number for the kind.
        match engine::kind(self.handle()) & 7 {
            0 => ValueKind::Undefined,
            1 => ValueKind::Null,
            2 => ValueKind::Bool,
            3 => ValueKind::Number,
            4 => ValueKind::Text,
            5 => ValueKind::List,
            6 => ValueKind::Map,
            _ => ValueKind::Unreadable,
        }
    }

    pub fn is_text(self) -> bool {
        self.is_of(ValueKind::Text)
    }

    pub fn is_map(self) -> bool {
        self.is_of(ValueKind::Map)
    }

    pub fn is_list(self) -> bool {
        self.is_of(ValueKind::List)
    }

    fn is_of(self, kind: ValueKind) -> bool {
        engine::kind(self.handle()) == kind as u32
    }

    /// Neither undefined nor null.
    pub fn is_given(self) -> bool {
        self.handle() > NULL.handle()
    }

    /// `self`, or `other` where it is undefined or null.
    #[inline(never)]
    pub fn or(self, other: Value) -> Value {
        if self.is_given() {
            self
        } else {
            other
        }
    }

    /// The number, or NaN.
    pub fn as_number(self) -> f64 {
        engine::as_number(self.handle())
    }

    /// Whether this is exactly that text.
    #[inline(always)]
    pub fn is(self, text: impl Into<Literal>) -> bool {
        engine::is(self.handle(), text.into())
    }

    /// Same text, number or boolean, or the very same object (`===`).
    pub fn same(self, other: Value) -> bool {
        engine::same(self.handle(), other.handle())
    }

    // Objects. Own properties only; on anything else reading gives undefined and writing does nothing.

    #[inline(always)]
    pub fn get(self, name: impl Into<Literal>) -> Value {
        Value::of(engine::get(self.handle(), name.into()))
    }

    pub fn find(self, name: Value) -> Value {
        Value::of(engine::find(self.handle(), name.handle()))
    }

    /// The number under `name`, or NaN.
    #[inline(always)]
    pub fn num(self, name: impl Into<Literal>) -> f64 {
        engine::num(self.handle(), name.into())
    }

    /// Whether `true` is under `name`.
    #[inline(always)]
    pub fn flag(self, name: impl Into<Literal>) -> bool {
        self.get(name) == TRUE
    }

    #[inline(always)]
    pub fn set(self, name: impl Into<Literal>, value: Value) {
        engine::set(self.handle(), name.into(), value.handle());
    }

    #[inline(always)]
    pub fn set_num(self, name: impl Into<Literal>, number: f64) {
        engine::set_num(self.handle(), name.into(), number);
    }

    /// `set` under a name that is itself a value. Setting undefined removes.
    pub fn put(self, name: Value, value: Value) {
        engine::put(self.handle(), name.handle(), value.handle());
    }

    /// One more under `name`; none there is zero.
    #[inline(never)]
    pub fn count(self, name: Value) {
        self.put(name, Value::number(self.find(name).as_number().max(0.0) + 1.0));
    }

    /// Gives this object every member of `from` that it has not itself; and is returned.
    pub fn fill(self, from: Value) -> Value {
        Value::of(engine::fill(self.handle(), from.handle()))
    }

    /// Another object with the same members.
    pub fn copy(self) -> Value {
        Value::map().fill(self)
    }

    /// The names of an object's members, as a list in insertion order.
    pub fn keys(self) -> Value {
        Value::of(engine::keys(self.handle()))
    }

    // Lists; `len` is of texts too, in UTF-16 units.

    pub fn len(self) -> u32 {
        engine::len(self.handle())
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    pub fn at(self, index: u32) -> Value {
        Value::of(engine::at(self.handle(), index))
    }

    pub fn push(self, value: Value) {
        engine::insert(self.handle(), u32::MAX, value.handle());
    }

    /// Before the member at `index`; at the end when there is none.
    pub fn insert(self, index: u32, value: Value) {
        engine::insert(self.handle(), index, value.handle());
    }

    /// In text order.
    pub fn sort(self) {
        engine::sort(self.handle());
    }

    pub fn delete(self, index: u32) {
        engine::delete(self.handle(), index);
    }

    // Texts. A number joins a text as `String(number)` writes it.

    /// A new text: this one with `other` behind it.
    pub fn add(self, other: Value) -> Value {
        Value::of(engine::add(self.handle(), other.handle()))
    }

    #[inline(always)]
    pub fn plus(self, text: impl Into<Literal>) -> Value {
        Value::of(engine::add(self.handle(), engine::text(text.into())))
    }

    /// Whether the pattern is found in this text. Patterns are in the common part of ECMAScript's and the
    /// `regex` crate's: no look-around, no back-references, ASCII classes spelt out (`[0-9]`, not `\d`);
    /// `(?i)` at the very start ignores case.
    #[inline(always)]
    pub fn test(self, pattern: impl Into<Literal>) -> bool {
        engine::test(self.handle(), pattern.into())
    }

    /// [`Value::test`] of a pattern that is a value of our own tables.
    pub fn matches(self, pattern: Value) -> bool {
        engine::matches(self.handle(), pattern.handle())
    }

    /// Every match replaced by `with`, where `$1` is a group.
    #[inline(always)]
    pub fn replace(self, pattern: impl Into<Literal>, with: impl Into<Literal>) -> Value {
        Value::of(engine::replace(self.handle(), pattern.into(), with.into()))
    }

    /// The number a text says, as `Number(text)`: NaN when it says none.
    pub fn to_number(self) -> f64 {
        engine::to_number(self.handle())
    }

    /// From unit `from` up to before `to`, clamped.
    pub fn slice(self, from: u32, to: u32) -> Value {
        Value::of(engine::slice(self.handle(), from, to))
    }

    /// The parts between `by`, as a list.
    #[inline(always)]
    pub fn split(self, by: impl Into<Literal>) -> Value {
        Value::of(engine::split(self.handle(), by.into()))
    }

    pub fn lower(self) -> Value {
        Value::of(engine::lower(self.handle()))
    }

    pub fn upper(self) -> Value {
        Value::of(engine::upper(self.handle()))
    }

    /// Encoded bytes as UTF-8.
    pub fn bytes(self) -> u32 {
        engine::bytes(self.handle())
    }

    /// Whether this text or number comes before the other one in order.
    pub fn before(self, other: Value) -> bool {
        engine::before(self.handle(), other.handle())
    }

    // JSON.

    pub fn json(self) -> Value {
        Value::of(engine::json(self.handle()))
    }

    /// The value this JSON text says, undefined for anything else.
    pub fn parse(self) -> Value {
        Value::of(engine::parse(self.handle()))
    }

    /// What a literal's JSON says, read once for all calls; not to be changed.
    #[inline(always)]
    pub fn constant(json: impl Into<Literal>) -> Value {
        Value::of(engine::constant(json.into()))
    }

    /// Why a value is unreadable, as a word of `ViolationCode`: `cycle`, `too_deep`, `getter`, `bad_date`,
    /// `function` or `wrong_type`.
    pub fn reason(self) -> Value {
        Value::of(engine::reason(self.handle()))
    }

    // The world, as far as it gives values.

    /// `2026-11-23T13:40:35.260Z` of wall milliseconds; of a time no date can say, of 0.
    pub fn iso(wall_ms: f64) -> Value {
        Value::of(engine::iso(wall_ms))
    }

    /// Wall milliseconds of a date text as `Date.parse` reads it, or NaN. Check the form first: engines read
    /// almost anything.
    pub fn date_ms(self) -> f64 {
        engine::date_ms(self.handle())
    }

    /// A URL's parts by WHATWG rules: `{protocol, hostname, origin, pathname, search, hash, query}`, `query`
    /// being a list of `[name, value]` decoded as URLSearchParams does. Undefined for what is no absolute
    /// URL.
    pub fn url(self) -> Value {
        Value::of(engine::url(self.handle()))
    }

    /// The same pairs of a bare query text.
    pub fn query(self) -> Value {
        Value::of(engine::query(self.handle()))
    }
}

/// For loops over lists: `for item in list.items()`.
pub struct ValueItems(Value);

impl Value {
    /// The words of a literal, as texts.
    #[inline(always)]
    pub fn words(words: impl Into<Literal>) -> ValueItems {
        Value::text(words).split(" ").items()
    }

    /// The members at the time of the call, up to one that is undefined.
    pub fn items(self) -> ValueItems {
        ValueItems::of(self.handle())
    }
}

impl ValueItems {
    /// Of the list behind a handle, which may be absent.
    #[inline(always)]
    pub fn of(list: u32) -> ValueItems {
        ValueItems(Value::of(engine::each(list)))
    }
}

impl Iterator for ValueItems {
    type Item = Value;

    // In registers, not in memory: a tenth of the code.
    #[inline(always)]
    fn next(&mut self) -> Option<Value> {
        Value::given(engine::next(self.0.handle()))
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&engine::show(self.handle()))
    }
}
