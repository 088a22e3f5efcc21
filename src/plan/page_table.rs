//! The part of the plan that a page carries, and how to read it: `tables/page.json` as typed rows.
//!
//! `tables/pack.rs` makes the text from the constant tables; a test below compares the two. Everything in
//! this room that needs the plan at run time asks [`read_page_table`].

mod row;

pub(crate) use row::row;

use crate::plan::tables::DataType;
use crate::value::{Map, Text, Value, View};

row! {
    /// The whole table.
    pub struct PageTable {
        /// By the word of a kind, its row.
        kinds: Map<Text, KindRow> = 0;
        /// By event name, its row.
        events: Map<Text, EventRow> = 1;
        /// By attribute that a page gives, the word of its kind.
        people: Map<Text, Text> = 2;
        /// What [`PageTable::property_kinds`] made; not part of the text.
        made_property_kinds: Option<Map<Text, KindRow>> = 3;
    }
}

row! {
    /// A kind, and the properties of that kind.
    pub struct KindRow {
        /// The number of the [`DataType`]. Compare it by [`KindRow::is`].
        number: f64 = 0;
        /// What is allowed, as a message says it behind "must be ".
        rule: Text = 1;
        /// The properties of this kind, with a space between.
        property_names: Text = 2;
    }
}

row! {
    /// An event of the plan.
    pub struct EventRow {
        /// 0 to 9. When storage is full, the lowest is deleted first.
        intent: f64 = 0;
        /// A word of [`Once`](crate::plan::Once), or empty where each call counts.
        once: Text = 1;
        /// The properties that make up the natural key, with a space between.
        key: Text = 2;
        /// What the event needs: one of the first names, with `/` between; empty where it needs nothing.
        /// Behind that what it is expected to have, each with a space before it.
        required: Text = 3;
        /// Whether the event is about a cart.
        is_in_cart: bool = 4;
    }
}

/// The table. It is read once for all calls, and nobody may change it.
#[inline(always)]
pub fn read_page_table() -> PageTable {
    View::assume(Value::constant(include_str!("tables/page.json")))
}

impl PageTable {
    /// By property name, the row of its kind. Made once and kept behind the table, because every event
    /// needs it.
    pub fn property_kinds(self) -> Map<Text, KindRow> {
        if let Some(made) = self.made_property_kinds() {
            return made;
        }
        let kinds = Map::new();
        self.0.push(kinds.value());
        for (_, row) in self.kinds() {
            for name in row.property_names().split(" ") {
                kinds.set(name, row);
            }
        }
        kinds
    }
}

impl KindRow {
    #[inline(always)]
    pub fn kind(self) -> Option<DataType> {
        DataType::from_number(self.number())
    }

    /// Compares the numbers, which is smaller code than reading the kind.
    #[inline(always)]
    pub fn is(self, kind: DataType) -> bool {
        self.number() == f64::from(kind as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin;
    use crate::plan::tables::{EVENTS, PROPERTIES};
    use crate::value::testing::{string, written};

    #[test]
    fn the_page_table_says_what_the_constant_tables_say() {
        twin::reset(1);
        let table = read_page_table();
        let kinds = table.property_kinds();
        let kind_of = |name: &str| kinds.get(written(name)).and_then(KindRow::kind);
        for row in PROPERTIES {
            assert_eq!(kind_of(row.name), Some(row.kind), "{}", row.name);
        }
        for row in EVENTS {
            let found = table.events().get(written(row.name)).expect(row.name);
            assert_eq!(found.intent(), f64::from(row.intent));
            assert_eq!(string(found.key()), row.key);
            let required = [row.needed, " ", row.expected].concat();
            assert_eq!(string(found.required()), required.trim_end());
            assert_eq!(found.is_in_cart(), row.in_cart);
        }
        for unknown in ["", "product", "product_idx", "roduct_id"] {
            assert_eq!(kind_of(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn the_kinds_by_property_are_made_once() {
        twin::reset(1);
        let table = read_page_table();
        assert_eq!(table.property_kinds().value(), table.property_kinds().value());
    }
}
