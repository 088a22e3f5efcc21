//! Makes `page.json`, the part of the plan that a page carries, from the constant tables. It runs natively
//! (`npm run plan`), never on a page. [`page_table`](crate::plan::page_table) reads the result.

use super::rows::KINDS;
use super::{Scope, Supplier, ATTRIBUTES, EVENTS, PROPERTIES};
use serde_json::{json, Map, Value as Json};
use std::cmp::Reverse;

/// The text of `src/plan/tables/page.json`. The places of its lists are declared in
/// [`page_table`](crate::plan::page_table).
pub fn pack() -> String {
    let kinds: Map<String, Json> = KINDS
        .iter()
        .map(|(kind, word, rule)| {
            let names: Vec<_> =
                PROPERTIES.iter().filter(|row| row.kind == *kind).map(|row| row.name).collect();
            ((*word).to_owned(), json!([*kind as u8, rule.strip_prefix("must be "), names.join(" ")]))
        })
        .collect();
    // The order of rows means nothing to the page. Rows that resemble each other compress better side by
    // side.
    let mut rows: Vec<_> = EVENTS.iter().collect();
    rows.sort_by_key(|row| Reverse(row.intent));
    let events: Map<String, Json> = rows
        .into_iter()
        .map(|row| {
            let once = match row.once {
                Scope::Always => "",
                Scope::Page => "page",
                Scope::Cart => "cart",
                Scope::Forever => "forever",
            };
            let required = [row.needed, " ", row.expected].concat();
            let mut cells = vec![json!(row.intent), json!(once), json!(row.key), json!(required.trim_end())];
            // The page reads a missing place as undefined, so a trailing false needs no bytes.
            if row.in_cart {
                cells.push(json!(true));
            }
            (row.name.to_owned(), cells.into())
        })
        .collect();
    // The attributes that a page gives. A date is known by the end of its name and an object by its own
    // check, so both are left out. A text is packed as an id, because a theme may print a number for it.
    let mut people: Vec<_> = ATTRIBUTES
        .iter()
        .filter(|row| row.by != Supplier::Tracker && !matches!(row.kind, "date" | "object"))
        .map(|row| (row.name, if row.kind == "text" { "id" } else { row.kind }))
        .collect();
    people.sort_by_key(|(_, kind)| *kind);
    let people: Map<String, Json> =
        people.into_iter().map(|(name, kind)| (name.to_owned(), kind.into())).collect();
    json!([kinds, events, people]).to_string()
}
