//! The tree that people see: nodes with a label, a value, a size and a time.

use super::record::Stored;
use serde::Serialize;
use serde_json::{Map, Value};

/// All that the tracker stored on a device.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// When it was read, in milliseconds after 1970.
    pub now_ms: f64,
    pub records: usize,
    pub bytes: usize,
    pub nodes: Vec<Node>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Node {
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Bytes in storage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<usize>,
    /// The moment that it speaks of, in milliseconds after 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<f64>,
    /// In which way it is not what this version writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Node>,
    /// The value comes from the shop or the shopper: a report masks it.
    #[serde(skip)]
    pub is_personal: bool,
    /// So does the label.
    #[serde(skip)]
    pub is_label_personal: bool,
}

impl Node {
    pub fn new(label: impl Into<String>) -> Node {
        Node { label: label.into(), ..Node::default() }
    }

    /// A word, a number or an id that the tracker made itself.
    pub fn plain(label: impl Into<String>, value: impl ToString) -> Node {
        Node { value: Some(value.to_string()), ..Node::new(label) }
    }

    /// What the shop or the shopper gave.
    pub fn personal(label: impl Into<String>, value: impl ToString) -> Node {
        Node { is_personal: true, ..Node::plain(label, value) }
    }

    pub fn with_value(self, value: impl ToString) -> Node {
        Node { value: Some(value.to_string()), ..self }
    }

    pub fn with_children(self, children: Vec<Node>) -> Node {
        Node { children, ..self }
    }

    pub fn with_bytes(self, bytes: usize) -> Node {
        Node { bytes: Some(bytes), ..self }
    }

    /// A time that is no number is none.
    pub fn at(self, at_ms: Option<f64>) -> Node {
        Node { at_ms: at_ms.filter(|ms| ms.is_finite()), ..self }
    }

    pub fn with_problem(self, problem: impl Into<String>) -> Node {
        Node { problem: Some(problem.into()), ..self }
    }
}

/// A group of nodes, which is as large as they are together. One record alone stands for its group.
pub fn group(label: &str, mut nodes: Vec<Node>) -> Node {
    if nodes.len() == 1 && nodes.iter().all(|node| node.label == label) {
        return nodes.remove(0);
    }
    let bytes = nodes.iter().filter_map(|node| node.bytes).sum();
    Node::plain(label, nodes.len()).with_bytes(bytes).with_children(nodes)
}

/// A record that is not what this version writes: its text as it is.
pub fn unreadable(label: &str, record: &Stored, problem: String) -> Node {
    Node::personal(label, &record.text).with_problem(problem)
}

/// A record that this room has no struct for.
pub fn other(record: &Stored) -> Node {
    let label = record.short_name().unwrap_or(&record.name);
    match serde_json::from_str::<Value>(&record.text) {
        Ok(value) => json(label, &value),
        Err(_) => Node::personal(label, &record.text),
    }
}

/// Members that no struct names: another version wrote them.
pub fn unknown_members(others: &Map<String, Value>) -> Option<Node> {
    if others.is_empty() {
        return None;
    }
    Some(members("unknown", others).with_problem("another version of the tracker wrote these"))
}

/// An object with its members.
pub fn members(label: impl Into<String>, object: &Map<String, Value>) -> Node {
    Node::new(label).with_children(object.iter().map(|(name, value)| json(name.as_str(), value)).collect())
}

/// Data of the page's own, whatever it is. Truth values and null say nothing about a person.
pub fn json(label: impl Into<String>, value: &Value) -> Node {
    match value {
        Value::Null => Node::plain(label, "null"),
        Value::Bool(flag) => Node::plain(label, flag),
        Value::Number(number) => Node::personal(label, number),
        Value::String(text) => Node::personal(label, text),
        Value::Array(items) => Node::plain(label, format!("{} items", items.len())).with_children(
            items.iter().enumerate().map(|(index, item)| json(index.to_string(), item)).collect(),
        ),
        Value::Object(object) => members(label, object),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json as value;

    #[test]
    fn a_group_is_as_large_as_its_records_together() {
        let nodes = vec![Node::new("a").with_bytes(3), Node::new("b").with_bytes(4)];
        let group = group("orders", nodes);
        assert_eq!((group.value.as_deref(), group.bytes), (Some("2"), Some(7)));
    }

    #[test]
    fn one_record_of_the_groups_name_stands_for_it() {
        let group = group("consent", vec![Node::plain("consent", "x").with_bytes(3)]);
        assert_eq!((group.value.as_deref(), group.children.len()), (Some("x"), 0));
    }

    #[test]
    fn data_of_the_page_is_personal_down_to_its_leaves() {
        let node = json("properties", &value!({"name": "Jane", "sizes": [41, null], "sale": true}));
        let leaves: Vec<(String, bool)> = node
            .children
            .iter()
            .flat_map(|child| [vec![child.clone()], child.children.clone()].concat())
            .map(|leaf| (leaf.label, leaf.is_personal))
            .collect();
        let expected = [("name", true), ("sizes", false), ("0", true), ("1", false), ("sale", false)];
        assert_eq!(leaves, expected.map(|(label, is_personal)| (label.to_owned(), is_personal)));
    }

    #[test]
    fn a_record_without_a_struct_is_shown_as_it_is() {
        let record = |text: &str| Stored { name: "shoptrail.woo".to_owned(), text: text.to_owned() };
        assert_eq!(other(&record("not json")).value.as_deref(), Some("not json"));
        assert_eq!(other(&record(r#"{"a":1}"#)).children[0].label, "a");
    }
}
