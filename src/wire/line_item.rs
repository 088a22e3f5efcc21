//! A line of a cart or an order, by the names of the tracking plan.

use crate::wire::{number, Data};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

/// A product, how many pieces, and at what price. What is not known is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Of one piece, in major units of the currency.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "write_number")]
    pub price: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "write_number")]
    pub quantity: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What was taken off the line, as a positive amount.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "write_number")]
    pub discount: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "write_number")]
    pub position: Option<f64>,
    /// The shop's own members.
    #[serde(flatten)]
    pub others: Data,
}

fn write_number<S: Serializer>(amount: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    amount.map_or(Value::Null, number).serialize(serializer)
}

impl LineItem {
    /// The line as a value of `line_items`. An amount that is not finite is left out.
    pub fn to_value(&self) -> Value {
        let mut line = serde_json::to_value(self).unwrap_or_default();
        if let Value::Object(members) = &mut line {
            members.retain(|_, value| !value.is_null());
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tables::LINE_ITEM_OPTIONAL;

    #[test]
    fn a_line_has_the_names_of_the_plan_and_no_other() {
        let names = LINE_ITEM_OPTIONAL.iter().flat_map(|list| list.split(' '));
        let mut line = serde_json::json!({});
        for name in names.clone() {
            let is_number = ["price", "quantity", "discount", "position"].contains(&name);
            line[name] = if is_number { 1.into() } else { "1".into() };
        }
        let read: LineItem = serde_json::from_value(line.clone()).expect("a line");
        assert!(read.others.is_empty(), "no field for {:?}", read.others);
        assert_eq!(read.to_value(), line);
    }

    #[test]
    fn what_is_not_known_is_absent_and_the_shops_own_members_stay() {
        let line = LineItem {
            product_id: Some("P1".into()),
            price: Some(20.0),
            quantity: Some(f64::NAN),
            others: Data::from_iter([("gift_wrap".to_owned(), true.into())]),
            ..LineItem::default()
        };
        assert_eq!(line.to_value(), serde_json::json!({"product_id": "P1", "price": 20, "gift_wrap": true}));
        assert_eq!(line.to_value()["price"].to_string(), "20");
    }
}
