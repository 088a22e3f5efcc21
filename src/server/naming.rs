//! Customer.io's own names of events and properties, for shops whose page has `naming: "semantic"`.

use crate::plan::tables::{EVENTS, PROPERTIES};
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
