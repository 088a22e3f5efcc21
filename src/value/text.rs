//! Texts, and ids: texts of one meaning that cannot be passed for another.

use crate::engine::{self, Literal};
use crate::value::{newtype_view, List, Present, Textual, Value, ValueKind, View, Written};

newtype_view! {
    /// A text. Two texts are equal by content.
    pub struct Text(Value);
}

impl Written for Text {}
impl Textual for Text {}

impl PartialEq for Text {
    #[inline(always)]
    fn eq(&self, other: &Text) -> bool {
        engine::same(self.handle(), other.handle())
    }
}

/// A literal of the source.
#[inline(always)]
pub fn text(literal: impl Into<Literal>) -> Text {
    Text(Value::text(literal))
}

/// A number or time as `String(number)` writes it.
#[inline(always)]
pub fn decimal(number: impl Written) -> Text {
    text("").add(number)
}

/// Any view as the JSON that says it.
#[inline(always)]
pub fn json(view: impl View) -> Text {
    Text(view.value().json())
}

/// Has the page's part `message-hooks` finish a message before it is stored. Gives why the message is
/// dropped: a word of `DropReason`.
#[inline(always)]
pub fn finish(message: impl View, call: impl View) -> Option<Text> {
    Value::given(engine::finish(message.handle(), call.handle())).map(Text)
}

/// Reads a text; nothing else is one. What may be absent is read as it is: nothing is no text.
#[inline(always)]
pub fn read_text(unread: impl View) -> Option<Text> {
    text_behind(unread.handle())
}

#[inline(never)]
fn text_behind(handle: u32) -> Option<Text> {
    if engine::kind(handle) == ValueKind::Text as u32 {
        Value::given(handle).map(Text)
    } else {
        None
    }
}

/// An empty text is none.
#[inline(never)]
pub fn if_not_empty(text: Option<Text>) -> Option<Text> {
    text.filter(|text| !text.is_empty())
}

/// What a record's JSON says; undefined for anything else, and where there is no record.
#[inline(always)]
pub fn parse(record: Option<Text>) -> Value {
    Value::of(engine::parse(record.handle()))
}

/// A text or id of one kind, or its absence.
pub trait MaybeTextual: View {
    type Kind: Textual;
}

impl<T: Textual> MaybeTextual for T {
    type Kind = T;
}

impl<T: Textual> MaybeTextual for Option<T> {
    type Kind = T;
}

/// Whether two texts or ids of one kind are the same, or both absent. Smaller code than `==` on options.
#[inline(always)]
pub fn same<One: MaybeTextual>(one: One, other: impl MaybeTextual<Kind = One::Kind>) -> bool {
    engine::same(one.handle(), other.handle())
}

impl Text {
    /// With `other` behind it.
    #[inline(always)]
    pub fn add(self, other: impl Written) -> Text {
        Text(self.0.add(other.value()))
    }

    /// With a literal behind it.
    #[inline(always)]
    pub fn plus(self, literal: impl Into<Literal>) -> Text {
        Text(self.0.plus(literal))
    }

    /// Whether this is exactly that text.
    #[inline(always)]
    pub fn is(self, literal: impl Into<Literal>) -> bool {
        self.0.is(literal)
    }

    /// Whether the pattern is found in it; see [`Value::test`].
    #[inline(always)]
    pub fn test(self, pattern: impl Into<Literal>) -> bool {
        self.0.test(pattern)
    }

    /// Whether a pattern that is a text of our own tables is found in it.
    #[inline(always)]
    pub fn matches(self, pattern: Text) -> bool {
        self.0.matches(pattern.0)
    }

    /// Every match replaced by `with`, where `$1` is a group.
    #[inline(always)]
    pub fn replace(self, pattern: impl Into<Literal>, with: impl Into<Literal>) -> Text {
        Text(self.0.replace(pattern, with))
    }

    /// From UTF-16 unit `from` up to before `to`, clamped.
    pub fn slice(self, from: u32, to: u32) -> Text {
        Text(self.0.slice(from, to))
    }

    /// From UTF-16 unit `from` on.
    pub fn tail(self, from: u32) -> Text {
        self.slice(from, u32::MAX)
    }

    /// The parts between `by`.
    #[inline(always)]
    pub fn split(self, by: impl Into<Literal>) -> List<Text> {
        List::assume(self.0.split(by))
    }

    pub fn lower(self) -> Text {
        Text(self.0.lower())
    }

    pub fn upper(self) -> Text {
        Text(self.0.upper())
    }

    /// In UTF-16 units.
    pub fn len(self) -> u32 {
        self.0.len()
    }

    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Encoded as UTF-8, in bytes.
    pub fn bytes(self) -> f64 {
        f64::from(self.0.bytes())
    }

    /// The number it says, as `Number(text)`: NaN when it says none.
    pub fn to_number(self) -> f64 {
        self.0.to_number()
    }

    /// What this JSON says; undefined for anything else.
    pub fn parse(self) -> Value {
        self.0.parse()
    }

    /// As a JSON string.
    pub fn quoted(self) -> Text {
        Text(self.0.json())
    }
}

/// Declares ids: texts of one meaning. An id reads as a [`Text`]; only the declaring module makes one, by
/// `from_text`.
macro_rules! ids {
    ($($(#[$doc:meta])* $visible:vis struct $name:ident;)*) => {$(
        $crate::value::newtype_view! { $(#[$doc])* $visible struct $name($crate::value::Text); }

        impl $crate::value::Written for $name {}
        impl $crate::value::Textual for $name {}

        impl PartialEq for $name {
            #[inline(always)]
            fn eq(&self, other: &$name) -> bool {
                self.0 == other.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = $crate::value::Text;
            #[inline(always)]
            fn deref(&self) -> &$crate::value::Text {
                &self.0
            }
        }

        #[allow(dead_code)]
        impl $name {
            /// For the module that declares the id: it knows that the text is one.
            #[inline(always)]
            fn from_text(text: $crate::value::Text) -> $name {
                $name(text)
            }
        }
    )*};
}
pub(crate) use ids;

/// The words of a literal, between single spaces.
#[inline(always)]
pub fn words(words: impl Into<Literal>) -> crate::value::Items<Text> {
    text(words).split(" ").into_iter()
}

impl<T: Present> List<T> {
    /// In text order.
    #[inline(always)]
    pub fn sort(self) {
        self.value().sort();
    }
}
