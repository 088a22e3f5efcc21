use super::*;
use crate::engine::twin::{self, START_MS};
use crate::plan::tables::{Supplier, ATTRIBUTES};
use crate::value::json;
use crate::value::testing::{show, string, value, view, written};

pub(super) const PERSON: &str = "0b8ae3a2-6a1c-4a7e-9a53-0d9c3b1f6a11";

pub(super) fn fresh() -> Profile {
    twin::reset(1);
    Profile::read(None, written(PERSON), WallMs(START_MS))
}

/// What is stored of a profile, read by the next page.
pub(super) fn read_back(profile: Profile, person: &str, at_ms: f64) -> Profile {
    Profile::read(Some(json(profile)), written(person), WallMs(at_ms))
}

pub(super) fn learn(profile: Profile, event: &str, properties: &str, at_ms: f64) {
    profile.learn(written(event), view(properties), WallMs(at_ms));
}

fn after(profile: Profile, events: &[(&str, &str)]) -> Profile {
    for (event, properties) in events {
        assert!(teaches(written(event)), "{event}");
        learn(profile, event, properties, START_MS);
    }
    profile
}

/// An event's properties with texts as given, in JSON.
pub(super) fn properties_of(texts: &[(&str, &str)]) -> String {
    let properties: Map<Text, Text> = Map::new();
    for (name, content) in texts {
        properties.set(written(name), written(content));
    }
    show(properties)
}

fn shown(profile: Profile) -> String {
    show(profile.show())
}

/// One attribute as shown, or an empty text.
pub(super) fn attribute(profile: Profile, name: &str) -> String {
    string(profile.show().get(written(name)))
}

fn recommendation(profile: Profile) -> Value {
    profile.show().get(written("recommend")).value()
}

#[track_caller]
fn check(events: &[(&str, &str)], attributes: &str, recommend: &str) {
    let profile = after(fresh(), events);
    let all = profile.show();
    // Null is shown, and is not the absence that `get` says.
    assert_eq!(shown(profile).contains(r#""recommend":null"#), recommend == "null");
    assert_eq!(show(recommendation(profile)).replace("undefined", "null"), recommend);
    all.remove(written("recommend"));
    assert_eq!(show(all), show(value(attributes)));
}

const MUG: (&str, &str) = (
    "product_viewed",
    r#"{"product_id":"P1","name":"Mug","category":"Cups","url":"/mug","image_url":"/mug.png","price":5}"#,
);

#[test]
fn each_event_teaches_what_it_says_and_nothing_else() {
    check(&[], "{}", "null");
    check(
        &[MUG],
        concat!(
            r#"{"last_viewed_product_id":"P1","last_viewed_product":"Mug","last_viewed_product_url":"/mug","#,
            r#""last_viewed_product_image_url":"/mug.png","last_viewed_category":"Cups","#,
            r#""preferred_category":"Cups"}"#
        ),
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
    // A product that goes into the cart was not viewed by that.
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
        assert!(!teaches(written(other)), "{other}");
    }
}

#[test]
fn a_recommendation_is_by_product_else_by_category_else_none() {
    let category = ("collection_viewed", r#"{"collection_id":"7","category":"Cups"}"#);
    let by = |events: &[(&str, &str)]| string(recommendation(after(fresh(), events)).get("by"));
    assert_eq!(by(&[category]), "category");
    assert_eq!(by(&[category, MUG]), "product");
    assert_eq!(by(&[MUG, category]), "product");
    assert_eq!(by(&[("order_completed", "{}")]), "");
}

#[test]
fn the_next_product_clears_what_it_lacks_of_the_one_before() {
    let profile = after(fresh(), &[MUG, ("product_viewed", r#"{"product_id":"P2","name":"Bowl"}"#)]);
    assert_eq!(show(recommendation(profile)), r#"{"by":"product","product_id":"P2","name":"Bowl"}"#);
    let traits = Traits::new();
    profile.move_untold_into(traits);
    assert_eq!(
        show(traits.get(written("last_viewed_product_url"))),
        r#""""#,
        "it is cleared at Customer.io too"
    );
    assert_eq!(
        string(traits.get(written("last_viewed_category"))),
        "Cups",
        "a product without a category leaves the last one"
    );
}

#[test]
fn texts_that_are_blank_or_too_long_are_not_learned() {
    for category in ["", "   ", &"x".repeat(999), &"é".repeat(500), &"\u{1}".repeat(200)] {
        let profile = fresh();
        learn(profile, "product_viewed", &properties_of(&[("category", category)]), START_MS);
        assert_eq!(shown(profile), r#"{"recommend":null}"#, "{category}");
    }
    let (profile, longest) = (fresh(), "x".repeat(998));
    learn(profile, "product_viewed", &properties_of(&[("category", &longest)]), START_MS);
    assert_eq!(attribute(profile, "preferred_category"), longest);
}

#[test]
fn a_product_in_the_cart_weighs_more_than_views_and_half_as_much_after_a_half_life() {
    #[track_caller]
    fn check(steps: &[(&str, &str, f64)], preferred: &str) {
        let profile = fresh();
        for (event, category, day) in steps {
            let properties = properties_of(&[("category", category)]);
            learn(profile, event, &properties, START_MS + day * DAY_MS);
        }
        assert_eq!(attribute(profile, "preferred_category"), preferred);
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
fn a_ninth_category_replaces_the_lightest() {
    let profile = fresh();
    for index in 0..=MAX_CATEGORIES {
        let properties = properties_of(&[("category", &format!("c{index}"))]);
        for _ in 0..(if index == 3 { 1 } else { 2 }) {
            learn(profile, "product_viewed", &properties, START_MS);
        }
    }
    let names: Vec<String> = profile.interest().keys().into_iter().map(string).collect();
    assert_eq!(names, ["c0", "c1", "c2", "c4", "c5", "c6", "c7", "c8"]);
}

#[test]
fn a_change_is_sent_once_and_never_over_what_the_page_says() {
    let profile = after(fresh(), &[MUG]);
    let traits: Traits = view(r#"{"preferred_category":"Plates"}"#);
    assert!(profile.move_untold_into(traits));
    assert_eq!(string(traits.get(written("preferred_category"))), "Plates");
    assert_eq!(string(traits.get(written("last_viewed_product"))), "Mug");
    let next = Traits::new();
    assert!(!read_back(profile, PERSON, START_MS).move_untold_into(next));
    after(profile, &[MUG]);
    assert!(!profile.move_untold_into(next), "the same product again is no change");
    let renamed =
        r#"{"product_id":"P1","name":"Mug, large","category":"Cups","url":"/mug","image_url":"/mug.png"}"#;
    after(profile, &[("product_viewed", renamed)]);
    assert!(read_back(profile, PERSON, START_MS).move_untold_into(next));
    assert_eq!(show(next), r#"{"last_viewed_product":"Mug, large"}"#);
}

#[test]
fn a_profile_belongs_to_one_person_and_is_forgotten_after_half_a_year() {
    let profile = after(fresh(), &[MUG]);
    let later = |person: &str, day: f64| shown(read_back(profile, person, START_MS + day * DAY_MS));
    assert_eq!(later(PERSON, 0.0), shown(profile));
    assert_eq!(later(PERSON, KEPT_DAYS), shown(profile));
    assert_eq!(later(PERSON, KEPT_DAYS + 1.0), r#"{"recommend":null}"#);
    assert_eq!(later("4f7c3a51-13cf-4d1b-8c7d-0d6a3b1f6a22", 0.0), r#"{"recommend":null}"#);
}

#[test]
fn handed_over_to_another_anonymous_id_all_attributes_are_unsent_again() {
    const OTHER: &str = "4f7c3a51-13cf-4d1b-8c7d-0d6a3b1f6a22";
    let profile = after(fresh(), &[MUG]);
    let (first, second) = (Traits::new(), Traits::new());
    profile.move_untold_into(first);
    profile.hand_over(written(OTHER));
    assert!(read_back(profile, OTHER, START_MS).move_untold_into(second));
    assert_eq!(show(second), show(first));
}

#[test]
fn a_stored_record_keeps_its_form() {
    let profile = after(fresh(), &[("collection_viewed", r#"{"category":"Cups"}"#)]);
    let day = (START_MS / DAY_MS).floor();
    let known = r#"{"last_viewed_category":"Cups","preferred_category":"Cups"}"#;
    let expected = format!(
        r#"{{"of":"{PERSON}","day":{day},"known":{known},"untold":{},"interest":{{"Cups":1}}}}"#,
        known.replace(r#""Cups""#, "true")
    );
    assert_eq!(show(profile), expected);
}

#[test]
fn every_attribute_is_in_the_plan_as_the_trackers_own() {
    let profile = after(fresh(), &[MUG, ("order_completed", "{}")]);
    let known: Vec<String> = profile.known().keys().into_iter().map(string).collect();
    for (word, _) in Attribute::WORDS {
        assert!(known.iter().any(|name| name == word), "{word}");
    }
    for name in known {
        let row = ATTRIBUTES.iter().find(|row| row.name == name);
        let row = row.unwrap_or_else(|| panic!("{name} is not in the plan"));
        assert_ne!(row.by, Supplier::Page, "{name}");
    }
}

#[test]
fn a_record_of_another_shape_or_size_is_none() {
    #[track_caller]
    fn check(stored: &str, is_kept: bool) {
        twin::reset(1);
        let own_members = format!(r#""of":"{PERSON}","day":{}"#, (START_MS / DAY_MS).floor());
        let record = stored.replace("OURS", &own_members);
        let profile = Profile::read(Some(written(&record)), written(PERSON), WallMs(START_MS));
        let preferred = profile.known().get(written("preferred_category"));
        assert_eq!(preferred.is_some(), is_kept, "{record}");
        learn(profile, "product_viewed", MUG.1, START_MS);
        assert_eq!(attribute(profile, "last_viewed_product"), "Mug", "it goes on learning");
    }
    check(r#"{OURS,"known":{"preferred_category":"Cups"},"untold":{},"interest":{"Cups":1}}"#, true);
    let odd_weights = r#"{"Cups":"x","Bowls":null,"":{}}"#;
    check(
        &format!(
            r#"{{OURS,"known":{{"preferred_category":"Cups"}},"untold":{{}},"interest":{odd_weights}}}"#
        ),
        true,
    );
    check(r#"{OURS,"known":{"preferred_category":"Cups"},"untold":[],"interest":{}}"#, false);
    check(r#"{OURS,"known":{"preferred_category":"Cups"},"untold":{}}"#, false);
    let long = "x".repeat(20_000);
    check(
        &format!(r#"{{OURS,"known":{{"preferred_category":"{long}"}},"untold":{{}},"interest":{{}}}}"#),
        false,
    );
    check(r#"{"of":7,"day":null,"known":{"preferred_category":"Cups"},"untold":{},"interest":{}}"#, false);
    for stored in ["", "null", "7", "[]", "{}", "{OURS}", "\u{1}"] {
        check(stored, false);
    }
}
