//! The plan as the page carries it: `page.json`, one text that the engine parses. Never on a page itself.

use super::rows::KINDS;
use super::{Scope, Supplier, ATTRIBUTES, EVENTS, PROPERTIES};
use serde_json::{json, Map, Value as Json};

/// The text of `src/plan/tables/page.json`; its shape is in [`super::at`].
pub fn pack() -> String {
    let kinds: Map<String, Json> = KINDS
        .iter()
        .map(|(kind, word, rule)| {
            let names: Vec<_> =
                PROPERTIES.iter().filter(|row| row.kind == *kind).map(|row| row.name).collect();
            ((*word).to_owned(), json!([*kind as u8, rule.strip_prefix("must be "), names.join(" ")]))
        })
        .collect();
    let semantic: Map<String, Json> = PROPERTIES
        .iter()
        .filter(|row| !row.semantic.is_empty())
        .map(|row| (row.name.to_owned(), row.semantic.into()))
        .collect();
    let events: Map<String, Json> = EVENTS
        .iter()
        .map(|row| {
            let once = match row.once {
                Scope::Always => "",
                Scope::Page => "page",
                Scope::Cart => "cart",
                Scope::Forever => "forever",
            };
            let mut cells = vec![
                json!(row.semantic),
                json!(row.intent),
                json!(once),
                json!(row.key),
                json!(row.required),
            ];
            let renames: Map<String, Json> = row
                .renames
                .split(' ')
                .filter_map(|pair| pair.split_once(':'))
                .map(|(own, other)| (own.to_owned(), other.into()))
                .collect();
            // What is not there reads as undefined.
            if row.in_cart || !renames.is_empty() {
                cells.push(json!(row.in_cart));
            }
            if !renames.is_empty() {
                cells.push(renames.into());
            }
            (row.name.to_owned(), cells.into())
        })
        .collect();
    // What a page gives. Dates are known by their names' endings, and an object by its own rule (`validate`); a text may be a number that a theme printed.
    let people: Map<String, Json> = ATTRIBUTES
        .iter()
        .filter(|row| row.by != Supplier::Tracker && !matches!(row.kind, "date" | "object"))
        .map(|row| (row.name.to_owned(), if row.kind == "text" { "id" } else { row.kind }.into()))
        .collect();
    json!([kinds, semantic, events, people]).to_string()
}

#[cfg(test)]
mod tests {
    use crate::engine::twin;
    use crate::plan::tables::{at, kinds, table, Kind, EVENTS, PROPERTIES};

    #[test]
    fn the_pages_table_says_what_the_plan_says() {
        let table = table();
        let kinds = kinds(table);
        for row in PROPERTIES {
            let name = owned(row.name);
            assert_eq!(Kind::of(kinds.find(name).at(at::KIND)), Some(row.kind), "{}", row.name);
            assert_eq!(string(table.at(at::SEMANTIC).find(name)), row.semantic, "{}", row.name);
        }
        for row in EVENTS {
            let found = table.at(at::EVENTS).find(owned(row.name));
            assert_eq!(string(found.at(at::ROW_SEMANTIC)), row.semantic);
            assert_eq!(found.at(at::ROW_RANK).as_number(), f64::from(row.intent));
            assert_eq!(string(found.at(at::ROW_KEY)), row.key);
            assert_eq!(string(found.at(at::ROW_REQUIRED)), row.required);
        }
        for unknown in ["", "product", "product_idx", "roduct_id"] {
            assert_eq!(Kind::of(kinds.find(owned(unknown)).at(at::KIND)), None, "{unknown}");
        }
    }
}
