//! What this browser has learnt of one person's interest: people attributes for Customer.io, and what a theme may show.
//!
//! The record, stored under `profile`: `{of, day, known: {attribute: value}, untold: {attribute: true}, interest: {category: weight}}`. `of` is the
//! anonymous id of the person: another person's record is none, whoever wrote it. `day` counts days since 1970, the names in `untold` are what
//! Customer.io has not been told yet. Bounded by [`MAX_BYTES`] and [`MAX_CATEGORIES`].
//!
//! Interest is a weight for each category. It grows with each view and, faster, with what goes into the cart, and halves every
//! [`HALF_LIFE_DAYS`]. The heaviest category is preferred; on a draw, the one that was.
//!
//! Dates are whole Unix seconds. Orders are not counted and money is not summed: the shop's server knows better.

use crate::plan::validation::MAX_TRAIT_BYTES;
use crate::value::time::DAY_MS;
use crate::value::{Value, NULL, TRUE, UNDEFINED};

pub const HALF_LIFE_DAYS: f64 = 14.0;
/// What is left of a weight after one day: half of it to the power of 1 / [`HALF_LIFE_DAYS`].
const DAILY_REST: f64 = 0.951_695_153_010_619_6;
pub const VIEW_WEIGHT: f64 = 1.0;
pub const CART_WEIGHT: f64 = 5.0;
/// A ninth category takes the place of the lightest.
pub const MAX_CATEGORIES: u32 = 8;
/// Of the stored text: eight attributes and eight categories of 1000 bytes each, and room for their names.
pub const MAX_BYTES: u32 = 20_000;
/// A record that nothing was added to for so long is forgotten, as a first touch is.
pub const KEPT_DAYS: f64 = 180.0;

/// Of a product, by property, its attribute.
const PRODUCT: &str = r#"{"product_id":"last_viewed_product_id","name":"last_viewed_product","url":"last_viewed_product_url","image_url":"last_viewed_product_image_url"}"#;

/// Whether an event of this name teaches anything; all others cost no more than this question.
pub fn teaches(event: Value) -> bool {
    event.test("^(product_viewed|collection_viewed|add_to_cart|order_completed)$")
}

/// The record of a stored text, if it is of this person and fresh; else an empty one. So is one that is not of our shape and size, since other
/// scripts of the page can write there too.
pub fn read(text: Value, person: Value, now_ms: f64) -> Value {
    let (stored, day) = (text.parse(), day(now_ms));
    let mut ours =
        text.bytes() <= MAX_BYTES && stored.get("of").same(person) && day - stored.num("day") <= KEPT_DAYS;
    let empty = Value::map();
    empty.set("of", person);
    empty.set_num("day", day);
    for part in Value::words("known untold interest") {
        ours &= stored.find(part).is_map();
        empty.put(part, Value::map());
    }
    if ours {
        stored
    } else {
        empty
    }
}

/// Takes in what an event that [`teaches`] says; its properties are valid, under the plan's own names.
pub fn learn(record: Value, event: Value, properties: Value, at_ms: f64) {
    fade(record, day(at_ms));
    if event.is("order_completed") {
        let now = Value::number((at_ms / 1000.0).floor());
        // The confirmation of an old order, opened on a new device, is no new order.
        know(record, Value::text("last_order_date"), properties.get("order_date").or(now));
        return;
    }
    let category = fitting(properties.get("category"));
    let mut weight = VIEW_WEIGHT;
    if event.is("add_to_cart") {
        weight = CART_WEIGHT;
    } else {
        if event.is("product_viewed") {
            let product = Value::constant(PRODUCT);
            for name in product.keys().items() {
                know(record, product.find(name), fitting(properties.find(name)));
            }
        }
        let seen = category.or(fitting(properties.get("collection_name")));
        if seen.is_given() {
            know(record, Value::text("last_viewed_category"), seen);
        }
    }
    if category.is_given() {
        weigh(record, category, weight);
    }
}

/// The same shopper goes by another anonymous id, of whom Customer.io has been told nothing.
pub fn hand_over(record: Value, person: Value) -> Value {
    record.set("of", person);
    record.set("untold", record.get("known").copy());
    record
}

/// Adds the attributes that Customer.io has not been told, where the page says nothing else. True when there were any.
pub fn tell(record: Value, out: Value) -> bool {
    let untold = record.get("untold").keys();
    for name in untold.items() {
        if !out.find(name).is_given() {
            out.put(name, record.get("known").find(name));
        }
    }
    record.set("untold", Value::map());
    !untold.is_empty()
}

/// For the theme: the attributes, and in `recommend` what to build a recommendation on: `{by: "product", product_id, name, url?, image_url?}`, else
/// `{by: "category", category}`, else null.
pub fn show(record: Value) -> Value {
    let (out, known, recommend) = (Value::map(), record.get("known"), Value::map());
    for name in known.keys().items() {
        if !known.find(name).is("") {
            out.put(name, known.find(name));
        }
    }
    let (product, category) = (Value::constant(PRODUCT), out.get("last_viewed_category"));
    out.set("recommend", recommend);
    if out.get("last_viewed_product_id").is_given() {
        recommend.set("by", Value::text("product"));
        for name in product.keys().items() {
            recommend.put(name, out.find(product.find(name)));
        }
    } else if category.is_given() {
        recommend.set("by", Value::text("category"));
        recommend.set("category", category);
    } else {
        out.set("recommend", NULL);
    }
    out
}

fn day(at_ms: f64) -> f64 {
    (at_ms / DAY_MS).floor()
}

/// Brings all weights down to what is left of them on `day`. A clock that was set back takes nothing away.
fn fade(record: Value, day: f64) {
    let mut days = (day - record.num("day")).min(KEPT_DAYS);
    record.set_num("day", day);
    let mut rest = 1.0;
    while days > 0.0 {
        rest *= DAILY_REST;
        days -= 1.0;
    }
    let interest = record.get("interest");
    for category in interest.keys().items() {
        interest.put(category, Value::number(interest.find(category).as_number() * rest));
    }
}

fn weigh(record: Value, category: Value, weight: f64) {
    let interest = record.get("interest");
    let before = interest.find(category).as_number();
    if before.is_nan() && interest.keys().len() >= MAX_CATEGORIES {
        interest.put(most(interest, -1.0, UNDEFINED), UNDEFINED);
    }
    interest.put(category, Value::number(before.max(0.0) + weight));
    let name = Value::text("preferred_category");
    know(record, name, most(interest, 1.0, record.get("known").find(name)));
}

/// The heaviest category (with `sign` −1, the lightest), `first` on a draw.
#[inline(never)]
fn most(interest: Value, sign: f64, first: Value) -> Value {
    let mut found = first;
    for category in interest.keys().items() {
        let than = interest.find(found).as_number() * sign;
        if than.is_nan() || interest.find(category).as_number() * sign > than {
            found = category;
        }
    }
    found
}

/// Learns an attribute's value. What is no longer known becomes empty, which clears it at Customer.io too.
fn know(record: Value, name: Value, value: Value) {
    let known = record.get("known");
    let before = known.find(name);
    let value = if before.is_given() { value.or(Value::text("")) } else { value };
    if value.is_given() && !value.same(before) {
        known.put(name, value);
        record.get("untold").put(name, TRUE);
    }
}

#[inline(never)]
fn fitting(value: Value) -> Value {
    if fits(value) {
        value
    } else {
        UNDEFINED
    }
}

/// A text that says something, and that Customer.io takes whole.
fn fits(value: Value) -> bool {
    value.test("\\S") && value.json().bytes() <= MAX_TRAIT_BYTES
}

#[cfg(test)]
mod tests;
