//! What a view is: a [`Value`] together with the knowledge of what it is.
//!
//! Texts, ids, lists, maps and records are the handle and nothing else, so they cost what the handle costs.
//! Numbers, booleans and times are read out of it. A view is a promise of the code that
//! makes it, not a check. What comes from outside (storage, a page) stays a `Value` until a reader has looked
//! at it and gives the typed view or nothing. A broken promise does no harm to memory: every operation on a
//! value of another kind is defined (see [`Value`]).

use crate::engine::{self, Literal};
use crate::value::{Value, TRUE, UNDEFINED};

/// What a handle is known to be.
pub trait View: Copy {
    /// Takes the value for what the view says, without a check. Only readers and this room call it;
    /// tests/architecture.rs holds them to that.
    fn assume(value: Value) -> Self;

    /// The value behind the view.
    fn value(self) -> Value;

    /// The number that stands for the value in the engine.
    #[inline(always)]
    fn handle(self) -> u32 {
        self.value().handle()
    }

    /// The member `name` of a record.
    #[inline(always)]
    fn member(record: Value, name: Literal) -> Self {
        Self::assume(record.get(name))
    }

    /// Makes this the member `name` of a record.
    #[inline(always)]
    fn set_member(self, record: Value, name: Literal) {
        engine::set(record.handle(), name, self.handle());
    }
}

/// A view whose absence is `None` at no cost: texts, ids, lists, maps, records and values. Numbers and
/// booleans have no spare value.
pub trait Present: View {}

/// What joins a text as `String(value)` writes it: texts, ids, numbers, times, and any value of the page's.
pub trait Written: View {}

/// A text of some meaning: [`Text`](crate::value::Text) itself and the ids. What names the members of a map.
pub trait Textual: Present + Written {}

impl View for Value {
    #[inline(always)]
    fn assume(value: Value) -> Value {
        value
    }
    #[inline(always)]
    fn value(self) -> Value {
        self
    }
}

impl Present for Value {}

impl Written for Value {}

/// Undefined and null are `None`, which is the handle 0.
impl<T: Present> View for Option<T> {
    #[inline(always)]
    fn assume(value: Value) -> Option<T> {
        if value.is_given() {
            Some(T::assume(value))
        } else {
            None
        }
    }
    #[inline(always)]
    fn value(self) -> Value {
        match self {
            Some(given) => given.value(),
            None => UNDEFINED,
        }
    }
    #[inline(always)]
    fn handle(self) -> u32 {
        match self {
            Some(given) => given.handle(),
            None => engine::ABSENT,
        }
    }
    // The engine says 0 where nothing is, so no comparison is needed.
    #[inline(always)]
    fn member(record: Value, name: Literal) -> Option<T> {
        Value::given(engine::get_given(record.handle(), name)).map(T::assume)
    }
}

/// Anything but `true` is false.
impl View for bool {
    #[inline(always)]
    fn assume(value: Value) -> bool {
        value == TRUE
    }
    #[inline(always)]
    fn value(self) -> Value {
        Value::bool(self)
    }
}

/// What is no number is NaN.
impl View for f64 {
    #[inline(always)]
    fn assume(value: Value) -> f64 {
        value.as_number()
    }
    #[inline(always)]
    fn value(self) -> Value {
        Value::number(self)
    }
    #[inline(always)]
    fn member(record: Value, name: Literal) -> f64 {
        record.num(name)
    }
    #[inline(always)]
    fn set_member(self, record: Value, name: Literal) {
        record.set_num(name, self);
    }
}

impl Written for f64 {}

/// A newtype around another view: around a `Value`, or around what it is a special case of, as an id is of a
/// `Text`.
macro_rules! newtype_view {
    ($(#[$doc:meta])* $visible:vis struct $name:ident($inner:ty);) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        $visible struct $name($inner);

        impl $crate::value::View for $name {
            #[inline(always)]
            fn assume(value: $crate::value::Value) -> $name {
                $name(<$inner as $crate::value::View>::assume(value))
            }
            #[inline(always)]
            fn value(self) -> $crate::value::Value {
                $crate::value::View::value(self.0)
            }
        }

        impl $crate::value::Present for $name {}

        #[cfg(not(target_arch = "wasm32"))]
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&$crate::value::View::value(*self), f)
            }
        }
    };
}
pub(crate) use newtype_view;
