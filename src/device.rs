//! What the tracker has stored on a device, read from outside: records as structs, and a tree of them for
//! people.
//!
//! The structs are written from the stored formats and not from the page's views, so that the two can
//! disagree: `tests/device.rs` reads what the page's core wrote. It knows no browser: the caller brings the
//! records as texts. src/inspector.rs reads them from the page's storage.

mod delivery;
mod mask;
mod record;
mod shopper;
mod tree;

pub use record::Stored;
pub use tree::{Device, Node};

use record::Kind;

/// What `stored` means. Records whose names are not the tracker's are left out.
pub fn read(stored: &[Stored], now_ms: f64) -> Device {
    let mut records: Vec<&Stored> = stored.iter().filter(|record| record.short_name().is_some()).collect();
    records.sort_by(|one, other| one.name.cmp(&other.name));
    let leases = delivery::leases(&records);
    let mut groups: Vec<(Kind, Vec<Node>)> = Vec::new();
    for record in records.iter().copied() {
        let kind = record.kind();
        let node = node(record, kind, &leases).with_bytes(record.bytes());
        match groups.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, nodes)) => nodes.push(node),
            None => groups.push((kind, vec![node])),
        }
    }
    groups.sort_by_key(|(kind, _)| *kind);
    Device {
        now_ms,
        records: records.len(),
        bytes: records.iter().map(|record| record.bytes()).sum(),
        nodes: groups.into_iter().map(|(kind, nodes)| tree::group(kind.label(), nodes)).collect(),
    }
}

/// The same for a bug report: personal data is masked. Equal texts get equal masks.
pub fn read_masked(stored: &[Stored], now_ms: f64) -> Device {
    mask::masked(read(stored, now_ms))
}

fn node(record: &Stored, kind: Kind, leases: &delivery::Leases) -> Node {
    match kind {
        Kind::Identity => shopper::identity(record),
        Kind::Consent => shopper::consent(record),
        Kind::Touches => shopper::touches(record),
        Kind::Profile => shopper::profile(record),
        Kind::Cart => shopper::cart(record),
        Kind::Orders => shopper::order(record),
        Kind::Outbox => delivery::message(record, leases),
        Kind::Leases => delivery::lease(record),
        Kind::PendingCalls => delivery::pending_call(record),
        Kind::SavedCalls => delivery::saved_calls(record),
        Kind::Drops => delivery::drops(record),
        Kind::Clock => delivery::clock(record),
        Kind::Others => tree::other(record),
    }
}
