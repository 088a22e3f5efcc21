//! How an option is declared, checked and read: the macro `options!`, the table that it makes, and a reader
//! for each type. The options themselves are in `options.rs`.

use super::Options;
use crate::engine::Literal;
use crate::plan::row;
use crate::value::{List, Text, Value, View};

/// Declares the options. One line says a getter, its setter (seldom), its type, the default, and in
/// brackets: the name, the pattern that its text must match, the pattern in words, and 1 where it may be a
/// list. A pattern that reads well is its own words. An attribute of the script tag and a member of an
/// object have the same text; the text of a list has commas.
///
/// ```text
/// options! {
///      /// The most messages in storage. Default: 1000.
///      pub max_count: f64 = 1000.0, ["maxMessages", "[1-9][0-9]{1,4}", "10 to 99999"];
/// }
/// ```
///
/// gives `options.max_count()` and a row of `ROWS`. The rows are one JSON text, because it costs the module
/// less than a table of texts. The first option is written out, because JSON has no comma before it. The
/// words are not in the module: they are for a page whose options are wrong, which loads them
/// (`option-help`).
macro_rules! options {
    (
        $(#[$first_doc:meta])*
        $first_visible:vis $first:ident : $first_kind:ty = $first_default:expr, $first_row:tt;
        $(
            $(#[$doc:meta])* $visible:vis $get:ident $(, $set:ident)? : $kind:ty = $default:expr, $row:tt;
        )*
    ) => {
        const ROWS: &str = concat!(
            "[", options!(@json $first_row), $(",", options!(@json $row),)* "]"
        );

        /// The table as JSON, `[name, pattern, 1 where it may be a list]`, for what is generated of it.
        #[cfg(not(target_arch = "wasm32"))]
        pub const PATTERNS: &str = ROWS;

        /// By option, the pattern in words, where the pattern does not read well.
        #[cfg(not(target_arch = "wasm32"))]
        pub const ALLOWED_IN_WORDS: &[(&str, &str)] = &[
            options!(@words $first_row), $(options!(@words $row),)*
        ];

        #[allow(dead_code)]
        impl Options {
            options! {
                @getter [$(#[$first_doc])* $first_visible] $first $first_kind, $first_default, $first_row
            }
            $(
                options! { @getter [$(#[$doc])* $visible] $get $kind, $default, $row }
                $(options! { @setter $visible $set $kind, $row })?
            )*
        }
    };
    (@json [$name:literal, $pattern:literal $(, $words:literal $(, $list:literal)?)?]) => {
        concat!("[\"", $name, "\",\"", $pattern, "\"" $($(, ",", $list)?)?, "]")
    };
    (@words [$name:literal, $pattern:literal]) => { ($name, "") };
    (@words [$name:literal, $pattern:literal, $words:literal $(, $list:literal)?]) => { ($name, $words) };
    (@getter [$($front:tt)*] $get:ident $kind:ty, $default:expr, [$name:literal $($rest:tt)*]) => {
        $($front)* fn $get(self) -> $kind {
            $crate::options::declare::OptionType::read(self, $name.into(), $default)
        }
    };
    (@setter $visible:vis $set:ident $kind:ty, [$name:literal $($rest:tt)*]) => {
        $visible fn $set(self, option: $kind) {
            $crate::value::View::set_member(option, $crate::value::View::value(self), $name.into());
        }
    };
}
pub(super) use options;

row! {
    /// How an option is checked.
    pub(super) struct OptionRow {
        name: Text = 0;
        /// What its whole text must match.
        pattern: Text = 1;
        /// Given where the option may be a list.
        list_mark: Option<Value> = 2;
    }
}

/// The rows that `options!` made.
#[inline(always)]
pub(super) fn read_rows() -> List<OptionRow> {
    View::assume(Value::constant(super::ROWS))
}

/// Whether a value is allowed. Undefined is an empty text, which `true|false|` allows: the bare attribute.
pub(super) fn matches(given: Value, row: OptionRow) -> bool {
    !given.is_map()
        && (!given.is_list() || row.list_mark().is_some())
        && !given.reason().is_given()
        && read_option_text(given).matches(crate::value::text("^(").add(row.pattern()).plus(")$"))
}

/// A type that an option can have, and how it is read. The value has been checked.
pub(super) trait OptionType: Sized {
    fn read(options: Options, name: Literal, default: Self) -> Self;
}

/// On: `true`, `"true"`, or the bare attribute.
impl OptionType for bool {
    #[inline(never)]
    fn read(options: Options, name: Literal, default: bool) -> bool {
        let given: Option<Value> = View::member(options.value(), name);
        given.map_or(default, |given| read_option_text(given).test("^(true|)$"))
    }
}

/// A number, or the text of one.
impl OptionType for f64 {
    #[inline(never)]
    fn read(options: Options, name: Literal, default: f64) -> f64 {
        let given: Option<Value> = View::member(options.value(), name);
        given.map_or(default, Value::to_number)
    }
}

impl OptionType for Option<Text> {
    #[inline(never)]
    fn read(options: Options, name: Literal, default: Option<Text>) -> Option<Text> {
        let given: Option<Value> = View::member(options.value(), name);
        given.map(read_option_text).or(default)
    }
}

impl OptionType for Text {
    #[inline(always)]
    fn read(options: Options, name: Literal, default: Text) -> Text {
        Option::read(options, name, None).unwrap_or(default)
    }
}

/// A list, or a text with commas or spaces.
impl OptionType for Option<List<Text>> {
    #[inline(always)]
    fn read(options: Options, name: Literal, default: Option<List<Text>>) -> Option<List<Text>> {
        let given: Option<Text> = Option::read(options, name, None);
        given.map(|names| names.replace("[ ,]+", ",").split(",")).or(default)
    }
}

/// The text of an option: of a list, its members with commas between; of nothing, an empty one.
fn read_option_text(given: Value) -> Text {
    let mut option_text = Value::text("");
    if given.is_list() {
        for item in given.items() {
            option_text = option_text.add(item).plus(",");
        }
        option_text = option_text.slice(0, option_text.len().saturating_sub(1));
    } else if given.is_given() {
        option_text = option_text.add(given);
    }
    View::assume(option_text)
}
