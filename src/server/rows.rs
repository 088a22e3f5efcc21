//! Orders of an export as JavaScript gives them. Each row is read by itself. What is odd is left out under a
//! code and its path; a row without what an order is about is left out as a whole.

use crate::server::about::read_moment;
use crate::server::job::RowProblem;
use crate::server::keys::{self, is_shops_own};
use crate::server::order::{Cancellation, Order, Refund};
use crate::server::payload::Payload;
use crate::server::person::{Person, Profile};
use crate::server::text::shown;
use crate::wire::{AnonymousId, Data, LineItem};
use serde_json::Value;

const ORDER: &[&str] = &[
    "id",
    "person",
    "profile",
    "is_placed",
    "placed_at",
    "currency",
    "total",
    "subtotal",
    "discount",
    "shipping",
    "tax",
    "coupon",
    "payment_method",
    "shipping_method",
    "lines",
    "refunds",
    "cancellation",
];
const REFUND: &[&str] = &["id", "amount", "currency", "reason", "at", "is_full", "lines"];
const IDS_OF_LINE: &[&str] = &["product_id", "variant_id", "sku"];
const TEXTS_OF_LINE: &[&str] =
    &["name", "variant_name", "category", "brand", "currency", "image_url", "url", "coupon"];
const AMOUNTS_OF_LINE: &[&str] = &["price", "quantity", "discount", "position"];
/// Of each row. More do not help anybody.
const MAX_PROBLEMS: usize = 20;

/// The order of a row, if it is one, and what is odd about the row. `number` counts from 1.
pub fn read_row(row: &Value, number: usize, shop: &str) -> (Option<Order>, Vec<RowProblem>) {
    let mut reader = Reader { shop, number, problems: Vec::new() };
    let order = reader.order(row);
    reader.problems.truncate(MAX_PROBLEMS);
    (order, reader.problems)
}

struct Reader<'a> {
    shop: &'a str,
    number: usize,
    problems: Vec<RowProblem>,
}

impl Reader<'_> {
    fn add(&mut self, code: &'static str, path: &str, message: impl Into<String>) {
        let (row, path, message) = (self.number, path.to_owned(), message.into());
        self.problems.push(RowProblem { row, code, path, message, is_left_out: false });
    }

    /// The order is left out.
    fn give_up<T>(&mut self, code: &'static str, path: &str, message: impl Into<String>) -> Option<T> {
        self.add(code, path, message);
        self.problems.last_mut()?.is_left_out = true;
        None
    }

    fn order(&mut self, row: &Value) -> Option<Order> {
        if !row.is_object() {
            return self.give_up("unreadable", "", format!("{} is no order.", shown(row)));
        }
        let given = Payload::new(row);
        let Some(id) = id_text(&row["id"]).and_then(|id| keys::event_key(&id)) else {
            let message = format!("{} is no id of an order.", shown(&row["id"]));
            return self.give_up("order_id", "id", message);
        };
        let is_placed = match &row["is_placed"] {
            Value::Bool(is_placed) => *is_placed,
            other => {
                let message =
                    format!("{} does not say whether the shopper ordered: true, false.", shown(other));
                return self.give_up("wrong_type", "is_placed", message);
            }
        };
        let person = self.person(&row["person"]);
        if !person.is_somebody() {
            let message = "Nobody is named. Give `customerId`, `email` or `anonymousId`.";
            return self.give_up("nobody", "person", message);
        }
        self.unknown(row, ORDER, "");
        let lines = self.lines(&row["lines"], "lines");
        Some(Order {
            id,
            person,
            profile: self.profile(&row["profile"]),
            is_placed,
            placed_at: self.moment(given, "", "placed_at"),
            currency: self.currency(given, ""),
            total: self.amount(given, "", "total"),
            subtotal: self.amount(given, "", "subtotal"),
            discount: self.amount(given, "", "discount"),
            shipping: self.amount(given, "", "shipping"),
            tax: self.amount(given, "", "tax"),
            coupon: self.text(given, "", "coupon"),
            payment_method: self.text(given, "", "payment_method"),
            shipping_method: self.text(given, "", "shipping_method"),
            lines,
            refunds: self.refunds(&row["refunds"]),
            cancellation: self.cancellation(&row["cancellation"]),
            past_refunds: Vec::new(),
        })
    }

    fn person(&mut self, given: &Value) -> Person {
        if !given.is_object() && !given.is_null() {
            self.add("wrong_type", "person", format!("{} is no person.", shown(given)));
        }
        self.unknown(given, &["customerId", "email", "phone", "anonymousId"], "person.");
        let customer_id = self.key(given, "customerId", keys::customer_id);
        let email = self.key(given, "email", keys::email).filter(|address| !is_shops_own(address, self.shop));
        if email.is_none() && given["email"].as_str().and_then(keys::email).is_some() {
            self.add("own_address", "person.email", "The shop's own address is no customer.");
        }
        Person {
            customer_id,
            email,
            phone: self.key(given, "phone", keys::phone),
            anonymous_id: self
                .key(given, "anonymousId", |id| {
                    keys::anonymous_id(id).map(|id: AnonymousId| id.as_str().to_owned())
                })
                .and_then(AnonymousId::new),
        }
    }

    fn key(&mut self, given: &Value, name: &str, read: impl Fn(&str) -> Option<String>) -> Option<String> {
        let value = &given[name];
        if value.is_null() || value == "" {
            return None;
        }
        let key = id_text(value).and_then(|text| read(&text));
        if key.is_none() {
            self.add("not_a_key", &format!("person.{name}"), format!("{} names no person.", shown(value)));
        }
        key
    }

    fn profile(&mut self, given: &Value) -> Profile {
        const AT: &str = "profile.";
        if !given.is_object() && !given.is_null() {
            self.add("wrong_type", "profile", format!("{} is no object.", shown(given)));
        }
        let of = Payload::new(given);
        Profile {
            first_name: self.text(of, AT, "first_name"),
            last_name: self.text(of, AT, "last_name"),
            created_at: self.moment(of, AT, "created_at"),
            first_order_at: self.moment(of, AT, "first_order_at"),
            last_order_at: self.moment(of, AT, "last_order_at"),
            orders_count: self.read(of, (AT, "orders_count", "wrong_type"), Payload::count),
            total_spend: self.amount(of, AT, "total_spend"),
            email_consent: self.flag(of, AT, "email_consent"),
            sms_consent: self.flag(of, AT, "sms_consent"),
        }
    }

    fn lines(&mut self, given: &Value, path: &str) -> Option<Vec<LineItem>> {
        if given.is_null() {
            return None;
        }
        let Some(list) = given.as_array() else {
            self.add("wrong_type", path, format!("{} is no list.", shown(given)));
            return None;
        };
        let mut lines = Vec::new();
        for (index, line) in list.iter().enumerate() {
            let path = format!("{path}[{index}]");
            match line.as_object() {
                Some(members) => lines.extend(self.line(members, &path)),
                None => self.add("wrong_type", &path, format!("{} is no line.", shown(line))),
            }
        }
        Some(lines)
    }

    fn line(&mut self, given: &Data, path: &str) -> Option<LineItem> {
        let mut line = Data::new();
        for (name, value) in given.iter().filter(|(_, value)| !value.is_null()) {
            let of = Payload::new(value);
            let read = match name.as_str() {
                name if IDS_OF_LINE.contains(&name) => of.id().map(Value::from),
                name if AMOUNTS_OF_LINE.contains(&name) => of.amount().map(crate::wire::number),
                name if TEXTS_OF_LINE.contains(&name) => of.text().or_else(|| of.id()).map(Value::from),
                _ => Some(value.clone()),
            };
            match read {
                Some(read) => drop(line.insert(name.clone(), read)),
                None => self.add(
                    "wrong_type",
                    &format!("{path}.{name}"),
                    format!("{} is left out.", shown(value)),
                ),
            }
        }
        match serde_json::from_value(Value::Object(line)) {
            Ok(line) => Some(line),
            Err(error) => {
                self.add("wrong_type", path, format!("The line is left out: {error}."));
                None
            }
        }
    }

    fn refunds(&mut self, given: &Value) -> Vec<Refund> {
        let mut refunds = Vec::new();
        if !given.is_array() && !given.is_null() {
            self.add("wrong_type", "refunds", format!("{} is no list.", shown(given)));
        }
        for (index, value) in given.as_array().into_iter().flatten().enumerate() {
            let path = format!("refunds[{index}]");
            if !value.is_object() {
                self.add("wrong_type", &path, format!("{} is no refund.", shown(value)));
                continue;
            }
            let at = format!("{path}.");
            self.unknown(value, REFUND, &at);
            let of = Payload::new(value);
            let id = id_text(&value["id"]).and_then(|id| keys::event_key(&id));
            if id.is_none() && !value["id"].is_null() {
                self.add("refund_id", &format!("{at}id"), format!("{} is no id.", shown(&value["id"])));
            }
            refunds.push(Refund {
                id,
                amount: self.amount(of, &at, "amount"),
                currency: self.currency(of, &at),
                reason: self.text(of, &at, "reason"),
                at: self.moment(of, &at, "at"),
                lines: self.lines(&value["lines"], &format!("{at}lines")),
                is_full: self.flag(of, &at, "is_full"),
            });
        }
        refunds
    }

    fn cancellation(&mut self, given: &Value) -> Option<Cancellation> {
        if given.is_null() {
            return None;
        }
        if !given.is_object() {
            self.add("wrong_type", "cancellation", format!("{} is no object.", shown(given)));
            return None;
        }
        let of = Payload::new(given);
        let (at, reason) = (self.moment(of, "cancellation.", "at"), self.text(of, "cancellation.", "reason"));
        Some(Cancellation { at, reason })
    }

    /// A member, or nothing where it is absent. What is there and cannot be read has a problem.
    fn read<'v, T>(
        &mut self,
        of: Payload<'v>,
        (at, name, code): (&str, &str, &'static str),
        read: impl Fn(Payload<'v>) -> Option<T>,
    ) -> Option<T> {
        let member = of.member(name);
        let value = read(member);
        if value.is_none() && !member.says_nothing() {
            self.add(code, &format!("{at}{name}"), format!("{} is left out.", member.shown()));
        }
        value
    }

    fn amount(&mut self, of: Payload, at: &str, name: &str) -> Option<f64> {
        self.read(of, (at, name, "amount"), Payload::money)
    }

    fn currency(&mut self, of: Payload, at: &str) -> Option<String> {
        self.read(of, (at, "currency", "currency"), Payload::currency)
    }

    fn text(&mut self, of: Payload, at: &str, name: &str) -> Option<String> {
        self.read(of, (at, name, "wrong_type"), |value| value.text().or_else(|| value.id()))
    }

    fn flag(&mut self, of: Payload, at: &str, name: &str) -> Option<bool> {
        self.read(of, (at, name, "wrong_type"), Payload::flag)
    }

    fn moment(&mut self, of: Payload, at: &str, name: &str) -> Option<i64> {
        self.read(of, (at, name, "date"), |value| read_moment(value.value()))
    }

    fn unknown(&mut self, given: &Value, known: &[&str], at: &str) {
        let names = given.as_object().into_iter().flat_map(Data::keys);
        for name in names.filter(|name| !known.contains(&name.as_str())) {
            self.add("unknown_field", &format!("{at}{name}"), "There is no such member. It is left out.");
        }
    }
}

/// A text, or a whole number as text.
fn id_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
