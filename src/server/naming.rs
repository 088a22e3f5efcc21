//! Customer.io's own names of events and properties, for shops whose page has `naming: "semantic"`.

use crate::plan::tables::{Event, EVENTS, PROPERTIES};
use crate::wire::{Data, Message};
use serde_json::Value;

/// Gives an event and its properties the semantic names of the plan. A property whose other name is taken
/// keeps its own.
pub fn use_semantic_names(message: &mut Message) {
    let Message::Track(track) = message else { return };
    let Some(row) = EVENTS.iter().find(|row| row.name == track.event) else { return };
    track.event = row.semantic.to_owned();
    rename(&mut track.properties, row.renames);
}

/// Renames by the event's own names first, then by the general ones. Lines have general names only.
fn rename(properties: &mut Data, own: &str) {
    let given = std::mem::take(properties);
    let names: Vec<String> = given.keys().cloned().collect();
    for (name, mut value) in given {
        if name == "line_items" {
            for line in value.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
                rename(line, "");
            }
        }
        let other = semantic(&name, own).filter(|other| !names.contains(other));
        properties.insert(other.unwrap_or(name), value);
    }
}

/// Gives properties that have Customer.io's names on this event the names of the plan.
pub fn use_plan_names(properties: &mut Data, row: &Event) {
    let own: Vec<&str> = [row.needed, row.expected]
        .iter()
        .chain(row.optional)
        .flat_map(|names| names.split([' ', '/']))
        .collect();
    let plan_name = |name: &str| {
        let of_event = row.renames.split(' ').filter_map(|pair| pair.split_once(':'));
        let general = PROPERTIES.iter().map(|row| (row.name, row.semantic));
        let mut pairs = of_event.chain(general);
        // `total` of a refund is its amount, and of an order what the plan means by it.
        pairs
            .find(|(from, to)| *to == name && own.contains(from) && !own.contains(&name))
            .map(|(from, _)| from)
    };
    rename_by(properties, &plan_name);
    for line in properties.get_mut("line_items").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(line) = line.as_object_mut() {
            let is_taken = |name: &str| PROPERTIES.iter().any(|row| row.name == name);
            rename_by(line, &|name| {
                let row = PROPERTIES.iter().find(|row| row.semantic == name && !is_taken(name))?;
                Some(row.name)
            });
        }
    }
}

/// Gives each property its other name, unless that is taken.
fn rename_by(properties: &mut Data, other: &dyn Fn(&str) -> Option<&'static str>) {
    let given = std::mem::take(properties);
    let names: Vec<String> = given.keys().cloned().collect();
    for (name, value) in given {
        let other = other(&name).map(str::to_owned).filter(|other| !names.contains(other));
        properties.insert(other.unwrap_or(name), value);
    }
}

fn semantic(name: &str, own: &str) -> Option<String> {
    let of_event = own.split(' ').filter_map(|pair| pair.split_once(':')).find(|(from, _)| *from == name);
    let general = || {
        let row = PROPERTIES.iter().find(|row| row.name == name)?;
        (!row.semantic.is_empty()).then(|| row.semantic.to_owned())
    };
    of_event.map(|(_, to)| to.to_owned()).or_else(general)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Envelope, TrackMessage};
    use serde_json::json;

    #[test]
    fn events_properties_and_lines_get_customer_ios_names() {
        let properties = json!({
            "order_id": "1", "cart_value": 5, "line_items": [{"product_id": "P", "variant_name": "S"}],
        });
        let Value::Object(properties) = properties else { unreachable!("an object") };
        let mut message =
            Message::from(TrackMessage::new("order_completed", properties, Envelope::default()));
        use_semantic_names(&mut message);
        assert_eq!(
            serde_json::to_value(&message).unwrap(),
            json!({
                "type": "track", "event": "Order Completed",
                "properties": {
                    "order_id": "1", "value": 5, "products": [{"product_id": "P", "variant": "S"}],
                },
            })
        );
    }

    #[test]
    fn what_was_renamed_gets_the_names_of_the_plan_back() {
        let mut checked = 0;
        for row in EVENTS.iter().filter(|row| row.name != "page") {
            let mut given = Data::new();
            for name in row.optional.iter().flat_map(|names| names.split(' ')) {
                given.insert(name.into(), name.into());
            }
            if given.contains_key("line_items") {
                given.insert("line_items".into(), json!([{"product_id": "P", "variant_name": "S"}]));
            }
            let mut message = Message::from(TrackMessage::new(row.name, given.clone(), Envelope::default()));
            use_semantic_names(&mut message);
            let Message::Track(mut track) = message else { unreachable!("a track message") };
            use_plan_names(&mut track.properties, row);
            assert_eq!(track.properties, given, "{}", row.name);
            checked += 1;
        }
        assert!(checked > 10);
    }

    #[test]
    fn a_name_that_is_taken_or_unknown_stays() {
        let Value::Object(properties) = json!({"refund_amount": 5, "total": 9, "shop": "s"}) else {
            unreachable!("an object")
        };
        let mut message = Message::from(TrackMessage::new("order_refunded", properties, Envelope::default()));
        use_semantic_names(&mut message);
        let Message::Track(track) = message else { unreachable!("a track message") };
        assert_eq!(Value::from(track.properties), json!({"refund_amount": 5, "total": 9, "shop": "s"}));
    }
}
