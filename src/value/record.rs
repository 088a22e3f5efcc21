//! Records: structs whose members are those of an object in the engine's heap. And closed sets of words as
//! enums.

/// Declares a record. One line says a member's getter, its setter (leave it out: read-only), its type, and
/// its name in storage or JavaScript. No other code writes that name. A setter is named `set_` and its
/// getter. A member that may be missing is an `Option`, except numbers (NaN), booleans (false) and times
/// (`NEVER`).
///
/// ```text
/// record! {
///     /// A request under way.
///     pub struct Flight {
///         /// What it carries.
///         slots, set_slots: List<Slot> = "slots";
///         /// Read, but never written.
///         bytes: f64 = "bytes";
///     }
/// }
/// ```
///
/// gives `Flight::new()`, `flight.slots()`, `flight.set_slots(list)`, and what every
/// [`View`](crate::value::View) has.
macro_rules! record {
    ($(#[$doc:meta])* $visible:vis struct $name:ident {
        $($(#[$about:meta])* $get:ident $(, $set:ident)? : $kind:ty = $key:expr;)*
    }) => {
        $crate::value::newtype_view! { $(#[$doc])* $visible struct $name($crate::value::Value); }

        #[allow(dead_code)]
        impl $name {
            /// A new record without members.
            pub fn new() -> $name {
                $name($crate::value::Value::map())
            }
            $(
                $(#[$about])*
                #[inline(always)]
                pub fn $get(self) -> $kind {
                    $crate::value::View::member(self.0, $key.into())
                }
                $(
                    #[inline(always)]
                    pub fn $set(self, member: $kind) {
                        $crate::value::View::set_member(member, self.0, $key.into());
                    }
                )?
            )*
        }
    };
}
pub(crate) use record;

/// Declares a record that lives in memory alone: nobody but the core reads it. Each member's name gets an `@`
/// in front, and the build gives it another one (scripts/build/names.mjs).
macro_rules! memory_record {
    ($(#[$doc:meta])* $visible:vis struct $name:ident {
        $($(#[$about:meta])* $get:ident $(, $set:ident)? : $kind:ty = $key:literal;)*
    }) => {
        $crate::value::record! {
            $(#[$doc])* $visible struct $name {
                $($(#[$about])* $get $(, $set)? : $kind = concat!("@", $key);)*
            }
        }
    };
}
pub(crate) use memory_record;

/// Declares one owner's part of a tracker's state; members as in [`record!`]. Behind the name of a member may
/// stand the JSON that it starts with: `entries, set_entries: Map<Slot, Entry> = "entries", "{}";`. `reset()`
/// gives these to the members; the others stay as they are. Parts live in memory alone, as a
/// [`memory_record!`] does.
///
/// All parts are one object of the engine, so `Outbox::of(state)` costs nothing, and so does
/// `Store::of(outbox)`, from one part to another of the same tracker. The owner alone writes its members;
/// tests/architecture.rs proves that no two parts share one.
macro_rules! part {
    ($(#[$doc:meta])* $visible:vis struct $name:ident {
        $($(#[$about:meta])* $get:ident $(, $set:ident)? : $kind:ty = $key:literal $(, $start:literal)?;)*
    }) => {
        $crate::value::memory_record! {
            $(#[$doc])* $visible struct $name { $($(#[$about])* $get $(, $set)? : $kind = $key;)* }
        }

        impl $crate::value::Part for $name {}

        #[allow(dead_code)]
        impl $name {
            /// Gives the members what they start with.
            #[inline(always)]
            fn reset(self) {
                let start = concat!("" $($(, ",\"@", $key, "\":", $start)?)*);
                $crate::value::reset_members($crate::value::State::of(self), $crate::value::text(start));
            }

            /// This part of the tracker that `part` belongs to.
            #[inline(always)]
            $visible fn of(part: impl $crate::value::Part) -> $name {
                $name(part.value())
            }
        }
    };
}
pub(crate) use part;

/// Declares a closed set of words. `word()` gives the text that stands for a variant: call it where the
/// variant is a constant, where it costs what the literal costs; elsewhere it is a match over all of them.
/// `from_word` reads one back. Natively, `WORDS` lists each word with its doc.
macro_rules! word_enum {
    ($(#[$doc:meta])* $visible:vis enum $name:ident {
        $($(#[doc = $about:literal])* $variant:ident = $word:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $visible enum $name {
            $($(#[doc = $about])* $variant,)*
        }

        #[allow(dead_code)]
        impl $name {
            #[inline(always)]
            pub fn word(self) -> $crate::value::Text {
                match self {
                    $($name::$variant => $crate::value::text($word),)*
                }
            }

            #[inline(always)]
            pub fn from_word(word: $crate::value::Text) -> Option<$name> {
                $(
                    if word.is($word) {
                        return Some($name::$variant);
                    }
                )*
                None
            }

            /// Each word with what it means, for generated types and documents.
            #[cfg(not(target_arch = "wasm32"))]
            pub const WORDS: &'static [(&'static str, &'static str)] = &[$(($word, concat!($($about),*))),*];
        }
    };
}
pub(crate) use word_enum;
