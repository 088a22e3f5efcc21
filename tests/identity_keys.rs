//! Who `identify` takes for a person, by the table `keys.tsv`: placeholders of templates are nobody, and an
//! e-mail address is one that Customer.io can mail to, in lower case.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{json, Value as Json};
use shoptrail::engine::twin::{reset, world};
use shoptrail::plan::Violation;
use shoptrail::shopper::identity::{self, read_keys};
use shoptrail::value::testing::{show, string, value, view};
use shoptrail::value::List;
use support::*;

/// The keys that `identify` reads, and the paths of what it cannot use.
fn read(given: Json, traits: Json) -> (Json, Vec<String>) {
    reset(1);
    let violations = List::new();
    let keys = read_keys(value(&given.to_string()), view(&traits.to_string()), violations);
    let paths = violations.into_iter().map(|violation: Violation| string(violation.path())).collect();
    (serde_json::from_str(&show(keys)).unwrap(), paths)
}

/// What is wrong with one row of the table, if anything.
fn check(row: &str) -> Option<String> {
    let cells: Vec<&str> = row.split('\t').collect();
    let text = |cell: &str| serde_json::from_str::<String>(&format!("\"{cell}\"")).expect(row);
    let given = text(cells[1]);
    let sole_name = if given.contains('@') { "email" } else { "customer_id" };
    let wanted: Vec<(Json, Json)> = match cells[0] {
        "nobody" => vec![(json!(given), json!({})), (json!({"customer_id": given}), json!({}))],
        "refused" | "address" => vec![(json!(given), json!({})), (json!({"email": given}), json!({}))],
        "id" => vec![(json!({"customer_id": given}), json!({"customer_id": given}))],
        "email" => {
            vec![(json!(given), json!({"email": given})), (json!({"email": given}), json!({"email": given}))]
        }
        "form" => vec![(json!(given), json!({sole_name: text(cells[2])}))],
        _ => panic!("no such row: {row}"),
    };
    wanted.into_iter().find_map(|(keys, expected)| {
        let (got, refused) = read(keys.clone(), json!({}));
        let is_right = got == expected && refused.len() == usize::from(expected == json!({}));
        // The page asks the part `repair` by this name.
        let is_right = is_right && (cells[0] != "address" || refused == ["email"]);
        (!is_right).then(|| format!("{row}: {keys} became {got}, refused {refused:?}\n"))
    })
}

#[test]
fn every_row_of_the_table_holds() {
    let rows: Vec<&str> = include_str!("keys.tsv").lines().filter(|row| !row.starts_with("# ")).collect();
    let faults: Vec<String> = rows.iter().filter_map(|row| check(row)).collect();
    assert!(faults.is_empty(), "{} of {} rows:\n{}", faults.len(), rows.len(), faults.concat());
    assert!(rows.len() > 200, "{} rows", rows.len());
}

#[test]
fn a_placeholder_beside_a_good_key_is_left_out_and_reported() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    let answer = browser.identify(tab, r#"{"customer_id":"0","email":"Jane@Example.com"}"#);
    assert!(answer.is_ok());
    assert_eq!(show(identity::current(browser.state(tab)).keys()), r#"{"email":"jane@example.com"}"#);
    assert!(show(answer).contains("customer_id"), "{}", show(answer));
    let answer = browser.identify(tab, r#"{"customer_id":"guest","email":"jane..doe@x.com"}"#);
    assert!(!answer.is_ok(), "nothing is left");
}

#[test]
fn a_refused_person_changes_nothing_and_the_answer_says_why() {
    let mut browser = Browser::new(OPTIONS);
    let tab = browser.open();
    browser.identify(tab, "42");
    let before = show(identity::current(browser.state(tab)));
    for nobody in ["\"guest\"", "\"None\"", "\"jane..doe@x.com\"", "\"{{ customer.id }}\"", "[]"] {
        let answer = browser.identify(tab, nobody);
        assert!(!answer.is_ok(), "{nobody}");
        let violations = show(answer);
        assert!(
            violations.contains("wrong_type") && violations.contains("must be somebody's"),
            "{violations}"
        );
        assert_eq!(show(identity::current(browser.state(tab))), before);
    }
}

#[test]
fn one_address_in_any_case_is_one_user_id() {
    let user_id = |keys: &str| {
        let mut browser = Browser::new(OPTIONS);
        let tab = browser.open();
        assert!(browser.identify(tab, keys).is_ok());
        browser.run(1000.0);
        let [item] = &browser.arrived[..] else { panic!("one identify message") };
        assert_eq!(item.json["traits"]["email"].as_str().unwrap_or("jane@example.com"), "jane@example.com");
        item.json["userId"].as_str().unwrap().to_owned()
    };
    for keys in [
        r#""jane@example.com""#,
        r#""Jane@Example.com""#,
        r#"" JANE@EXAMPLE.COM\n""#,
        r#"{"email":"Jane@example.COM"}"#,
        r#"{"customer_id":"Jane@Example.com"}"#,
    ] {
        assert_eq!(user_id(keys), "jane@example.com", "{keys}");
    }
    assert_eq!(user_id(r#"{"customer_id":"Cus_42","email":"Jane@Example.com"}"#), "Cus_42");
}

/// Versions before this one stored addresses as the page gave them, and sent them so.
#[test]
fn a_stored_address_in_another_case_is_the_same_person_under_the_id_that_was_sent() {
    for (stored_keys, user_id, given) in [
        (r#"{"email":"Jane@Example.com"}"#, "Jane@Example.com", r#""jane@example.com""#),
        (r#"{"email":"Jane@Example.com"}"#, "Jane@Example.com", r#""JANE@example.com""#),
        (
            r#"{"customer_id":"Jane@Example.com"}"#,
            "Jane@Example.com",
            r#"{"customer_id":"jane@example.com"}"#,
        ),
        (
            r#"{"customer_id":"42","email":"Jane@Example.com"}"#,
            "42",
            r#"{"customer_id":42,"email":"jane@example.com"}"#,
        ),
    ] {
        let mut browser = Browser::new(OPTIONS);
        let tab = browser.open();
        browser.identify(tab, stored_keys);
        browser.run(20_000.0);
        // What an earlier version left: its keys, and the digest of the message that it sent.
        world(|world| {
            let record = world.items.get_mut("shoptrail.identity").unwrap();
            *record = record.replace("jane@example.com", "Jane@Example.com");
        });
        browser.arrived.clear();
        let tab = browser.open();
        let anonymous_id = show(identity::current(browser.state(tab)).anonymous_id());
        browser.identify(tab, given);
        browser.probe(tab, 1);
        browser.identify(tab, given);
        browser.run(20_000.0);
        let identity = identity::current(browser.state(tab));
        assert_eq!(show(identity.anonymous_id()), anonymous_id, "{given}: no new anonymous id");
        assert_eq!(string(identity.user_id()), user_id, "{given}");
        for item in &browser.arrived {
            assert_eq!(item.json["userId"], user_id, "{given}");
        }
        let identified = browser.arrived.iter().filter(|item| item.json["type"] == "identify").count();
        assert!(identified <= 1, "{given}: the digest of the record was another version's");
    }
}

/// Customer.io would refuse the attribute, or mail to nobody.
#[test]
fn an_address_in_the_traits_that_nobody_has_is_left_out_and_reported() {
    for (given, traits, kept, is_ok) in [
        ("42", r#"{"email":"jane..doe@x.com","vip":true}"#, r#"{"customer_id":"42","vip":true}"#, true),
        ("42", r#"{"email":"null","phone":"n/a"}"#, r#"{"customer_id":"42"}"#, true),
        ("42", r#"{"email":"Jane@X.com"}"#, r#"{"customer_id":"42","email":"jane@x.com"}"#, true),
        ("{}", r#"{"email":"None"}"#, "", false),
        ("\"guest\"", r#"{"email":"jane@x.com"}"#, r#"{"email":"jane@x.com"}"#, true),
        ("null", r#"{"email":"None","vip":true}"#, "", true),
    ] {
        let mut browser = Browser::new(OPTIONS);
        let tab = browser.open();
        let answer = browser.identify_with(tab, given, traits);
        assert_eq!(answer.is_ok(), is_ok, "{given} {traits}");
        browser.run(20_000.0);
        let sent = browser.arrived.first().map(|item| {
            let mut own = item.json["traits"].as_object().unwrap().clone();
            own.retain(|name, _| !name.starts_with("first_") && !name.starts_with("last_"));
            Json::Object(own)
        });
        let expected = serde_json::from_str::<Json>(kept).ok();
        assert_eq!(sent, expected, "{given} {traits}");
        let is_reported = show(answer).contains("email") || show(answer).contains("customer_id");
        assert_eq!(is_reported, !traits.contains("Jane@X"), "{given} {traits}");
    }
}
