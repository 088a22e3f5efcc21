//! What a platform sent, before anybody has looked at it. Each reader gives what the value says in the type
//! asked for, or nothing: a value that is missing, null or of another type is nothing, and never a guess.

use crate::server::keys::last_number;
use crate::server::text;
use crate::wire::Timestamp;
use serde_json::Value;

/// A value of a webhook's body.
#[derive(Clone, Copy, Debug)]
pub struct Payload<'a>(&'a Value);

/// Amounts above this are no price of a shop.
const MAX_AMOUNT: f64 = 1e12;
const MAX_ID_BYTES: usize = 150;
/// Of a text, also of one that is made of several.
pub const MAX_TEXT_CHARS: usize = 500;

impl<'a> Payload<'a> {
    pub fn new(value: &'a Value) -> Payload<'a> {
        Payload(value)
    }

    /// The member of an object; null where there is none.
    pub fn member(self, name: &str) -> Payload<'a> {
        Payload(self.0.get(name).unwrap_or(&Value::Null))
    }

    /// The first of these members that is not null or missing.
    pub fn either(self, name: &str, other: &str) -> Payload<'a> {
        let first = self.member(name);
        if first.0.is_null() {
            self.member(other)
        } else {
            first
        }
    }

    pub fn value(self) -> &'a Value {
        self.0
    }

    /// Whether nothing stands there.
    pub fn says_nothing(self) -> bool {
        self.0.is_null() || self.0.as_str().is_some_and(|text| text.trim().is_empty())
    }

    /// As a sentence shows it.
    pub fn shown(self) -> String {
        crate::server::text::shown(self.0)
    }

    pub fn is_object(self) -> bool {
        self.0.is_object()
    }

    #[cfg(test)]
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// The items of a list; none where it is no list.
    pub fn items(self) -> impl Iterator<Item = Payload<'a>> {
        self.0.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(Payload)
    }

    pub fn is_list(self) -> bool {
        self.0.is_array()
    }

    /// A text that says something, without white space around it and not longer than a property may be.
    pub fn text(self) -> Option<String> {
        let trimmed = self.0.as_str()?.trim();
        (!trimmed.is_empty()).then(|| text::cut(trimmed, MAX_TEXT_CHARS))
    }

    /// A text in which the platform writes some characters as HTML: `Salt &amp; Pepper`.
    pub fn html_text(self) -> Option<String> {
        let decoded = text::decode_html(&self.text()?);
        let trimmed = decoded.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    /// An id: a text, or a whole number from 1 as text. Of `gid://shopify/Order/1001` it is the number.
    pub fn id(self) -> Option<String> {
        let id = match self.0 {
            Value::Number(number) => number.as_u64().filter(|id| *id > 0)?.to_string(),
            _ => self.0.as_str()?.trim().to_owned(),
        };
        let id = match id.strip_prefix("gid://") {
            Some(path) => last_number(path)?,
            None => id,
        };
        (!id.is_empty() && id.len() <= MAX_ID_BYTES).then_some(id)
    }

    /// A decimal number, as JSON or as the text that platforms write for money: `"41.94"`.
    pub fn amount(self) -> Option<f64> {
        let amount = match self.0 {
            Value::Number(number) => number.as_f64()?,
            Value::String(written) => text::decimal(written.trim())?,
            _ => return None,
        };
        (amount.abs() <= MAX_AMOUNT).then_some(amount)
    }

    /// An amount that is not negative.
    pub fn money(self) -> Option<f64> {
        self.amount().filter(|amount| *amount >= 0.0)
    }

    /// A whole number from 0, as JSON or as text.
    pub fn count(self) -> Option<u32> {
        let count = self.amount()?;
        (count >= 0.0 && count.fract() == 0.0 && count <= f64::from(u32::MAX)).then_some(count as u32)
    }

    /// A boolean. A text or a number is none.
    pub fn flag(self) -> Option<bool> {
        self.0.as_bool()
    }

    /// A currency's code, in capitals.
    pub fn currency(self) -> Option<String> {
        let code = self.0.as_str()?.trim();
        let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        is_code.then(|| code.to_ascii_uppercase())
    }

    /// A moment with its time zone, in milliseconds after 1970.
    pub fn moment(self) -> Option<i64> {
        Timestamp::parse(self.0.as_str()?.trim())?.unix_ms()
    }

    /// A moment in UTC that is written without a time zone: WooCommerce's `date_created_gmt`.
    pub fn moment_gmt(self) -> Option<i64> {
        let written = self.0.as_str()?.trim();
        self.moment().or_else(|| Timestamp::parse(&format!("{written}Z"))?.unix_ms())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_id_is_a_text_a_number_or_the_number_of_a_global_id() {
        let id = |value: Value| Payload::new(&value).id();
        assert_eq!(id(json!(5_514_000_001_u64)).as_deref(), Some("5514000001"));
        assert_eq!(id(json!(" R-1001 ")).as_deref(), Some("R-1001"));
        assert_eq!(id(json!("gid://shopify/Order/5514000001?x=1")).as_deref(), Some("5514000001"));
        for none in [json!(0), json!(-1), json!(1.5), json!(""), json!(null), json!([1]), json!({"id": 1})] {
            assert_eq!(id(none.clone()), None, "{none}");
        }
        assert_eq!(id(json!("gid://shopify/Order/")), None);
        assert_eq!(id(json!("x".repeat(151))), None);
    }

    #[test]
    fn an_amount_is_a_number_or_its_decimal_text_and_nothing_else() {
        let amount = |value: Value| Payload::new(&value).amount();
        assert_eq!(amount(json!("41.94")), Some(41.94));
        assert_eq!(amount(json!("-9.00")), Some(-9.0));
        assert_eq!(amount(json!(12)), Some(12.0));
        for none in ["", "12,50", "1e3", "NaN", "inf", "$5", "1.2.3", ".", "-", "1 000"] {
            assert_eq!(amount(json!(none)), None, "{none}");
        }
        for none in [json!(true), json!(null), json!(["1"]), json!(1e300)] {
            assert_eq!(amount(none.clone()), None, "{none}");
        }
        assert_eq!(Payload::new(&json!("-1")).money(), None);
        assert_eq!(Payload::new(&json!("2.5")).count(), None);
    }

    #[test]
    fn a_moment_needs_its_time_zone_except_where_the_platform_means_utc() {
        let value = json!("2026-11-23T13:40:35");
        assert_eq!(Payload::new(&value).moment(), None);
        assert_eq!(Payload::new(&value).moment_gmt(), Some(1_795_441_235_000));
        let value = json!("2026-11-23T08:40:35-05:00");
        assert_eq!(Payload::new(&value).moment(), Some(1_795_441_235_000));
    }

    #[test]
    fn what_is_missing_or_of_another_type_is_nothing() {
        let value = json!({"a": {"b": 1}, "n": null});
        let payload = Payload::new(&value);
        assert!(payload.member("x").member("y").is_null());
        assert_eq!(payload.member("a").text(), None);
        assert_eq!(payload.member("a").items().count(), 0);
        assert_eq!(payload.either("n", "a").member("b").count(), Some(1));
        assert_eq!(payload.member("a").member("b").flag(), None);
    }
}
