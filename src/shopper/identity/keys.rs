//! The keys by which a shop knows a person: what `identify` was given, checked and written in one form.

use crate::plan::{read_as_text, trimmed, Traits, Violation, ViolationCode, Violations};
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
/// What templates print where nobody is logged in, and what stays of a template that did not run. Taken as
/// ids, they would make all guests one person. The words may stand together: `not set`, `your-user-id`,
/// `not logged in`. And e-mail addresses that are written in another way: [`AT`].
const PLACEHOLDER: &str = concat!(
    r"(?i)[{}<>\[\]*\uff20]|%40|&#|^([$%].*|-[0-9]+|n/?a",
    r"|(guest|gast|invit.|visitor|anonymous|no(ne|t)?|logged|in|void|null|undefined|nan|nil|true|false",
    r"|unknown|set|your|user|customer|id|email|[^a-z1-9\x80-\uffff])*)$"
);
/// The sign of an e-mail address, also as a link, as HTML and as East Asian keyboards write it. The page's
/// part `repair` reads such an address.
const AT: &str = "[@\\uff20]|%40|&#";
/// An address that Customer.io takes as valid, by RFC 5322 and without quotes; in lower case. It refuses
/// masked addresses too (`j***@example.com`), which are the same for many people.
/// <https://docs.customer.io/messaging/people/reserved-attributes/>
const EMAIL: &str =
    r"^([!#-'+/-9=?^-z\x7e-][.]?){0,63}[!#-'+/-9=?^-z\x7e-]@([a-z0-9](-*[a-z0-9])*[.])+[a-z](-*[a-z0-9])+$";
/// Characters that nobody sees. They come with what people copy.
const UNSEEN: &str = r"[\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]";

/// The names of the keys, the strongest first.
pub(super) fn key_names() -> Items<Text> {
    words(KEY_NAMES)
}

/// Reads the first argument of `identify`: an object of keys, or one text or number. A text with an `@`
/// ([`AT`]) is an e-mail, any other a customer id. A key that cannot be used is a violation, and not
/// among the keys.
///
/// E-mail and phone in `traits` count as well: Segment's users write `identify("42", {email})`. One that
/// cannot be used is removed from them.
pub fn read_keys(given: Value, traits: Traits, violations: Violations) -> Keys {
    let (keys, by_name): (Keys, Map<Text, Value>) = (Keys::new(), View::assume(given));
    let sole_name = if given.test(AT) { KeyName::Email.word() } else { KeyName::CustomerId.word() };
    for name in key_names() {
        let stated = if given.is_map() {
            by_name.get(name)
        } else if name == sole_name {
            Option::assume(given)
        } else {
            None
        };
        let is_from_traits = stated.is_none() && name != KeyName::CustomerId.word();
        let Some(candidate) = (if is_from_traits { traits.get(name) } else { stated }) else { continue };
        if let Some(key) = read_key(name, candidate) {
            keys.set(name, key);
        } else {
            let message = "must be somebody's id or e-mail address";
            violations.push(Violation::of(ViolationCode::WrongType, name, message));
            if is_from_traits {
                traits.remove(name);
            }
        }
    }
    keys
}

/// One key in the form in which it is compared and sent, if it can be used. E-mail addresses are in lower
/// case, as customer ids too.
fn read_key(name: Text, given: Value) -> Option<Text> {
    let trimmed = read_trimmed(given)?;
    let lower = trimmed.lower();
    let is_email = lower.test(EMAIL);
    let key = if is_email {
        lower
    } else if name == KeyName::Phone.word() {
        without_separators(trimmed)
    } else {
        trimmed
    };
    if (is_email || name != KeyName::Email.word()) && key.bytes() <= MAX_ID_BYTES && !key.test(PLACEHOLDER) {
        Some(key)
    } else {
        None
    }
}

/// A text without white space around it and what nobody sees, or a whole number as text.
fn read_trimmed(given: Value) -> Option<Text> {
    let written = trimmed(read_as_text(given).replace(UNSEEN, ""));
    if given.is_text() || given.as_number() >= 0.0 && written.test("^[0-9]+$") {
        Some(written)
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

/// Whether a known key and one that [`read_keys`] gave are the same. Earlier versions stored e-mail addresses
/// in the case of letters in which the page gave them.
pub(super) fn is_same_key(known: Text, given: Text) -> bool {
    known == given || known.test("@") && known.lower() == given
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
        check(r#"" Jane@Example.com ""#, "{}", r#"{"email":"jane@example.com"}"#);
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
        check(r#""42""#, r#"{"customer_id":"43"}"#, r#"{"customer_id":"42"}"#);
        check("null", "{}", "{}");
        check("null", r#"{"customer_id":"42","phone":"+34 600 123 456"}"#, r#"{"phone":"+34600123456"}"#);
    }

    #[test]
    fn a_bad_key_among_the_traits_is_named_and_removed_from_them() {
        let (violations, traits) = (List::new(), view(r#"{"email":"nonsense","vip":true}"#));
        assert_eq!(show(read_keys(value(r#""42""#), traits, violations)), r#"{"customer_id":"42"}"#);
        assert_eq!((show(traits), violations.len()), (r#"{"vip":true}"#.to_owned(), 1));
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
