//! The inspector's structs against what the page's core writes: every record of a device is read without a
//! problem, and nothing of the shopper's is left in the masked tree.
#![cfg(all(feature = "inspector", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use shoptrail::device::{self, Device, Node, Stored};
use shoptrail::engine::twin::world;
use support::{Browser, Fetch, DAY_MS, ORDER};

/// The storage of a shopper who came by a campaign, identified, ordered, and has events that wait.
fn device_of_a_shopper() -> Vec<Stored> {
    let mut browser = Browser::new(r#"{"writeKey":"k","allowUnknownEvents":true}"#);
    let tab = browser.open();
    browser.visit(
        tab,
        "https://shop.example/shoes?utm_source=SecretCampaign&gclid=SecretClick",
        "https://secret.example/",
        "SecretTitle",
    );
    browser.page(tab);
    browser.track(
        tab,
        "product_viewed",
        r#"{"product_id":"SecretProduct","name":"SecretName","category":"SecretCategory"}"#,
    );
    browser.identify_with(tab, r#"{"email":"secret@secret.example"}"#, r#"{"first_name":"SecretFirst"}"#);
    browser.track(tab, "order_completed", ORDER);
    browser.run(10_000.0);
    // A request that never gets its answer holds a lease.
    browser.fetch = Fetch::Never(false);
    browser.track(tab, "search_performed", r#"{"query":"SecretQuery"}"#);
    browser.run(3000.0);
    browser.track(tab, "search_performed", r#"{"query":"SecretQuery"}"#);
    browser.visit(tab, "https://shop.example/bags", "", "SecretTitle");
    browser.page(tab);
    let tab = browser.open();
    browser.reset(tab);
    browser.track(tab, "search_performed", r#"{"query":"SecretQuery"}"#);
    storage()
}

fn storage() -> Vec<Stored> {
    world(|world| {
        let items = world.items.iter();
        items.map(|(name, text)| Stored { name: name.clone(), text: text.clone() }).collect()
    })
}

fn nodes(device: &Device) -> Vec<Node> {
    let mut open: Vec<Node> = device.nodes.clone();
    let mut found = Vec::new();
    while let Some(node) = open.pop() {
        open.extend(node.children.clone());
        found.push(node);
    }
    found
}

#[test]
fn every_record_that_the_core_writes_is_read_without_a_problem() {
    let stored = device_of_a_shopper();
    let read = device::read(&stored, DAY_MS);
    for node in nodes(&read) {
        assert_eq!(node.problem, None, "{}", node.label);
    }
    let labels: Vec<&str> = read.nodes.iter().map(|node| node.label.as_str()).collect();
    for label in ["identity", "touches", "orders", "outbox", "leases", "clock"] {
        assert!(labels.contains(&label), "{label} is not among {labels:?}");
    }
    assert_eq!(read.records, stored.len());
    assert_eq!(read.bytes, read.nodes.iter().filter_map(|node| node.bytes).sum::<usize>());
}

#[test]
fn what_waits_is_in_the_outbox_with_its_event_and_time() {
    let stored = device_of_a_shopper();
    let read = device::read(&stored, DAY_MS);
    let outbox = read.nodes.iter().find(|node| node.label == "outbox").expect("an outbox");
    let waiting: Vec<&Node> =
        outbox.children.iter().filter(|node| node.label == "search_performed").collect();
    assert!(!waiting.is_empty());
    for node in waiting {
        assert!(node.at_ms.is_some_and(|ms| ms > 1e12), "{node:?}");
    }
}

#[test]
fn the_masked_tree_has_nothing_of_the_shopper() {
    let stored = device_of_a_shopper();
    let open = serde_json::to_string(&device::read(&stored, DAY_MS)).expect("JSON");
    assert!(open.contains("SecretQuery") && open.contains("secret@secret.example"));
    let masked = serde_json::to_string(&device::read_masked(&stored, DAY_MS)).expect("JSON");
    let found = masked.to_lowercase();
    let at =
        found.find("secret").map(|index| &found[index.saturating_sub(60)..(index + 40).min(found.len())]);
    assert_eq!(at, None);
    assert!(!found.contains("shop.example"), "addresses are masked too");
}

#[test]
fn records_of_other_scripts_are_left_out() {
    let stored = [
        Stored { name: "cart".to_owned(), text: "{}".to_owned() },
        Stored { name: "shoptrail.woo".to_owned(), text: r#"{"lines":[]}"#.to_owned() },
    ];
    let read = device::read(&stored, 0.0);
    assert_eq!((read.records, read.nodes.len()), (1, 1));
    assert_eq!(read.nodes[0].label, "other records");
}
