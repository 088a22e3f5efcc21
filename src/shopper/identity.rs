//! Who the shopper is: the anonymous id, the known keys, and when one person becomes another.
//!
//! | from \ identify with | no key in common | strongest common key the same | strongest common key differs | `reset()` |
//! | --- | --- | --- | --- | --- |
//! | anonymous | known: the trail of this anonymous id becomes theirs | – | – | new anonymous id; the trail is nobody's |
//! | known by phone alone | more keys; with an e-mail or customer id the trail becomes theirs | same person | other person: as after `reset()`, then anonymous | as above |
//! | known | same person, more keys | same person, more keys | other person: new anonymous id, cart and attribution first | the same, no keys; what waits stays theirs |
//! | … by e-mail, within [`CORRECTION_MS`], with a cart and no customer id | | | corrected e-mail: new anonymous id, but cart and attribution stay | |
//!
//! Keys by strength: `customer_id`, `email`, `phone`. The record in storage is the truth, shared by all tabs; what is here is a copy that
//! is compared with it before every use, so that a tab that slept cannot write a logged-out person back.
//!
//! A corrected e-mail is another person to Customer.io: an e-mail that is a `userId` cannot be changed from a browser, and `alias` merges
//! for good. So what was sent stays with the mistyped address, and what follows, the order included, is the right one's with the campaign it came from.
//!
//! The record: `{anonymousId, userId?, keys: {customer_id?, email?, phone?}, traits: {…}, sent: digest, at, bindings: {anonymousId: userId}}`;
//! `at` is the wall time of the last identify that was sent.

use crate::plan::validation::violation;
use crate::storage::records::Store;
use crate::value::ids::{uuid_v4, UUID};
use crate::value::{Items, Value, UNDEFINED};

/// Strongest first.
fn each_key() -> Items {
    Value::constant(r#"["customer_id","email","phone"]"#).items()
}
/// Customer.io's limit on a person's id is 150 bytes; characters of other alphabets take up to three.
const ID: &str = "^.{1,150}$";
const MAX_ID_BYTES: u32 = 150;
/// People whose trail may still be waiting on this device. More than a shared tablet sees in the 30 days a trail lives.
const MAX_BINDINGS: u32 = 8;
/// What templates print where nobody is logged in; taken as ids, they would make all guests one person.
const NOBODY: &str = "^(0|null|undefined|NaN|\\[object .*)$";
/// How soon after an identify another e-mail with the same cart is the same shopper's correction: a visit, as `attribution` counts them.
const CORRECTION_MS: f64 = 1_800_000.0;
const RECORD: &str = "identity";
const EMAIL: &str = "^[^ @\\t\\n]+@[^ @\\t\\n]+[.][^ @.\\t\\n]+$";

/// Takes the stored identity over into the state, or makes a new anonymous one and stores it. A record that is not ours is replaced.
pub fn load(state: Value) {
    let store = Store::of(state);
    let text = store.get(Value::text(RECORD));
    let stored = text.parse();
    if !stored.get("anonymousId").test(UUID) {
        state.set(RECORD, Value::map());
        rotate(state);
        save(state);
        return;
    }
    let identity = Value::map();
    identity.set("anonymousId", stored.get("anonymousId"));
    identity.set("sent", stored.get("sent"));
    identity.set("at", stored.get("at"));
    identity.set("traits", stored.get("traits").copy());
    let keys = Value::map();
    for key in each_key() {
        let id = stored.get("keys").find(key);
        if id.test(ID) {
            keys.put(key, id);
        }
    }
    identity.set("keys", keys);
    let bindings = Value::map();
    for anonymous_id in stored.get("bindings").keys().items() {
        let user_id = stored.get("bindings").find(anonymous_id);
        if anonymous_id.test(UUID) && user_id.test(ID) {
            bindings.put(anonymous_id, user_id);
        }
    }
    identity.set("bindings", bindings);
    state.set(RECORD, identity);
    state.set("idText", text);
}

/// Whether storage still says what this copy says; undefined where the record is gone.
pub fn is_current(state: Value) -> Value {
    let text = Store::of(state).get(Value::text(RECORD));
    if text.is_given() {
        Value::bool(text.same(state.get("idText")))
    } else {
        UNDEFINED
    }
}

pub fn save(state: Value) {
    let identity = state.get(RECORD);
    identity.set("userId", user_id(identity));
    let text = identity.json();
    state.set("idText", text);
    Store::of(state).set(Value::text(RECORD), text);
}

/// The `userId` on the wire: the customer id, else the e-mail; undefined for neither. A phone is no `userId` in Customer.io.
pub fn user_id(identity: Value) -> Value {
    let keys = identity.get("keys");
    keys.get("customer_id").or(keys.get("email"))
}

/// Whether these keys are another person's: the strongest key that both have decides, e-mails being equal in any case of letters.
pub fn is_other(identity: Value, keys: Value) -> bool {
    for key in each_key() {
        let (ours, given) = (identity.get("keys").find(key), keys.find(key));
        if ours.is_given() && given.is_given() {
            return !same_key(key, ours, given);
        }
    }
    false
}

/// Whether another person's keys are the same shopper's, who typed a wrong e-mail address before: nothing surer was known of them, and it is not long ago.
/// The caller knows that the cart is the same.
pub fn is_correction(identity: Value, wall_ms: f64) -> bool {
    !identity.get("keys").get("customer_id").is_given() && wall_ms - identity.num("at") < CORRECTION_MS
}

/// Takes keys of the same person in; an e-mail already known in another case of letters stays as it was.
pub fn merge(identity: Value, keys: Value) {
    for key in each_key() {
        let (ours, given) = (identity.get("keys").find(key), keys.find(key));
        if given.is_given() && !(ours.is_given() && same_key(key, ours, given)) {
            identity.get("keys").put(key, given);
        }
    }
}

/// The trail of the current anonymous id is this person's from now on.
pub fn bind(identity: Value) {
    let (bindings, user_id) = (identity.get("bindings"), user_id(identity));
    if user_id.is_given() {
        bindings.put(identity.get("anonymousId"), UNDEFINED);
        bindings.put(identity.get("anonymousId"), user_id);
        if bindings.keys().len() > MAX_BINDINGS {
            bindings.put(bindings.keys().at(0), UNDEFINED);
        }
    }
}

/// Takes over an anonymous id from elsewhere: another subdomain, another domain, another SDK. Whom this page knew under its own is not who that is.
/// True when the page has to forget them.
pub fn adopt(state: Value, anonymous_id: Value) -> bool {
    let identity = state.get(RECORD);
    if !anonymous_id.test(UUID) || anonymous_id.same(identity.get("anonymousId")) {
        return false;
    }
    rotate(state);
    state.get(RECORD).set("anonymousId", anonymous_id);
    save(state);
    user_id(identity).is_given()
}

/// Of whom a call was that waited, from `[anonymousId, userId]`, if they are gone since; undefined for who is here.
pub fn gone(identity: Value, who: Value) -> Value {
    let (id, user_id) = (who.at(0), who.at(1));
    if !id.test(UUID) || id.same(identity.get("anonymousId")) {
        return UNDEFINED;
    }
    let (gone, keys) = (Value::map(), Value::map());
    gone.set("anonymousId", id);
    if user_id.test(ID) {
        keys.set("customer_id", user_id);
    }
    gone.set("keys", keys);
    gone
}

/// Somebody else, unknown so far: a new anonymous id, nothing of the person before. Earlier bindings stay, for trails still waiting.
pub fn rotate(state: Value) {
    let identity = Value::map();
    identity.set("anonymousId", uuid_v4());
    identity.set("keys", Value::map());
    identity.set("traits", Value::map());
    identity.set("bindings", state.get(RECORD).get("bindings").copy());
    state.set(RECORD, identity);
}

/// The keys in `identify`'s first argument: an object of them, or one text, which is an e-mail if it has an `@` and a customer id if not.
/// Keys that `traits` carry count too: `identify("42", {email})` is how Segment's users write it. What cannot be used goes to `violations`.
pub fn read_keys(given: Value, traits: Value, violations: Value) -> Value {
    let keys = Value::map();
    for key in each_key() {
        let value = if given.is_map() {
            given.find(key)
        } else if key.same(if given.test("@") { Value::text("email") } else { Value::text("customer_id") }) {
            given
        } else {
            UNDEFINED
        };
        let key_of = |value: Value| match value {
            value if key.is("phone") => e164(value),
            value => value,
        };
        let text = key_of(text_of(value));
        if value.is_given() && fits(key, text) {
            keys.put(key, text);
        } else if value.is_given() {
            violations.push(violation(
                "wrong_type",
                key,
                "must be 1 to 150 bytes, an e-mail address like a@b.c",
            ));
        } else if !key.is("customer_id") {
            // A bad one among the traits is the traits' violation, not a reason to refuse the call.
            let text = key_of(text_of(traits.find(key)));
            if fits(key, text) {
                keys.put(key, text);
            }
        }
    }
    keys
}

fn same_key(key: Value, ours: Value, given: Value) -> bool {
    if key.is("email") {
        ours.lower().same(given.lower())
    } else {
        ours.same(given)
    }
}

fn fits(key: Value, text: Value) -> bool {
    (if key.is("email") { text.test(EMAIL) } else { !text.is_empty() })
        && text.bytes() <= MAX_ID_BYTES
        && !text.test(NOBODY)
}

/// A text trimmed, a whole number as text, undefined for anything else.
fn text_of(value: Value) -> Value {
    let text = Value::text("").add(value).replace(r"^[ \t\r\n\xa0]+|[ \t\r\n\xa0]+$", "");
    if value.is_text() || value.as_number() >= 0.0 && text.test("^[0-9]+$") {
        text
    } else {
        UNDEFINED
    }
}

/// `+44 (0)20 7946-0000` → `+442079460000`, without the zero that is not dialled from abroad. Without a country code a number gets none: guessing one
/// would message a stranger.
fn e164(text: Value) -> Value {
    let bare = text.replace("[(]0[)]|[ ()/.-]", "");
    if text.is_given() && bare.test("^[+]?[0-9]{6,15}$") {
        bare
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::{self, world};
    use crate::value::testing::{owned, show, string, value};

    fn fresh() -> Value {
        twin::reset(1);
        let state = Value::map();
        state.set("memory", Value::map());
        load(state);
        state
    }

    fn keys(text: &str) -> Value {
        let violations = Value::list();
        let keys = read_keys(value(text), Value::map(), violations);
        assert_eq!(show(violations), "[]");
        keys
    }

    #[test]
    fn keys_are_read_from_a_text_a_number_or_an_object() {
        let check = |given: &str, traits: &str, expected: &str| {
            let violations = Value::list();
            assert_eq!(show(read_keys(value(given), value(traits), violations)), expected, "{given}");
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
        check("null", "{}", "{}");
    }

    #[test]
    fn every_bad_key_is_named() {
        let check = |given: &str, expected: &[&str]| {
            let violations = Value::list();
            read_keys(value(given), Value::map(), violations);
            let paths: Vec<String> =
                violations.items().map(|violation| string(violation.get("path"))).collect();
            assert_eq!(paths, expected, "{given}");
        };
        check(r#""""#, &["customer_id"]);
        for nobody in ["0", r#""0""#, r#""null""#, r#""undefined""#, r#""[object Object]""#] {
            check(nobody, &["customer_id"]);
        }
        check("true", &["customer_id"]);
        check("1.5", &["customer_id"]);
        check("[]", &["customer_id"]);
        check(r#""a@b""#, &["email"]);
        check(r#"{"customer_id":[],"email":"a b@c.de","phone":""}"#, &["customer_id", "email", "phone"]);
        check(&format!("\"{}\"", "é".repeat(76)), &["customer_id"]);
    }

    #[test]
    fn the_strongest_shared_key_decides_who_it_is() {
        let check = |known: &str, given: &str, other: bool| {
            let identity = fresh().get("identity");
            merge(identity, keys(known));
            assert_eq!(is_other(identity, keys(given)), other, "{known} then {given}");
        };
        check("null", r#""42""#, false);
        check(r#""a@b.co""#, r#""42""#, false);
        check(r#""a@b.co""#, r#""A@B.CO""#, false);
        check(r#""a@b.co""#, r#""c@d.co""#, true);
        check(r#"{"customer_id":"1","email":"a@b.co"}"#, r#"{"customer_id":"1","email":"new@b.co"}"#, false);
        check(r#"{"customer_id":"1","email":"a@b.co"}"#, r#"{"customer_id":"2","email":"a@b.co"}"#, true);
        check(r#"{"phone":"+34600123456"}"#, r#"{"email":"a@b.co"}"#, false);
        check(r#"{"phone":"600 123 456"}"#, r#"{"phone":"600-123-456"}"#, false);
        check(r#"{"phone":"600 123 456"}"#, r#"{"phone":"+34600123456"}"#, true);
        check(r#"{"phone":"+34600123456"}"#, r#"{"phone":"+34600123457","email":"a@b.co"}"#, true);
    }

    #[test]
    fn a_record_reads_back_and_a_foreign_one_is_replaced() {
        let state = fresh();
        let identity = state.get("identity");
        merge(identity, keys(r#"{"customer_id":"42","email":"a@b.co"}"#));
        bind(identity);
        save(state);
        let before = show(identity.get("bindings"));
        load(state);
        assert_eq!(show(state.get("identity").get("bindings")), before);
        assert_eq!(string(user_id(state.get("identity"))), "42");
        for foreign in ["", "null", "[]", r#"{"anonymousId":"x"}"#, r#"{"anonymousId":7,"keys":[]}"#] {
            world(|world| world.items.insert("shoptrail.identity".into(), foreign.into()));
            load(state);
            assert!(!user_id(state.get("identity")).is_given(), "{foreign}");
            assert!(state.get("identity").get("anonymousId").test(UUID));
        }
    }

    #[test]
    fn an_id_from_elsewhere_is_taken_over_once_and_nobody_with_it() {
        let state = fresh();
        let theirs = owned("b7e39c89-9c58-40b3-a5f3-67fa1297b10a");
        for bad in ["", "b7e39c89", "' OR 1=1 --", "<script>"] {
            assert!(!adopt(state, owned(bad)));
        }
        assert!(!state.get("identity").get("anonymousId").same(theirs));
        assert!(!adopt(state, theirs), "nobody was known");
        assert!(state.get("identity").get("anonymousId").same(theirs));
        merge(state.get("identity"), keys(r#""42""#));
        bind(state.get("identity"));
        assert!(
            !adopt(state, theirs) && user_id(state.get("identity")).is("42"),
            "the same id changes nothing"
        );
        assert!(adopt(state, owned("00000000-0000-4000-8000-000000000000")), "somebody was");
        load(state);
        assert!(!user_id(state.get("identity")).is_given());
        assert!(
            state.get("identity").get("bindings").find(theirs).is("42"),
            "her unsent trail is still hers"
        );
    }
}
