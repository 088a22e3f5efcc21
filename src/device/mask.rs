//! Masks personal data for a bug report. A mask says how long the text was. Equal texts get equal masks, so
//! that a reader still sees that two messages are about one person.

use super::tree::{Device, Node};
use std::collections::HashMap;

/// The same tree without personal data.
pub fn masked(device: Device) -> Device {
    let mut masks = Masks::default();
    Device { nodes: device.nodes.into_iter().map(|node| masks.node(node)).collect(), ..device }
}

/// The number of each text that was masked.
#[derive(Default)]
struct Masks {
    numbers: HashMap<String, usize>,
}

impl Masks {
    fn node(&mut self, node: Node) -> Node {
        Node {
            label: if node.is_label_personal { self.mask(&node.label) } else { node.label },
            value: match node.value {
                Some(value) if node.is_personal => Some(self.mask(&value)),
                value => value,
            },
            children: node.children.into_iter().map(|child| self.node(child)).collect(),
            ..node
        }
    }

    fn mask(&mut self, text: &str) -> String {
        let next = self.numbers.len() + 1;
        let number = *self.numbers.entry(text.to_owned()).or_insert(next);
        format!("[{number}: {} characters]", text.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(nodes: Vec<Node>) -> Device {
        Device { now_ms: 0.0, records: 0, bytes: 0, nodes }
    }

    #[test]
    fn personal_values_and_labels_are_masked_at_any_depth() {
        let inner = Node { is_label_personal: true, ..Node::personal("jane@shop.example", "Jane") };
        let tree = masked(device(vec![Node::plain("keys", 1).with_children(vec![inner])]));
        let child = &tree.nodes[0].children[0];
        assert_eq!(child.label, "[1: 17 characters]");
        assert_eq!(child.value.as_deref(), Some("[2: 4 characters]"));
        assert_eq!(tree.nodes[0].value.as_deref(), Some("1"));
    }

    #[test]
    fn equal_texts_get_equal_masks() {
        let tree = masked(device(vec![
            Node::personal("a", "x"),
            Node::personal("b", "y"),
            Node::personal("c", "x"),
        ]));
        assert_eq!(tree.nodes[0].value, tree.nodes[2].value);
        assert_ne!(tree.nodes[0].value, tree.nodes[1].value);
    }
}
