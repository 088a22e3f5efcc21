//! Ids: ULIDs (random and derived) for messages, UUIDs for the anonymous shopper.

use crate::engine;
use crate::value::{ids, sha256, text, Text, Value, View};

ids! {
    /// A shopper's id before anybody knows who it is: a UUID, of this tracker or of another SDK.
    pub struct AnonymousId;
    /// What Customer.io knows a person by: a customer id, or an e-mail address.
    pub struct UserId;
    /// A message's id: a ULID. Customer.io takes two messages of one id for one.
    pub struct MessageId;
}

/// Crockford's alphabet: <https://github.com/ulid/spec#encoding>.
const BASE32: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const ULID_BITS: u32 = 5;

/// What an anonymous id looks like, of this tracker or of another SDK.
pub const UUID: &str = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";

/// Reads an anonymous id; anything but a UUID is none.
#[inline(always)]
pub fn read_anonymous_id(unread: impl View) -> Option<AnonymousId> {
    // Only a text matches a pattern.
    if engine::test(unread.handle(), UUID.into()) {
        Value::given(unread.handle()).map(AnonymousId::assume)
    } else {
        None
    }
}

impl UserId {
    /// What Customer.io takes as a person's id: 1 to 150 bytes. The caller has checked that.
    #[inline(always)]
    pub fn from_checked(checked: Text) -> UserId {
        UserId::from_text(checked)
    }
}

/// A new message's id: 48 bits of wall time, 80 random bits (<https://github.com/ulid/spec>).
pub fn random_ulid() -> MessageId {
    let ms = engine::wall_ms();
    let high = (ms / 65_536.0).floor();
    let low = (ms - high * 65_536.0) as u32;
    let time_and_random = low << 16 | engine::random() & 0xffff;
    MessageId::from_text(digits(high as u32, time_and_random, engine::random(), engine::random(), ULID_BITS))
}

/// The same id for the same text on any device and in any language: the first 128 bits of its SHA-256. This
/// is what makes every copy of an order the same message.
pub fn derived_ulid(source: Text) -> MessageId {
    let [one, two, three, four] =
        sha256::digest(source.value().bytes(), |at| engine::utf8(source.handle(), at));
    MessageId::from_text(digits(one, two, three, four, ULID_BITS))
}

/// A random UUID (<https://www.rfc-editor.org/rfc/rfc9562#section-5.4>), in lower case.
pub fn uuid_v4() -> AnonymousId {
    let (version, variant) =
        (engine::random() & 0xffff_0fff | 0x4000, engine::random() & 0x3fff_ffff | 0x8000_0000);
    let hex = digits(engine::random(), version, variant, engine::random(), 4).lower();
    AnonymousId::from_text(hex.replace("^(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-"))
}

/// The bits of four words as digits of so many bits each, of which the first may have fewer. Five numbers,
/// because an array would travel through memory.
#[inline(never)]
fn digits(one: u32, two: u32, three: u32, four: u32, bits_each: u32) -> Text {
    let (alphabet, mut out) = (text(BASE32), text(""));
    let (mut now, mut then, mut later) = (one, two, three);
    let (mut digit, mut left) = (0, 128);
    while left > 0 {
        left -= 1;
        digit = digit << 1 | now >> 31;
        now <<= 1;
        if left % 32 == 0 {
            (now, then, later) = (then, later, four);
        }
        if left % bits_each == 0 {
            out = out.add(alphabet.slice(digit, digit + 1));
            digit = 0;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin;
    use crate::value::testing::{owned, string, written};

    fn derived(text: &str) -> String {
        string(derived_ulid(written(text)))
    }

    #[test]
    fn a_derived_ulid_is_the_documented_vector() {
        // The worked example of the wire contract: SHA-256("order_completed|shop.example|1001"), first 128
        // bits.
        assert_eq!(derived("order_completed|shop.example|1001"), "1HK64156TY0RB2XZMPQMTT6SAM");
    }

    #[test]
    fn derived_ulids_differ_when_any_part_does_however_long() {
        let base = derived("order_refunded|shop.example|1001|r1");
        for text in [
            "order_cancelled|shop.example|1001|r1",
            "order_refunded|other.example|1001|r1",
            "order_refunded|shop.example|1002|r1",
        ] {
            assert_ne!(derived(text), base, "{text}");
        }
        assert_ne!(derived(&"é".repeat(200)), derived(&"é".repeat(201)));
    }

    #[test]
    fn a_random_ulid_carries_its_time() {
        twin::reset(1);
        let first = string(random_ulid());
        twin::advance(1.0);
        let second = string(random_ulid());
        assert_eq!(first.len(), 26);
        assert_eq!(&first[..10], "01M84A659W", "1795441235260 ms in base 32");
        assert!(first < second);
    }

    #[test]
    fn a_uuid_v4_has_its_version_and_variant() {
        for _ in 0..64 {
            let uuid = uuid_v4();
            assert!(uuid.test(UUID), "{uuid:?}");
            assert!(uuid.test("^.{14}4.{4}[89ab]"), "{uuid:?}");
        }
        assert!(!owned("b7e39c89-9c58-40b3-a5f3-67fa1297b10").test(UUID));
    }
}
