//! The tags of a link: which parameters are UTM parameters or click ids, and how much of them is kept. And
//! how click ids are removed again, when the shopper does not consent to marketing.

use crate::options::Rules;
use crate::plan::{says_nothing, Properties};
use crate::shopper::channel::{is_click_id, Tags};
use crate::shopper::scrub::{self, has_personal};
use crate::shopper::url::parse_query;
use crate::value::{json, read_text, Text, Value, View};

/// UTF-16 units of one value.
pub const MAX_VALUE_UNITS: u32 = 500;
/// Customer.io accepts no longer trait:
/// <https://docs.customer.io/integrations/api/track/#operation/identify>.
const MAX_VALUE_BYTES: f64 = 1000.0;
/// So many UTF-16 units never exceed [`MAX_VALUE_BYTES`]: none has more than three bytes.
const MAX_WIDE_UNITS: u32 = 333;
/// The JSON of one touch's tags, so that attribution never costs an event its 32,000 bytes.
pub const MAX_TAGS_BYTES: f64 = 3000.0;
/// UTM parameters beyond the six common ones are kept while there are fewer tags than this.
pub const MAX_OTHER_TAGS: u32 = 12;

impl Tags {
    /// The tags of a query. Mail programs and redirects encode a link twice: `spring%2520sale` is "spring
    /// sale". Only of signs that links encode, because "50%de-descuento" is encoded once.
    pub fn parse(query: Text) -> Tags {
        let tags = Tags::new();
        for parameter in parse_query(query.replace("%25([237])", "%$1")) {
            tags.add(parameter.name(), parameter.content());
        }
        tags
    }

    /// Reads stored tags. What is no tag is left out: other scripts of the page can write storage too.
    pub fn read(stored: Value) -> Tags {
        let tags = Tags::new();
        for (name, content) in read_members(stored) {
            if let Some(text) = read_text(content) {
                tags.add(name, text);
            }
        }
        tags
    }

    /// Adds a parameter, if it is a UTM parameter or a click id. The first value of a name that says
    /// something is kept: a placeholder that nobody filled in says nothing. A value with an e-mail address, a
    /// phone number or a token is not kept.
    fn add(self, name: Text, content: Text) {
        let mut kept = content.slice(0, MAX_VALUE_UNITS);
        if kept.bytes() > MAX_VALUE_BYTES {
            kept = kept.slice(0, MAX_WIDE_UNITS);
        }
        let (trimmed, tags) = (kept.replace("^ +| +$", ""), read_members(self));
        let canonical = name.lower().replace("^sccid$", "ScCid");
        let is_tag = canonical.test("^utm_(source|medium|campaign|term|content|id)$")
            || canonical.test("^utm_[a-z0-9_]{1,32}$") && tags.len() < MAX_OTHER_TAGS
            || is_click_id(canonical);
        let is_new = !says_nothing(trimmed, false) && !has_personal(content) && !tags.has(canonical);
        if is_tag
            && is_new
            && json(self).value().bytes() + trimmed.quoted().value().bytes() < MAX_TAGS_BYTES as u32
        {
            tags.set(canonical, trimmed.value());
        }
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        read_members(self).is_empty()
    }
}

/// A record, or a map of another kind, as a map of all its members; anything else as one without members.
#[inline(always)]
pub fn read_members(record: impl View) -> Properties {
    View::assume(record.value())
}

/// Removes click ids from a map of a touch or of a message, and from the URLs in it, as `rules` say. Lists of
/// such maps (the lines of a cart) are walked too.
pub fn remove_click_ids(map: Properties, rules: Rules) {
    for (name, member) in map {
        for line in member.items() {
            remove_click_ids(read_members(line), rules);
        }
        if is_click_id(name) {
            map.remove(name);
        } else if let Some(text) = read_text(member) {
            if text.test(r"^(https?:/|[?]|/).*=") && !name.is("image_url") {
                map.set(name, scrub::url(text, rules).value());
            }
        }
    }
}
