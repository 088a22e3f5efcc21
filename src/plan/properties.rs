//! The page's own data: properties of an event, traits of a person, lines of a cart.
//!
//! A page may give any names, so both are maps. [`EventProperties`] and [`LineItem`] are the same objects
//! seen through the names of the plan that the core itself reads or writes. Their types hold once
//! `validation` has checked them.

use crate::value::{record, words, List, Map, Text, Value, View};

/// The properties of an event or of a line, by name.
pub type Properties = Map<Text, Value>;

/// The attributes that a page gives of a person, by name.
pub type Traits = Map<Text, Value>;

record! {
    /// The properties of an event by the plan's names. [`EventProperties::all`] are all of them.
    pub struct EventProperties {
        // Of a product.
        product_id: Option<Text> = "product_id";
        name: Option<Text> = "name";
        category: Option<Text> = "category";
        image_url, set_image_url: Option<Text> = "image_url";
        /// The page of the product or list; of a page view, the page itself.
        url, set_url: Option<Text> = "url";
        // Of a list or a search.
        collection_name: Option<Text> = "collection_name";
        query, set_query: Option<Text> = "query";
        // Of a cart or an order.
        cart_id, set_cart_id: Option<Text> = "cart_id";
        line_items, set_line_items: Option<List<LineItem>> = "line_items";
        /// What was shown in a list. On events about a cart or an order it becomes `line_items`.
        products, set_products: Option<List<LineItem>> = "products";
        currency, set_currency: Option<Text> = "currency";
        cart_value, set_cart_value: f64 = "cart_value";
        item_count, set_item_count: f64 = "item_count";
        product_ids, set_product_ids: Option<List<Text>> = "product_ids";
        primary_category, set_primary_category: Option<Text> = "primary_category";
        /// Whole Unix seconds.
        order_date: f64 = "order_date";
        // Of a refund.
        refund_amount: f64 = "refund_amount";
        order_total: f64 = "order_total";
        is_full_refund, set_is_full_refund: bool = "full_refund";
        /// Whether the shop says something about it, be it false.
        given_full_refund: Option<Value> = "full_refund";
        // Of a page view.
        path, set_path: Option<Text> = "path";
        search, set_search: Option<Text> = "search";
        referrer, set_referrer: Option<Text> = "referrer";
        title, set_title: Option<Text> = "title";
    }
}

record! {
    /// One line of a cart or an order, or one product of a list.
    pub struct LineItem {
        product_id: Option<Text> = "product_id";
        variant_id: Option<Text> = "variant_id";
        sku: Option<Text> = "sku";
        name: Option<Text> = "name";
        category: Option<Text> = "category";
        url, set_url: Option<Text> = "url";
        image_url, set_image_url: Option<Text> = "image_url";
        /// Of one piece; NaN in a list of products that gives none.
        price: f64 = "price";
        quantity: f64 = "quantity";
        currency: Option<Text> = "currency";
    }
}

impl EventProperties {
    /// The same object by all its names.
    #[inline(always)]
    pub fn all(self) -> Properties {
        read_all(self)
    }

    /// What a `consent_changed` event says, as traits of the person.
    pub fn consent_traits(self) -> Traits {
        let traits = Traits::new();
        for name in words("email_consent sms_consent marketing_consent analytics_consent") {
            if let Some(given) = self.all().get(name) {
                traits.set(name, given);
            }
        }
        traits
    }

    /// The lines, under either of their names.
    #[inline(never)]
    pub fn lines(self) -> Option<List<LineItem>> {
        self.line_items().or(self.products())
    }
}

impl LineItem {
    /// The same object by all its names.
    #[inline(always)]
    pub fn all(self) -> Properties {
        read_all(self)
    }
}

/// A record is a map of its members.
#[inline(always)]
fn read_all(record: impl View) -> Properties {
    View::assume(record.value())
}

/// Reads an object of the page's; anything else is none. What is in it is not checked.
#[inline(always)]
pub(crate) fn read_members(value: Value) -> Option<Properties> {
    if value.is_map() {
        Some(View::assume(value))
    } else {
        None
    }
}

/// The same object by the names of a line.
#[inline(always)]
pub(crate) fn read_line(line: Properties) -> LineItem {
    View::assume(line.value())
}

/// Reads a list of lines; anything else is none. What is in it is not checked.
#[inline(always)]
pub(crate) fn read_lines(value: Value) -> Option<List<Properties>> {
    if value.is_list() {
        Some(View::assume(value))
    } else {
        None
    }
}
