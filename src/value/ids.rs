//! Ids: ULIDs (random and derived) for messages, UUID v4 for the anonymous shopper.

use crate::engine;
use crate::value::sha256;
use crate::value::Value;

// Crockford's alphabet: https://github.com/ulid/spec#encoding
const BASE32: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const ULID_BITS: u32 = 5;

/// What an anonymous id looks like, ours or another SDK's.
pub const UUID: &str = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";

/// A new message's id: 48 bits of wall time, 80 random bits (<https://github.com/ulid/spec>).
pub fn random_ulid() -> Value {
    let ms = engine::wall_ms();
    let high = (ms / 65_536.0).floor();
    let low = (ms - high * 65_536.0) as u32;
    digits(high as u32, low << 16 | engine::random() & 0xffff, engine::random(), engine::random(), ULID_BITS)
}

/// The same id for the same text on any device and in any language: the first 128 bits of its SHA-256. This is what makes every copy
/// of an order the same message.
pub fn derived_ulid(text: Value) -> Value {
    let [one, two, three, four] = sha256::digest(text.bytes(), |at| engine::utf8(text.0, at));
    digits(one, two, three, four, ULID_BITS)
}

/// A random UUID (<https://www.rfc-editor.org/rfc/rfc9562#section-5.4>), in lower case.
pub fn uuid_v4() -> Value {
    let (version, variant) =
        (engine::random() & 0xffff_0fff | 0x4000, engine::random() & 0x3fff_ffff | 0x8000_0000);
    digits(engine::random(), version, variant, engine::random(), 4)
        .lower()
        .replace("^(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-")
}

/// The bits of four words as digits of so many bits each, of which the first may have fewer.
#[inline(never)]
fn digits(one: u32, two: u32, three: u32, four: u32, each: u32) -> Value {
    let (alphabet, mut out) = (Value::text(BASE32), Value::text(""));
    let (mut now, mut then, mut later) = (one, two, three);
    let (mut digit, mut left) = (0, 128);
    while left > 0 {
        left -= 1;
        digit = digit << 1 | now >> 31;
        now <<= 1;
        if left % 32 == 0 {
            (now, then, later) = (then, later, four);
        }
        if left % each == 0 {
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

    fn derived(text: &str) -> String {
        twin::string(derived_ulid(twin::owned(text)))
    }

    #[test]
    fn a_derived_ulid_is_the_documented_vector() {
        // The worked example of the wire contract: SHA-256("order_completed|shop.example|1001"), first 128 bits.
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
        let first = twin::string(random_ulid());
        twin::advance(1.0);
        let second = twin::string(random_ulid());
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
        assert!(!twin::owned("b7e39c89-9c58-40b3-a5f3-67fa1297b10").test(UUID));
    }
}
