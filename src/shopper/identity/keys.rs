//! The keys by which a shop knows a person: what `identify` was given, checked and written in one form.

use crate::plan::{Traits, Violation, ViolationCode, Violations};
use crate::value::{word_enum, words, Items, Map, Text, Value, View};

/// A person's keys, by [`KeyName`].
pub type Keys = Map<Text, Text>;

word_enum! {
    /// The names of the keys, the strongest first.
    pub(super) enum KeyName {
        CustomerId = "customer_id";
        Email = "email";
        Phone = "phone";
    }
}

/// The words of [`KeyName`], the strongest first.
const KEY_NAMES: &str = "customer_id email phone";
/// Customer.io's limit on a person's id.
const MAX_ID_BYTES: f64 = 150.0;
/// What templates print where nobody is logged in. Taken as ids, they would make all guests one person.
const PLACEHOLDER: &str = "^(0|null|undefined|NaN|\\[object .*)$";
const EMAIL: &str = "^[^ @\\t\\n]+@[^ @\\t\\n]+[.][^ @.\\t\\n]+$";

/// The names of the keys, the strongest first.
pub(super) fn key_names() -> Items<Text> {
    words(KEY_NAMES)
}

/// Reads the first argument of `identify`: an object of keys, or one text or number. A text with an `@` is an
/// e-mail, any other a customer id. A key that cannot be used is a violation.
///
/// E-mail and phone in `traits` count as well, if they can be used: Segment's users write
/// `identify("42", {email})`. A bad one there is the traits' violation, not a reason to refuse the call.
pub fn read_keys(given: Value, traits: Traits, violations: Violations) -> Keys {
    let (keys, by_name): (Keys, Map<Text, Value>) = (Keys::new(), View::assume(given));
    let sole_name = if given.test("@") { KeyName::Email.word() } else { KeyName::CustomerId.word() };
    for name in key_names() {
        let stated = if given.is_map() {
            by_name.get(name)
        } else if name == sole_name {
            Option::assume(given)
        } else {
            None
        };
        let is_from_traits = stated.is_none() && name != KeyName::CustomerId.word();
        let candidate = if is_from_traits { traits.get(name) } else { stated };
        match candidate.and_then(|value| read_key(name, value)) {
            Some(key) => keys.set(name, key),
            None if stated.is_some() => {
                let message = "must be 1 to 150 bytes, an e-mail address like a@b.c";
                violations.push(Violation::of(ViolationCode::WrongType, name, message));
            }
            None => {}
        }
    }
    keys
}

/// One key in the form in which it is compared and sent, if it can be used.
fn read_key(name: Text, given: Value) -> Option<Text> {
    let trimmed = read_trimmed(given)?;
    let key = if name == KeyName::Phone.word() { without_separators(trimmed) } else { trimmed };
    let has_form = if name == KeyName::Email.word() { key.test(EMAIL) } else { !key.is_empty() };
    if has_form && key.bytes() <= MAX_ID_BYTES && !key.test(PLACEHOLDER) {
        Some(key)
    } else {
        None
    }
}

/// A text without white space around it, or a whole number as text.
fn read_trimmed(given: Value) -> Option<Text> {
    let trimmed = Value::text("").add(given).replace(r"^[ \t\r\n\xa0]+|[ \t\r\n\xa0]+$", "");
    if given.is_text() || given.as_number() >= 0.0 && trimmed.test("^[0-9]+$") {
        Some(Text::assume(trimmed))
    } else {
        None
    }
}

/// `+44 (0)20 7946-0000` → `+442079460000`, without the zero that is not dialled from abroad. A number
/// without a country code gets none: a guess would message a stranger. What is no phone number stays as it
/// is.
fn without_separators(phone: Text) -> Text {
    let bare = phone.replace("[(]0[)]|[ ()/.-]", "");
    if bare.test("^[+]?[0-9]{6,15}$") {
        bare
    } else {
        phone
    }
}

/// Whether two keys of one name are the same. E-mail addresses are equal in any case of letters.
pub(super) fn is_same_key(name: Text, known: Text, given: Text) -> bool {
    if name == KeyName::Email.word() {
        known.lower() == given.lower()
    } else {
        known == given
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{show, string, value, view};
    use crate::value::List;

    #[test]
    fn the_names_are_the_words_of_the_enum_in_their_order() {
        let names: Vec<&str> = KeyName::WORDS.iter().map(|(word, _)| *word).collect();
        assert_eq!(names.join(" "), KEY_NAMES);
    }

    #[test]
    fn keys_are_read_from_a_text_a_number_or_an_object() {
        let check = |given: &str, traits: &str, expected: &str| {
            let violations = List::new();
            assert_eq!(show(read_keys(value(given), view(traits), violations)), expected, "{given}");
            assert!(violations.is_empty());
        };
        check(r#""42""#, "{}", r#"{"customer_id":"42"}"#);
        check("42", "{}", r#"{"customer_id":"42"}"#);
        check(r#"" Jane@Example.com ""#, "{}", r#"{"email":"Jane@Example.com"}"#);
        check(
            r#"{"customer_id":42,"email":"a@b.co","phone":"+34 600-123 456"}"#,
            "{}",
            r#"{"customer_id":"42","email":"a@b.co","phone":"+34600123456"}"#,
        );
        check(r#"{"phone":"600 123 456"}"#, "{}", r#"{"phone":"600123456"}"#);
        check(r#"{"phone":"+44 (0)20 7946.0000"}"#, "{}", r#"{"phone":"+442079460000"}"#);
        check(r#"{"phone":"0044 20 7946 0000"}"#, "{}", r#"{"phone":"00442079460000"}"#);
        check("\"\u{a0}jane@example.com\\r\\n\"", "{}", r#"{"email":"jane@example.com"}"#);
        check(r#"{"phone":"+34 CALL ME"}"#, "{}", r#"{"phone":"+34 CALL ME"}"#);
        check(
            r#""42""#,
            r#"{"email":"a@b.co","first_name":"A"}"#,
            r#"{"customer_id":"42","email":"a@b.co"}"#,
        );
        check(r#""42""#, r#"{"email":"nonsense"}"#, r#"{"customer_id":"42"}"#);
        check(r#""42""#, r#"{"customer_id":"43"}"#, r#"{"customer_id":"42"}"#);
        check("null", "{}", "{}");
        check("null", r#"{"customer_id":"42","phone":"+34 600 123 456"}"#, r#"{"phone":"+34600123456"}"#);
    }

    #[test]
    fn every_bad_key_is_named() {
        let check = |given: &str, expected: &[&str]| {
            let violations = List::new();
            read_keys(value(given), view("{}"), violations);
            let paths: Vec<String> =
                violations.into_iter().map(|violation: Violation| string(violation.path())).collect();
            assert_eq!(paths, expected, "{given}");
        };
        check(r#""""#, &["customer_id"]);
        for placeholder in ["0", r#""0""#, r#""null""#, r#""undefined""#, r#""[object Object]""#] {
            check(placeholder, &["customer_id"]);
        }
        check("true", &["customer_id"]);
        check("1.5", &["customer_id"]);
        check("[]", &["customer_id"]);
        check(r#""a@b""#, &["email"]);
        check(r#"{"customer_id":[],"email":"a b@c.de","phone":""}"#, &["customer_id", "email", "phone"]);
        check(&format!("\"{}\"", "é".repeat(76)), &["customer_id"]);
    }
}
