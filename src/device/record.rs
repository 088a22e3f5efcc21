//! One record of storage: its name, its text, and which part of the tracker wrote it.

use serde::de::DeserializeOwned;

/// Every name of the tracker's begins with it.
const PREFIX: &str = "shoptrail.";

/// A record as storage has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub name: String,
    pub text: String,
}

/// Which part of the tracker a record belongs to, in the order in which people look for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Identity,
    Consent,
    Touches,
    Cart,
    Orders,
    Profile,
    PendingCalls,
    SavedCalls,
    Outbox,
    Leases,
    Drops,
    Clock,
    /// Records of adapters, of other parts, and of other versions.
    Others,
}

impl Kind {
    pub fn label(self) -> &'static str {
        match self {
            Kind::Identity => "identity",
            Kind::Consent => "consent",
            Kind::Touches => "touches",
            Kind::Cart => "cart",
            Kind::Orders => "orders",
            Kind::Profile => "profile",
            Kind::PendingCalls => "calls to process",
            Kind::SavedCalls => "calls of left pages",
            Kind::Outbox => "outbox",
            Kind::Leases => "leases",
            Kind::Drops => "drops",
            Kind::Clock => "clock",
            Kind::Others => "other records",
        }
    }
}

impl Stored {
    /// The name without the prefix; none for a record of somebody else.
    pub fn short_name(&self) -> Option<&str> {
        self.name.strip_prefix(PREFIX)
    }

    pub fn kind(&self) -> Kind {
        let name = self.short_name().unwrap_or_default();
        match (name, name.split_once('.')) {
            ("identity", _) => Kind::Identity,
            ("consent", _) => Kind::Consent,
            ("touch", _) => Kind::Touches,
            ("cart", _) => Kind::Cart,
            ("profile", _) => Kind::Profile,
            ("q", _) => Kind::SavedCalls,
            ("drops", _) => Kind::Drops,
            ("clock", _) => Kind::Clock,
            (_, Some(("o", _))) => Kind::Orders,
            (_, Some(("q", _))) => Kind::PendingCalls,
            (_, Some(("m", _))) => Kind::Outbox,
            (_, Some(("l", _))) => Kind::Leases,
            _ => Kind::Others,
        }
    }

    /// Bytes that the record takes in storage: a browser counts its name too, in UTF-16 units.
    pub fn bytes(&self) -> usize {
        2 * (self.name.encode_utf16().count() + self.text.encode_utf16().count())
    }

    /// What the JSON says, or in which way it is not what this version writes.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, String> {
        serde_json::from_str(&self.text).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(name: &str) -> Stored {
        Stored { name: name.to_owned(), text: "é".to_owned() }
    }

    #[test]
    fn a_record_belongs_to_the_part_that_its_name_says() {
        for (name, kind) in [
            ("shoptrail.identity", Kind::Identity),
            ("shoptrail.q", Kind::SavedCalls),
            ("shoptrail.q.01J", Kind::PendingCalls),
            ("shoptrail.o.1HK6", Kind::Orders),
            ("shoptrail.m.179", Kind::Outbox),
            ("shoptrail.l.5000000000", Kind::Leases),
            ("shoptrail.woo", Kind::Others),
            ("shoptrail.future.thing", Kind::Others),
        ] {
            assert_eq!(stored(name).kind(), kind, "{name}");
        }
    }

    #[test]
    fn another_scripts_record_has_no_short_name() {
        assert_eq!(stored("shoptrailer").short_name(), None);
        assert_eq!(stored("shoptrail.cart").short_name(), Some("cart"));
    }

    #[test]
    fn bytes_count_name_and_text_in_two_byte_units() {
        assert_eq!(stored("ab").bytes(), 6);
    }
}
