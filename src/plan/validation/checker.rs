//! The walk through what a page gave, checking types and limits by path.

use super::{
    is_blank, is_finite, made, trimmed, unix_seconds, MAX_DEPTH, MAX_KEYS, MAX_LINES, MAX_NAME_BYTES,
    MAX_VIOLATIONS,
};
use crate::engine::Literal;
use crate::plan::tables::{at, kinds, table, Kind, LINE_ITEM_REQUIRED};
use crate::value::{Kind as Is, Value, UNDEFINED};

/// Walks what a page gave, keeping in place what is good and noting by path what is not.
pub(crate) struct Checker {
    pub violations: Value,
    /// Of an event that is sent all the same.
    pub warnings: Value,
    pub table: Value,
    pub kinds: Value,
    /// The custom event's declaration, whose types stand beside the plan's.
    declared: Value,
    keys: u32,
}

impl Checker {
    pub fn declaring(declared: Value) -> Checker {
        let table = table();
        Checker {
            violations: Value::list(),
            warnings: Value::list(),
            table,
            kinds: kinds(table),
            declared,
            keys: 0,
        }
    }

    pub fn new() -> Checker {
        Checker::declaring(UNDEFINED)
    }

    #[inline(always)]
    pub fn refuse(&self, path: Value, says: impl Into<Literal>) {
        note(self.violations, path, Value::text(says));
    }

    pub fn refuse_saying(&self, path: Value, says: Value) {
        note(self.violations, path, says);
    }

    #[inline(always)]
    pub fn warn(&self, path: Value, says: impl Into<Literal>) {
        note(self.warnings, path, Value::text(says));
    }

    /// Whether this is an object; null and undefined are none, and no violation either.
    pub fn object(&mut self, value: Value, path: Value) -> bool {
        let is_map = value.is_map();
        // An unreadable value names its own reason; anything else is not an object.
        if !is_map && self.value(value, UNDEFINED, path, 0).is_given() {
            self.refuse(path, "not_an_object|must be an object");
        }
        is_map
    }

    /// Counts keys anew.
    pub fn restart(&mut self) {
        self.keys = 0;
    }

    /// A value of a kind, by its row, or of any (undefined). Undefined is returned for what is absent or refused.
    #[inline(never)]
    pub fn value(&mut self, value: Value, kind: Value, path: Value, depth: u32) -> Value {
        let is = value.kind();
        if is == Is::Unreadable {
            let reason = value.reason();
            let code = if reason.is("depth") {
                Value::text("too_deep")
            } else if reason.is("date") {
                Value::text("bad_date")
            } else {
                reason
            };
            self.refuse_saying(path, code.plus("|is not JSON"));
        } else if is == Is::Number && !is_finite(value.as_number()) {
            self.refuse(path, "not_finite|must be a finite number");
        } else if value.is_given() {
            return match (Kind::of(kind.at(at::KIND)), is) {
                (Some(own), _) => self.typed(value, is, own, kind, path, depth),
                (None, Is::List) => self.list(value, kind, false, path, depth + 1),
                (None, Is::Map) => self.map(value, false, path, depth + 1),
                _ => value,
            };
        }
        UNDEFINED
    }

    fn typed(&mut self, value: Value, is: Is, kind: Kind, row: Value, path: Value, depth: u32) -> Value {
        let number = value.as_number();
        let code = match (kind, is) {
            (Kind::Text, Is::Text) | (Kind::Boolean, Is::Bool) | (Kind::Number, Is::Number) => return value,
            (Kind::List, Is::List) => {
                return self.list(value, self.word(Value::text("id")), false, path, depth + 1)
            }
            (Kind::LineItems, Is::List) => return self.list(value, row, true, path, depth + 1),
            (Kind::Money | Kind::Quantity | Kind::Count | Kind::Id, Is::Number) => {
                let whole =
                    kind == Kind::Money || number <= 9_007_199_254_740_991.0 && number.floor() == number;
                if whole && number >= if kind == Kind::Quantity { 1.0 } else { 0.0 } {
                    return if kind == Kind::Id { Value::text("").add(value) } else { value };
                }
                Value::text("out_of_range")
            }
            (Kind::Id | Kind::Currency | Kind::Url | Kind::Date, Is::Text) | (Kind::Date, Is::Number) => {
                if is_blank(value) {
                    // Themes print `sku: ""` for a product without one. Where it is required, it is then missing.
                    self.warn(path, "empty|is empty");
                    return UNDEFINED;
                }
                let text = trimmed(value);
                if kind == Kind::Id {
                    return text;
                } else if kind == Kind::Currency {
                    if text.test("^[A-Za-z]{3}$") {
                        return text.upper();
                    }
                    Value::text("bad_currency")
                } else if kind == Kind::Url {
                    if !text.test(BAD_URL) {
                        return text;
                    }
                    Value::text("bad_url")
                } else {
                    let seconds = unix_seconds(value);
                    if seconds.is_given() {
                        return seconds;
                    }
                    Value::text("bad_date")
                }
            }
            _ => Value::text("wrong_type"),
        };
        self.refuse_kind(path, code, row);
        UNDEFINED
    }

    /// Says what a value of the kind of `row` must be.
    #[inline(never)]
    pub fn refuse_kind(&self, path: Value, code: Value, row: Value) {
        self.refuse_saying(path, code.plus("|must be ").add(row.at(at::KIND_RULE)));
    }

    /// Each member of a kind. Lines by the plan; `products` on an event that is not about a cart is a list of what was shown, without
    /// quantities.
    #[inline(never)]
    fn list(&mut self, list: Value, kind: Value, lines: bool, path: Value, depth: u32) -> Value {
        if !self.may_descend(path, depth) {
            return UNDEFINED;
        }
        if lines && list.len() > MAX_LINES {
            self.refuse(path, "too_many_lines|has over 1000 lines");
            return UNDEFINED;
        }
        let out = Value::list();
        let start = path.plus("[");
        for index in 0..list.len() {
            let mut item = list.at(index);
            let path = start.add(Value::number(f64::from(index))).plus("]");
            if lines && item.is_map() {
                let keys = core::mem::replace(&mut self.keys, 0);
                item = self.map(item, true, path, depth + 1);
                self.keys = keys;
                let required = if path.test("products.[0-9]+.$") {
                    Value::text("product_id")
                } else {
                    Value::text(LINE_ITEM_REQUIRED)
                };
                self.require(item, required, path);
            } else if lines && item.is_list() {
                self.refuse_kind(path, Value::text("wrong_type"), kind);
                continue;
            } else {
                item = self.value(item, kind, path, depth);
            }
            if item.is_given() {
                out.push(item);
            }
        }
        out
    }

    /// An object in place: each value becomes what is kept of it. `known` names have the plan's kinds.
    #[inline(never)]
    pub fn map(&mut self, map: Value, known: bool, path: Value, depth: u32) -> Value {
        if !self.may_descend(path, depth) {
            return UNDEFINED;
        }
        for name in map.keys().items() {
            self.keys += 1;
            if self.keys > MAX_KEYS {
                self.refuse(path, "too_many_keys|has over 300 names");
                break;
            }
            let (value, kind) = (map.find(name), if known { self.kinds.find(name) } else { UNDEFINED });
            // Most of what a shop gives is right as it is: a few questions instead of all.
            if is_right(value, kind) {
                continue;
            }
            let place = join(path, name);
            let mut kept = UNDEFINED;
            if !self.key(name, place) {
            } else if known && depth == 0 && name.test("^(recipient|from_address|reply_to)$") {
                self.refuse(place, "reserved_property|has a meaning of its own in Customer.io");
            } else {
                kept = self.value(value, if known { self.kind_of(name) } else { kind }, place, depth);
            }
            map.put(name, kept);
        }
        map
    }

    fn may_descend(&self, path: Value, depth: u32) -> bool {
        if depth > MAX_DEPTH {
            self.refuse(path, "too_deep|is over 6 deep");
        }
        depth <= MAX_DEPTH
    }

    /// The row of the one kind of a property, else of the declared one.
    fn kind_of(&self, name: Value) -> Value {
        let word = self.declared.get("required").find(name).or(self.declared.get("optional").find(name));
        self.kinds.find(name).or(self.word(word))
    }

    /// The row of the kind of a word as in plan.json; undefined for anything else.
    #[inline(never)]
    pub fn word(&self, word: Value) -> Value {
        if word.is_text() {
            self.table.at(at::KINDS).find(word)
        } else {
            UNDEFINED
        }
    }

    /// Whether an object's key may be sent at all.
    #[inline(never)]
    pub fn key(&self, name: Value, path: Value) -> bool {
        if name.is_empty() {
            self.refuse(path, "name_empty|a name must not be empty");
        } else if name.bytes() > MAX_NAME_BYTES {
            self.refuse(path, "name_too_long|has over 150 bytes");
        } else if name.test(UNSAFE) {
            self.refuse(path, "unsafe_key|could change prototypes");
        } else {
            return true;
        }
        false
    }

    /// `required` is a list as in the plan: `a b/c`.
    #[inline(never)]
    pub fn require(&self, map: Value, required: Value, path: Value) {
        for wanted in required.split(" ").items() {
            let names = wanted.split("/");
            let given = wanted.is_empty()
                || names.items().any(|name| says_something(map.find(name)))
                || names.items().any(|name| self.is_given(map.find(name), join(path, name)));
            if !given {
                self.demand(false, join(path, wanted));
            }
        }
    }

    pub fn demand(&self, given: bool, path: Value) {
        if !given {
            self.refuse(path, "missing_property|is required");
        }
    }

    /// Present with something in it, or refused for another reason already.
    #[inline(never)]
    pub fn is_given(&self, value: Value, path: Value) -> bool {
        if value.is_given() {
            return says_something(value);
        }
        self.violations.items().any(|violation| violation.get("path").same(path))
    }
}

fn says_something(value: Value) -> bool {
    value.is_given() && !is_blank(value) && !(value.is_list() && value.is_empty())
}

/// Whether a value is surely of its kind, by that kind's row, and would be kept as it is. Where this says no, `Checker::value` decides.
fn is_right(value: Value, row: Value) -> bool {
    if !row.is_given() {
        return false;
    }
    match Kind::of(row.at(at::KIND)) {
        Some(Kind::Text) => value.is_text(),
        Some(Kind::Id) => value.test("^[^\\s]+( [^\\s]+)*$"),
        Some(Kind::Money) => value.as_number() >= 0.0 && is_finite(value.as_number()),
        Some(Kind::Currency) => value.test("^[A-Z]{3}$"),
        Some(Kind::Url) => value.test("^https?://[^\\x00- ]+$"),
        _ => false,
    }
}

/// Names that change what an object is.
pub(crate) const UNSAFE: &str = "^(__proto__|constructor|prototype)$";

/// A web address that a browser would run, or with spaces or control characters in it.
const BAD_URL: &str = "(?i)[\\x00- ]|^(javascript|data|vbscript):";

/// Adds a violation to a list of them. It `says` its code and its message, with `|` between.
#[inline(never)]
fn note(list: Value, path: Value, says: Value) {
    if list.len() < MAX_VIOLATIONS {
        let parts = says.split("|");
        list.push(made(parts.at(0), path, parts.at(1)));
    }
}

/// The path to `name` below `path`. Bounded, whatever the name.
#[inline(never)]
pub(crate) fn join(path: Value, name: Value) -> Value {
    let name = name.slice(0, MAX_NAME_BYTES);
    if path.is_empty() {
        name
    } else {
        path.plus(".").add(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin;

    #[test]
    fn web_addresses_are_absolute_or_relative_and_never_run() {
        for (text, expected) in [
            ("https://shop.example/a?b#c", true),
            ("//cdn.shop.example/a.png", true),
            ("/products/mug", true),
            ("android-app://com.example/", true),
            ("https://shop.example/é", true),
            ("a b", false),
            ("a\tb", false),
            ("javascript:void 0", false),
            ("JavaScript:alert(1)", false),
            ("DATA:text/html,x", false),
        ] {
            assert_eq!(!owned(text).test(BAD_URL), expected, "{text}");
        }
    }

    #[test]
    fn a_path_names_keys_and_places_and_is_bounded() {
        let path = join(join(Value::text(""), owned("line_items")).plus("[12]"), owned("price"));
        assert_eq!(string(path), "line_items[12].price");
        assert_eq!(string(join(Value::text(""), owned(&"é".repeat(100_000)))), "é".repeat(150));
    }
}
