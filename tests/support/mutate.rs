//! Texts that are nearly valid: valid ones that are cut, repeated, or have a piece that breaks parsers in
//! them.

use proptest::prelude::*;
use proptest::sample::Index;

/// What random bytes seldom give, and what breaks parsers.
const PIECES: &[&str] = &[
    "",
    "\0",
    "\u{feff}",
    "é",
    "😀",
    "\u{202e}",
    "%",
    "%40",
    "%2540",
    "%zz",
    "\\",
    "\\u0000",
    "\\ud800",
    "\"",
    "'",
    "`",
    "<",
    "{",
    "}",
    "[",
    "]",
    "[[[[[[[[",
    ":",
    ",",
    "null",
    "true",
    "1e999",
    "-0",
    "-1",
    "9007199254740993",
    "9e99",
    "__proto__",
    "constructor",
    "toString",
    "\r\n",
    "\n",
    "\t",
    " ",
    "#",
    "?",
    "&",
    "=",
    "//",
    "/../",
    "@",
    "a@b.co",
    "+",
    ".",
    "-",
    "00000000000000000000000",
    "9999999999999",
    "Mon, 23 Nov 2026 13:41:25 GMT",
    "1795441236260",
];

#[derive(Clone, Debug)]
pub enum Edit {
    /// Replaces a span by one of [`PIECES`].
    Splice(Index, u8, &'static str),
    /// Replaces a byte.
    Byte(Index, u8),
    /// Repeats a span.
    Repeat(Index, u8, u8),
    Cut(Index),
}

pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        6 => (any::<Index>(), 0u8..6, prop::sample::select(PIECES))
            .prop_map(|(at, over, with)| Edit::Splice(at, over, with)),
        3 => any::<(Index, u8)>().prop_map(|(at, byte)| Edit::Byte(at, byte)),
        1 => (any::<Index>(), 1u8..40, 2u8..60)
            .prop_map(|(at, over, times)| Edit::Repeat(at, over, times)),
        1 => any::<Index>().prop_map(Edit::Cut),
    ];
    prop::collection::vec(edit, 0..6)
}

/// One of these, edited.
pub fn nearly(valid: &'static [&'static str]) -> impl Strategy<Value = String> {
    (prop::sample::select(valid), edits()).prop_map(|(text, edits)| edited(text, &edits))
}

pub fn edited(text: &str, edits: &[Edit]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for edit in edits {
        let place = |at: &Index| at.index(bytes.len() + 1);
        match edit {
            Edit::Splice(at, over, with) => {
                let at = place(at);
                let end = (at + usize::from(*over)).min(bytes.len());
                bytes.splice(at..end, with.bytes());
            }
            Edit::Byte(at, byte) => {
                let at = place(at);
                bytes.splice(at..(at + 1).min(bytes.len()), [*byte]);
            }
            Edit::Repeat(at, over, times) => {
                let at = place(at);
                let end = (at + usize::from(*over)).min(bytes.len());
                let span = bytes[at..end].repeat(usize::from(*times));
                bytes.splice(at..end, span);
            }
            Edit::Cut(at) => bytes.truncate(place(at)),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
