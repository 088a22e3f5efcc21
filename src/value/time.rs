//! Times that cannot be mixed up. A span of time is a plain number of milliseconds, named `…_ms`.

use crate::engine::{self, Literal};
use crate::value::{Text, Value, View, Written};
use std::ops::{Add, Sub};

/// Milliseconds in a day.
pub const DAY_MS: f64 = 86_400_000.0;

macro_rules! times {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, PartialOrd)]
        #[cfg_attr(not(target_arch = "wasm32"), derive(Debug))]
        pub struct $name(pub f64);

        #[allow(dead_code)]
        impl $name {
            /// No time at all: neither before nor after any other.
            pub const NEVER: $name = $name(f64::NAN);

            #[inline(always)]
            pub fn is_never(self) -> bool {
                self.0.is_nan()
            }

            /// The earlier of two; the other one, where one is never.
            #[inline(always)]
            pub fn earliest(self, other: $name) -> $name {
                $name(self.0.min(other.0))
            }

            /// The later of two; the other one, where one is never.
            #[inline(always)]
            pub fn latest(self, other: $name) -> $name {
                $name(self.0.max(other.0))
            }
        }

        impl Add<f64> for $name {
            type Output = $name;
            #[inline(always)]
            fn add(self, span_ms: f64) -> $name {
                $name(self.0 + span_ms)
            }
        }

        impl Sub for $name {
            type Output = f64;
            #[inline(always)]
            fn sub(self, other: $name) -> f64 {
                self.0 - other.0
            }
        }

        impl View for $name {
            #[inline(always)]
            fn assume(value: Value) -> $name {
                $name(f64::assume(value))
            }
            #[inline(always)]
            fn value(self) -> Value {
                self.0.value()
            }
            #[inline(always)]
            fn member(record: Value, name: Literal) -> $name {
                $name(f64::member(record, name))
            }
            #[inline(always)]
            fn set_member(self, record: Value, name: Literal) {
                self.0.set_member(record, name);
            }
        }

        impl Written for $name {}
    )*};
}

times! {
    /// What the device's clock says, in milliseconds since 1970. It may be set at any moment.
    WallMs;
    /// Milliseconds since the page opened. It is never set, and of no use to another page.
    MonotonicMs;
    /// A time of `storage::clock`: shared by all pages of a browser, never backwards, in milliseconds near
    /// the wall clock's.
    StoredMs;
}

impl WallMs {
    #[inline(always)]
    pub fn now() -> WallMs {
        WallMs(engine::wall_ms())
    }

    /// `2026-11-23T13:40:35.260Z`; of a time that no date can say, the start of 1970.
    #[inline(always)]
    pub fn iso(self) -> Text {
        Text::assume(Value::iso(self.0))
    }

    /// Whole seconds since 1970, as Customer.io takes dates.
    #[inline(always)]
    pub fn unix_seconds(self) -> f64 {
        (self.0 / 1000.0).floor()
    }
}

impl MonotonicMs {
    #[inline(always)]
    pub fn now() -> MonotonicMs {
        MonotonicMs(engine::monotonic_ms())
    }
}
