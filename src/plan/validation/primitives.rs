//! Small questions about one text or number that several checks ask.

use crate::value::{Text, Value, View};

/// Characters around a text that nobody sees: white space, soft hyphens, marks of width zero and of writing
/// direction. And what stands around a number in Shopify's id of an order, a product, a variant, a
/// collection or a refund; not in that of a customer.
const UNSEEN_AROUND: &str =
    "^gid:.*[adiu]../(\\d+)\\b.*|^[\\xad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\s]+\
    |[\\xad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\s]+$";

/// What a shop's template prints where it has nothing to say, or a placeholder that it did not fill in.
const SAYS_NOTHING: &str = concat!(
    r"(?i)^(n/?a|null|none|true|false|-*|(\[object |[{%]|__)[\w .:%]*[\]}%_]+",
    r"|.*(\{[{%]|[$%]\{|<[?%]|\[\[|\*\|)[\w =$-].*)$",
);

/// The text without what nobody sees around it. Of the id that Shopify's interfaces give an order, a
/// product, a variant or a collection (`gid://shopify/Order/1001?key=…`) it is the number, which the
/// platform's pages, pixels and webhooks say.
#[inline(never)]
pub(crate) fn trimmed(given: Text) -> Text {
    given.replace(UNSEEN_AROUND, "$1")
}

/// Whether [`trimmed`] leaves a text as it is.
pub(super) fn is_trimmed(value: Value) -> bool {
    value.is_text() && !value.test(UNSEEN_AROUND)
}

/// Whether a trimmed text is empty, or says nothing as the value of a property of the plan. As an id, 0 is
/// none either: databases number from 1. Customer.io would count every order under such an id as one.
#[inline(never)]
pub(crate) fn says_nothing(text: Text, is_id: bool) -> bool {
    is_blank(text.value()) || text.test(SAYS_NOTHING) || is_id && text.test("^(0+|-1)$")
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
