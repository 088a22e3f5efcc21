//! The walk through what a page gave: names, depth, sizes and required properties. It keeps in place what
//! is good and reports by path what is not. Single values are checked in `kinds.rs`.

use super::kinds::{is_surely_right, keep};
use super::primitives::says_nothing;
use super::{is_blank, is_finite};
use crate::engine::Literal;
use crate::plan::custom_events::CustomEvent;
use crate::plan::limits::{MAX_DEPTH, MAX_KEYS, MAX_LINES, MAX_NAME_BYTES, MAX_VIOLATIONS};
use crate::plan::page_table::{read_page_table, KindRow, PageTable};
use crate::plan::properties::read_members;
use crate::plan::tables::{DataType, LINE_ITEM_REQUIRED};
use crate::plan::{Properties, Violation, ViolationCode, Violations};
use crate::value::{read_text, text, List, Map, Text, Value, ValueKind, View};

/// Names that change what a JavaScript object is.
pub(crate) const UNSAFE: &str = "^(__proto__|constructor|prototype)$";

/// `tables::RESERVED_PROPERTIES` as a pattern.
const RESERVED_PROPERTIES: &str = "^(recipient|from_address|reply_to)$";

/// The dates of orders in Unix seconds, 1998 to 2099. Other numbers are no seconds: 20261130, 0.
pub(super) const DATES_AROUND: f64 = 2.5e9;
pub(super) const DATES_WITHIN: f64 = 1.6e9;

/// A name and a word that a template may print for nothing. People search for them too, and brands own them.
const REAL_WORDS: &str = "(?i)(query|brand|name)(none|true|false)$";

/// The check of one call.
pub(crate) struct Checker {
    /// Why the call is refused; empty when it is not.
    pub violations: Violations,
    /// What looks wrong in a call that is accepted all the same.
    pub warnings: Violations,
    pub table: PageTable,
    property_kinds: Map<Text, KindRow>,
    /// The declaration of a custom event: its types stand beside the plan's.
    declared: Option<CustomEvent>,
    /// Names seen so far in this event, or in this line.
    key_count: u32,
    /// Where a missing property is reported that the event is only expected to have: a repaired event is
    /// accepted without it.
    pub problems: Violations,
    /// The part `repair` has read what it could.
    is_repaired: bool,
}

impl Checker {
    /// `repairs` is what the part `repair` has put right or left out.
    pub fn new(declared: Option<CustomEvent>, repairs: Option<Violations>) -> Checker {
        let (table, violations) = (read_page_table(), List::new());
        Checker {
            violations,
            problems: repairs.unwrap_or(violations),
            warnings: repairs.unwrap_or_else(List::new),
            is_repaired: repairs.is_some(),
            table,
            property_kinds: table.property_kinds(),
            declared,
            key_count: 0,
        }
    }

    #[inline(always)]
    pub fn refuse(&self, path: Text, code: ViolationCode, message: impl Into<Literal>) {
        report(self.violations, code.word(), path, text(message));
    }

    /// For a message that is put together, or a code that is the engine's word for an unreadable value.
    pub fn refuse_with(&self, path: Text, code: Text, message: Text) {
        report(self.violations, code, path, message);
    }

    #[inline(always)]
    pub fn warn(&self, path: Text, code: ViolationCode, message: impl Into<Literal>) {
        report(self.warnings, code.word(), path, text(message));
    }

    /// Reads an object. Undefined and null are none, and no violation either; anything else is refused.
    pub fn read_object(&mut self, value: Value, path: Text) -> Option<Properties> {
        let members = read_members(value);
        // An unreadable value gets its own code.
        if members.is_none() && self.check_value(value, None, path, 0).is_some() {
            self.refuse(path, ViolationCode::NotAnObject, "must be an object");
        }
        members
    }

    /// Counts names anew.
    pub fn restart_count(&mut self) {
        self.key_count = 0;
    }

    /// What is kept of a value that must be of a kind, or may be of any: nothing where it is absent or
    /// refused.
    #[inline(never)]
    pub fn check_value(
        &mut self,
        value: Value,
        row: Option<KindRow>,
        path: Text,
        depth: u32,
    ) -> Option<Value> {
        let is = value.kind();
        if is == ValueKind::Unreadable {
            self.refuse_unreadable(value, path);
        } else if is == ValueKind::Number && !is_finite(value.as_number()) {
            self.refuse(path, ViolationCode::NotFinite, "must be a finite number");
        } else if value.is_given() {
            let kind = row.and_then(KindRow::kind);
            if is == ValueKind::List && matches!(kind, None | Some(DataType::List | DataType::LineItems)) {
                let each = if kind == Some(DataType::List) { self.kind_row(Some(text("id"))) } else { row };
                return self.check_list(value, each, path, depth + 1);
            }
            if let (Some(kind), Some(row)) = (kind, row) {
                if is_blank(value) {
                    self.warn(path, ViolationCode::Empty, "is empty");
                    return None;
                }
                return match keep(value, is, kind, self.is_repaired) {
                    Ok(kept) => Some(kept),
                    Err(code) => {
                        self.refuse_kind(path, code, row);
                        None
                    }
                };
            }
            if let Some(members) = read_members(value) {
                return self.check_members(members, false, path, depth + 1);
            }
            return Some(value);
        }
        None
    }

    /// Refuses a value that is not of the kind of `row`.
    #[inline(never)]
    pub(super) fn refuse_kind(&self, path: Text, code: Text, row: KindRow) {
        self.refuse_with(path, code, text("must be ").add(row.rule()));
    }

    fn refuse_unreadable(&self, value: Value, path: Text) {
        self.refuse_with(path, read_reason(value), text("is not JSON"));
    }

    /// Keeps the members of a list that are right, each of the kind of `row`. Of the kind `line_items` they
    /// are lines.
    #[inline(never)]
    fn check_list(&mut self, list: Value, row: Option<KindRow>, path: Text, depth: u32) -> Option<Value> {
        if !self.may_descend(path, depth) {
            return None;
        }
        let lines = row.filter(|row| row.is(DataType::LineItems));
        if lines.is_some() && list.len() > MAX_LINES {
            self.refuse(path, ViolationCode::TooManyLines, "has over 1000 lines");
            return None;
        }
        let kept: List<Value> = List::new();
        let start = path.plus("[");
        for index in 0..list.len() {
            let item = list.at(index);
            let place = start.add(f64::from(index)).plus("]");
            let kept_item = match lines {
                Some(lines) => self.check_line(item, lines, place, depth),
                None => self.check_value(item, row, place, depth),
            };
            if let Some(kept_item) = kept_item {
                kept.push(kept_item);
            }
        }
        Some(kept.value())
    }

    /// A line of a cart or an order. `products` on an event that is not about a cart is a list of what was
    /// shown, so its lines need no price and no quantity.
    fn check_line(&mut self, line: Value, row: KindRow, path: Text, depth: u32) -> Option<Value> {
        let Some(members) = read_members(line) else {
            if line.is_list() {
                self.refuse_kind(path, ViolationCode::WrongType.word(), row);
                return None;
            }
            return self.check_value(line, Some(row), path, depth);
        };
        let key_count = core::mem::replace(&mut self.key_count, 0);
        let kept = self.check_members(members, true, path, depth + 1);
        self.key_count = key_count;
        let is_shown = path.test("products.[0-9]+.$");
        let required = if is_shown { text(" product_id") } else { text(LINE_ITEM_REQUIRED) };
        self.require(members, required, path);
        kept
    }

    /// Checks an object in place: each member becomes what is kept of it. With `is_known` its names are the
    /// plan's.
    #[inline(never)]
    pub fn check_members(
        &mut self,
        members: Properties,
        is_known: bool,
        path: Text,
        depth: u32,
    ) -> Option<Value> {
        if !self.may_descend(path, depth) {
            return None;
        }
        for (name, value) in members {
            self.key_count += 1;
            if self.key_count > MAX_KEYS {
                self.refuse(path, ViolationCode::TooManyKeys, "has over 300 names");
                break;
            }
            let row = if is_known { self.property_kinds.get(name) } else { None };
            if is_surely_right(value, row) {
                continue;
            }
            let place = join(path, name);
            let mut kept = None;
            if self.check_name(name, place) {
                if is_known && depth == 0 && name.test(RESERVED_PROPERTIES) {
                    self.refuse_reserved(place);
                } else {
                    let declared = if is_known { self.declared_row(name) } else { None };
                    kept = self.check_value(value, row.or(declared), place, depth);
                    if let (Some(said), Some(row)) = (kept, row) {
                        if !self.says_something(said, row, place) {
                            kept = None;
                        }
                    }
                }
            }
            members.set_or_remove(name, kept);
        }
        Some(members.value())
    }

    /// Whether a value says something as a property of the plan.
    #[inline(never)]
    fn says_something(&self, value: Value, row: KindRow, path: Text) -> bool {
        if row.is(DataType::Date) {
            let is_of_a_shop = (value.as_number() - DATES_AROUND).abs() < DATES_WITHIN;
            if !is_of_a_shop {
                self.refuse_kind(path, ViolationCode::BadDate.word(), row);
            }
            return is_of_a_shop;
        }
        let is_empty = read_text(value)
            .is_some_and(|text| says_nothing(text, row.is(DataType::Id)) && !path.add(text).test(REAL_WORDS));
        if is_empty {
            self.warn(path, ViolationCode::Empty, "is empty");
        }
        !is_empty
    }

    pub(super) fn refuse_reserved(&self, path: Text) {
        self.refuse(path, ViolationCode::ReservedProperty, "is reserved by Customer.io");
    }

    fn may_descend(&self, path: Text, depth: u32) -> bool {
        if depth > MAX_DEPTH {
            self.refuse(path, ViolationCode::TooDeep, "is over 6 deep");
        }
        depth <= MAX_DEPTH
    }

    /// Whether the part `repair` has read the event.
    #[inline(always)]
    pub fn is_repaired(&self) -> bool {
        self.is_repaired
    }

    /// The row of the kind that the plan gives a property.
    #[inline(always)]
    pub fn property_row(&self, name: Text) -> Option<KindRow> {
        self.property_kinds.get(name)
    }

    /// The row of the kind that the shop declared for a property of its own.
    fn declared_row(&self, name: Text) -> Option<KindRow> {
        self.kind_row(self.declared.and_then(|declared| declared.kind_word(name)))
    }

    /// The row of a kind by its word, as in plan.json.
    #[inline(never)]
    pub fn kind_row(&self, word: Option<Text>) -> Option<KindRow> {
        word.and_then(|word| self.table.kinds().get(word))
    }

    /// Whether a name may be sent at all.
    #[inline(never)]
    pub fn check_name(&self, name: Text, path: Text) -> bool {
        if name.is_empty() {
            self.refuse(path, ViolationCode::NameEmpty, "a name is empty");
        } else if name.bytes() > f64::from(MAX_NAME_BYTES) {
            self.refuse(path, ViolationCode::NameTooLong, "has over 150 bytes");
        } else if name.test(UNSAFE) {
            self.refuse(path, ViolationCode::UnsafeKey, "could change prototypes");
        } else {
            return true;
        }
        false
    }

    /// Reports what is missing of `required`, a list as in the plan: `a/b c d`. Without one of the names in
    /// the first place, the event is refused even when it is repaired.
    #[inline(never)]
    pub fn require(&self, members: Properties, required: Text, path: Text) {
        let mut list = self.violations;
        for wanted in required.split(" ") {
            let is_there =
                |name: Text| wanted.is_empty() || self.is_given(list, members.get(name), join(path, name));
            if !wanted.split("/").into_iter().any(is_there) {
                self.report_missing(list, join(path, wanted));
            }
            list = self.problems;
        }
    }

    pub fn report_missing(&self, list: Violations, path: Text) {
        report(list, ViolationCode::MissingProperty.word(), path, text("is required"));
    }

    /// Whether a value has content, or is gone because `list` reports it already.
    #[inline(never)]
    pub fn is_given(&self, list: Violations, value: Option<Value>, path: Text) -> bool {
        has_content(value) || value.is_none() && list.into_iter().any(|violation| violation.path() == path)
    }
}

/// Why a value is unreadable: the engine says it by a word of [`ViolationCode`].
#[inline(always)]
fn read_reason(given: Value) -> Text {
    View::assume(given.reason())
}

#[inline(never)]
fn has_content(value: Option<Value>) -> bool {
    value.is_some_and(|value| !is_blank(value) && !(value.is_list() && value.is_empty()))
}

/// Adds to a list of violations.
#[inline(never)]
fn report(list: Violations, code: Text, path: Text, message: Text) {
    if list.len() < MAX_VIOLATIONS {
        list.push(Violation::with(code, path, message));
    }
}

/// The path to `name` below `path`. Its length is bounded, whatever the name.
#[inline(never)]
pub(crate) fn join(path: Text, name: Text) -> Text {
    let bounded = name.slice(0, MAX_NAME_BYTES);
    if path.is_empty() {
        bounded
    } else {
        path.plus(".").add(bounded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{string, written};

    #[test]
    fn a_path_names_members_and_places_and_is_bounded() {
        let path = join(join(text(""), written("line_items")).plus("[12]"), written("price"));
        assert_eq!(string(path), "line_items[12].price");
        assert_eq!(string(join(text(""), written(&"é".repeat(100_000)))), "é".repeat(150));
    }
}
