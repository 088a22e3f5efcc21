//! A text becomes JSON, and what no member of any message may have is found: nulls and polluting keys.

use crate::wire::problem::{join, Code, Problems};
use serde_json::error::Category;
use serde_json::Value;

/// The JSON of a text, as far as it can be read. A text with half of a character is read as Customer.io reads
/// it: with U+FFFD in its place.
pub(super) fn parse(text: &str, problems: &mut Problems) -> Option<Value> {
    let error = match serde_json::from_str(text) {
        Ok(value) => return Some(value),
        Err(error) => error,
    };
    if let Some(mended) = without_lone_surrogates(text) {
        if let Ok(value) = serde_json::from_str(&mended) {
            problems.add(Code::LoneSurrogate, "", "half of a character: write whole characters");
            return Some(value);
        }
    }
    // The parser has no kind of its own for this.
    if error.classify() == Category::Syntax && error.to_string().starts_with("recursion limit") {
        problems.add(Code::TooDeep, "", "more than 127 levels of objects and lists");
    } else {
        problems.add(Code::NotJson, "", error.to_string());
    }
    None
}

/// The JSON of a text that somebody else wrote, as far as it can be read; see [`parse`].
pub fn read_json(text: &str) -> Option<Value> {
    parse(text.trim_start_matches('\u{feff}'), &mut Problems::default())
}

/// The text with `\ufffd` for each escaped half of a character; `None` when there is none.
fn without_lone_surrogates(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let unit = |at: usize| -> Option<u32> {
        let escape = text.get(at..at + 6).filter(|escape| escape.starts_with("\\u"))?;
        u32::from_str_radix(&escape[2..], 16).ok()
    };
    let (mut mended, mut copied, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        let Some(half) = unit(at) else {
            // A backslash and the character that it escapes.
            at += if bytes[at] == b'\\' { 2 } else { 1 };
            continue;
        };
        let is_first = (0xD800..0xDC00).contains(&half);
        if is_first && unit(at + 6).is_some_and(|next| (0xDC00..0xE000).contains(&next)) {
            at += 12;
            continue;
        }
        if (0xD800..0xE000).contains(&half) {
            mended.push_str(&text[copied..at]);
            mended.push_str("\\ufffd");
            copied = at + 6;
        }
        at += 6;
    }
    if copied == 0 {
        return None;
    }
    mended.push_str(&text[copied..]);
    Some(mended)
}

/// Reports every null and every polluting key inside `value`.
pub(super) fn check_names_and_nulls(value: &Value, path: &str, problems: &mut Problems) {
    match value {
        Value::Null => problems.add(Code::Null, path, "leave out what is not known"),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                check_names_and_nulls(item, &format!("{path}[{index}]"), problems);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let inside = join(path, name);
                if ["__proto__", "constructor", "prototype"].contains(&name.as_str()) {
                    problems.add(Code::PollutingKey, &inside, "could change the prototype of an object");
                }
                check_names_and_nulls(member, &inside, problems);
            }
        }
        _ => {}
    }
}

/// The value as a message shows it.
pub(super) fn print(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 40 {
        text.chars().take(39).chain(['…']).collect()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(problems: Problems) -> Vec<&'static str> {
        problems.into_list().iter().map(|problem| problem.code.as_str()).collect()
    }

    #[test]
    fn half_of_a_character_is_reported_and_read_as_its_replacement() {
        for (text, expected) in [
            (r#"{"a":"\ud83d"}"#, "\u{fffd}"),
            (r#"{"a":"x\udc00y"}"#, "x\u{fffd}y"),
            (r#"{"a":"\ud83d\ud83d\ude00"}"#, "\u{fffd}😀"),
            (r#"{"a":"\\ud83d\ud83d"}"#, "\\ud83d\u{fffd}"),
        ] {
            let mut problems = Problems::default();
            let read = parse(text, &mut problems).expect(text);
            assert_eq!(read["a"], expected, "{text}");
            assert_eq!(codes(problems), ["lone_surrogate"], "{text}");
        }
    }

    #[test]
    fn whole_characters_are_read_without_a_problem() {
        let mut problems = Problems::default();
        let read = parse(r#"{"a":"\ud83d\ude00 \\ud83d é"}"#, &mut problems).expect("JSON");
        assert_eq!(read["a"], "😀 \\ud83d é");
        assert!(problems.is_empty());
    }

    #[test]
    fn what_is_no_json_or_nested_too_deep_says_so() {
        let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
        for (text, expected) in [("", "not_json"), (r#"{"a":"#, "not_json"), (deep.as_str(), "too_deep")] {
            let mut problems = Problems::default();
            assert_eq!(parse(text, &mut problems), None);
            assert_eq!(codes(problems), [expected]);
        }
    }
}
