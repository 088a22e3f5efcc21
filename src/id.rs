//! Ids: ULIDs (random and derived) for messages, UUID v4 for the anonymous shopper.

use crate::engine;
use crate::sha256;
use crate::value::Value;

// Crockford's alphabet: https://github.com/ulid/spec#encoding
const BASE32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What an anonymous id looks like, ours or another SDK's.
pub const UUID: &str = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";

/// A new message's id: 48 bits of wall time, 80 random bits (<https://github.com/ulid/spec>).
pub fn random_ulid() -> Value {
    let mut words = random_words();
    let ms = engine::wall_ms().clamp(0.0, 281_474_976_710_655.0) as u64;
    words[0] = (ms >> 16) as u32;
    words[1] = (ms as u32) << 16 | words[1] & 0xffff;
    ulid(&words)
}

/// The same id for the same text on any device and in any language: the first 128 bits of its SHA-256. This is what makes every copy
/// of an order the same message.
pub fn derived_ulid(text: Value) -> Value {
    let digest = sha256::digest(&mut |from, part| engine::utf8(text.0, from, part));
    ulid(&[digest[0], digest[1], digest[2], digest[3]])
}

/// A random UUID (<https://www.rfc-editor.org/rfc/rfc9562#section-5.4>), in lower case.
pub fn uuid_v4() -> Value {
    let mut words = random_words();
    words[1] = words[1] & 0xffff_0fff | 0x4000;
    words[2] = words[2] & 0x3fff_ffff | 0x8000_0000;
    digits(&words, 4).lower().replace("^(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-")
}

fn random_words() -> [u32; 4] {
    [engine::random(), engine::random(), engine::random(), engine::random()]
}

fn ulid(words: &[u32; 4]) -> Value {
    digits(words, 5)
}

/// 128 bits as digits of so many bits each, of which the first may have fewer.
#[inline(never)]
fn digits(words: &[u32; 4], each: u32) -> Value {
    let mut out = [0; 32];
    let count = 128u32.div_ceil(each);
    let (mut bits, mut held, mut word) = (0u64, count * each - 128, 0);
    for char in out.iter_mut().take(count as usize) {
        if held < each {
            bits = bits << 32 | u64::from(words[word & 3]);
            held += 32;
            word += 1;
        }
        held -= each;
        *char = BASE32[(bits >> held) as usize & ((1 << each) - 1) & 31];
    }
    Value::ascii(&out[..count as usize])
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
        for text in
            ["order_cancelled|shop.example|1001|r1", "order_refunded|other.example|1001|r1", "order_refunded|shop.example|1002|r1"]
        {
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
