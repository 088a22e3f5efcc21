//! What a message says, by the tracking plan: a known event, what it needs, and the type of each value. The
//! names are the plan's or, on an event with Customer.io's own name, Customer.io's.

use crate::plan::tables::{
    Attribute, DataType, Event, Property, ATTRIBUTES, EVENTS, LINE_ITEM_REQUIRED, PRODUCT_KEYS, PROPERTIES,
};
use crate::wire::json::print;
use crate::wire::kinds;
use crate::wire::problem::{join, Code, Problems};
use crate::wire::rules::Rules;
use crate::wire::Data;
use serde_json::Value;

/// The event of the plan with this name, in either naming.
pub fn event_of(name: &str) -> Option<&'static Event> {
    EVENTS.iter().find(|event| event.name == name || event.semantic == name)
}

/// Checks an event and its properties.
pub(super) fn check_event(
    name: &str,
    properties: Option<&Data>,
    path: &str,
    rules: &Rules,
    problems: &mut Problems,
) {
    let event = event_of(name);
    let custom = rules.custom_event(name);
    if event.is_none() && custom.is_none() {
        problems.add(Code::UnknownEvent, join(path, "event"), format!("\"{name}\" is not in the plan"));
    }
    let Some(properties) = properties else { return };
    let check = Check { event, custom, is_semantic: event.is_some_and(|event| event.name != name), rules };
    let path = join(path, "properties");
    check.values(properties, &path, problems);
    if let Some(event) = event {
        check.required(properties, &path, (event.needed, event.expected), problems);
    }
    for (name, _) in custom.and_then(|custom| custom.get("required")?.as_object()).into_iter().flatten() {
        if !properties.contains_key(name) {
            problems.add(Code::Missing, join(&path, name), "required by the declaration of the event");
        }
    }
}

/// Checks the attributes of a person. An empty text clears an attribute of any type.
pub(super) fn check_traits(traits: Option<&Data>, path: &str, problems: &mut Problems) {
    let path = join(path, "traits");
    for (name, value) in traits.into_iter().flatten().filter(|(_, value)| *value != "") {
        let Some(row) = ATTRIBUTES.iter().find(|row| row.name == name) else { continue };
        match kind_of(row) {
            Some(kind) => check_kind(value, &join(&path, name), kind, problems),
            None if !value.is_object() && !value.is_null() => {
                problems.add(Code::WrongType, join(&path, name), "must be an object");
            }
            None => {}
        }
    }
}

fn kind_of(row: &Attribute) -> Option<DataType> {
    DataType::parse(row.kind)
}

/// How the properties of one event are checked.
struct Check<'a> {
    event: Option<&'static Event>,
    custom: Option<&'a Data>,
    /// The event has Customer.io's own name.
    is_semantic: bool,
    rules: &'a Rules,
}

impl Check<'_> {
    /// Checks each value whose name has a type.
    fn values(&self, members: &Data, path: &str, problems: &mut Problems) {
        for (name, value) in members {
            let Some(kind) = self.kind(name) else { continue };
            let path = join(path, name);
            match value.as_array().filter(|_| kind == DataType::LineItems) {
                Some(lines) => self.lines(lines, &path, problems),
                None => check_kind(value, &path, kind, problems),
            }
        }
    }

    fn lines(&self, lines: &[Value], path: &str, problems: &mut Problems) {
        for (index, line) in lines.iter().enumerate() {
            let path = format!("{path}[{index}]");
            match line.as_object() {
                Some(line) => {
                    self.values(line, &path, problems);
                    self.required(line, &path, (PRODUCT_KEYS, LINE_ITEM_REQUIRED), problems);
                }
                None if line.is_null() => {}
                None => problems.add(Code::WrongType, path, "a line must be an object"),
            }
        }
    }

    /// Checks that at least one of each group of `needed` is there and, in a strict check, all of `expected`.
    fn required(
        &self,
        members: &Data,
        path: &str,
        (needed, expected): (&'static str, &'static str),
        problems: &mut Problems,
    ) {
        for group in words(needed).filter(|group| !group.split('/').any(|name| self.has(members, name))) {
            problems.add(Code::Missing, format!("{path}.{group}"), "needed by the plan");
        }
        if self.rules.strict {
            for name in words(expected).filter(|name| !self.has(members, name)) {
                problems.add(Code::Missing, join(path, name), "expected by the plan");
            }
        }
    }

    /// Whether a property of the plan is given, by any name that it has on this event.
    fn has(&self, members: &Data, name: &str) -> bool {
        let semantic = self.semantic_name(name).filter(|_| self.is_semantic);
        members.contains_key(name) || semantic.is_some_and(|semantic| members.contains_key(semantic))
    }

    /// Customer.io's name of a property on this event.
    fn semantic_name(&self, name: &str) -> Option<&'static str> {
        let own = self.event.and_then(|event| renames(event).find(|(from, _)| *from == name));
        let general = || PROPERTIES.iter().find(|row| row.name == name && !row.semantic.is_empty());
        own.map(|(_, to)| to).or_else(|| general().map(|row| row.semantic))
    }

    /// The type of the values of a name on this event.
    fn kind(&self, name: &str) -> Option<DataType> {
        let of_plan = |name: &str| PROPERTIES.iter().find(|row| row.name == name).map(|row| row.kind);
        if self.is_semantic {
            let own = self.event.and_then(|event| renames(event).find(|(_, to)| *to == name));
            let general = || PROPERTIES.iter().find(|row| row.semantic == name);
            let semantic =
                own.and_then(|(from, _)| of_plan(from)).or_else(|| general().map(|row: &Property| row.kind));
            return semantic.or_else(|| of_plan(name));
        }
        of_plan(name).or_else(|| self.declared_kind(name))
    }

    /// The type in the declaration of one of the shop's own events.
    fn declared_kind(&self, name: &str) -> Option<DataType> {
        let word = |part: &str| self.custom?.get(part)?.get(name)?.as_str();
        word("required").or_else(|| word("optional")).and_then(DataType::parse)
    }
}

/// The names that Customer.io has for properties on this event alone: the plan's, and its own.
fn renames(event: &'static Event) -> impl Iterator<Item = (&'static str, &'static str)> {
    words(event.renames).filter_map(|pair| pair.split_once(':'))
}

fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(' ').filter(|word| !word.is_empty())
}

fn check_kind(value: &Value, path: &str, kind: DataType, problems: &mut Problems) {
    if !value.is_null() && !kinds::is_of(value, kind) {
        problems.add(Code::WrongType, path, format!("{} is not {}", print(value), kinds::allowed(kind)));
    }
}
