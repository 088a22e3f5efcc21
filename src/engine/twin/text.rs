//! Texts, as ECMAScript makes, joins, cuts and searches them.

use super::{node, push, push_list, Node};
use crate::engine::{FALSE, NULL, TRUE};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A text made at run time.
pub fn owned(text: &str) -> u32 {
    push(Node::Text(text.into()))
}

/// The text, or an empty one.
pub fn string(of: u32) -> String {
    as_text(of).map_or_else(String::new, |text| text.to_string())
}

pub(super) fn as_text(of: u32) -> Option<Rc<str>> {
    match node(of) {
        Some(Node::Text(text)) => Some(text),
        _ => None,
    }
}

pub(super) fn push_text(text: impl Into<Rc<str>>) -> u32 {
    push(Node::Text(text.into()))
}

/// As `String(value)` of ECMAScript writes it.
pub(super) fn to_text(of: u32) -> String {
    match node(of) {
        None => match of {
            NULL => "null",
            TRUE => "true",
            FALSE => "false",
            _ => "undefined",
        }
        .to_owned(),
        Some(Node::Text(text)) => text.to_string(),
        Some(Node::Number(number)) => number_text(number),
        Some(_) => "[object Object]".to_owned(),
    }
}

pub(super) fn number_text(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number == 0.0 {
        "0".to_owned()
    } else if number.abs() < 1e21 && (number.fract() == 0.0 || number.abs() >= 1e-6) {
        // Rust's Display is the shortest text that reads back, never in exponents: ECMAScript's for this
        // range.
        number.to_string()
    } else {
        let text = format!("{number:e}");
        if text.contains("e-") {
            text
        } else {
            text.replace('e', "e+")
        }
    }
}

pub fn text(text: &'static str) -> u32 {
    push_text(text)
}

pub fn is(of: u32, text: &'static str) -> bool {
    as_text(of).is_some_and(|own| &*own == text)
}

pub fn before(one: u32, other: u32) -> bool {
    match (node(one), node(other)) {
        (Some(Node::Text(one)), Some(Node::Text(other))) => one.encode_utf16().lt(other.encode_utf16()),
        (Some(Node::Number(one)), Some(Node::Number(other))) => one < other,
        _ => false,
    }
}

pub fn add(one: u32, other: u32) -> u32 {
    push_text(to_text(one) + &to_text(other))
}

pub(super) fn regex(pattern: &str) -> regex::Regex {
    thread_local! {
        static CACHE: RefCell<BTreeMap<String, regex::Regex>> = const { RefCell::new(BTreeMap::new()) };
    }
    CACHE.with(|cache| {
        let found = cache.borrow().get(pattern).cloned();
        #[allow(clippy::expect_used)]
        found.unwrap_or_else(|| {
            let made = regex::Regex::new(pattern).expect("a pattern both engines read");
            cache.borrow_mut().insert(pattern.to_owned(), made.clone());
            made
        })
    })
}

pub fn test(of: u32, pattern: &'static str) -> bool {
    as_text(of).is_some_and(|text| regex(pattern).is_match(&text))
}

pub fn matches(of: u32, pattern: u32) -> bool {
    as_text(of).is_some_and(|text| regex(&to_text(pattern)).is_match(&text))
}

pub fn replace(of: u32, pattern: &'static str, with: &'static str) -> u32 {
    // `$1` before a letter is `${1}` to the crate.
    let with = regex("\\$([0-9])").replace_all(with, "$${$1}").into_owned();
    push_text(regex(pattern).replace_all(&to_text(of), with.as_str()).into_owned())
}

/// As `Number(text)`: an empty text is 0, what is no number is NaN.
pub fn to_number(of: u32) -> f64 {
    match node(of) {
        Some(Node::Number(number)) => number,
        Some(Node::Text(text)) if text.trim().is_empty() => 0.0,
        Some(Node::Text(text)) => text.trim().parse().unwrap_or(f64::NAN),
        _ => match of {
            NULL | FALSE => 0.0,
            TRUE => 1.0,
            _ => f64::NAN,
        },
    }
}

pub fn slice(of: u32, from: u32, to: u32) -> u32 {
    let units: Vec<u16> = to_text(of).encode_utf16().collect();
    let to = units.len().min(to as usize);
    push_text(String::from_utf16_lossy(&units[to.min(from as usize)..to]))
}

pub fn split(of: u32, by: &'static str) -> u32 {
    push_list(to_text(of).split(by).map(push_text).collect())
}

pub fn lower(of: u32) -> u32 {
    push_text(to_text(of).to_lowercase())
}

pub fn upper(of: u32) -> u32 {
    push_text(to_text(of).to_uppercase())
}

pub fn bytes(of: u32) -> u32 {
    to_text(of).len() as u32
}

pub fn utf8(of: u32, at: u32) -> u32 {
    let text = to_text(of);
    (at..at + 4)
        .fold(0, |word, at| word << 8 | u32::from(text.as_bytes().get(at as usize).copied().unwrap_or(0)))
}
