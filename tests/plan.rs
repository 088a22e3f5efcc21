//! The generated files are what the tables give. `UPDATE_PLAN=1 cargo test --test plan` (`npm run plan`)
//! writes them.

use shoptrail::plan::documents;
use shoptrail::plan::tables;
use std::path::Path;

#[test]
fn every_generated_file_is_what_the_table_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut stale = Vec::new();
    let files = documents::files().into_iter().map(|(name, text)| (["pkg-template/", name].concat(), text));
    for (name, text) in files.chain([("src/plan/tables/page.json".to_owned(), tables::pack())]) {
        let path = root.join(&name);
        if std::env::var_os("UPDATE_PLAN").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        if std::fs::read_to_string(&path).ok().as_deref() != Some(&text) {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "stale, run `npm run plan`: {stale:?}");
}

#[test]
fn plan_json_has_the_shape_that_the_collector_reads() {
    let plan: serde_json::Value = serde_json::from_str(&documents::plan_json()).unwrap();
    assert_eq!(plan["version"], tables::VERSION);
    let order =
        plan["events"].as_array().unwrap().iter().find(|event| event["name"] == "order_completed").unwrap();
    assert_eq!(order["semantic"], "Order Completed");
    assert_eq!(order["natural_key"], serde_json::json!({"scope": "forever", "properties": ["order_id"]}));
    let total = order["properties"].as_array().unwrap().iter().find(|row| row["name"] == "total").unwrap();
    assert_eq!(
        (total["type"].as_str(), total["required"].as_bool(), total["unit"].is_string()),
        (Some("money"), Some(true), true)
    );
    for event in plan["events"].as_array().unwrap() {
        assert!(!event["doc"].as_str().unwrap().is_empty());
        for row in event["properties"].as_array().unwrap() {
            assert!(tables::DataType::parse(row["type"].as_str().unwrap()).is_some());
            assert!(
                !row["doc"].as_str().unwrap().is_empty() && !row["semantic"].as_str().unwrap().is_empty()
            );
        }
    }
}

#[test]
fn the_schema_refers_only_to_what_it_defines() {
    fn refs<'a>(json: &'a serde_json::Value, out: &mut Vec<&'a str>) {
        match json {
            serde_json::Value::Array(list) => list.iter().for_each(|json| refs(json, out)),
            serde_json::Value::Object(map) => {
                map.iter().for_each(|(name, json)| match (name.as_str(), json.as_str()) {
                    ("$ref", Some(to)) => out.push(to),
                    _ => refs(json, out),
                })
            }
            _ => {}
        }
    }
    let schema: serde_json::Value = serde_json::from_str(&documents::json_schema()).unwrap();
    let mut found = Vec::new();
    refs(&schema, &mut found);
    assert!(found.len() > tables::EVENTS.len());
    for to in found {
        assert!(schema.pointer(&to[1..]).is_some(), "{to}");
    }
}

/// What people write about each event, beside what `npm run plan` writes.
#[test]
fn every_event_is_on_the_page_of_the_plan_and_stands_in_the_limits_by_its_intent() {
    let read = |name: &str| {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)).unwrap()
    };
    let (plan, limits) = (read("plan.md"), read("limits.md"));
    let mut missing = Vec::new();
    for row in tables::EVENTS {
        let name = ["`", row.name, "`"].concat();
        if !plan.lines().any(|line| line.starts_with("| ") && line.contains(&name)) {
            missing.push([row.name, " in docs/plan.md"].concat());
        }
        let start = format!("| {} |", row.intent);
        if !limits.lines().any(|line| line.starts_with(&start) && line.contains(&name)) {
            missing.push([row.name, " in docs/limits.md"].concat());
        }
    }
    assert!(missing.is_empty(), "write about the event first: {}", missing.join(", "));
}
