//! The generated files of the package: the tracking plan as JSON, JSON Schema, TypeScript, Markdown and CSV,
//! and Customer.io's names for it. All come from [`crate::plan::tables`]. `npm run plan` writes them into
//! `pkg-template/`. This file and `plan_file.rs` make the JSON forms, `text.rs` the others. It is native and
//! never on a page.

mod plan_file;
mod text;

pub use text::{csv, markdown, typescript, union_type};

use crate::plan::limits::{
    MAX_DEPTH, MAX_EVENT_NAME_BYTES, MAX_KEYS, MAX_LINES, MAX_NAME_BYTES, MAX_TRAITS, MAX_VIOLATIONS,
    RESERVED,
};
use crate::plan::tables::{
    Attribute, DataType, Event, Property, Scope, ATTRIBUTES, EVENTS, KINDS, LINE_ITEM_OPTIONAL,
    LINE_ITEM_REQUIRED, PRODUCT_KEYS, PROPERTIES, RESERVED_EVENTS, RESERVED_PROPERTIES, RESERVED_TRAITS,
    VERSION,
};
use serde_json::{json, Map as Object, Value as Json};

/// Every generated file: its name in `pkg-template/` and its text.
pub fn files() -> [(&'static str, String); 9] {
    [
        ("plan.json", plan_json()),
        (plan_file::NAME, pretty(plan_file::plan_file_schema())),
        ("plan.schema.json", json_schema()),
        ("plan.d.ts", typescript()),
        ("PLAN.md", markdown()),
        ("plan.csv", csv()),
        ("src/parts/semantic-names/names.json", semantic_names()),
        ("src/parts/repair/kinds.json", kinds()),
        ("src/parts/custom-events/plan.json", custom_events()),
    ]
}

/// plan.json: `{version, events, line_item, people, reserved, limits}`, for the collector, the tests and
/// readers of the package.
///
/// `people` are the attributes of a person; `by` says who supplies each: `page`, `tracker` or `tracker or
/// page`. `natural_key.scope` is `none`, `page`, `cart` or `forever`. An event is refused when none of
/// `needed` is given; where a property is `required`, the tracker warns when it is missing. `any_of` lists
/// the groups of `needed` with several names. A line without one of `line_item_needed` is left out.
pub fn plan_json() -> String {
    pretty(json!({
        "$schema": format!("./{}", plan_file::NAME),
        "version": VERSION,
        "events": EVENTS.iter().map(event_json).collect::<Vec<_>>(),
        "line_item_needed": PRODUCT_KEYS.split('/').collect::<Vec<_>>(),
        "line_item": line_item()
            .into_iter()
            .map(|(row, required)| property_json(row, required, row.semantic))
            .collect::<Vec<_>>(),
        "people": ATTRIBUTES.iter().map(attribute_json).collect::<Vec<_>>(),
        "reserved": {"events": RESERVED_EVENTS, "properties": RESERVED_PROPERTIES, "people": RESERVED_TRAITS},
        "limits": {
            "event_name_bytes": MAX_EVENT_NAME_BYTES,
            "property_name_bytes": MAX_NAME_BYTES,
            "properties": MAX_KEYS,
            "depth": MAX_DEPTH,
            "line_items": MAX_LINES,
        },
    }))
}

/// By property, its kind, for the page's part `repair`.
pub fn kinds() -> String {
    let kinds: Object<String, Json> =
        PROPERTIES.iter().map(|row| (row.name.to_owned(), row.kind.as_str().into())).collect();
    pretty(json!(kinds))
}

/// What the page's part `custom-events` must know besides the kinds of properties: names that no event of the
/// shop's own may have, the words of the kinds, and limits.
pub fn custom_events() -> String {
    pretty(json!({
        "events": EVENTS.iter().map(|row| row.name).collect::<Vec<_>>(),
        "reserved": RESERVED.trim_start_matches("(?i)"),
        "kinds": KINDS.iter().map(|(_, word, _)| *word).collect::<Vec<_>>(),
        "eventNameBytes": MAX_EVENT_NAME_BYTES,
        "nameBytes": MAX_NAME_BYTES,
        "errors": MAX_VIOLATIONS,
    }))
}

/// The names that Customer.io uses for ecommerce, for the page's part of that name: `{events: {name:
/// [semantic, {property: semantic}]}, properties: {name: semantic}}`. The properties of an event come before
/// those of all events.
pub fn semantic_names() -> String {
    let renames = |row: &Event| -> Object<String, Json> {
        row.renames
            .split(' ')
            .filter_map(|pair| pair.split_once(':'))
            .map(|(name, semantic)| (name.to_owned(), semantic.into()))
            .collect()
    };
    let events: Object<String, Json> =
        EVENTS.iter().map(|row| (row.name.to_owned(), json!([row.semantic, renames(row)]))).collect();
    let properties: Object<String, Json> = PROPERTIES
        .iter()
        .filter(|row| !row.semantic.is_empty())
        .map(|row| (row.name.to_owned(), row.semantic.into()))
        .collect();
    pretty(json!({"events": events, "properties": properties}))
}

/// JSON Schema (<https://json-schema.org/draft/2020-12>) of `{event, properties}` as it is sent under
/// `naming: "snake_case"`. The traits of an identify message are `#/$defs/people`.
pub fn json_schema() -> String {
    let mut defs = Object::new();
    defs.insert(
        "line_item".to_owned(),
        object_schema("One line of a cart or an order.", &line_item(), vec![at_least_one(PRODUCT_KEYS)]),
    );
    for row in EVENTS {
        let needed = words(row.needed).map(at_least_one).collect();
        defs.insert(row.name.to_owned(), object_schema(row.doc, &properties(row), needed));
    }
    defs.insert("people".to_owned(), people_schema());
    let branch = |row: &Event| {
        json!({
            "properties": {
                "event": {"const": row.name},
                "properties": {"$ref": format!("#/$defs/{}", row.name)},
            },
            "required": ["event", "properties"],
        })
    };
    pretty(json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "shoptrail tracking plan",
        "description": format!(
            "Version {VERSION}. An event of the plan as it is sent; further properties are allowed."
        ),
        "type": "object",
        "oneOf": EVENTS.iter().map(branch).collect::<Vec<_>>(),
        "$defs": defs,
    }))
}

/// What is sent has one of these names, separated by `/`.
fn at_least_one(names: &str) -> Json {
    let branches: Vec<_> = names.split('/').map(|name| json!({"required": [name]})).collect();
    match branches.as_slice() {
        [alone] => alone.clone(),
        _ => json!({"anyOf": branches}),
    }
}

/// The properties of an event, required ones first, each once.
fn properties(row: &Event) -> Vec<(&'static Property, bool)> {
    listed(&[row.needed, row.expected], row.optional)
}

fn line_item() -> Vec<(&'static Property, bool)> {
    listed(&[LINE_ITEM_REQUIRED], LINE_ITEM_OPTIONAL)
}

fn listed(required: &[&'static str], optional: &'static [&'static str]) -> Vec<(&'static Property, bool)> {
    let required = required.iter().flat_map(|list| words(list));
    let alone = required.filter(|word| !word.contains('/')).map(|name| (name, true));
    let others = optional.iter().flat_map(|list| words(list)).map(|name| (name, false));
    let mut rows: Vec<(&'static Property, bool)> = Vec::new();
    for (name, is_required) in alone.chain(others) {
        if let Some(row) = PROPERTIES.iter().find(|row| row.name == name) {
            if rows.iter().all(|(known, _)| known.name != name) {
                rows.push((row, is_required));
            }
        }
    }
    rows
}

/// Groups of properties; at least one of each group must be given.
fn any_of(row: &Event) -> Vec<Vec<&'static str>> {
    words(row.needed).filter(|word| word.contains('/')).map(|word| word.split('/').collect()).collect()
}

fn words(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(' ').filter(|word| !word.is_empty())
}

/// The name of a property of `row` under `naming: "semantic"`.
fn semantic(row: &Event, property: &Property) -> &'static str {
    let own = words(row.renames).filter_map(|pair| pair.split_once(':')).find(|pair| pair.0 == property.name);
    own.map_or(property.semantic, |pair| pair.1)
}

fn scope(row: &Event) -> &'static str {
    match row.once {
        Scope::Always => "none",
        Scope::Page => "page",
        Scope::Cart => "cart",
        Scope::Forever => "forever",
    }
}

fn event_json(row: &Event) -> Json {
    json!({
        "name": row.name,
        "semantic": row.semantic,
        "doc": row.doc,
        "intent": row.intent,
        "natural_key": {"scope": scope(row), "properties": words(row.key).collect::<Vec<_>>()},
        "in_cart": row.in_cart,
        "channels": words(row.channels).collect::<Vec<_>>(),
        "needed": row.needed.split('/').filter(|name| !name.is_empty()).collect::<Vec<_>>(),
        "any_of": any_of(row),
        "properties": properties(row)
            .into_iter()
            .map(|(property, required)| property_json(property, required, semantic(row, property)))
            .collect::<Vec<_>>(),
    })
}

fn attribute_json(row: &Attribute) -> Json {
    json!({
        "name": row.name,
        "type": row.kind,
        "by": row.by.as_str(),
        "unit": DataType::parse(row.kind).and_then(DataType::unit),
        "doc": row.doc,
    })
}

fn property_json(row: &Property, required: bool, semantic: &str) -> Json {
    json!({
        "name": row.name,
        "type": row.kind.as_str(),
        "required": required,
        "unit": row.kind.unit(),
        "doc": row.doc,
        "semantic": if semantic.is_empty() { row.name } else { semantic },
    })
}

fn object_schema(doc: &str, rows: &[(&'static Property, bool)], all_of: Vec<Json>) -> Json {
    let schema_of = |(row, required): &(&'static Property, bool)| {
        (row.name.to_owned(), described(kind_schema(row.kind, *required), row.doc, Some(row.kind)))
    };
    let mut schema = json!({
        "description": doc,
        "type": "object",
        "properties": rows.iter().map(schema_of).collect::<Object<String, Json>>(),
        "propertyNames": allowed_names(RESERVED_PROPERTIES),
    });
    if let (false, Some(object)) = (all_of.is_empty(), schema.as_object_mut()) {
        object.insert("allOf".to_owned(), all_of.into());
    }
    schema
}

/// The traits as they are sent. An empty text clears an attribute of any type.
fn people_schema() -> Json {
    let flags = json!({"type": "object", "additionalProperties": {"type": "boolean"}});
    let rows = ATTRIBUTES.iter().map(|row| {
        let schema = match DataType::parse(row.kind) {
            Some(DataType::Id) => json!({"type": "string"}),
            Some(DataType::Text | DataType::Url) => json!({"type": "string"}),
            Some(kind) => json!({"anyOf": [kind_schema(kind, false), {"const": ""}]}),
            None => json!({
                "type": "object",
                "properties": {"topics": flags, "channels": flags},
                "additionalProperties": false,
            }),
        };
        (row.name.to_owned(), described(schema, row.doc, DataType::parse(row.kind)))
    });
    json!({
        "description": "The traits of an identify message.",
        "type": "object",
        "properties": rows.collect::<Object<String, Json>>(),
        "maxProperties": MAX_TRAITS,
        "propertyNames": allowed_names(RESERVED_TRAITS),
    })
}

/// Names that change prototypes are refused everywhere, the reserved ones here.
fn allowed_names(reserved: &[&str]) -> Json {
    let refused = ["__proto__", "constructor", "prototype"].iter().chain(reserved);
    json!({"minLength": 1, "not": {"enum": refused.collect::<Vec<_>>()}})
}

fn kind_schema(kind: DataType, required: bool) -> Json {
    match kind {
        DataType::Id => json!({"type": "string", "minLength": 1}),
        DataType::Text if required => json!({"type": "string", "minLength": 1}),
        DataType::Text => json!({"type": "string"}),
        DataType::Money => json!({"type": "number", "minimum": 0}),
        DataType::Quantity => json!({"type": "number", "exclusiveMinimum": 0}),
        DataType::Currency => json!({"type": "string", "pattern": "^[A-Z]{3}$"}),
        DataType::Url => json!({"type": "string", "pattern": "^\\S+$"}),
        DataType::Date => json!({"type": "integer"}),
        DataType::Number => json!({"type": "number"}),
        DataType::Boolean => json!({"type": "boolean"}),
        DataType::List => json!({"type": "array", "items": {"type": "string", "minLength": 1}}),
        DataType::LineItems if required => {
            json!({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/line_item"}})
        }
        DataType::LineItems => json!({"type": "array", "items": {"$ref": "#/$defs/line_item"}}),
        DataType::Count => json!({"type": "integer", "minimum": 0}),
    }
}

fn described(mut schema: Json, doc: &str, kind: Option<DataType>) -> Json {
    if let Some(object) = schema.as_object_mut() {
        let unit = kind.and_then(DataType::unit).map_or(String::new(), |unit| format!(" In {unit}."));
        object.insert("description".to_owned(), format!("{doc}{unit}").into());
    }
    schema
}

fn pretty(json: Json) -> String {
    format!("{json:#}\n")
}
