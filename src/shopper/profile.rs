//! What this browser learns of one person's interest: attributes for Customer.io, and what a theme may show.
//! It counts no orders and sums no money: the shop's server knows better. The tracker calls it for events
//! that [`teaches`] names, and when it sends an identify message.
//!
//! Interest is a weight for each category. It grows with each view and, faster, with what goes into the cart.
//! It halves every [`HALF_LIFE_DAYS`]. The heaviest category is preferred; on a draw, the one that was
//! preferred before.
//!
//! The record is bounded by [`MAX_BYTES`] and [`MAX_CATEGORIES`]. Dates are whole Unix seconds.

use crate::plan::{EventProperties, Properties, Traits, MAX_TRAIT_BYTES};
use crate::shopper::identity;
use crate::storage::Store;
use crate::value::{
    parse, read_text, record, text, word_enum, AnonymousId, Map, Part, Text, Value, View, WallMs, DAY_MS,
    NULL, TRUE,
};

/// The name of the stored record.
pub const RECORD: &str = "profile";
pub const HALF_LIFE_DAYS: f64 = 14.0;
/// What is left of a weight after one day: half of it to the power of 1 / [`HALF_LIFE_DAYS`].
const DAILY_REST: f64 = 0.951_695_153_010_619_6;
pub const VIEW_WEIGHT: f64 = 1.0;
pub const CART_WEIGHT: f64 = 5.0;
/// One more category replaces the lightest.
pub const MAX_CATEGORIES: u32 = 8;
/// Of the stored text: eight attributes and eight categories of 1000 bytes each, and room for their names.
pub const MAX_BYTES: f64 = 20_000.0;
/// A record to which nothing was added for so long is forgotten, as a first touch is.
pub const KEPT_DAYS: f64 = 180.0;

word_enum! {
    /// The attributes that are learned. The plan describes each of them.
    enum Attribute {
        LastOrderDate = "last_order_date";
        LastViewedProductId = "last_viewed_product_id";
        LastViewedProduct = "last_viewed_product";
        LastViewedProductUrl = "last_viewed_product_url";
        LastViewedProductImageUrl = "last_viewed_product_image_url";
        LastViewedCategory = "last_viewed_category";
        PreferredCategory = "preferred_category";
    }
}

record! {
    /// What is known of one person. Stored as it is.
    pub struct Profile {
        /// Another person's record is none, whoever wrote it.
        person, set_person: AnonymousId = "of";
        /// The day of the last event that taught something, in days since 1970. Weights are as of that day.
        day, set_day: f64 = "day";
        /// By [`Attribute`]: texts, and a date in seconds.
        known, set_known: Map<Text, Value> = "known";
        /// The names of attributes that Customer.io does not have yet. Only the names matter.
        untold, set_untold: Map<Text, Value> = "untold";
        /// The weight of each category.
        interest, set_interest: Map<Text, f64> = "interest";
    }
}

word_enum! {
    /// What a recommendation is built on.
    enum Basis {
        Product = "product";
        Category = "category";
    }
}

record! {
    /// What a theme can build a recommendation on: the product viewed last, else the category.
    struct Recommendation {
        basis, set_basis: Text = "by";
        product_id, set_product_id: Option<Value> = "product_id";
        name, set_name: Option<Value> = "name";
        url, set_url: Option<Value> = "url";
        image_url, set_image_url: Option<Value> = "image_url";
        category, set_category: Option<Value> = "category";
    }
}

record! {
    /// The profile as JavaScript gets it, beside the attributes: `Profile` in `profile.d.ts`.
    struct Shown {
        /// A [`Recommendation`] or null.
        recommendation, set_recommendation: Value = "recommend";
    }
}

/// The stored profile, if it is this page's shopper's; else an empty one.
pub fn load(part: impl Part) -> Profile {
    let stored = Store::of(part).get(text(RECORD));
    Profile::read(stored, identity::current(part).anonymous_id(), WallMs::now())
}

/// Whether an event of this name teaches anything. Other events cost no more than this question.
pub fn teaches(event_name: Text) -> bool {
    event_name.test("^(product_viewed|collection_viewed|add_to_cart|order_completed)$")
}

impl Profile {
    /// Reads the stored text, if it is a record of this person, not too old and of the right shape and size:
    /// other scripts of the page can write storage too. Else the profile is empty.
    pub fn read(stored: Option<Text>, person: AnonymousId, now: WallMs) -> Profile {
        let (unchecked, today) = (Profile::assume(parse(stored)), day_of(now));
        if stored.is_some_and(|written| written.bytes() <= MAX_BYTES)
            && unchecked.person() == person
            && today - unchecked.day() <= KEPT_DAYS
            && unchecked.known().value().is_map()
            && unchecked.untold().value().is_map()
            && unchecked.interest().value().is_map()
        {
            return unchecked;
        }
        let empty = Profile::new();
        empty.set_person(person);
        empty.set_day(today);
        empty.set_known(Map::new());
        empty.set_untold(Map::new());
        empty.set_interest(Map::new());
        empty
    }

    pub fn save(self, store: Store) {
        store.write(RECORD, self);
    }

    /// Learns from an event that [`teaches`]. Its properties are valid, under the plan's names.
    pub fn learn(self, event_name: Text, properties: EventProperties, at: WallMs) {
        self.fade(day_of(at));
        if event_name.is("order_completed") {
            // The confirmation of an old order, opened on a new device, says when the order was.
            let mut date = properties.order_date();
            if date.is_nan() {
                date = at.unix_seconds();
            }
            self.set_attribute(Attribute::LastOrderDate.word(), Some(date.value()));
            return;
        }
        let category = if_fitting(properties.category());
        let mut weight = VIEW_WEIGHT;
        if event_name.is("add_to_cart") {
            weight = CART_WEIGHT;
        } else {
            if event_name.is("product_viewed") {
                self.set_text(Attribute::LastViewedProductId.word(), properties.product_id());
                self.set_text(Attribute::LastViewedProduct.word(), properties.name());
                self.set_text(Attribute::LastViewedProductUrl.word(), properties.url());
                self.set_text(Attribute::LastViewedProductImageUrl.word(), properties.image_url());
            }
            let viewed = category.or(if_fitting(properties.collection_name()));
            if viewed.is_some() {
                self.set_attribute(Attribute::LastViewedCategory.word(), viewed.map(View::value));
            }
        }
        if let Some(named) = category {
            self.add_interest(named, weight);
        }
    }

    /// The same shopper has another anonymous id, of which Customer.io knows nothing.
    pub fn hand_over(self, person: AnonymousId) {
        self.set_person(person);
        self.set_untold(self.known().copy());
    }

    /// Adds the attributes that Customer.io does not have yet to the traits of an identify message, and
    /// counts them as sent. What the page says itself stays. True when there were any.
    pub fn move_untold_into(self, traits: Traits) -> bool {
        let names = self.untold().keys();
        for name in names {
            if !traits.has(name) {
                traits.set_or_remove(name, self.known().get(name));
            }
        }
        self.set_untold(Map::new());
        !names.is_empty()
    }

    /// For the theme: the attributes, and in `recommend` what to build a recommendation on. That is
    /// `{by: "product", product_id, name, url?, image_url?}`, else `{by: "category", category}`, else null.
    pub fn show(self) -> Properties {
        let shown = Shown::new();
        let attributes = read_attributes(shown);
        for (name, known) in self.known() {
            if !known.is("") {
                attributes.set(name, known);
            }
        }
        let recommendation = Recommendation::new();
        let product_id = attributes.get(Attribute::LastViewedProductId.word());
        let category = attributes.get(Attribute::LastViewedCategory.word());
        if product_id.is_some() {
            recommendation.set_basis(Basis::Product.word());
            recommendation.set_product_id(product_id);
            recommendation.set_name(attributes.get(Attribute::LastViewedProduct.word()));
            recommendation.set_url(attributes.get(Attribute::LastViewedProductUrl.word()));
            recommendation.set_image_url(attributes.get(Attribute::LastViewedProductImageUrl.word()));
        } else if category.is_some() {
            recommendation.set_basis(Basis::Category.word());
            recommendation.set_category(category);
        }
        let is_empty = product_id.or(category).is_none();
        shown.set_recommendation(if is_empty { NULL } else { recommendation.value() });
        attributes
    }

    /// Brings all weights down to what is left of them on `day`. A clock that was set back takes nothing
    /// away.
    fn fade(self, day: f64) {
        let mut days = (day - self.day()).min(KEPT_DAYS);
        self.set_day(day);
        let mut rest = 1.0;
        while days > 0.0 {
            rest *= DAILY_REST;
            days -= 1.0;
        }
        let interest = self.interest();
        for (category, weight) in interest {
            interest.set(category, weight * rest);
        }
    }

    /// Adds weight to a category, and finds the preferred one.
    fn add_interest(self, category: Text, weight: f64) {
        let interest = self.interest();
        let before = interest.number(category);
        if before.is_nan() && interest.len() >= MAX_CATEGORIES {
            if let Some(lightest) = most(interest, -1.0, None) {
                interest.remove(lightest);
            }
        }
        interest.set(category, before.max(0.0) + weight);
        let name = Attribute::PreferredCategory.word();
        let preferred = read_text(self.known().get(name));
        self.set_attribute(name, most(interest, 1.0, preferred).map(View::value));
    }

    #[inline(always)]
    fn set_text(self, name: Text, content: Option<Text>) {
        self.set_attribute(name, if_fitting(content).map(View::value));
    }

    /// Sets an attribute. What is no longer known becomes empty, which clears it at Customer.io too.
    fn set_attribute(self, name: Text, content: Option<Value>) {
        let before = self.known().get(name);
        let after = if before.is_some() { content.or(Some(text("").value())) } else { content };
        if let Some(changed) = after {
            if !changed.same(before.value()) {
                self.known().set(name, changed);
                self.untold().set(name, TRUE);
            }
        }
    }
}

/// What is shown, as a map of its attributes.
#[inline(always)]
fn read_attributes(shown: Shown) -> Properties {
    View::assume(shown.value())
}

fn day_of(at: WallMs) -> f64 {
    (at.0 / DAY_MS).floor()
}

/// The heaviest category (with `sign` −1 the lightest), `first` on a draw.
#[inline(never)]
fn most(interest: Map<Text, f64>, sign: f64, first: Option<Text>) -> Option<Text> {
    let mut found = first;
    for (category, weight) in interest {
        let found_weight = match found {
            Some(best) => interest.number(best) * sign,
            None => f64::NAN,
        };
        if found_weight.is_nan() || weight * sign > found_weight {
            found = Some(category);
        }
    }
    found
}

/// A text that says something, and that Customer.io accepts whole.
#[inline(never)]
fn if_fitting(content: Option<Text>) -> Option<Text> {
    let given = content?;
    if given.test("\\S") && given.quoted().bytes() <= MAX_TRAIT_BYTES {
        Some(given)
    } else {
        None
    }
}

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;
