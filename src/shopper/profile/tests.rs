use super::*;
use crate::engine::twin::{self, show as text, START_MS};
use crate::value::testing::{owned, string, value};
use crate::plan::tables::{Supplier, ATTRIBUTES};
use proptest::prelude::*;
use std::collections::HashMap;

const PERSON: &str = "0b8ae3a2-6a1c-4a7e-9a53-0d9c3b1f6a11";

fn fresh() -> Value {
    twin::reset(1);
    read(Value::text(""), owned(PERSON), START_MS)
}

/// What is stored of a record, read by the next page.
fn again(record: Value, person: &str, at_ms: f64) -> Value {
    read(record.json(), owned(person), at_ms)
}

fn after(record: Value, events: &[(&str, &str)]) -> Value {
    for (event, properties) in events {
        assert!(teaches(owned(event)), "{event}");
        learn(record, owned(event), value(properties), START_MS);
    }
    record
}

#[track_caller]
fn check(events: &[(&str, &str)], attributes: &str, recommend: &str) {
    let shown = show(after(fresh(), events));
    assert_eq!(text(shown.get("recommend")), recommend);
    shown.set("recommend", UNDEFINED);
    assert_eq!(text(shown), text(value(attributes)));
}

const MUG: (&str, &str) = (
    "product_viewed",
    r#"{"product_id":"P1","name":"Mug","category":"Cups","url":"/mug","image_url":"/mug.png","price":5}"#,
);

#[test]
fn each_event_teaches_what_it_says_and_no_more() {
    check(&[], "{}", "null");
    check(
        &[MUG],
        r#"{"last_viewed_product_id":"P1","last_viewed_product":"Mug","last_viewed_product_url":"/mug","last_viewed_product_image_url":"/mug.png","last_viewed_category":"Cups","preferred_category":"Cups"}"#,
        r#"{"by":"product","product_id":"P1","name":"Mug","url":"/mug","image_url":"/mug.png"}"#,
    );
    // A collection is a category; its name stands in, but only a category is an interest.
    check(
        &[("collection_viewed", r#"{"collection_id":"7","collection_name":"Summer sale"}"#)],
        r#"{"last_viewed_category":"Summer sale"}"#,
        r#"{"by":"category","category":"Summer sale"}"#,
    );
    check(
        &[("collection_viewed", r#"{"collection_id":"7","collection_name":"All cups","category":"Cups"}"#)],
        r#"{"last_viewed_category":"Cups","preferred_category":"Cups"}"#,
        r#"{"by":"category","category":"Cups"}"#,
    );
    // What goes into the cart was not looked at by that.
    check(
        &[("add_to_cart", r#"{"product_id":"P1","category":"Cups"}"#)],
        r#"{"preferred_category":"Cups"}"#,
        "null",
    );
    check(&[("add_to_cart", r#"{"product_id":"P1"}"#)], "{}", "null");
    check(
        &[("order_completed", r#"{"order_id":"1","total":9}"#)],
        &format!(r#"{{"last_order_date":{}}}"#, (START_MS / 1000.0).floor()),
        "null",
    );
    // An old order's confirmation, opened late.
    check(
        &[("order_completed", r#"{"order_id":"1","total":9,"order_date":1700000000}"#)],
        r#"{"last_order_date":1700000000}"#,
        "null",
    );
    for other in ["page", "search_performed", "cart_viewed", "order_refunded", "order_cancelled", "probe", ""]
    {
        assert!(!teaches(owned(other)), "{other}");
    }
}

#[test]
fn the_ladder_is_the_product_else_the_category_else_nothing() {
    let category = ("collection_viewed", r#"{"collection_id":"7","category":"Cups"}"#);
    let by = |events: &[(&str, &str)]| string(show(after(fresh(), events)).get("recommend").get("by"));
    assert_eq!(by(&[category]), "category");
    assert_eq!(by(&[category, MUG]), "product");
    assert_eq!(by(&[MUG, category]), "product");
    assert_eq!(by(&[("order_completed", "{}")]), "");
}

#[test]
fn the_next_product_takes_nothing_over_from_the_one_before_and_clears_what_it_lacks() {
    let record = after(fresh(), &[MUG, ("product_viewed", r#"{"product_id":"P2","name":"Bowl"}"#)]);
    assert_eq!(text(show(record).get("recommend")), r#"{"by":"product","product_id":"P2","name":"Bowl"}"#);
    let told = Value::map();
    tell(record, told);
    assert_eq!(string(told.get("last_viewed_product_url")), "", "cleared at Customer.io too");
    assert_eq!(
        string(told.get("last_viewed_category")),
        "Cups",
        "a product without a category leaves the last one"
    );
}

#[test]
fn texts_that_say_nothing_or_too_much_are_not_taken() {
    for category in ["", "   ", &"x".repeat(999), &"é".repeat(500), &"\u{1}".repeat(200)] {
        let (record, properties) = (fresh(), Value::map());
        properties.set("category", owned(category));
        learn(record, owned("product_viewed"), properties, START_MS);
        assert_eq!(text(show(record)), r#"{"recommend":null}"#, "{category}");
    }
    let (record, properties) = (fresh(), Value::map());
    properties.set("category", owned(&"x".repeat(998)));
    learn(record, owned("product_viewed"), properties, START_MS);
    assert!(show(record).get("preferred_category").is_given());
}

#[test]
fn a_piece_in_the_cart_weighs_more_than_views_and_fades_by_half_in_a_half_life() {
    #[track_caller]
    fn check(steps: &[(&str, &str, f64)], preferred: &str) {
        let record = fresh();
        for (event, category, day) in steps {
            let properties = Value::map();
            properties.set("category", owned(category));
            learn(record, owned(event), properties, START_MS + day * DAY_MS);
        }
        assert_eq!(string(show(record).get("preferred_category")), preferred);
    }
    let (view, add) = ("product_viewed", "add_to_cart");
    check(&[(view, "a", 0.0), (view, "b", 0.0), (view, "b", 0.0)], "b");
    check(&[(view, "a", 0.0), (view, "b", 0.0)], "a");
    check(&[(view, "a", 0.0), (view, "a", 0.0), (view, "a", 0.0), (view, "a", 0.0), (add, "b", 0.0)], "b");
    check(&[(add, "a", 0.0), (view, "b", 0.0), (view, "b", 0.0), (view, "b", 0.0), (view, "b", 0.0)], "a");
    // 5 → 2.5 in a half-life: three views are more.
    check(&[(add, "a", 0.0), (view, "b", 13.0), (view, "b", 13.0)], "a");
    check(
        &[
            (add, "a", 0.0),
            (view, "b", HALF_LIFE_DAYS),
            (view, "b", HALF_LIFE_DAYS),
            (view, "b", HALF_LIFE_DAYS),
        ],
        "b",
    );
    // A clock set back takes nothing away.
    check(&[(add, "a", 100.0), (view, "b", 0.0), (view, "b", 0.0), (view, "b", 0.0)], "a");
    assert!((DAILY_REST.powf(HALF_LIFE_DAYS) - 0.5).abs() < 1e-12);
    assert!(VIEW_WEIGHT < CART_WEIGHT);
}

#[test]
fn a_ninth_category_takes_the_place_of_the_lightest() {
    let record = fresh();
    for index in 0..=MAX_CATEGORIES {
        let properties = Value::map();
        properties.set("category", owned(&format!("c{index}")));
        for _ in 0..(if index == 3 { 1 } else { 2 }) {
            learn(record, owned("product_viewed"), properties, START_MS);
        }
    }
    let names: Vec<String> = record.get("interest").keys().items().map(string).collect();
    assert_eq!(names, ["c0", "c1", "c2", "c4", "c5", "c6", "c7", "c8"]);
}

#[test]
fn what_changed_is_told_once_and_never_over_what_the_page_says() {
    let record = after(fresh(), &[MUG]);
    let out = value(r#"{"preferred_category":"Plates"}"#);
    assert!(tell(record, out));
    assert_eq!(string(out.get("preferred_category")), "Plates");
    assert_eq!(string(out.get("last_viewed_product")), "Mug");
    let out = Value::map();
    assert!(!tell(again(record, PERSON, START_MS), out));
    after(record, &[MUG]);
    assert!(!tell(record, out), "the same product again is no change");
    after(
        record,
        &[(
            "product_viewed",
            r#"{"product_id":"P1","name":"Mug, large","category":"Cups","url":"/mug","image_url":"/mug.png"}"#,
        )],
    );
    assert!(tell(again(record, PERSON, START_MS), out));
    assert_eq!(text(out), r#"{"last_viewed_product":"Mug, large"}"#);
}

#[test]
fn a_record_is_one_persons_and_forgotten_after_half_a_year() {
    let record = after(fresh(), &[MUG]);
    let shown = |person: &str, day: f64| text(show(again(record, person, START_MS + day * DAY_MS)));
    assert_eq!(shown(PERSON, 0.0), text(show(record)));
    assert_eq!(shown(PERSON, KEPT_DAYS), text(show(record)));
    assert_eq!(shown(PERSON, KEPT_DAYS + 1.0), r#"{"recommend":null}"#);
    assert_eq!(shown("4f7c3a51-13cf-4d1b-8c7d-0d6a3b1f6a22", 0.0), r#"{"recommend":null}"#);
}

#[test]
fn every_attribute_it_tells_is_in_the_plan_as_the_trackers_own() {
    let record = after(fresh(), &[MUG, ("order_completed", "{}")]);
    for name in record.get("known").keys().items() {
        let name = string(name);
        let row = ATTRIBUTES
            .iter()
            .find(|row| row.name == name)
            .unwrap_or_else(|| panic!("{name} is not in the plan"));
        assert_ne!(row.by, Supplier::Page, "{name}");
    }
}

#[test]
fn a_record_of_another_shape_or_size_is_none() {
    #[track_caller]
    fn check(text: &str, kept: bool) {
        twin::reset(1);
        let text = text.replace("OURS", &format!(r#""of":"{PERSON}","day":{}"#, (START_MS / DAY_MS).floor()));
        let record = read(owned(&text), owned(PERSON), START_MS);
        assert_eq!(record.get("known").get("preferred_category").is_given(), kept, "{text}");
        learn(record, owned("product_viewed"), value(MUG.1), START_MS);
        assert_eq!(string(show(record).get("last_viewed_product")), "Mug", "and goes on learning");
    }
    check(r#"{OURS,"known":{"preferred_category":"Cups"},"untold":{},"interest":{"Cups":1}}"#, true);
    check(
        r#"{OURS,"known":{"preferred_category":"Cups"},"untold":{},"interest":{"Cups":"x","Bowls":null,"":{}}}"#,
        true,
    );
    check(r#"{OURS,"known":{"preferred_category":"Cups"},"untold":[],"interest":{}}"#, false);
    check(r#"{OURS,"known":{"preferred_category":"Cups"},"untold":{}}"#, false);
    check(
        &format!(
            r#"{{OURS,"known":{{"preferred_category":"{}"}},"untold":{{}},"interest":{{}}}}"#,
            "x".repeat(20_000)
        ),
        false,
    );
    check(r#"{"of":7,"day":null,"known":{"preferred_category":"Cups"},"untold":{},"interest":{}}"#, false);
    for text in ["", "null", "7", "[]", "{}", "{OURS}", "\u{1}"] {
        check(text, false);
    }
}

#[derive(Clone, Debug)]
struct Step {
    event: &'static str,
    category: Option<String>,
    name: Option<String>,
    hours: i32,
    reload: bool,
}

fn step() -> impl Strategy<Value = Step> {
    let events =
        prop::sample::select(vec!["product_viewed", "collection_viewed", "add_to_cart", "order_completed"]);
    let category = prop::option::of(prop_oneof![
        8 => (0u8..12).prop_map(|letter| format!("c{letter}")),
        1 => ".{0,40}",
        1 => Just("é".repeat(600)),
        1 => prop::sample::select(vec!["__proto__", "constructor", "7", " "]).prop_map(str::to_owned),
    ]);
    (
        events,
        category,
        prop::option::of(".{0,300}"),
        prop_oneof![6 => 0i32..72, 1 => -4000i32..9000],
        any::<bool>(),
    )
        .prop_map(|(event, category, name, hours, reload)| Step { event, category, name, hours, reload })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Against a plain model: Σ weight × ½^(days / half-life), where days only run forward.
    #[test]
    fn decay_and_bounds_hold_for_any_sequence(steps in prop::collection::vec(step(), 0..60)) {
        let mut record = fresh();
        let (mut at_ms, mut day) = (START_MS, (START_MS / DAY_MS).floor());
        let mut model: HashMap<String, f64> = HashMap::new();
        for step in steps {
            at_ms += f64::from(step.hours) * 3_600_000.0;
            let today = (at_ms / DAY_MS).floor();
            if step.reload {
                record = again(record, PERSON, at_ms);
                if today - day > KEPT_DAYS {
                    model.clear();
                }
            }
            let properties = Value::map();
            if let Some(category) = &step.category { properties.set("category", owned(category)); }
            if let Some(name) = &step.name { properties.set("name", owned(name)); }
            let before = record.get("known").get("preferred_category");
            learn(record, owned(step.event), properties, at_ms);

            model.values_mut().for_each(|weight| *weight *= 0.5f64.powf((today - day).clamp(0.0, KEPT_DAYS) / HALF_LIFE_DAYS));
            day = today;
            let category = step.category.filter(|category| !category.trim().is_empty() && category.len() < 900 && step.event != "order_completed");
            if let Some(category) = category {
                let interest = record.get("interest");
                if !model.contains_key(&category) && model.len() >= MAX_CATEGORIES as usize {
                    let least = model.values().copied().fold(f64::INFINITY, f64::min);
                    let gone = model.keys().find(|name| !interest.find(owned(name)).is_given()).cloned();
                    let gone = gone.expect("one was put out");
                    prop_assert!(model[&gone] <= least * (1.0 + 1e-9));
                    model.remove(&gone);
                }
                *model.entry(category).or_default() += if step.event == "add_to_cart" { CART_WEIGHT } else { VIEW_WEIGHT };
                let preferred = string(record.get("known").get("preferred_category"));
                let most = model.values().copied().fold(0.0, f64::max);
                prop_assert!(model[&preferred] >= most * (1.0 - 1e-9), "{preferred} of {model:?}");
            } else {
                prop_assert!(record.get("known").get("preferred_category").same(before), "no other event changes it");
            }

            let interest = record.get("interest");
            prop_assert_eq!(interest.keys().len() as usize, model.len());
            for (name, weight) in &model {
                let found = interest.find(owned(name)).as_number();
                prop_assert!((found - weight).abs() <= weight * 1e-9, "{name}: {found}, not {weight}");
            }
            prop_assert!(record.get("known").keys().len() <= 8);
            prop_assert!(record.json().bytes() <= MAX_BYTES, "{} bytes", record.json().bytes());
            for name in record.get("untold").keys().items() {
                prop_assert!(record.get("known").find(name).is_given());
            }
        }
    }
}
