//! What editors read of the options and of the plan: `pkg-template/options.schema.json`, a JSON Schema of the
//! options element, and `pkg-template/html-data.json`, VS Code's custom data for the `data-` attributes.
//! Names and documentation come from `options.d.ts`, what is allowed from the core's table of options.
//! `UPDATE_PLAN=1 cargo test --test editors` (`npm run plan`) writes them.
#![cfg(not(target_arch = "wasm32"))]

use serde_json::{json, Map, Value};
use shoptrail::options::{ALLOWED_IN_WORDS, PATTERNS};
use shoptrail::plan::documents::plan_json;
use std::path::Path;

const SCHEMA: &str = "pkg-template/options.schema.json";
const HTML_DATA: &str = "pkg-template/html-data.json";
/// Of the script tag and the element: names of adapters, which are functions from npm.
const ADAPTERS: &str = "[A-Za-z0-9, -]*";

/// The option that no text can say.
const FUNCTION: &str = "beforeSend";

struct Declared {
    name: String,
    /// The type in TypeScript.
    kind: String,
    doc: String,
}

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("the file is there")
}

/// The members of `interface Options`, each with the comment before it.
fn declared() -> Vec<Declared> {
    let source = read("pkg-template/options.d.ts");
    let (_, rest) = source.split_once("export interface Options {\n").expect("the options are declared");
    let (body, _) = rest.split_once("\n}\n").expect("the interface ends");
    let mut out = Vec::new();
    let mut doc: Vec<&str> = Vec::new();
    for line in body.lines().map(str::trim) {
        if let Some((name, kind)) = line.strip_suffix(';').and_then(|member| member.split_once(": ")) {
            out.push(Declared {
                name: name.trim_end_matches('?').to_owned(),
                kind: kind.to_owned(),
                doc: plain(&doc.join(" ")),
            });
            doc.clear();
        } else {
            doc.push(line.trim_end_matches("*/").trim_start_matches("/**").trim_start_matches('*').trim());
        }
    }
    out
}

/// A comment as an editor shows it: links have their text, and spaces are single.
fn plain(doc: &str) -> String {
    doc.replace("{@link ", "`").replace('}', "`").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// By option of the core: its pattern, and whether it may be a list.
fn patterns() -> Map<String, Value> {
    let rows: Vec<Vec<Value>> = serde_json::from_str(PATTERNS).expect("the table is JSON");
    rows.into_iter()
        .map(|row| (row[0].as_str().expect("a name").to_owned(), json!([row[1], row.len() > 2])))
        .collect()
}

/// The words of a closed list, such as `us|eu`; none for a pattern.
fn words_of(pattern: &str) -> Option<Vec<&str>> {
    let is_list =
        pattern.contains('|') && pattern.chars().all(|char| char.is_alphanumeric() || "|_".contains(char));
    is_list.then(|| pattern.split('|').collect())
}

/// `1 to 720` of the words of an option.
fn range_of(name: &str) -> (f64, f64) {
    let (_, words) = ALLOWED_IN_WORDS.iter().find(|row| row.0 == name).expect("numbers have words");
    let (low, high) = words.split_once(" to ").expect("a range");
    (low.parse().expect("a number"), high.parse().expect("a number"))
}

/// What an option may be in the JSON element: as from npm, or the text of an attribute.
fn schema_of(option: &Declared, pattern: Option<&str>) -> Value {
    let text = |pattern: &str| json!({"type": "string", "pattern": format!("^(?:{pattern})$")});
    let name = option.name.as_str();
    match (option.kind.as_str(), pattern) {
        ("boolean", _) => json!({"enum": [true, false, "true", "false", ""]}),
        ("number", Some(pattern)) => {
            let (low, high) = range_of(name);
            json!({"anyOf": [{"type": "integer", "minimum": low, "maximum": high}, text(pattern)]})
        }
        ("string | string[]", _) => {
            let one = pattern.map_or(json!({"type": "string"}), text);
            json!({"anyOf": [one, {"type": "array", "items": {"type": "string"}}]})
        }
        ("Adapter[]", _) => text(ADAPTERS),
        ("Record<string, CustomEvent>", _) => json!({"type": "object"}),
        ("Record<string, unknown> | true", _) => {
            json!({"anyOf": [{"type": "object"}, {"enum": [true, "true", ""]}]})
        }
        (_, Some(pattern)) => words_of(pattern).map_or_else(|| text(pattern), |words| json!({"enum": words})),
        (kind, None) if kind.starts_with('"') && !kind.contains('|') => {
            json!({"enum": [kind.trim_matches('"')]})
        }
        _ => json!({"type": "string"}),
    }
}

fn options_schema() -> Value {
    let known = patterns();
    let mut properties = Map::new();
    properties.insert("$schema".to_owned(), json!({"type": "string"}));
    for option in declared().into_iter().filter(|option| option.name != FUNCTION) {
        let pattern = known.get(&option.name).and_then(|row| row[0].as_str());
        let mut schema = schema_of(&option, pattern);
        schema["description"] = option.doc.clone().into();
        properties.insert(option.name, schema);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Options of shoptrail",
        "description": "The JSON element `<script type=\"application/json\" data-shoptrail>`. Attributes of \
                        the script tag are stronger.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// `writeKey` as `data-write-key`.
fn attribute(prefix: &str, name: &str) -> String {
    let kebab: String = name
        .chars()
        .flat_map(|char| {
            let dash = (char.is_uppercase() || char == '_').then_some('-');
            dash.into_iter().chain((char != '_').then_some(char.to_ascii_lowercase()))
        })
        .collect();
    [prefix, &kebab].concat()
}

fn html_data() -> Value {
    let known = patterns();
    let values = |words: Vec<&str>| words.into_iter().map(|word| json!({"name": word})).collect::<Vec<_>>();
    let is_text = |option: &Declared| option.name != "customEvents" && option.name != FUNCTION;
    let of_tag = declared().into_iter().filter(is_text).map(|option| {
        let pattern = known.get(&option.name).and_then(|row| row[0].as_str());
        let words =
            if option.kind == "boolean" { Some(vec!["true", "false"]) } else { pattern.and_then(words_of) };
        let mut data = json!({"name": attribute("data-", &option.name), "description": option.doc});
        if let Some(words) = words {
            data["values"] = values(words).into();
        }
        data
    });
    json!({
        "version": 1.1,
        "tags": [{"name": "script", "attributes": of_tag.collect::<Vec<_>>()}],
        "globalAttributes": element_attributes(),
    })
}

/// The attributes that the adapter `attributes` reads, with the events and properties of the plan.
fn element_attributes() -> Vec<Value> {
    let plan: Value = serde_json::from_str(&plan_json()).expect("the plan is JSON");
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let named = |row: &Value| json!({"name": row["name"], "description": row["doc"]});
    let events = list(&plan["events"]);
    let mut out = vec![
        json!({
            "name": "data-shoptrail-event",
            "description": "The event of the tracking plan that this element reports.",
            "values": events.iter().filter(|row| row["name"] != "page").map(named).collect::<Vec<_>>(),
        }),
        json!({
            "name": "data-shoptrail-on",
            "description": "When the event is tracked.",
            "values": [{"name": "click"}, {"name": "submit"}, {"name": "visible"}],
        }),
        json!({
            "name": "data-shoptrail-field",
            "description": "The property that this field gives its form's event.",
        }),
        json!({"name": "data-shoptrail-properties", "description": "Properties as a JSON object."}),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for row in events.iter().flat_map(|event| list(&event["properties"])) {
        let name = row["name"].as_str().unwrap_or_default().to_owned();
        if seen.insert(name.clone()) {
            out.push(json!({"name": attribute("data-shoptrail-", &name), "description": row["doc"]}));
        }
    }
    out
}

#[track_caller]
fn check(path: &str, data: &Value) {
    let text = serde_json::to_string_pretty(data).expect("values are JSON") + "\n";
    if std::env::var_os("UPDATE_PLAN").is_some() {
        std::fs::write(path, &text).expect("the file is written");
    }
    assert!(std::fs::read_to_string(path).unwrap_or_default() == text, "{path} is stale: npm run plan");
}

#[test]
fn the_schema_of_the_options_is_what_the_table_and_the_types_say() {
    check(SCHEMA, &options_schema());
}

#[test]
fn the_custom_data_of_the_attributes_is_what_the_table_and_the_plan_say() {
    check(HTML_DATA, &html_data());
}

#[test]
fn every_option_of_the_core_is_documented_for_editors() {
    let options = declared();
    assert!(options.len() > patterns().len());
    for (name, _) in patterns() {
        let option = options.iter().find(|option| option.name == name);
        assert!(
            option.is_some_and(|option| option.doc.len() > 10),
            "{name} has no documentation in options.d.ts"
        );
    }
}
