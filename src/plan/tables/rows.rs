//! The shapes of the plan's rows.

use crate::value::Value;

/// The type of a property. `as_str` is the word in plan.json and in the options' `customEvents`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A non-empty text; a whole number becomes one, since themes print both.
    Id,
    Text,
    /// Finite and not negative, in major units (19.99, never 1999 for it). Nothing is guessed.
    Money,
    /// A whole number from 1.
    Quantity,
    /// Three letters of ISO 4217, made upper case.
    Currency,
    /// A text without spaces that no browser runs.
    Url,
    /// ISO 8601 or Unix time; leaves as whole Unix seconds.
    Date,
    Number,
    Boolean,
    /// Of ids.
    List,
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
    /// Once for each natural key.
    Forever,
}

/// One event of the plan. Lists of names are words with a space between; `a/b` among the required means at least one of them.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    pub name: &'static str,
    pub semantic: &'static str,
    pub doc: &'static str,
    /// 0 (goes first when the storage is full) … 9 (goes last).
    pub intent: u8,
    pub once: Scope,
    pub key: &'static str,
    /// Belongs to a cart: the tracker adds `cart_id` when the page gives none.
    pub in_cart: bool,
    pub required: &'static str,
    /// May repeat what is required.
    pub optional: &'static [&'static str],
    /// Semantic property names of this event alone, `ours:theirs`.
    pub renames: &'static str,
    /// Who uses it: words of `email sms push onsite ads`.
    pub channels: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub struct Property {
    pub name: &'static str,
    pub kind: Kind,
    pub doc: &'static str,
    /// The name under `naming: "semantic"`, when it is another.
    pub semantic: &'static str,
}

pub const KINDS: [(Kind, &str, &str); 12] = [
    (Kind::Id, "id", "must be a text or whole number"),
    (Kind::Text, "text", "must be text"),
    (Kind::Money, "money", "must be a number from 0, like 19.99"),
    (Kind::Quantity, "quantity", "must be a whole number from 1"),
    (Kind::Currency, "currency", "must be a code like EUR"),
    (Kind::Url, "url", "must be a URL"),
    (Kind::Date, "date", "must be ISO 8601 or Unix seconds"),
    (Kind::Number, "number", "must be a finite number"),
    (Kind::Boolean, "boolean", "must be true or false"),
    (Kind::List, "list", "must be a list of ids"),
    (Kind::LineItems, "line_items", "must be a list of products"),
    (Kind::Count, "count", "must be a whole number from 0"),
];

impl Kind {
    /// The kind by its number in the page's table; `None` for anything else.
    pub fn of(number: Value) -> Option<Kind> {
        let number = number.as_number();
        // NaN is below nothing and above nothing.
        let known = number < 12.0;
        if !known {
            return None;
        }
        Some(match number as u32 {
            0 => Kind::Id,
            1 => Kind::Text,
            2 => Kind::Money,
            3 => Kind::Quantity,
            4 => Kind::Currency,
            5 => Kind::Url,
            6 => Kind::Date,
            7 => Kind::Number,
            8 => Kind::Boolean,
            9 => Kind::List,
            10 => Kind::LineItems,
            _ => Kind::Count,
        })
    }

    /// The kind of a word; `None` for any other word.
    pub fn parse(word: &str) -> Option<Kind> {
        KINDS.iter().find(|row| row.1 == word).map(|row| row.0)
    }

    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// What is allowed, for people.
    pub fn rule(self) -> &'static str {
        self.row().2
    }

    /// The unit of the value as sent, where it has one.
    pub fn unit(self) -> Option<&'static str> {
        match self {
            Kind::Money => Some("major units of the currency"),
            Kind::Quantity => Some("pieces"),
            Kind::Date => Some("Unix seconds"),
            _ => None,
        }
    }

    fn row(self) -> &'static (Kind, &'static str, &'static str) {
        // The table is in the enum's order; a test holds it to that.
        KINDS.get(self as usize).unwrap_or(&KINDS[0])
    }
}

impl Property {
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

    fn words(text: &str) -> impl Iterator<Item = &str> {
        text.split([' ', '/']).filter(|word| !word.is_empty())
    }

    fn kind(name: &str) -> Option<Kind> {
        PROPERTIES.iter().find(|row| row.name == name).map(|row| row.kind)
    }

    #[test]
    fn kinds_are_in_the_enums_order_and_their_words_read_back() {
        for (index, (kind, word, _)) in KINDS.iter().enumerate() {
            assert_eq!(*kind as usize, index);
            assert_eq!(Kind::of(Value::number(index as f64)), Some(*kind));
            assert_eq!(Kind::parse(word), Some(*kind));
            assert_eq!(kind.as_str(), *word);
        }
        assert_eq!(Kind::parse("cents"), None);
        for none in [12.0, f64::NAN] {
            assert_eq!(Kind::of(Value::number(none)), None, "{none}");
        }
    }

    #[test]
    fn every_name_in_the_table_is_a_row_of_it_and_no_row_is_unused() {
        let mut used = vec!["products"];
        for row in EVENTS {
            let renamed = words(row.renames).map(|pair| pair.split_once(':').expect("ours:theirs").0);
            for word in words(row.required)
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
            assert!(row.kind == "object" || Kind::parse(row.kind).is_some(), "{}", row.name);
            assert!(kind(row.name).is_none_or(|kind| kind.as_str() == row.kind), "{}: two types", row.name);
        }
    }

    #[test]
    fn names_are_unique_and_the_plan_is_ten_to_twenty_events() {
        let unique =
            |names: Vec<&str>| names.iter().enumerate().all(|(index, name)| !names[..index].contains(name));
        assert!(unique(EVENTS.iter().map(|row| row.name).collect()));
        assert!(unique(EVENTS.iter().map(|row| row.semantic).collect()));
        assert!(unique(PROPERTIES.iter().map(|row| row.name).collect()));
        assert!(unique(ATTRIBUTES.iter().map(|row| row.name).collect()));
        assert!((10..=20).contains(&EVENTS.len()));
    }
}
