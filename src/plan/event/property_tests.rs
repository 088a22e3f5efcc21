//! No input makes validation panic, and nothing passes that the contract check refuses.

use super::*;
use crate::engine::twin;
use crate::plan::limits::MAX_KEY_UNITS;
use crate::plan::read_traits;
use crate::plan::tables::{DataType, EVENTS, LINE_ITEM_REQUIRED, PROPERTIES, RESERVED_PROPERTIES};
use crate::plan::Properties;
use crate::value::testing::{owned, show, string, unreadable, value, written};
use proptest::prelude::*;
use serde_json::{json, Map, Value as Json};

/// What a page may give; a handle would not outlive the case.
#[derive(Clone, Debug)]
enum Given {
    Unreadable(&'static str),
    Number(f64),
    Json(Json),
    List(Vec<Given>),
    Map(Vec<(String, Given)>),
}

impl Given {
    fn value(&self) -> Value {
        match self {
            Given::Unreadable(reason) => unreadable(reason),
            Given::Number(number) => Value::number(*number),
            Given::Json(json) => value(&json.to_string()),
            Given::List(items) => {
                let list = List::new();
                items.iter().for_each(|item| list.push(item.value()));
                list.value()
            }
            Given::Map(entries) => {
                let map = Properties::new();
                entries.iter().for_each(|(name, value)| map.set(written(name), value.value()));
                map.value()
            }
        }
    }
}

fn json(of: impl View) -> Json {
    serde_json::from_str(&show(of)).unwrap()
}

/// The contract check, written a second time from the table alone.
fn contract(event: &str, map: &Map<String, Json>) -> Result<(), String> {
    for name in RESERVED_PROPERTIES {
        if map.contains_key(*name) {
            return Err((*name).to_owned());
        }
    }
    if let Some(row) = EVENTS.iter().find(|row| row.name == event) {
        let required = [row.needed, " ", row.expected].concat();
        for wanted in required.split(' ').filter(|name| !name.is_empty()) {
            if !wanted
                .split('/')
                .any(|name| map.get(name).is_some_and(|value| *value != json!("") && *value != json!([])))
            {
                return Err(["missing ", wanted].concat());
            }
        }
    }
    map.iter().try_for_each(|(name, value)| typed(name, value).and_then(|()| json_safe(name, value, 0)))
}

fn typed(name: &str, value: &Json) -> Result<(), String> {
    let Some(row) = PROPERTIES.iter().find(|row| row.name == name) else { return Ok(()) };
    let number = value.as_f64();
    let text = value.as_str();
    let good = match row.kind {
        DataType::Id => text.is_some_and(|text| !text.trim().is_empty()),
        DataType::Text => text.is_some_and(|text| !text.trim().is_empty()),
        DataType::Number => number.is_some(),
        DataType::Boolean => value.is_boolean(),
        DataType::Money => number.is_some_and(|number| number >= 0.0),
        DataType::Count => number.is_some_and(|number| number >= 0.0 && number.fract() == 0.0),
        DataType::Quantity => number.is_some_and(|number| number >= 1.0 && number.fract() == 0.0),
        DataType::Currency => {
            text.is_some_and(|text| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()))
        }
        DataType::Url => text.is_some_and(|text| !text.is_empty() && !text.contains(' ')),
        DataType::Date => number.is_some_and(|number| number.fract() == 0.0),
        DataType::List => value.as_array().is_some_and(|list| list.iter().all(Json::is_string)),
        DataType::LineItems => value.as_array().is_some_and(|list| {
            list.iter().all(|line| {
                let Some(line) = line.as_object() else { return false };
                name != "line_items"
                    || LINE_ITEM_REQUIRED
                        .split(' ')
                        .filter(|name| !name.is_empty())
                        .all(|name| line.contains_key(name))
                        && line.iter().all(|(name, value)| typed(name, value).is_ok())
            })
        }),
    };
    good.then_some(()).ok_or_else(|| [name, " is no ", row.kind.as_str()].concat())
}

/// Nothing unreadable is left: it would show as `<reason>`, which no strategy gives as a text.
fn json_safe(name: &str, value: &Json, depth: u32) -> Result<(), String> {
    if name.len() > 150
        || name.is_empty()
        || matches!(name, "__proto__" | "constructor" | "prototype")
        || depth > 7
    {
        return Err(name.to_owned());
    }
    match value {
        Json::Null => Err([name, " is nothing"].concat()),
        Json::String(text) if ["<cycle>", "<getter>"].contains(&text.as_str()) => Err(name.to_owned()),
        Json::Array(list) => list.iter().try_for_each(|value| json_safe(name, value, depth + 1)),
        Json::Object(map) => map.iter().try_for_each(|(name, value)| json_safe(name, value, depth + 1)),
        _ => Ok(()),
    }
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(PROPERTIES).prop_map(|row| row.name.to_owned()),
        1 => prop::sample::select(vec!["__proto__", "constructor", "prototype", "reply_to", "recipient", ""])
            .prop_map(str::to_owned),
        2 => any::<String>(),
    ]
}

fn any_value() -> impl Strategy<Value = Given> {
    let leaf = prop_oneof![
        1 => Just(Given::Json(Json::Null)),
        2 => any::<bool>().prop_map(|bool| Given::Json(bool.into())),
        3 => any::<f64>().prop_map(Given::Number),
        5 => (0u32..9999).prop_map(|cents| Given::Number(f64::from(cents) / 4.0)),
        2 => any::<String>().prop_map(|text| Given::Json(text.into())),
        4 => prop::sample::select(vec!["EUR", "usd", "1", "2026-11-23", "/a", ""])
            .prop_map(|text| Given::Json(text.into())),
        1 => prop::sample::select(vec!["cycle", "too_deep", "getter", "function", "bad_date"])
            .prop_map(Given::Unreadable),
    ];
    leaf.prop_recursive(9, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Given::List),
            any_map(inner).prop_map(Given::Map)
        ]
    })
}

fn any_map(inner: impl Strategy<Value = Given>) -> impl Strategy<Value = Vec<(String, Given)>> {
    prop::collection::vec((any_name(), inner), 0..8)
}

/// A value that the plan may have under this name.
fn plausible(kind: DataType, cents: u32) -> Json {
    let number = f64::from(cents);
    let texts = |list: [&'static str; 3]| json!(list[cents as usize % 3]);
    match kind {
        DataType::Id if cents % 2 == 0 => json!(cents),
        DataType::Id => texts(["a1", " b2 ", "gid://shopify/Product/3"]),
        DataType::Text => texts(["Mug", " ", "Tasse d'é😀"]),
        DataType::Money => json!(number / 100.0),
        DataType::Quantity => json!(cents + 1),
        DataType::Count => json!(cents),
        DataType::Currency => texts(["EUR", "usd", " JPY"]),
        DataType::Url => texts(["/a", "https://shop.example/?b", "//cdn.example/c"]),
        DataType::Date => [json!("2026-11-23T13:40:35Z"), json!(1_795_441_235_260.0 + number), json!(cents)]
            [cents as usize % 3]
            .clone(),
        DataType::Number => json!(number / 8.0 - 100.0),
        DataType::Boolean => json!(cents % 2 == 0),
        DataType::List => json!([cents, "x"]),
        DataType::LineItems => {
            let line = |index: u32| {
                json!({
                    "product_id": cents,
                    "price": number * f64::from(index),
                    "quantity": cents % 7 + 1,
                    "category": if index % 2 == 0 { "Mugs" } else { "" },
                })
            };
            (0..cents % 4).map(line).collect()
        }
    }
}

/// A call that is mostly right; sometimes with what a hostile page would add.
fn any_call() -> impl Strategy<Value = (&'static str, Given)> {
    let good = prop::collection::vec((prop::sample::select(PROPERTIES), 0u32..99_999), 0..8);
    let bad = prop_oneof![2 => Just(Vec::new()), 1 => any_map(any_value())];
    (prop::sample::select(EVENTS), 1u32..99_999, good, bad).prop_map(|(row, cents, good, bad)| {
        let mut map = Vec::new();
        let required = [row.needed, " ", row.expected].concat();
        for name in required.split([' ', '/']).filter(|name| !name.is_empty()) {
            let kind = PROPERTIES.iter().find(|row| row.name == name).unwrap().kind;
            map.push((name.to_owned(), Given::Json(plausible(kind, cents))));
        }
        map.extend(
            good.into_iter()
                .map(|(row, cents)| (row.name.to_owned(), Given::Json(plausible(row.kind, cents)))),
        );
        map.extend(bad);
        (row.name, Given::Map(map))
    })
}

proptest! {
    #[test]
    fn no_value_panics_and_every_refusal_has_a_violation(
        name in any_value(), text in any::<String>(), given in any_value()
    ) {
        twin::reset(1);
        let custom = View::assume(given.value());
        for name in [name.value(), owned(&text)] {
            let found = read_event(name, given.value(), custom, true, None);
            let violations = found.violations();
            prop_assert_eq!(found.name().value().is_given(), violations.is_none());
            prop_assert!(violations.is_none_or(|violations| !violations.is_empty()));
        }
    }

    #[test]
    fn an_accepted_event_meets_the_contract_and_reads_again_as_the_same((name, given) in any_call()) {
        twin::reset(1);
        let event = read_event(owned(name), given.value(), None, false, None);
        if event.violations().is_none() {
            let properties = json(event.properties());
            prop_assert_eq!(contract(name, properties.as_object().unwrap()), Ok(()));
            let key = (string(event.once()), string(event.key()));
            prop_assert!(key.1.encode_utf16().count() <= MAX_KEY_UNITS as usize);
            let again = read_event(owned(name), event.properties().value(), None, false, Some(List::new()));
            prop_assert_eq!(json(again.properties()), properties);
            prop_assert_eq!((string(again.once()), string(again.key())), key);
        }
    }

    #[test]
    fn kept_traits_are_safe_and_within_the_limits(given in any_value()) {
        twin::reset(1);
        let kept = json(read_traits(given.value()).traits);
        for (name, value) in kept.as_object().unwrap() {
            prop_assert_eq!(json_safe(name, value, 0), Ok(()));
            prop_assert!(value.as_str().is_none_or(|text| text.len() <= 1000));
        }
    }
}
