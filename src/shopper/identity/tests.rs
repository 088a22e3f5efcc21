use super::*;
use crate::engine::twin::{self, world};
use crate::value::testing::{owned, show, string, value, view, written};
use crate::value::State;

const FOREIGN_ID: &str = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";

fn fresh() -> State {
    twin::reset(1);
    let state = State::new();
    Store::of(state).start();
    load(state);
    state
}

fn keys(text: &str) -> Keys {
    let violations = List::new();
    let read = read_keys(value(text), Map::new(), violations);
    assert_eq!(show(violations), "[]");
    read
}

fn user_id(state: State) -> String {
    string(current(state).user_id())
}

#[test]
fn the_strongest_common_key_decides_who_it_is() {
    let check = |known: &str, given: &str, other: bool| {
        let identity = current(fresh());
        identity.merge(keys(known));
        assert_eq!(identity.is_other(keys(given)), other, "{known} then {given}");
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
fn an_email_that_an_earlier_version_stored_stays_as_it_was_sent_and_the_strongest_key_is_first() {
    let identity = current(fresh());
    identity.set_keys(view(r#"{"email":"Jane@b.co"}"#));
    identity.merge(keys(r#"{"customer_id":"42","email":"JANE@B.CO"}"#));
    assert_eq!(show(identity.keys()), r#"{"customer_id":"42","email":"Jane@b.co"}"#);
}

#[test]
fn a_record_reads_back_and_a_foreign_one_is_replaced() {
    let state = fresh();
    let identity = current(state);
    identity.merge(keys(r#"{"customer_id":"42","email":"a@b.co"}"#));
    identity.bind();
    save(state);
    let before = show(identity.bindings());
    load(state);
    assert_eq!(show(current(state).bindings()), before);
    assert_eq!(user_id(state), "42");
    for foreign in ["", "null", "[]", r#"{"anonymousId":"x"}"#, r#"{"anonymousId":7,"keys":[]}"#] {
        world(|world| world.items.insert("shoptrail.identity".into(), foreign.into()));
        load(state);
        assert!(!current(state).is_known(), "{foreign}");
        assert!(current(state).anonymous_id().test(UUID));
    }
}

/// Other tabs, the page's scripts and earlier versions read and write the same text.
#[test]
fn a_stored_record_keeps_its_form() {
    let state = fresh();
    let new = format!(r#"{{"anonymousId":"{FOREIGN_ID}","keys":{{}},"traits":{{}},"bindings":{{}}}}"#);
    let sent = [
        format!(r#"{{"anonymousId":"{FOREIGN_ID}","sent":"D","at":1,"traits":{{"vip":true}},"#),
        format!(r#""keys":{{"email":"a@b.co"}},"bindings":{{"{FOREIGN_ID}":"a@b.co"}},"userId":"a@b.co"}}"#),
    ]
    .concat();
    for (stored, saved) in [
        (new.as_str(), new.replace(r#""keys":{},"traits":{}"#, r#""traits":{},"keys":{}"#)),
        (sent.as_str(), sent.clone()),
    ] {
        world(|world| world.items.insert("shoptrail.identity".into(), stored.into()));
        load(state);
        save(state);
        assert_eq!(world(|world| world.items["shoptrail.identity"].clone()), saved);
    }
}

#[test]
fn members_of_another_shape_are_left_out() {
    let state = fresh();
    let stored = [
        format!(r#"{{"anonymousId":"{FOREIGN_ID}","sent":7,"at":"x","traits":[1],"#),
        format!(r#""keys":{{"email":7,"customer_id":"","evil":"x"}},"#),
        format!(r#""bindings":{{"x":"42","{FOREIGN_ID}":["42"]}}}}"#),
    ]
    .concat();
    world(|world| world.items.insert("shoptrail.identity".into(), stored));
    load(state);
    let expected = format!(r#"{{"anonymousId":"{FOREIGN_ID}","traits":{{}},"keys":{{}},"bindings":{{}}}}"#);
    assert_eq!(show(current(state)), expected);
}

#[test]
fn a_copy_is_current_until_another_tab_writes_or_the_record_is_gone() {
    let state = fresh();
    assert_eq!(freshness(state), Freshness::Current);
    world(|world| world.items.insert("shoptrail.identity".into(), "{}".into()));
    assert_eq!(freshness(state), Freshness::Outdated);
    world(|world| world.items.clear());
    assert_eq!(freshness(state), Freshness::Missing);
}

#[test]
fn an_anonymous_id_from_elsewhere_is_adopted_once_without_the_known_person() {
    let state = fresh();
    for bad in ["", "b7e39c89", "' OR 1=1 --", "<script>"] {
        assert!(!adopt_anonymous_id(state, owned(bad)));
    }
    let anonymous_id = || string(current(state).anonymous_id());
    assert_ne!(anonymous_id(), FOREIGN_ID);
    assert!(!adopt_anonymous_id(state, owned(FOREIGN_ID)), "nobody was known");
    assert_eq!(anonymous_id(), FOREIGN_ID);
    current(state).merge(keys(r#""42""#));
    current(state).bind();
    assert!(
        !adopt_anonymous_id(state, owned(FOREIGN_ID)) && user_id(state) == "42",
        "the same id changes nothing"
    );
    assert!(adopt_anonymous_id(state, owned("00000000-0000-4000-8000-000000000000")), "somebody was known");
    load(state);
    assert!(!current(state).is_known());
    let bound = current(state).bindings().get(written(FOREIGN_ID));
    assert_eq!(string(bound), "42", "her unsent trail is still hers");
}

#[test]
fn a_call_of_a_departed_shopper_keeps_their_ids() {
    let present = current(fresh());
    let check = |shopper: &str, expected: &str| {
        assert_eq!(show(identity_if_changed(present, view(shopper))), expected, "{shopper}");
    };
    check(
        &format!(r#"["{FOREIGN_ID}","42"]"#),
        &format!(r#"{{"anonymousId":"{FOREIGN_ID}","keys":{{"customer_id":"42"}}}}"#),
    );
    for anonymous in [
        format!(r#"["{FOREIGN_ID}"]"#),
        format!(r#"["{FOREIGN_ID}",null]"#),
        format!(r#"["{FOREIGN_ID}",7]"#),
    ] {
        check(&anonymous, &format!(r#"{{"anonymousId":"{FOREIGN_ID}","keys":{{}}}}"#));
    }
    check(&format!(r#"["{}","42"]"#, string(present.anonymous_id())), "undefined");
    for odd in ["null", "[]", "7", "[7]", r#"["x","42"]"#, r#"{"0":"x"}"#] {
        check(odd, "undefined");
    }
}

#[test]
fn the_ninth_binding_replaces_the_oldest() {
    let state = fresh();
    let mut ids = Vec::new();
    for person in 0..9 {
        rotate(state);
        current(state).merge(keys(&format!(r#""p{person}@b.co""#)));
        current(state).bind();
        ids.push(string(current(state).anonymous_id()));
    }
    let bound: Vec<String> = current(state).bindings().keys().into_iter().map(string).collect();
    assert_eq!(bound, ids[1..]);
}
