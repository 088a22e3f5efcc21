//! JSON, URLs and dates.

use super::text::{number_text, push_text, to_text};
use super::{node, push, push_list, push_map, text, time, Node};
use crate::engine::{ABSENT, FALSE, NULL, TRUE, UNDEFINED};

/// What a JSON text says, for tests.
#[track_caller]
#[allow(clippy::panic)]
pub fn from_text(json: &str) -> u32 {
    match serde_json::from_str(json) {
        Ok(json) => from_json(&json),
        Err(error) => panic!("test input is not JSON: {error}: {json}"),
    }
}

/// The value as JSON text; `undefined` for undefined. Unreadable values show as `<reason>`.
pub fn show(of: u32) -> String {
    match to_json(of) {
        Some(json) => json.to_string(),
        None => "undefined".to_owned(),
    }
}

fn from_json(json: &serde_json::Value) -> u32 {
    match json {
        serde_json::Value::Null => NULL,
        serde_json::Value::Bool(true) => TRUE,
        serde_json::Value::Bool(false) => FALSE,
        serde_json::Value::Number(number) => push(Node::Number(number.as_f64().unwrap_or(f64::NAN))),
        serde_json::Value::String(text) => push_text(text.as_str()),
        serde_json::Value::Array(list) => push_list(list.iter().map(from_json).collect()),
        serde_json::Value::Object(map) => {
            push_map(map.iter().map(|(name, value)| (name.as_str().into(), from_json(value))).collect())
        }
    }
}

fn to_json(of: u32) -> Option<serde_json::Value> {
    Some(match of {
        ABSENT | UNDEFINED => return None,
        NULL => serde_json::Value::Null,
        TRUE => true.into(),
        FALSE => false.into(),
        _ => match node(of)? {
            Node::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => (number as i64).into(),
            Node::Number(number) => {
                serde_json::Number::from_f64(number).map_or(serde_json::Value::Null, Into::into)
            }
            Node::Text(text) => text.to_string().into(),
            Node::List(list) => {
                list.borrow().iter().map(|of| to_json(*of).unwrap_or(serde_json::Value::Null)).collect()
            }
            Node::Map(map) => {
                map.borrow().iter().filter_map(|(name, of)| Some((name.to_string(), to_json(*of)?))).collect()
            }
            Node::Unreadable(reason) => format!("<{reason}>").into(),
        },
    })
}

pub fn json(of: u32) -> u32 {
    fn write(of: u32, out: &mut String) -> bool {
        match node(of) {
            None if of <= UNDEFINED => return false,
            None => out.push_str(&to_text(of)),
            Some(Node::Number(number)) => {
                out.push_str(if number.is_finite() { number_text(number) } else { "null".into() }.as_str())
            }
            Some(Node::Text(text)) => out.push_str(&serde_json::Value::from(&*text).to_string()),
            Some(Node::Unreadable(_)) => return false,
            Some(Node::List(list)) => {
                out.push('[');
                for (index, of) in list.borrow().iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    if !write(*of, out) {
                        out.push_str("null");
                    }
                }
                out.push(']');
            }
            Some(Node::Map(map)) => {
                out.push('{');
                let mut first = true;
                for (name, of) in map.borrow().iter() {
                    let mut member = String::new();
                    if write(*of, &mut member) {
                        if !first {
                            out.push(',');
                        }
                        first = false;
                        out.push_str(&serde_json::Value::from(&**name).to_string());
                        out.push(':');
                        out.push_str(&member);
                    }
                }
                out.push('}');
            }
        }
        true
    }
    let mut out = String::new();
    if write(of, &mut out) {
        push_text(out)
    } else {
        UNDEFINED
    }
}

pub fn parse(of: u32) -> u32 {
    serde_json::from_str(&to_text(of)).map_or(UNDEFINED, |json| from_json(&json))
}

pub fn constant(json: &'static str) -> u32 {
    parse(text::text(json))
}

pub fn iso(ms: f64) -> u32 {
    push_text(time::iso8601(ms))
}

pub fn date_ms(of: u32) -> f64 {
    time::date_ms(&to_text(of)).unwrap_or(f64::NAN)
}

fn pairs(query: &str) -> u32 {
    push_list(
        ::url::form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| push_list(vec![push_text(name.into_owned()), push_text(value.into_owned())]))
            .collect(),
    )
}

pub fn url(of: u32) -> u32 {
    let Ok(url) = ::url::Url::parse(&to_text(of)) else { return UNDEFINED };
    let with = |mark: &str, part: Option<&str>| {
        part.filter(|part| !part.is_empty()).map_or(String::new(), |part| mark.to_owned() + part)
    };
    push_map(vec![
        ("protocol".into(), push_text(url.scheme().to_owned() + ":")),
        ("hostname".into(), push_text(url.host_str().unwrap_or_default())),
        ("origin".into(), push_text(url.origin().ascii_serialization())),
        ("pathname".into(), push_text(url.path())),
        ("search".into(), push_text(with("?", url.query()))),
        ("hash".into(), push_text(with("#", url.fragment()))),
        ("query".into(), pairs(url.query().unwrap_or_default())),
    ])
}

pub fn query(of: u32) -> u32 {
    let text = to_text(of);
    pairs(text.strip_prefix('?').unwrap_or(&text))
}
