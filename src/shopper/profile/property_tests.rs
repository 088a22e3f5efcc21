//! Any sequence of events, days and reloads against a plain model of the interest.

use super::tests::{attribute, fresh, learn, properties_of, read_back, PERSON};
use super::*;
use crate::engine::twin::START_MS;
use crate::value::json;
use crate::value::testing::written;
use proptest::prelude::*;
use std::collections::HashMap;

#[derive(Clone, Debug)]
struct Step {
    event: &'static str,
    category: Option<String>,
    name: Option<String>,
    hours: i32,
    reload: bool,
}

impl Step {
    fn properties(&self) -> String {
        let texts = [("category", &self.category), ("name", &self.name)];
        let given: Vec<(&str, &str)> =
            texts.iter().filter_map(|(name, text)| text.as_deref().map(|text| (*name, text))).collect();
        properties_of(&given)
    }

    fn category_of_interest(&self) -> Option<String> {
        let is_of_interest =
            |text: &&String| !text.trim().is_empty() && text.len() < 900 && self.event != "order_completed";
        self.category.as_ref().filter(is_of_interest).cloned()
    }
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
        let mut profile = fresh();
        let mut model = Model { day: (START_MS / DAY_MS).floor(), weights: HashMap::new() };
        let mut at_ms = START_MS;
        for step in steps {
            at_ms += f64::from(step.hours) * 3_600_000.0;
            let today = (at_ms / DAY_MS).floor();
            if step.reload {
                profile = read_back(profile, PERSON, at_ms);
                if today - model.day > KEPT_DAYS {
                    model.weights.clear();
                }
            }
            let before = attribute(profile, "preferred_category");
            learn(profile, step.event, &step.properties(), at_ms);
            model.fade(today);
            let preferred = attribute(profile, "preferred_category");
            if let Some(category) = step.category_of_interest() {
                if let Some(lightest) = model.replaced_by(&category, profile) {
                    let least = model.weights.values().copied().fold(f64::INFINITY, f64::min);
                    prop_assert!(model.weights[&lightest] <= least * (1.0 + 1e-9));
                    model.weights.remove(&lightest);
                }
                let weight = if step.event == "add_to_cart" { CART_WEIGHT } else { VIEW_WEIGHT };
                *model.weights.entry(category).or_default() += weight;
                let most = model.weights.values().copied().fold(0.0, f64::max);
                prop_assert!(model.weights[&preferred] >= most * (1.0 - 1e-9), "{preferred} of {model:?}");
            } else {
                prop_assert_eq!(&preferred, &before, "no other event changes it");
            }
            model.check(profile)?;
        }
    }
}

#[derive(Debug)]
struct Model {
    day: f64,
    weights: HashMap<String, f64>,
}

impl Model {
    fn fade(&mut self, today: f64) {
        let days = (today - self.day).clamp(0.0, KEPT_DAYS);
        self.weights.values_mut().for_each(|weight| *weight *= 0.5f64.powf(days / HALF_LIFE_DAYS));
        self.day = today;
    }

    /// The category that the profile forgot for this one.
    fn replaced_by(&self, category: &str, profile: Profile) -> Option<String> {
        if self.weights.contains_key(category) || self.weights.len() < MAX_CATEGORIES as usize {
            return None;
        }
        let forgotten = self.weights.keys().find(|name| !profile.interest().has(written(name)));
        Some(forgotten.expect("one is replaced").clone())
    }

    fn check(&self, profile: Profile) -> Result<(), TestCaseError> {
        let interest = profile.interest();
        prop_assert_eq!(interest.len() as usize, self.weights.len());
        for (name, weight) in &self.weights {
            let found = interest.number(written(name));
            prop_assert!((found - weight).abs() <= weight * 1e-9, "{name}: {found}, not {weight}");
        }
        prop_assert!(profile.known().len() <= 8);
        let bytes = json(profile).bytes();
        prop_assert!(bytes <= MAX_BYTES, "{bytes} bytes");
        for name in profile.untold().keys() {
            prop_assert!(profile.known().has(name));
        }
        Ok(())
    }
}
