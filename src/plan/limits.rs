//! The limits of the plan, without the page's engine: validation holds events to them, and plan.json states
//! them. Customer.io's own limits are in <https://docs.customer.io/journeys/invalid-api-requests>.

/// Of an event's name, in bytes.
pub const MAX_EVENT_NAME_BYTES: u32 = 100;
/// Of the name of a property or an attribute, in bytes.
pub const MAX_NAME_BYTES: u32 = 150;
/// How many objects and lists may be inside each other, below the properties.
pub const MAX_DEPTH: u32 = 6;
/// Names in an event's properties. Each line of a cart has as many of its own, because a long cart is no
/// attack.
pub const MAX_KEYS: u32 = 300;
/// Lines of a cart or an order. A message of 32,000 bytes, the most that Customer.io takes, holds no more.
pub const MAX_LINES: u32 = 1000;
/// Violations that one call reports. More do not help anybody.
pub const MAX_VIOLATIONS: u32 = 64;
/// Of one attribute's value, in bytes.
pub const MAX_TRAIT_BYTES: f64 = 1000.0;
/// Attributes of one identify message.
pub const MAX_TRAITS: u32 = 300;
/// Attributes that a page may give. The rest is for keys, both touches, and what the tracker learns about
/// interest.
pub const MAX_GIVEN_TRAITS: u32 = 240;
/// Of the natural key of an event that counts once for each page view or cart, in UTF-16 units: it is stored.
pub const MAX_KEY_UNITS: u32 = 1000;
/// The intent of an event that the plan does not know, on the plan's scale.
pub const UNKNOWN_INTENT: f64 = 3.0;
/// `tables::RESERVED_EVENTS` as a pattern, and names that Customer.io could reserve in the same way.
pub const RESERVED: &str = "(?i)^((user|device|object|relationship) \
    (deleted|(un)?suppressed|created or updated)\
    |report (delivery|content) event|application (installed|opened|uninstalled))$";
