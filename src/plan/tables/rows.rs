//! The types of the plan's rows. What the page does with each [`DataType`] is in
//! `plan/validation/kinds.rs`.

/// The type of a property. [`DataType::as_str`] is its word in plan.json and in the option
/// `customEvents`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum DataType {
    /// A text that is not empty. A whole number becomes a text, because shop themes print ids both ways.
    Id,
    /// Any text.
    Text,
    /// A finite number from 0 in major units: 19.99, not 1999. The plan never converts or guesses an amount.
    Money,
    /// A number above 0. A fraction is right only when the part `repair` has looked at it.
    Quantity,
    /// Three letters, as in ISO 4217. They become upper case.
    Currency,
    /// A text without spaces that is not a script (`javascript:`, `data:`, `vbscript:`).
    Url,
    /// An ISO 8601 text or Unix time. It becomes whole Unix seconds.
    Date,
    /// A finite number.
    Number,
    /// True or false.
    Boolean,
    /// A list of ids.
    List,
    /// A list of products.
    LineItems,
    /// A whole number from 0.
    Count,
}

/// How often an event counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Each call is an event.
    Always,
    /// Once for each page view and natural key.
    Page,
    /// Once for each cart and natural key.
    Cart,
    /// Once for each natural key, on this device.
    Forever,
}

/// One event of the plan. A list of names is a text with a space between the names.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    pub name: &'static str,
    /// The name under `naming: "semantic"`.
    pub semantic: &'static str,
    pub doc: &'static str,
    /// How much the event says of an intent to buy, 0 to 9. When storage is full, the lowest is deleted
    /// first.
    pub intent: u8,
    pub once: Scope,
    /// The properties that make up the natural key.
    pub key: &'static str,
    /// The event is about a cart: the tracker adds `cart_id` when the page gives none.
    pub in_cart: bool,
    /// What the event is about: it is refused without. `a/b` means: at least one of them. May be empty.
    pub needed: &'static str,
    /// What a message about the event uses. Without it the event is accepted with a warning.
    pub expected: &'static str,
    /// May repeat needed and expected names.
    pub optional: &'static [&'static str],
    /// Semantic names of properties on this event alone: `name:semantic_name`.
    pub renames: &'static str,
    /// The marketing channels that use the event: words of `email sms push onsite ads`.
    pub channels: &'static str,
}

/// One property of the plan.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    pub name: &'static str,
    pub kind: DataType,
    pub doc: &'static str,
    /// The name under `naming: "semantic"`; empty when it is the same.
    pub semantic: &'static str,
}

/// A property whose name on the wire is the same under `naming: "semantic"`.
pub(super) const fn row(name: &'static str, kind: DataType, doc: &'static str) -> Property {
    Property { name, kind, doc, semantic: "" }
}

/// Each kind with its word and, for messages, its rule; in the order of the enum.
pub const KINDS: [(DataType, &str, &str); 12] = [
    (DataType::Id, "id", "must be text or a whole number"),
    (DataType::Text, "text", "must be text"),
    (DataType::Money, "money", "must be a number from 0, like 19.99"),
    (DataType::Quantity, "quantity", "must be a number above 0"),
    (DataType::Currency, "currency", "must be a code like EUR"),
    (DataType::Url, "url", "must be a URL"),
    (DataType::Date, "date", "must be ISO 8601 or Unix seconds"),
    (DataType::Number, "number", "must be a number"),
    (DataType::Boolean, "boolean", "must be true or false"),
    (DataType::List, "list", "must be a list of ids"),
    (DataType::LineItems, "line_items", "must be a list of products"),
    (DataType::Count, "count", "must be a whole number from 0"),
];

impl DataType {
    /// The kind with this number in page.json; `None` for any other number and for NaN.
    pub fn from_number(number: f64) -> Option<DataType> {
        // False for NaN.
        let is_known = number < 12.0;
        if !is_known {
            return None;
        }
        Some(match number as u32 {
            0 => DataType::Id,
            1 => DataType::Text,
            2 => DataType::Money,
            3 => DataType::Quantity,
            4 => DataType::Currency,
            5 => DataType::Url,
            6 => DataType::Date,
            7 => DataType::Number,
            8 => DataType::Boolean,
            9 => DataType::List,
            10 => DataType::LineItems,
            _ => DataType::Count,
        })
    }

    /// The kind with this word; `None` for any other word.
    pub fn parse(word: &str) -> Option<DataType> {
        KINDS.iter().find(|row| row.1 == word).map(|row| row.0)
    }

    /// The word in plan.json.
    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// What is allowed, as a message says it.
    pub fn rule(self) -> &'static str {
        self.row().2
    }

    /// The unit in which the value is sent, where it has one.
    pub fn unit(self) -> Option<&'static str> {
        match self {
            DataType::Money => Some("major units of the currency"),
            DataType::Quantity => Some("pieces"),
            DataType::Date => Some("Unix seconds"),
            _ => None,
        }
    }

    fn row(self) -> &'static (DataType, &'static str, &'static str) {
        // A test proves that the table is in the order of the enum.
        KINDS.get(self as usize).unwrap_or(&KINDS[0])
    }
}

impl Property {
    /// The same property, with another name under `naming: "semantic"`.
    pub const fn as_semantic(self, semantic: &'static str) -> Property {
        Property { semantic, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tables::{
        ATTRIBUTES, EVENTS, LINE_ITEM_OPTIONAL, LINE_ITEM_REQUIRED, PROPERTIES, RESERVED_PROPERTIES,
    };

    /// The plan stays small enough to be read as a whole. To raise this is a decision about the plan.
    const MOST_EVENTS: usize = 20;

    fn words(text: &str) -> impl Iterator<Item = &str> {
        text.split([' ', '/']).filter(|word| !word.is_empty())
    }

    fn kind(name: &str) -> Option<DataType> {
        PROPERTIES.iter().find(|row| row.name == name).map(|row| row.kind)
    }

    #[test]
    fn kinds_are_in_the_order_of_the_enum_and_read_back_from_number_and_word() {
        for (index, (kind, word, _)) in KINDS.iter().enumerate() {
            assert_eq!(*kind as usize, index);
            assert_eq!(DataType::from_number(index as f64), Some(*kind));
            assert_eq!(DataType::parse(word), Some(*kind));
            assert_eq!(kind.as_str(), *word);
        }
        assert_eq!(DataType::parse("cents"), None);
        for none in [12.0, f64::NAN] {
            assert_eq!(DataType::from_number(none), None, "{none}");
        }
    }

    #[test]
    fn every_name_that_a_row_lists_is_a_property_and_every_property_is_on_some_event() {
        let mut used = vec!["products"];
        for row in EVENTS {
            let renamed = words(row.renames).map(|pair| pair.split_once(':').expect("name:semantic_name").0);
            for word in words(row.needed)
                .chain(words(row.expected))
                .chain(row.optional.iter().flat_map(|list| words(list)))
                .chain(words(row.key))
                .chain(renamed)
            {
                assert!(kind(word).is_some(), "{}: {word}", row.name);
                used.push(word);
            }
            assert!(row.intent <= 9, "{}", row.name);
            for channel in words(row.channels) {
                assert!(
                    ["email", "sms", "push", "onsite", "ads"].contains(&channel),
                    "{}: {channel}",
                    row.name
                );
            }
        }
        for word in words(LINE_ITEM_REQUIRED).chain(LINE_ITEM_OPTIONAL.iter().flat_map(|list| words(list))) {
            assert!(kind(word).is_some(), "{word}");
            used.push(word);
        }
        for row in PROPERTIES {
            assert!(used.contains(&row.name), "{} is on no event", row.name);
            assert!(!RESERVED_PROPERTIES.contains(&row.name), "{}", row.name);
        }
        for row in ATTRIBUTES {
            assert!(row.kind == "object" || DataType::parse(row.kind).is_some(), "{}", row.name);
            assert!(kind(row.name).is_none_or(|kind| kind.as_str() == row.kind), "{}: two types", row.name);
        }
    }

    #[test]
    fn names_are_unique_and_the_plan_has_no_more_events_than_it_may() {
        let unique =
            |names: Vec<&str>| names.iter().enumerate().all(|(index, name)| !names[..index].contains(name));
        assert!(unique(EVENTS.iter().map(|row| row.name).collect()));
        assert!(unique(EVENTS.iter().map(|row| row.semantic).collect()));
        assert!(unique(PROPERTIES.iter().map(|row| row.name).collect()));
        assert!(unique(ATTRIBUTES.iter().map(|row| row.name).collect()));
        let events = EVENTS.len();
        assert!(events <= MOST_EVENTS, "{events} events: see \"Add an event\" in docs/contributing.md");
    }
}
