//! Records of delivery: messages that wait, who sends them, calls that are not processed yet, and losses.

use super::record::{Kind, Stored};
use super::tree::{json, members, unknown_members, unreadable, Node};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// The owner of a message that carries its `userId`.
const KNOWN: &str = "--------";

/// Until when each slot is being sent.
pub type Leases = HashMap<String, f64>;

/// Who sends which messages, and until when.
#[derive(Debug, Deserialize)]
struct Lease {
    /// In milliseconds of the tracker's clock.
    until: f64,
    /// By slot: how often it was handed over without an answer.
    slots: BTreeMap<String, f64>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// The slots that running requests have.
pub fn leases(records: &[&Stored]) -> Leases {
    let of_leases = records.iter().filter(|record| record.kind() == Kind::Leases);
    let mut until = Leases::new();
    for lease in of_leases.filter_map(|record| record.read::<Lease>().ok()) {
        for slot in lease.slots.into_keys() {
            let end = until.entry(slot).or_insert(lease.until);
            *end = end.max(lease.until);
        }
    }
    until
}

pub fn lease(record: &Stored) -> Node {
    let label = record.short_name().unwrap_or_default().trim_start_matches("l.");
    match record.read::<Lease>() {
        Ok(lease) => {
            let hand_overs = |(slot, count): (&String, &f64)| {
                Node::plain(slot.as_str(), format!("handed over {count} times"))
            };
            let mut children: Vec<Node> = lease.slots.iter().map(hand_overs).collect();
            children.extend(unknown_members(&lease.others));
            Node::plain(label, format!("{} messages, until", lease.slots.len()))
                .at(Some(lease.until))
                .with_children(children)
        }
        Err(problem) => unreadable(label, record, problem),
    }
}

/// What the name of a message's record says.
#[derive(Debug, PartialEq)]
struct MessageName<'a> {
    /// Its time and page, which leases name.
    slot: &'a str,
    /// In milliseconds of the tracker's clock.
    at_ms: f64,
    /// 0 (deleted first when the storage is full) … 9.
    intent: &'a str,
    is_held: bool,
}

/// None where the name is not as this version writes it.
fn read_name(name: &str) -> Option<MessageName<'_>> {
    let rest = name.strip_prefix("m.")?;
    if !rest.is_ascii() || rest.len() < 34 || !matches!(rest.as_bytes().get(23), Some(b'i' | b't')) {
        return None;
    }
    let (slot, owner) = (rest.get(..23)?, rest.get(25..33)?);
    rest.get(33..)?.parse::<u32>().ok()?;
    Some(MessageName {
        slot,
        at_ms: slot.get(..13)?.parse().ok()?,
        intent: rest.get(24..25)?,
        is_held: owner != KNOWN,
    })
}

/// A message, as it is sent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    #[serde(rename = "type")]
    kind: String,
    event: Option<String>,
    name: Option<String>,
    message_id: String,
    anonymous_id: String,
    user_id: Option<String>,
    timestamp: String,
    traits: Option<Map<String, Value>>,
    properties: Option<Map<String, Value>>,
    context: Option<Map<String, Value>>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

pub fn message(record: &Stored, leases: &Leases) -> Node {
    let name = record.short_name().unwrap_or_default();
    let Some(of_name) = read_name(name) else {
        return unreadable(name, record, "its name is not as this version writes it".to_owned());
    };
    match record.read::<Message>() {
        Ok(message) => {
            let label = message.event.as_ref().unwrap_or(&message.kind).clone();
            let state = match (leases.get(of_name.slot), of_name.is_held) {
                (Some(_), _) => "in a request",
                (None, true) => "of an anonymous shopper",
                (None, false) => "waiting",
            };
            Node::plain(label, state).at(Some(of_name.at_ms)).with_children(contents(&of_name, message))
        }
        Err(problem) => unreadable(of_name.slot, record, problem).at(Some(of_name.at_ms)),
    }
}

fn contents(name: &MessageName, message: Message) -> Vec<Node> {
    let mut children = vec![
        Node::plain("type", message.kind),
        Node::plain("messageId", message.message_id),
        Node::plain("timestamp", message.timestamp),
        Node::plain("intent", name.intent),
        Node::plain("slot", name.slot),
        Node::personal("anonymousId", message.anonymous_id),
    ];
    children.extend(message.user_id.map(|id| Node::personal("userId", id)));
    // A page's title.
    children.extend(message.name.map(|name| Node::personal("name", name)));
    for (label, object) in
        [("traits", message.traits), ("properties", message.properties), ("context", message.context)]
    {
        children.extend(object.map(|object| members(label, &object)));
    }
    children.extend(unknown_members(&message.others));
    children
}

/// A call that is accepted and not processed yet: a list, as pkg-template/src/types.d.ts describes it.
#[derive(Debug, Deserialize)]
struct Call(String, Vec<Value>, f64, String, String, String);

/// The head of a list that is a call; what stands behind is the tracker's own.
fn read_call(value: &Value) -> Result<Call, String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let head = list.get(..6).ok_or("it is no call")?;
    serde_json::from_value(Value::Array(head.to_vec())).map_err(|error| error.to_string())
}

fn call(label: &str, Call(method, arguments, at_ms, url, title, referrer): Call) -> Node {
    let event = match arguments.first() {
        Some(Value::String(name)) if method == "track" => Some(name.clone()),
        _ => None,
    };
    let given = arguments.iter().enumerate().map(|(index, one)| json(index.to_string(), one));
    let children = vec![
        Node::personal("url", url),
        Node::personal("title", title),
        Node::personal("referrer", referrer),
        Node::plain("arguments", arguments.len()).with_children(given.collect()),
    ];
    // An event's name may be anything before it is processed.
    Node::personal(label, event.map_or(method.clone(), |name| format!("{method} {name}")))
        .at(Some(at_ms))
        .with_children(children)
}

pub fn pending_call(record: &Stored) -> Node {
    let label = record.short_name().unwrap_or_default().trim_start_matches("q.");
    match record.read::<Value>().and_then(|value| read_call(&value)) {
        Ok(one) => call(label, one),
        Err(problem) => unreadable(label, record, problem),
    }
}

pub fn saved_calls(record: &Stored) -> Node {
    let label = Kind::SavedCalls.label();
    match record.read::<Vec<Value>>() {
        Ok(list) => {
            let nodes = list.iter().enumerate().map(|(index, value)| {
                let label = index.to_string();
                match read_call(value) {
                    Ok(one) => call(&label, one),
                    Err(problem) => json(label, value).with_problem(problem),
                }
            });
            Node::plain(label, list.len()).with_children(nodes.collect())
        }
        Err(problem) => unreadable(label, record, problem),
    }
}

/// Losses by reason.
pub fn drops(record: &Stored) -> Node {
    match record.read::<BTreeMap<String, f64>>() {
        Ok(counts) => {
            let total: f64 = counts.values().sum();
            let children = counts.iter().map(|(reason, count)| Node::plain(reason.as_str(), count)).collect();
            Node::plain("drops", total).with_children(children)
        }
        Err(problem) => unreadable("drops", record, problem),
    }
}

/// The clock that all pages share.
#[derive(Debug, Deserialize)]
struct Clock {
    wall: f64,
    ms: f64,
    since: f64,
    #[serde(default)]
    leapt: bool,
    #[serde(flatten)]
    others: Map<String, Value>,
}

pub fn clock(record: &Stored) -> Node {
    match record.read::<Clock>() {
        Ok(clock) => {
            let mut children = vec![
                Node::new("wall clock").at(Some(clock.wall)),
                Node::new("the tracker's time").at(Some(clock.ms)),
                Node::new("not set since").at(Some(clock.since)),
            ];
            if clock.leapt {
                children.push(Node::new("the wall clock was set, or nobody looked for long"));
            }
            children.extend(unknown_members(&clock.others));
            Node::new("clock").with_children(children)
        }
        Err(problem) => unreadable("clock", record, problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "m.17954412352601234567890t4b7e39c89742";

    fn record(name: &str, text: &str) -> Stored {
        Stored { name: format!("shoptrail.{name}"), text: text.to_owned() }
    }

    #[test]
    fn a_messages_name_says_when_it_was_made_and_whether_it_is_held() {
        let name = read_name(NAME).expect("a name");
        assert_eq!(name.slot, "17954412352601234567890");
        assert_eq!((name.at_ms, name.intent, name.is_held), (1_795_441_235_260.0, "4", true));
        assert!(!read_name("m.17954412352601234567890i9--------7").expect("a name").is_held);
        for odd in
            ["m.", "m.1795441235260", "m.17954412352601234567890x4b7e39c89742", "m.ééééééééééééééééééé"]
        {
            assert_eq!(read_name(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_message_that_a_lease_names_is_in_a_request() {
        let text =
            r#"{"type":"track","event":"add_to_cart","messageId":"M","anonymousId":"a","timestamp":"t"}"#;
        let lease = record("l.50000000001", r#"{"until":5,"slots":{"17954412352601234567890":1}}"#);
        let message_record = record(NAME, text);
        let leases = leases(&[&lease, &message_record]);
        let state = |leases: &Leases| message(&message_record, leases).value;
        assert_eq!(state(&leases).as_deref(), Some("in a request"));
        assert_eq!(state(&Leases::new()).as_deref(), Some("of an anonymous shopper"));
        assert_eq!(message(&message_record, &leases).label, "add_to_cart");
    }

    #[test]
    fn calls_of_left_pages_are_listed_and_what_is_none_is_named() {
        let calls = r#"[["track",["x",{"a":1}],7,"https://s.example/","","",0],["track"]]"#;
        let node = saved_calls(&record("q", calls));
        assert_eq!(node.children[0].value.as_deref(), Some("track x"));
        assert_eq!(node.children[0].at_ms, Some(7.0));
        assert!(node.children[1].problem.is_some());
    }

    #[test]
    fn what_is_not_as_this_version_writes_it_is_shown_with_the_problem() {
        for (name, read) in [
            ("l.1", lease as fn(&Stored) -> Node),
            ("q.1", pending_call),
            ("q", saved_calls),
            ("drops", drops),
            ("clock", clock),
        ] {
            let node = read(&record(name, "{\"jane\":\"x\"}"));
            assert!(node.problem.is_some() && node.is_personal, "{name}");
        }
        assert!(message(&record("m.1", "{}"), &Leases::new()).problem.is_some());
        assert!(message(&record(NAME, "{}"), &Leases::new()).problem.is_some());
    }
}
