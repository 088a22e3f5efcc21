//! Records about the shopper: who they are, what they consented to, where they came from, what they bought.

use super::record::Stored;
use super::tree::{json, members, unknown_members, unreadable, Node};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const DAY_MS: f64 = 86_400_000.0;

/// Who the shopper is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    anonymous_id: String,
    user_id: Option<String>,
    #[serde(default)]
    keys: BTreeMap<String, String>,
    #[serde(default)]
    traits: Map<String, Value>,
    /// The digest of what the last identify message said.
    sent: Option<String>,
    /// When that was, in milliseconds after 1970.
    at: Option<f64>,
    /// The person of each anonymous id whose trail may still wait.
    #[serde(default)]
    bindings: BTreeMap<String, String>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

pub fn identity(record: &Stored) -> Node {
    let identity: Identity = match record.read() {
        Ok(identity) => identity,
        Err(problem) => return unreadable("identity", record, problem),
    };
    let named = |label: &str, map: &BTreeMap<String, String>, is_label_personal: bool| {
        let node = |(name, value): (&String, &String)| Node {
            is_label_personal,
            ..Node::personal(name.as_str(), value)
        };
        Node::plain(label, map.len()).with_children(map.iter().map(node).collect())
    };
    let mut children = vec![Node::personal("anonymousId", identity.anonymous_id)];
    children.extend(identity.user_id.map(|id| Node::personal("userId", id)));
    children.push(named("keys", &identity.keys, false));
    children.push(members("traits", &identity.traits).with_value(identity.traits.len()));
    if identity.sent.is_some() || identity.at.is_some() {
        children.push(Node::new("last identify message").at(identity.at));
    }
    children.push(named("persons of waiting trails", &identity.bindings, true));
    children.extend(unknown_members(&identity.others));
    let state = if identity.keys.is_empty() { "anonymous" } else { "known" };
    Node::plain("identity", state).with_children(children)
}

/// What the shopper allowed.
#[derive(Debug, Deserialize)]
struct Consent {
    analytics: String,
    marketing: String,
    #[serde(flatten)]
    others: Map<String, Value>,
}

pub fn consent(record: &Stored) -> Node {
    match record.read::<Consent>() {
        Ok(consent) => {
            let mut children = vec![
                Node::plain("analytics", consent.analytics),
                Node::plain("marketing", consent.marketing),
            ];
            children.extend(unknown_members(&consent.others));
            Node::new("consent").with_children(children)
        }
        Err(problem) => unreadable("consent", record, problem),
    }
}

/// The visits that count.
#[derive(Debug, Deserialize)]
struct Touches {
    first: Option<Touch>,
    last: Option<Touch>,
    #[serde(default)]
    history: Vec<Touch>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
struct Touch {
    tags: Map<String, Value>,
    place: Place,
    /// In milliseconds after 1970.
    at: f64,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
struct Place {
    landing_page: Option<String>,
    referrer: Option<String>,
    channel: String,
    #[serde(flatten)]
    others: Map<String, Value>,
}

pub fn touches(record: &Stored) -> Node {
    let touches: Touches = match record.read() {
        Ok(touches) => touches,
        Err(problem) => return unreadable("touches", record, problem),
    };
    let mut children = Vec::new();
    children.extend(touches.first.iter().map(|one| touch("first", one)));
    children.extend(touches.last.iter().map(|one| touch("last", one)));
    let history = touches.history.iter().enumerate().map(|(index, one)| touch(&index.to_string(), one));
    children.push(Node::plain("history", touches.history.len()).with_children(history.collect()));
    children.extend(unknown_members(&touches.others));
    Node::new("touches").with_children(children)
}

fn touch(label: &str, touch: &Touch) -> Node {
    let mut children = vec![members("tags", &touch.tags)];
    children.extend(touch.place.landing_page.as_ref().map(|url| Node::personal("landing_page", url)));
    children.extend(touch.place.referrer.as_ref().map(|url| Node::personal("referrer", url)));
    children.extend(unknown_members(&touch.place.others));
    children.extend(unknown_members(&touch.others));
    Node::plain(label, &touch.place.channel).at(Some(touch.at)).with_children(children)
}

/// The cart.
#[derive(Debug, Deserialize)]
struct Cart {
    id: Option<String>,
    /// The content for which a checkout counted last.
    checkout: Option<String>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

pub fn cart(record: &Stored) -> Node {
    match record.read::<Cart>() {
        Ok(cart) => {
            let mut children = Vec::new();
            children.extend(cart.id.map(|id| Node::personal("id", id)));
            children.extend(cart.checkout.map(|key| Node::personal("counted checkout", key)));
            children.extend(unknown_members(&cart.others));
            Node::new("cart").with_children(children)
        }
        Err(problem) => unreadable("cart", record, problem),
    }
}

/// An order that was counted: its message id is the name, the time is the text.
pub fn order(record: &Stored) -> Node {
    let label = record.short_name().unwrap_or_default().trim_start_matches("o.");
    match record.text.parse::<f64>() {
        Ok(at_ms) => Node::new(label).at(Some(at_ms)),
        Err(_) => unreadable(label, record, "it is no time".to_owned()),
    }
}

/// What was learned of one person.
#[derive(Debug, Deserialize)]
struct Profile {
    /// Their anonymous id.
    of: String,
    /// In days since 1970.
    day: f64,
    known: Map<String, Value>,
    /// Names of attributes that Customer.io does not have yet.
    untold: Map<String, Value>,
    interest: Map<String, Value>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

pub fn profile(record: &Stored) -> Node {
    let profile: Profile = match record.read() {
        Ok(profile) => profile,
        Err(problem) => return unreadable("profile", record, problem),
    };
    let interest = profile
        .interest
        .iter()
        .map(|(category, weight)| Node { is_label_personal: true, ..json(category.as_str(), weight) });
    let untold = profile.untold.keys().map(|name| Node::new(name.as_str()));
    let mut children = vec![
        Node::personal("of", profile.of),
        members("known", &profile.known),
        Node::plain("not sent yet", profile.untold.len()).with_children(untold.collect()),
        Node::plain("interest", profile.interest.len()).with_children(interest.collect()),
    ];
    children.extend(unknown_members(&profile.others));
    Node::new("profile").at(Some(profile.day * DAY_MS)).with_children(children)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str, text: &str) -> Stored {
        Stored { name: format!("shoptrail.{name}"), text: text.to_owned() }
    }

    #[test]
    fn a_person_is_known_by_their_keys() {
        let known =
            r#"{"anonymousId":"a","userId":"42","keys":{"customer_id":"42"},"traits":{"first_name":"Jane"}}"#;
        let node = identity(&record("identity", known));
        assert_eq!(node.value.as_deref(), Some("known"));
        assert_eq!(
            identity(&record("identity", r#"{"anonymousId":"a"}"#)).value.as_deref(),
            Some("anonymous")
        );
    }

    #[test]
    fn a_record_of_another_shape_is_shown_with_what_is_wrong() {
        for (name, read) in [
            ("identity", identity as fn(&Stored) -> Node),
            ("consent", consent),
            ("touch", touches),
            ("cart", cart),
            ("o.1", order),
            ("profile", profile),
        ] {
            let node = read(&record(name, r#"["jane@shop.example"]"#));
            assert!(node.problem.is_some(), "{name}");
            assert!(node.is_personal, "{name}");
        }
    }

    #[test]
    fn members_of_another_version_are_named() {
        let node = consent(&record("consent", r#"{"analytics":"granted","marketing":"denied","sale":"no"}"#));
        let unknown = node.children.last().expect("three");
        assert_eq!((unknown.label.as_str(), unknown.children[0].label.as_str()), ("unknown", "sale"));
        assert!(unknown.problem.is_some());
    }

    #[test]
    fn an_order_has_the_time_at_which_it_counted() {
        let node = order(&record("o.1HK64156TY0RB2XZMPQMTT6SAM", "1795441235260"));
        assert_eq!(
            (node.label.as_str(), node.at_ms),
            ("1HK64156TY0RB2XZMPQMTT6SAM", Some(1_795_441_235_260.0))
        );
    }
}
