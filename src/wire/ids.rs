//! The ids of a message. Each is a type of its own, so that one cannot be passed for another.

use serde::{Deserialize, Serialize};

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id with this text; `None` when the text is blank.
            pub fn new(text: impl Into<String>) -> Option<$name> {
                let text = text.into();
                (!text.trim().is_empty()).then_some($name(text))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )+};
}

text_ids! {
    /// The shop's id of a person, an e-mail address, or `cio_` and Customer.io's own id.
    UserId;
    /// The id of a device whose person is not known yet.
    AnonymousId;
    /// The key of a Customer.io source. It is public: it allows to write, and to read nothing.
    WriteKey;
}

/// Crockford's base 32: <https://github.com/ulid/spec>.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 26;

/// The id of a message: a ULID. Customer.io ignores a message whose id it has seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(String);

impl MessageId {
    /// The id that these 128 bits are, such as the first half of a hash.
    pub fn from_bits(bits: u128) -> MessageId {
        let digit = |index: usize| DIGITS[(bits >> (5 * (LENGTH - 1 - index))) as usize & 31];
        MessageId((0..LENGTH).map(|index| char::from(digit(index))).collect())
    }

    /// The id with this text; `None` when the text is not a ULID.
    pub fn parse(text: &str) -> Option<MessageId> {
        let fits = text.len() == LENGTH
            && text.bytes().all(|byte| DIGITS.contains(&byte))
            // 26 digits hold 130 bits.
            && text.starts_with(|first: char| first <= '7');
        fits.then(|| MessageId(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_is_the_base_32_of_its_bits() {
        assert_eq!(MessageId::from_bits(0).as_str(), "00000000000000000000000000");
        assert_eq!(MessageId::from_bits(31).as_str(), "0000000000000000000000000Z");
        assert_eq!(MessageId::from_bits(u128::MAX).as_str(), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        let example = MessageId::from_bits(0x0156_3e3a_b5d3_d676_4c61_efb9_9302_bd5b);
        assert_eq!(example.as_str(), "01ARZ3NDEKTSV4RRFFQ69G5FAV");
        assert_eq!(MessageId::parse(example.as_str()), Some(example));
    }

    #[test]
    fn a_text_that_is_no_ulid_is_no_message_id() {
        for text in
            ["", "01ARZ3NDEKTSV4RRFFQ69G5FA", "81ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAU"]
        {
            assert_eq!(MessageId::parse(text), None, "{text}");
        }
        assert_eq!(MessageId::parse("01arz3ndektsv4rrffq69g5fav"), None);
    }

    #[test]
    fn a_blank_text_is_no_id() {
        assert_eq!(UserId::new(" \t"), None);
        assert_eq!(UserId::new("user_1").expect("an id").as_str(), "user_1");
    }
}
