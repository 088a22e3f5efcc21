//! Who the shopper is: the anonymous id, the keys by which the shop knows them, and when one person becomes
//! another. It decides and stores; what else changes with the person (cart, touches, messages) is the
//! tracker's task.
//!
//! The strongest key that both sides have decides: `customer_id`, then `email`, then `phone`.
//!
//! | the shopper is | `identify` brings | result |
//! | --- | --- | --- |
//! | anonymous | any key | known: the trail of this anonymous id becomes theirs ([`Identity::bind`]) |
//! | known | no key that is known already | the same person, with more keys |
//! | known | the same strongest common key | the same person, with more keys |
//! | known | another strongest common key | another person: a new anonymous id ([`rotate`]) |
//! | known by e-mail alone, with a cart | soon another e-mail | a correction ([`Identity::is_correction`]) |
//! | anyone | `reset()` instead | another person: a new anonymous id, without keys |
//!
//! - A phone alone does not address a person at Customer.io: the trail waits until an e-mail or customer id
//!   is known. Another phone is another person all the same.
//! - Before another person begins, cart and touches are forgotten. Messages that wait stay with the person
//!   before.
//! - A corrected e-mail is another person to Customer.io: a browser cannot change an e-mail that is a
//!   `userId`, and `alias` merges for good. So messages that were sent stay with the mistyped address. What
//!   follows, the order included, belongs to the right one, with the same cart and campaign under a new
//!   anonymous id.
//!
//! The record in storage is the truth, shared by all tabs. What a page holds is a copy, which it compares
//! with the record before each use ([`freshness`]): a tab that slept must not write a logged-out person back.

mod keys;

use keys::{is_same_key, key_names, KeyName};
pub use keys::{read_keys, Keys};

use crate::plan::Traits;
use crate::storage::Store;
use crate::value::{
    json, parse, part, read_anonymous_id, read_text, record, same, text, uuid_v4, AnonymousId, List, Map,
    Part, Text, UserId, Value, View, WallMs, UUID,
};

/// Customer.io's limit on a person's id is 150 bytes. A stored id is checked by characters, which is never
/// stricter.
const ID: &str = "^.{1,150}$";
/// People whose trail may still wait on this device: more than a shared tablet sees in the 30 days that a
/// trail lives.
const MAX_BINDINGS: u32 = 8;
/// How soon after an identify message another e-mail counts as a correction: one visit.
const CORRECTION_MS: f64 = 1_800_000.0;
const RECORD: &str = "identity";

record! {
    /// A shopper. Stored as it is.
    pub struct Identity {
        anonymous_id, set_anonymous_id: AnonymousId = "anonymousId";
        /// For those who read the storage: the page's scripts, and tests. Here [`Identity::user_id`] says it.
        stored_user_id, set_stored_user_id: Option<UserId> = "userId";
        keys, set_keys: Keys = "keys";
        /// All that the page said of the person.
        traits, set_traits: Traits = "traits";
        /// The digest of what the last identify message said; none before the first one.
        sent_digest, set_sent_digest: Option<Text> = "sent";
        /// When the last identify message was made.
        sent_at, set_sent_at: WallMs = "at";
        /// The person of each anonymous id whose trail may still wait on this device, the oldest first.
        bindings, set_bindings: Map<AnonymousId, UserId> = "bindings";
    }
}

part! {
    /// This page's copy of the stored identity.
    struct IdentityCopy {
        identity, set_identity: Identity = "identity";
        /// The record's text as this page read or wrote it last.
        stored_text, set_stored_text: Option<Text> = "idText";
    }
}

/// How this page's copy compares with the record in storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    Current,
    /// Another tab wrote the record.
    Outdated,
    /// There is no record: the storage was cleared, or cannot be read.
    Missing,
}

/// The shopper, as this page knows them.
#[inline(always)]
pub fn current(part: impl Part) -> Identity {
    IdentityCopy::of(part).identity()
}

/// Takes over the stored identity. Where there is none, or the record is not this tracker's, it creates a new
/// anonymous shopper and stores it.
pub fn load(part: impl Part) {
    let copy = IdentityCopy::of(part);
    let stored_text = Store::of(part).get(text(RECORD));
    match read_identity(parse(stored_text)) {
        Some(identity) => {
            copy.set_identity(identity);
            copy.set_stored_text(stored_text);
        }
        None => {
            become_anonymous(copy, Map::new());
            save(part);
        }
    }
}

/// Reads a stored identity; none without a good anonymous id. Members of another shape are left out: other
/// scripts of the page can write storage too.
fn read_identity(stored: Value) -> Option<Identity> {
    let unchecked = Identity::assume(stored);
    let anonymous_id = read_anonymous_id(unchecked.anonymous_id())?;
    let (identity, keys, bindings) = (Identity::new(), Keys::new(), Map::new());
    identity.set_anonymous_id(anonymous_id);
    identity.set_sent_digest(read_text(unchecked.sent_digest()));
    let sent_at = unchecked.sent_at();
    if !sent_at.is_never() {
        identity.set_sent_at(sent_at);
    }
    identity.set_traits(unchecked.traits().copy());
    let stored_keys = unchecked.keys();
    for name in key_names() {
        if let Some(key) = stored_keys.get(name) {
            if key.test(ID) {
                keys.set(name, key);
            }
        }
    }
    identity.set_keys(keys);
    for (bound_id, user_id) in unchecked.bindings() {
        if bound_id.test(UUID) && user_id.test(ID) {
            bindings.set(bound_id, user_id);
        }
    }
    identity.set_bindings(bindings);
    Some(identity)
}

/// How this page's copy compares with storage. Ask before each use.
#[inline(always)]
pub fn freshness(part: impl Part) -> Freshness {
    match Store::of(part).get(text(RECORD)) {
        None => Freshness::Missing,
        Some(stored) if same(stored, IdentityCopy::of(part).stored_text()) => Freshness::Current,
        Some(_) => Freshness::Outdated,
    }
}

/// Whether there is no record.
pub fn is_missing(part: impl Part) -> bool {
    Store::of(part).get(text(RECORD)).is_none()
}

/// Stores this page's copy, for all tabs.
pub fn save(part: impl Part) {
    let copy = IdentityCopy::of(part);
    let identity = copy.identity();
    identity.set_stored_user_id(identity.user_id());
    let written = json(identity);
    copy.set_stored_text(Some(written));
    Store::of(part).set(text(RECORD), written);
}

/// Begins another person, unknown so far: a new anonymous id, and nothing of the person before. Trails that
/// still wait stay with their persons. The caller saves.
pub fn rotate(part: impl Part) {
    let copy = IdentityCopy::of(part);
    become_anonymous(copy, copy.identity().bindings().copy());
}

fn become_anonymous(copy: IdentityCopy, bindings: Map<AnonymousId, UserId>) {
    let identity = Identity::new();
    identity.set_anonymous_id(uuid_v4());
    identity.set_keys(Map::new());
    identity.set_traits(Map::new());
    identity.set_bindings(bindings);
    copy.set_identity(identity);
}

/// Adopts an anonymous id from elsewhere: another subdomain, another domain, another SDK. Anything but a new
/// UUID changes nothing. True when the page has to forget the person it knew: that person had another
/// anonymous id.
pub fn adopt_anonymous_id(part: impl Part, given: Value) -> bool {
    let before = current(part);
    let Some(anonymous_id) = read_anonymous_id(given) else { return false };
    if anonymous_id == before.anonymous_id() {
        return false;
    }
    rotate(part);
    current(part).set_anonymous_id(anonymous_id);
    save(part);
    before.is_known()
}

/// The shopper who made a call that waited, if it is another one by now; none if it is still the same. The
/// page gives `[anonymousId, userId]`, from storage. The result has an anonymous id and keys, and no more.
pub fn identity_if_changed(present: Identity, shopper_at_call: Option<List<Text>>) -> Option<Identity> {
    let shopper = shopper_at_call?;
    let anonymous_id = read_anonymous_id(shopper.at(0))?;
    if anonymous_id == present.anonymous_id() {
        return None;
    }
    let (departed, keys) = (Identity::new(), Keys::new());
    departed.set_anonymous_id(anonymous_id);
    if let Some(user_id) = shopper.at(1) {
        if user_id.test(ID) {
            keys.set(KeyName::CustomerId.word(), user_id);
        }
    }
    departed.set_keys(keys);
    Some(departed)
}

impl Identity {
    /// The `userId` on the wire: the customer id, else the e-mail. A phone is not a `userId` at Customer.io.
    pub fn user_id(self) -> Option<UserId> {
        let keys = self.keys();
        let strongest = keys.get(KeyName::CustomerId.word()).or(keys.get(KeyName::Email.word()));
        strongest.map(UserId::from_checked)
    }

    /// Whether Customer.io can know who the shopper is.
    pub fn is_known(self) -> bool {
        self.user_id().is_some()
    }

    /// The keys as traits of a message: a copy.
    pub fn key_traits(self) -> Traits {
        self.keys().widen().copy()
    }

    /// Whether these keys are another person's: the strongest key that both have decides.
    pub fn is_other(self, keys: Keys) -> bool {
        let known_keys = self.keys();
        for name in key_names() {
            if let (Some(known), Some(given)) = (known_keys.get(name), keys.get(name)) {
                return !is_same_key(known, given);
            }
        }
        false
    }

    /// Whether another e-mail comes from the same shopper, who mistyped it before: no customer id is known,
    /// and the last identify message is no older than a visit. The caller knows that the cart is the same.
    pub fn is_correction(self, now: WallMs) -> bool {
        !self.keys().has(KeyName::CustomerId.word()) && now - self.sent_at() < CORRECTION_MS
    }

    /// Adds keys of the same person. A known e-mail in another case of letters stays as it was. The strongest
    /// key is first, as in every tab that reads the stored record: the digest of an identify message depends
    /// on the order.
    pub fn merge(self, keys: Keys) {
        let (known_keys, merged) = (self.keys(), Keys::new());
        for name in key_names() {
            let (known, given) = (known_keys.get(name), keys.get(name));
            let key = match (known, given) {
                (Some(known), Some(given)) if is_same_key(known, given) => Some(known),
                _ => given.or(known),
            };
            if let Some(key) = key {
                merged.set(name, key);
            }
        }
        self.set_keys(merged);
    }

    /// Makes the trail of this anonymous id this person's, if they are known.
    pub fn bind(self) {
        let (bindings, anonymous_id) = (self.bindings(), self.anonymous_id());
        if let Some(user_id) = self.user_id() {
            // Removed first, so that it becomes the newest.
            bindings.remove(anonymous_id);
            bindings.set(anonymous_id, user_id);
            bindings.remove_oldest_over(MAX_BINDINGS);
        }
    }
}

#[cfg(test)]
mod tests;
