//! Small questions about one text or number that several checks ask.

use crate::value::{Text, Value, View};

/// The text without white space around it.
#[inline(never)]
pub(crate) fn trimmed(given: Text) -> Text {
    given.replace("^\\s+|\\s+$", "")
}

/// Whether this is a text that says nothing: white space, or what a template prints for nothing.
#[inline(never)]
pub(crate) fn is_blank(value: Value) -> bool {
    value.test("^\\s*(undefined|null|NaN|\\(not set\\))?\\s*$")
}

/// As `f64::is_finite`, which becomes long constants in the module.
pub(crate) fn is_finite(number: f64) -> bool {
    number * 0.0 == 0.0
}

/// Any value as `String(value)` of JavaScript writes it.
#[inline(always)]
pub(crate) fn read_as_text(value: Value) -> Text {
    View::assume(Value::text("").add(value))
}
