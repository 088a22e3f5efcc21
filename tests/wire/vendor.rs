//! Customer.io's own description of a message (`vendor.tsv`), as a check that shares nothing with `src/wire`.

use serde_json::{json, Value};

/// A member of a message, and what it must be.
pub struct Fact {
    pub kind: &'static str,
    /// Names with dots between; `*` is any name.
    pub path: &'static str,
    pub is: &'static str,
}

pub fn facts() -> impl Iterator<Item = Fact> {
    include_str!("vendor.tsv").lines().filter(|line| !line.starts_with('#')).map(|line| {
        let [kind, path, is] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        Fact { kind, path, is }
    })
}

impl Fact {
    pub fn is_about(&self, kind: &str) -> bool {
        self.kind == "all" || self.kind == kind
    }

    pub fn allows(&self, value: &Value) -> bool {
        let is = self.is.strip_suffix(" needed").unwrap_or(self.is);
        match is {
            "text" => value.is_string(),
            // https://www.rfc-editor.org/rfc/rfc3339#section-5.6
            "time" => value.as_str().is_some_and(is_time),
            "boolean" => value.is_boolean(),
            "object" => value.is_object(),
            "texts" => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
            _ => {
                let words = is.strip_prefix("words ").expect("a known type");
                value.as_str().is_some_and(|word| words.split(' ').any(|allowed| allowed == word))
            }
        }
    }
}

fn is_time(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|char| if char.is_ascii_digit() { '0' } else { char.to_ascii_uppercase() })
        .collect();
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00") else { return false };
    let zone = rest.strip_prefix('.').map_or(rest, |fraction| fraction.trim_start_matches('0'));
    ["Z", "+00:00", "-00:00"].contains(&zone)
}

/// The members of a message that are not as Customer.io describes them.
pub fn problems(message: &Value) -> Vec<String> {
    let kind = message["type"].as_str().unwrap_or_default();
    let mut found = Vec::new();
    if !["track", "page", "identify"].contains(&kind) {
        found.push(format!("type must be one of the three: {kind}"));
    }
    for fact in facts().filter(|fact| fact.is_about(kind)) {
        let values = at(message, fact.path);
        // "An empty text removes an attribute": https://docs.customer.io/journeys/attributes/
        let is_cleared = |value: &Value| fact.path.starts_with("traits.") && value == "";
        let needed = fact.is.ends_with(" needed") && values.is_empty();
        if needed || !values.iter().all(|value| fact.allows(value) || is_cleared(value)) {
            found.push(format!("{} must be {}: {values:?}", fact.path, fact.is));
        }
    }
    if !["userId", "anonymousId"].iter().any(|name| message.get(name).is_some()) {
        found.push("neither userId nor anonymousId".to_owned());
    }
    found
}

/// The values at a path.
fn at<'a>(message: &'a Value, path: &str) -> Vec<&'a Value> {
    path.split('.').fold(vec![message], |values, name| {
        let members = |value: &'a Value| -> Vec<&'a Value> {
            match (name, value.as_object()) {
                ("*", Some(members)) => members.values().collect(),
                (_, Some(members)) => members.get(name).into_iter().collect(),
                (_, None) => Vec::new(),
            }
        };
        values.into_iter().flat_map(members).collect()
    })
}

/// Sets a member of a message, and the objects around it.
pub fn set(message: &mut Value, path: &str, value: Value) {
    let names: Vec<&str> = path.split('.').map(|name| if name == "*" { "another" } else { name }).collect();
    let [around @ .., last] = &names[..] else { return };
    let holder = around.iter().fold(message, |holder, name| {
        let members = holder.as_object_mut().expect("an object");
        members.entry(*name).or_insert_with(|| json!({}))
    });
    holder.as_object_mut().expect("an object").insert((*last).to_owned(), value);
}
