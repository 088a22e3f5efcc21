//! Whom a webhook is about, and what it says of them.

use crate::server::keys;
use crate::wire::{number, AnonymousId, Data, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The name under which a storefront's id of the shopper rides to the order: an attribute of Shopify's cart,
/// meta of WooCommerce's order. The page's option `linkCheckout`, the pixel and the PHP files write and read
/// the same name; `tests/package/checkout-attribute.test.mjs` compares them.
const ANONYMOUS_ID: &str = "_shoptrail_anonymous_id";

/// Whether an attribute or meta of this name holds the storefront's id of the shopper. Shops that put it
/// there themselves may leave out the underscore, which hides it from the shop's pages.
pub fn names_anonymous_id(name: &str) -> bool {
    name.strip_prefix('_').unwrap_or(name) == &ANONYMOUS_ID[1..]
}

/// The keys of a person. The shop's own id is the strongest, as in the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Person {
    pub customer_id: Option<String>,
    pub email: Option<String>,
    /// No key for Customer.io: it goes along as an attribute.
    pub phone: Option<String>,
    /// The storefront's id of the shopper, which joins the trail of the browser.
    pub anonymous_id: Option<AnonymousId>,
}

/// What a webhook says of a person. What it does not say is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    /// Milliseconds after 1970, as the dates below.
    pub created_at: Option<i64>,
    pub first_order_at: Option<i64>,
    pub last_order_at: Option<i64>,
    pub orders_count: Option<u32>,
    pub total_spend: Option<f64>,
    pub email_consent: Option<bool>,
    pub sms_consent: Option<bool>,
}

impl Person {
    /// A person with those of these keys that are somebody's.
    pub fn new(customer_id: Option<String>, email: Option<String>, phone: Option<String>) -> Person {
        Person {
            customer_id: customer_id.as_deref().and_then(keys::customer_id),
            email: email.as_deref().and_then(keys::email),
            phone: phone.as_deref().and_then(keys::phone),
            anonymous_id: None,
        }
    }

    /// The same person, with the id that the storefront knows them by.
    pub fn known_as(self, anonymous_id: Option<&str>) -> Person {
        Person { anonymous_id: anonymous_id.and_then(keys::anonymous_id), ..self }
    }

    /// The person's id at Customer.io: the one that the page sends.
    pub fn user_id(&self) -> Option<UserId> {
        self.customer_id.clone().or_else(|| self.email.clone()).and_then(UserId::new)
    }

    /// Whether a message can name the person or at least their device.
    pub fn is_somebody(&self) -> bool {
        self.user_id().is_some() || self.anonymous_id.is_some()
    }

    /// The keys of both; where both have one, this person's.
    pub fn or(self, other: &Person) -> Person {
        Person {
            customer_id: self.customer_id.or_else(|| other.customer_id.clone()),
            email: self.email.or_else(|| other.email.clone()),
            phone: self.phone.or_else(|| other.phone.clone()),
            anonymous_id: self.anonymous_id.or_else(|| other.anonymous_id.clone()),
        }
    }
}

impl Profile {
    /// The attributes of a person, by the names and types of the plan. Dates are Unix seconds.
    pub fn traits(&self, person: &Person) -> Data {
        let text = |text: &Option<String>| text.clone().map(Value::from);
        let date = |ms: Option<i64>| ms.map(|ms| Value::from(ms.div_euclid(1000)));
        let all = [
            ("customer_id", text(&person.customer_id)),
            ("email", text(&person.email)),
            ("phone", text(&person.phone)),
            ("first_name", text(&self.first_name)),
            ("last_name", text(&self.last_name)),
            ("created_at", date(self.created_at)),
            ("first_order_date", date(self.first_order_at)),
            ("last_order_date", date(self.last_order_at)),
            ("orders_count", self.orders_count.map(Value::from)),
            ("total_spend", self.total_spend.map(number)),
            ("email_consent", self.email_consent.map(Value::from)),
            ("sms_consent", self.sms_consent.map(Value::from)),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_goes_by_the_shops_id_and_without_one_by_the_address() {
        let id = |person: Person| person.user_id().map(|id| id.as_str().to_owned());
        let both = Person::new(Some("42".into()), Some(" Jane@Example.com".into()), None);
        assert_eq!(id(both.clone()).as_deref(), Some("42"));
        assert_eq!(both.email.as_deref(), Some("jane@example.com"));
        let guest = Person::new(Some("0".into()), Some("jane@example.com".into()), None);
        assert_eq!(id(guest).as_deref(), Some("jane@example.com"));
        let caller = Person::new(None, None, Some("+34 600 123 456".into()));
        assert_eq!(id(caller.clone()), None);
        assert!(!caller.is_somebody());
        assert!(caller.known_as(Some("b7e39c89-9c58-40b3-a5f3-67fa1297b10a")).is_somebody());
    }

    #[test]
    fn the_anonymous_id_goes_by_one_name_with_or_without_its_underscore() {
        for name in [ANONYMOUS_ID, "shoptrail_anonymous_id"] {
            assert!(names_anonymous_id(name), "{name}");
        }
        for other in ["", "_", "__shoptrail_anonymous_id", "shoptrail_anonymous_id_2", "anonymous_id"] {
            assert!(!names_anonymous_id(other), "{other}");
        }
    }

    #[test]
    fn an_attribute_that_nothing_says_is_absent() {
        let person = Person::new(None, Some("jane@example.com".into()), None);
        assert_eq!(
            Value::from(Profile::default().traits(&person)),
            serde_json::json!({"email": "jane@example.com"})
        );
        let profile = Profile {
            last_order_at: Some(1_795_441_235_260),
            orders_count: Some(3),
            total_spend: Some(120.0),
            email_consent: Some(false),
            ..Profile::default()
        };
        assert_eq!(
            Value::from(profile.traits(&person)).to_string(),
            concat!(
                r#"{"email":"jane@example.com","last_order_date":1795441235,"#,
                r#""orders_count":3,"total_spend":120,"email_consent":false}"#
            )
        );
    }
}
