//! The JSON Schema of plan.json itself, to which its `$schema` points: editors complete and check it, and
//! readers see which members there are.

use crate::plan::tables::{ATTRIBUTES, KINDS};
use serde_json::{json, Value as Json};
use std::collections::BTreeSet;

/// The name of the file in `pkg-template/`.
pub(super) const NAME: &str = "plan-file.schema.json";

/// JSON Schema of plan.json, see `plan_json`.
pub(super) fn plan_file_schema() -> Json {
    let text = || json!({"type": "string"});
    let texts = || json!({"type": "array", "items": {"type": "string"}});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The file plan.json of shoptrail",
        "type": "object",
        "properties": {
            "$schema": text(),
            "version": text(),
            "events": {"type": "array", "items": event_schema()},
            "line_item_needed": texts(),
            "line_item": {"type": "array", "items": {"$ref": "#/$defs/property"}},
            "people": {"type": "array", "items": {"$ref": "#/$defs/attribute"}},
            "reserved": {"type": "object", "additionalProperties": texts()},
            "limits": {"type": "object", "additionalProperties": {"type": "number"}},
        },
        "required": ["version", "events", "line_item_needed", "line_item", "people", "reserved", "limits"],
        "$defs": {
            "property": property_schema(),
            "attribute": attribute_schema(),
        },
    })
}

fn property_schema() -> Json {
    json!({
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "type": {"enum": KINDS.iter().map(|(_, word, _)| *word).collect::<Vec<_>>()},
            "required": {"type": "boolean", "description": "A warning says when it is missing."},
            "unit": {"type": ["string", "null"]},
            "doc": {"type": "string"},
            "semantic": {"type": "string", "description": "Customer.io's name."},
        },
        "required": ["name", "type", "required", "doc"],
    })
}

fn attribute_schema() -> Json {
    json!({
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "type": {"enum": ATTRIBUTES.iter().map(|row| row.kind).collect::<BTreeSet<_>>()},
            "by": {"type": "string", "description": "Who supplies it."},
            "unit": {"type": ["string", "null"]},
            "doc": {"type": "string"},
        },
        "required": ["name", "type", "by", "doc"],
    })
}

fn event_schema() -> Json {
    let texts = json!({"type": "array", "items": {"type": "string"}});
    json!({
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "semantic": {"type": "string", "description": "Customer.io's name."},
            "doc": {"type": "string"},
            "intent": {
                "type": "integer", "minimum": 0, "maximum": 9,
                "description": "When the storage is full, 0 is deleted first.",
            },
            "natural_key": {
                "type": "object",
                "properties": {
                    "scope": {"enum": ["none", "page", "cart", "forever"]},
                    "properties": texts.clone(),
                },
                "required": ["scope"],
            },
            "in_cart": {"type": "boolean"},
            "channels": texts.clone(),
            "needed": {"description": "Without all of them the event is refused.", "type": "array"},
            "any_of": {"type": "array", "items": texts},
            "properties": {"type": "array", "items": {"$ref": "#/$defs/property"}},
        },
        "required": ["name", "semantic", "doc", "intent", "properties"],
    })
}
