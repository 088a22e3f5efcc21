//! The names that Customer.io uses for ecommerce events, for shops that set `naming: "semantic"`.

use crate::plan::page_table::read_page_table;
use crate::plan::properties::read_lines;
use crate::plan::{EventProperties, Properties};
use crate::value::{Map, Text};

/// Customer.io's name of an event, whose properties are renamed in place. An event or property without
/// another name keeps its own. So does a property whose other name is taken.
pub fn semantic_name(name: Text, properties: EventProperties) -> Text {
    let table = read_page_table();
    let row = table.events().get(name);
    rename(properties.all(), row.and_then(|row| row.renames()), table.semantic_names());
    row.map_or(name, |row| row.semantic_name())
}

/// Renames by the event's own names first, then by the general ones. Lines have general names only.
fn rename(properties: Properties, own: Option<Map<Text, Text>>, general: Map<Text, Text>) {
    for (name, value) in properties {
        if name.test("^(line_items|products)$") {
            if let Some(lines) = read_lines(value) {
                for line in lines {
                    rename(line, None, general);
                }
            }
        }
        if let Some(other) = own.and_then(|own| own.get(name)).or(general.get(name)) {
            if !properties.has(other) {
                properties.remove(name);
                properties.set(other, value);
            }
        }
    }
}
