//! The generated files that people read: TypeScript, Markdown, CSV.

use super::{any_of, line_item, properties, scope, semantic, words};
use crate::plan::tables::{
    DataType, Event, Property, ATTRIBUTES, EVENTS, RESERVED_EVENTS, RESERVED_PROPERTIES, VERSION,
};

/// The longest line of a paragraph in the documents.
const MAX_COLUMNS: usize = 110;

/// plan.d.ts: an interface for each event, and `EventMap` for
/// `track<K extends keyof EventMap>(name: K, properties: EventMap[K])`.
pub fn typescript() -> String {
    let mut out = format!(
        "// Generated from src/plan/tables/ by `npm run plan`; do not edit. Tracking plan {VERSION}.\n\n"
    );
    out += "/** An id as the shop has it; whole numbers are sent as text. */\n\
        export type Id = string | number;\n";
    out += "/** A finite number from 0 in major units: 19.99, never 1999 for it. */\n\
        export type Money = number;\n";
    out += "/** ISO 8601 text, Unix seconds or a Date; sent as Unix seconds. */\n\
        export type DateInput = string | number | Date;\n";
    out += "\n/** One line of a cart or an order. */\nexport interface LineItem {\n";
    for (row, required) in line_item() {
        out += &ts_property(row, required, row.semantic);
    }
    out += "  [property: string]: unknown;\n}\n";
    for row in EVENTS {
        out += &format!("\n/**\n * {}\n *\n * {}", row.doc, counts(row));
        for group in any_of(row) {
            out += &format!("\n * At least one of {}.", quoted(&group));
        }
        out += &format!("\n */\nexport interface {} {{\n", pascal(row.name));
        for (property, required) in properties(row) {
            out += &ts_property(property, required, semantic(row, property));
        }
        out += "  [property: string]: unknown;\n}\n";
    }
    out += "\n/** Every event that `track` knows; `page` has its own call. */\nexport interface EventMap {\n";
    for row in EVENTS.iter().filter(|row| row.name != "page") {
        out += &format!("  /** {} */\n  {}: {};\n", row.doc, row.name, pascal(row.name));
    }
    out += "}\nexport type EventName = keyof EventMap;\n";
    out += "\n/** Of `cio_subscription_preferences`: what is false is not sent to. */\n\
            export interface SubscriptionPreferences {\n";
    out += "  topics?: { [topic: `topic_${number}`]: boolean };\n";
    out += "  channels?: Partial<Record<\"email\" | \"sms\" | \"push\" | \"in_app\" | \"whatsapp\" | \
            (string & {}), boolean>>;\n}\n";
    out +=
        "\n/**\n * What is known of a person; as traits, what the page says of one. Names ending in `_at` \
        or `_date` are dates; an empty text clears.\n */\n";
    out += "export interface Traits {\n";
    for row in ATTRIBUTES {
        let kind = DataType::parse(row.kind).map_or("SubscriptionPreferences", ts_kind);
        let unit = DataType::parse(row.kind)
            .and_then(DataType::unit)
            .map_or(String::new(), |unit| format!(" In {unit}."));
        let or_clear = if matches!(kind, "string" | "Id") { "" } else { " | \"\"" };
        out += &format!(
            "  /** {}{unit} From: {}. */\n  {}?: {kind}{or_clear} | null;\n",
            row.doc,
            row.by.as_str(),
            row.name
        );
    }
    out += "  [attribute: string]: unknown;\n}\n";
    out
}

/// A closed set of words as a TypeScript union; `words` are the `WORDS` of an enum. With `is_open`, the type
/// takes other texts too, because a later version may add a word.
pub fn union_type(name: &str, doc: &str, words: &[(&str, &str)], is_open: bool) -> String {
    let mut out = format!("/** {doc} */\nexport type {name} =\n");
    for (word, meaning) in words {
        out += &format!("  /** {} */\n  | \"{word}\"\n", meaning.trim());
    }
    out.truncate(out.trim_end().len());
    out += if is_open { "\n  | (string & {});\n" } else { ";\n" };
    out
}

/// PLAN.md: the plan for people.
pub fn markdown() -> String {
    let mut out = format!(
        "# Tracking plan {VERSION}\n\n<!-- Generated from src/plan/tables/ by `npm run plan`; do not \
            edit. -->\n\n"
    );
    out += &wrapped(
        "One name, one type, on every event. Further properties pass as they are. `null` and `undefined` \
        mean absent.",
    );
    out += "\n\n";
    out += &md_event_table();
    out += "\nIntent decides what goes first when the browser's storage is full: 0 first, 9 last.\n";
    out += "\n## Types\n\n| type | rule | unit |\n|---|---|---|\n";
    for kind in [
        DataType::Id,
        DataType::Text,
        DataType::Money,
        DataType::Quantity,
        DataType::Currency,
        DataType::Url,
        DataType::Date,
        DataType::Number,
        DataType::Boolean,
        DataType::List,
        DataType::LineItems,
        DataType::Count,
    ] {
        out += &format!("| {} | {} | {} |\n", kind.as_str(), kind.rule(), kind.unit().unwrap_or(""));
    }
    out += "\n## Events\n";
    for row in EVENTS {
        let text = format!("{} {}", row.doc, counts(row));
        out += &format!("\n### {}\n\n{}\n\n", row.name, wrapped(&text));
        out += &md_properties(
            properties(row)
                .into_iter()
                .map(|(property, required)| (property, required, semantic(row, property))),
        );
    }
    out += "\n## A line of `line_items`\n\n";
    out += &md_properties(
        line_item().into_iter().map(|(property, required)| (property, required, property.semantic)),
    );
    out += "\n## People attributes\n\n";
    out += &wrapped(
        "Sent as traits at identify. What comes from the tracker is sent again when it changes. What comes \
        from the page is sent when the page says it.",
    );
    out += "\n\n";
    out += "| attribute | type | from | unit | meaning |\n|---|---|---|---|---|\n";
    for row in ATTRIBUTES {
        let unit = DataType::parse(row.kind).and_then(DataType::unit).unwrap_or("");
        out += &format!("| `{}` | {} | {} | {unit} | {} |\n", row.name, row.kind, row.by.as_str(), row.doc);
    }
    let events = format!("Event names that Customer.io acts on: {}.", quoted(RESERVED_EVENTS));
    let properties =
        format!("Properties that override the settings of a campaign: {}.", quoted(RESERVED_PROPERTIES));
    out += &format!("\n## Refused\n\n{}\n\n{}\n", wrapped(&events), wrapped(&properties));
    out
}

/// A paragraph in lines of at most 110 characters.
fn wrapped(paragraph: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in paragraph.split(' ') {
        let more = word.chars().count();
        if length > 0 && length + 1 + more > MAX_COLUMNS {
            out.push('\n');
            length = 0;
        } else if length > 0 {
            out.push(' ');
            length += 1;
        }
        out += word;
        length += more;
    }
    out
}

/// The table of all events.
fn md_event_table() -> String {
    let mut out = String::from(
        "| event | what happened | counts | intent | refused without | expected | channels | semantic name \
        |\n|---|---|---|---|---|---|---|---|\n",
    );
    for row in EVENTS {
        let named = |names: &'static str| {
            words(names)
                .map(|word| format!("`{}`", word.replace('/', "` or `")))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let (needed, expected) = (named(row.needed), named(row.expected));
        let (name, doc, counts) = (row.name, row.doc, counts(row));
        out += &format!(
            "| [`{name}`](#{name}) | {doc} | {counts} | {} | {needed} | {expected} | {} | {} |\n",
            row.intent,
            row.channels.replace(' ', ", "),
            row.semantic
        );
    }
    out
}

/// One line of plan.csv for a property of an event or of a line.
fn csv_property(kind: &str, event: &str, row: &Property, required: bool, semantic: &str) -> String {
    let semantic_name = if semantic.is_empty() { row.name } else { semantic };
    let yes_or_no = if required { "yes" } else { "no" };
    csv_line(&[
        kind,
        event,
        row.name,
        row.kind.as_str(),
        yes_or_no,
        row.kind.unit().unwrap_or(""),
        semantic_name,
        "",
        "",
        "",
        row.doc,
        "",
    ])
}

/// plan.csv: one line for each event, property of an event, property of a line, and attribute
/// (<https://www.rfc-editor.org/rfc/rfc4180>).
pub fn csv() -> String {
    let mut out = csv_line(&[
        "kind",
        "event",
        "name",
        "type",
        "required",
        "unit",
        "semantic_name",
        "counts",
        "intent",
        "channels",
        "description",
        "from",
    ]);
    for row in EVENTS {
        out += &csv_line(&[
            "event",
            row.name,
            row.name,
            "",
            "",
            "",
            row.semantic,
            &counts(row),
            &row.intent.to_string(),
            row.channels,
            row.doc,
            "",
        ]);
        for (line, required) in properties(row) {
            let one_of = any_of(row).iter().any(|group| group.contains(&line.name));
            let text = csv_property("property", row.name, line, required, semantic(row, line));
            out += &if one_of { text.replacen(",no,", ",one of these,", 1) } else { text };
        }
    }
    for (row, required) in line_item() {
        out += &csv_property("line_item", "", row, required, row.semantic);
    }
    for row in ATTRIBUTES {
        let unit = DataType::parse(row.kind).and_then(DataType::unit).unwrap_or("");
        out += &csv_line(&[
            "attribute",
            "",
            row.name,
            row.kind,
            "no",
            unit,
            row.name,
            "",
            "",
            "",
            row.doc,
            row.by.as_str(),
        ]);
    }
    out
}

fn counts(row: &Event) -> String {
    let key: Vec<_> = words(row.key).collect();
    let by = if key.is_empty() { String::new() } else { format!(" by {}", quoted(&key)) };
    match scope(row) {
        "page" => format!("Once a page view{by}."),
        "cart" => format!("Once a cart{by}."),
        "forever" => format!("Once only{by}."),
        _ => "Each time.".to_owned(),
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn pascal(name: &str) -> String {
    let word = |word: &str| {
        word.chars()
            .take(1)
            .map(|first| first.to_ascii_uppercase())
            .chain(word.chars().skip(1))
            .collect::<String>()
    };
    name.split('_').map(word).collect()
}

fn ts_kind(kind: DataType) -> &'static str {
    match kind {
        DataType::Id => "Id",
        DataType::Text | DataType::Currency | DataType::Url => "string",
        DataType::Money => "Money",
        DataType::Quantity | DataType::Count | DataType::Number => "number",
        DataType::Date => "DateInput",
        DataType::Boolean => "boolean",
        DataType::List => "readonly Id[]",
        DataType::LineItems => "readonly LineItem[]",
    }
}

fn ts_property(row: &Property, required: bool, semantic: &str) -> String {
    let unit = row.kind.unit().map_or(String::new(), |unit| format!(" In {unit}."));
    let also = if semantic.is_empty() { String::new() } else { format!(" Semantic name: `{semantic}`.") };
    let (mark, or_null) = if required { ("", "") } else { ("?", " | null") };
    format!("  /** {}{unit}{also} */\n  {}{mark}: {}{or_null};\n", row.doc, row.name, ts_kind(row.kind))
}

fn md_properties<'a>(rows: impl Iterator<Item = (&'a Property, bool, &'a str)>) -> String {
    let mut out = String::from(
        "| property | type | required | unit | meaning | semantic name |\n|---|---|---|---|---|---|\n",
    );
    for (row, required, semantic) in rows {
        let (mark, unit) = (if required { "yes" } else { "" }, row.kind.unit().unwrap_or(""));
        let name = if semantic.is_empty() { String::new() } else { format!("`{semantic}`") };
        out +=
            &format!("| `{}` | {} | {mark} | {unit} | {} | {name} |\n", row.name, row.kind.as_str(), row.doc);
    }
    out
}

fn csv_line(cells: &[&str]) -> String {
    let quote = |cell: &&str| {
        if cell.contains(['"', ',', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            (*cell).to_owned()
        }
    };
    cells.iter().map(quote).collect::<Vec<_>>().join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tables::PROPERTIES;

    #[test]
    fn every_name_of_the_tables_is_in_every_file() {
        // What a plan's file looks like, whatever names are in it.
        let is_form = |file: &str| file.ends_with("plan-file.schema.json");
        for (file, text) in crate::plan::documents::files().into_iter().filter(|(file, _)| !is_form(file)) {
            // The file of other names has only the properties that have one.
            let is_renames = file.ends_with("names.json");
            // What a part of the page asks of the plan is either of properties or of events.
            let is_of_events_alone = file.ends_with("custom-events/plan.json");
            let is_of_properties_alone = file.ends_with("kinds.json");
            for row in PROPERTIES.iter().filter(|row| row.name != "products" && !is_of_events_alone) {
                if !is_renames || !row.semantic.is_empty() {
                    assert!(text.contains(row.name), "{file} lacks {}", row.name);
                }
            }
            for row in EVENTS.iter().filter(|_| !is_of_properties_alone) {
                assert!(text.contains(row.name), "{file} lacks {}", row.name);
            }
        }
    }

    #[test]
    fn a_union_has_each_word_with_its_meaning() {
        let words = [("a", " One."), ("b", " Two.")];
        let closed = union_type("Letter", "A letter.", &words, false);
        assert_eq!(
            closed,
            "/** A letter. */\nexport type Letter =\n  /** One. */\n  | \"a\"\n  /** Two. */\n  | \"b\";\n"
        );
        let open = union_type("Letter", "A letter.", &words, true);
        assert!(open.ends_with("  | \"b\"\n  | (string & {});\n"));
    }

    #[test]
    fn csv_cells_are_quoted_where_they_must_be() {
        assert_eq!(csv_line(&["a", "b,c", "d\"e", ""]), "a,\"b,c\",\"d\"\"e\",\r\n");
    }

    #[test]
    fn every_line_of_the_csv_has_as_many_cells_as_the_first() {
        for line in csv().lines() {
            let outside = line.split('"').step_by(2).map(|part| part.matches(',').count()).sum::<usize>();
            assert_eq!(outside, 11, "{line}");
        }
    }
}
