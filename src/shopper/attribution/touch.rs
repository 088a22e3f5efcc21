//! One visit as a touch: the tags of its link, the page it landed on, the page it came from, and its channel.
//! Which touches count is decided in `attribution`.

use super::tags::{read_members, remove_click_ids};
use crate::options::Rules;
use crate::shopper::channel::{channel, Sender, Tags, EMPTY_JSON_UNITS};
use crate::shopper::scrub::{self, has_email};
use crate::shopper::url::{is_app, parse_web_url};
use crate::value::{json, record, same, text, Text, View, WallMs};

/// UTF-16 units of a landing page or referrer.
pub const MAX_URL_UNITS: u32 = 1000;
/// The same visit again within this time is a reload; later it is another visit.
pub const REPEAT_MS: f64 = 1_800_000.0;
/// The last millisecond that a JavaScript `Date` knows.
const MAX_DATE_MS: f64 = 8.64e15;

/// What one shop owns, near enough without the Public Suffix List: the last two labels of a host. Three under
/// `co.uk` and its like, and under platforms that give subdomains to their customers. An IP address or a bare
/// name is itself.
const SITE: &str = concat!(
    r"^(.*?\.)??([^.]+\.((com?|org|net|gov|ac|edu|or|ne|go)\.[a-z]{2}",
    r"|my(shopify|bigcommerce)\.com|[a-z][^.]*))$"
);

record! {
    /// One visit. Stored as it is.
    pub struct Touch {
        tags, set_tags: Tags = "tags";
        place, set_place: Place = "place";
        at, set_at: WallMs = "at";
    }
}

record! {
    /// Where a visit landed and where it came from, scrubbed; only what is known.
    pub struct Place {
        landing_page, set_landing_page: Option<Text> = "landing_page";
        /// A foreign page: none of the shop's own, of a payment page or of a log-in provider.
        referrer, set_referrer: Option<Text> = "referrer";
        /// One of `channel::CHANNELS`.
        channel, set_channel: Text = "channel";
    }
}

impl Touch {
    /// The touch of one visit. None when it does not count as a source: it comes back from the shop's own
    /// site, a payment page or a log-in provider without tags, or its address is none of the web.
    pub fn from_visit(landing: Text, referrer: Text, now: WallMs, rules: Rules) -> Option<Touch> {
        let url = parse_web_url(landing)?;
        // A fragment's own query: `#/list?a=b` has one, `#a=b` and `#a=b?c` are one.
        let tags = Tags::parse(url.search().plus("&").add(url.hash().replace(r"^#([^=?]*\?)?", "")));
        let mut foreign = None;
        if let Some(from) = parse_web_url(referrer) {
            let host = from.hostname();
            let sender = if is_app(referrer) { Sender::from_app(host) } else { Sender::from_name(host) };
            if !is_own_host(host, rules) && !sender.is_return() {
                foreign = Some(sender);
            } else if tags.is_empty() {
                return None;
            }
        }
        let (touch, place) = (Touch::new(), Place::new());
        touch.set_tags(tags);
        touch.set_place(place);
        touch.set_at(now);
        place.set_landing_page(Some(scrubbed(landing, rules)));
        if foreign.is_some() {
            place.set_referrer(Some(scrubbed(referrer, rules)));
        }
        place.set_channel(channel(tags, foreign));
        if rules.drops_click_ids() {
            touch.drop_click_ids(rules);
        }
        Some(touch)
    }

    /// Reads a stored touch; none without a good time and channel. Other members that are odd are left out:
    /// other scripts of the page can write storage too.
    pub fn read(stored: Option<Touch>) -> Option<Touch> {
        let unchecked = stored?;
        let (at, place) = (unchecked.at(), unchecked.place());
        let channel = place.channel();
        if !((0.0..=MAX_DATE_MS).contains(&at.0) && channel.test("^[a-z_]{3,20}$")) {
            return None;
        }
        let (touch, kept_place) = (Touch::new(), Place::new());
        touch.set_tags(Tags::read(unchecked.tags().value()));
        touch.set_place(kept_place);
        touch.set_at(at);
        kept_place.set_landing_page(if_url(place.landing_page()));
        kept_place.set_referrer(if_url(place.referrer()));
        kept_place.set_channel(channel);
        Some(touch)
    }

    /// Whether this visit repeats the last touch: it is back at the very URL that it left for a payment, or a
    /// reload. `referrer` is the page's, before it was dropped as none of a source.
    pub fn repeats(self, last: Touch, referrer: Text) -> bool {
        let tags_json = json(self.tags());
        if tags_json != json(last.tags()) {
            return false;
        }
        let (is_soon, from) = (self.at() - last.at() < REPEAT_MS, self.place().referrer());
        if tags_json.len() > EMPTY_JSON_UNITS {
            let is_back = from.is_none() && !referrer.is_empty();
            is_soon || is_back
        } else {
            is_soon && same(from, last.place().referrer())
        }
    }

    /// Removes click ids from the tags and URLs.
    pub fn drop_click_ids(self, rules: Rules) {
        remove_click_ids(read_members(self.tags()), rules);
        remove_click_ids(read_members(self.place()), rules);
    }
}

fn if_url(unchecked: Option<Text>) -> Option<Text> {
    unchecked
        .filter(|url| url.test("^(https?|android-app)://") && url.len() <= MAX_URL_UNITS && !has_email(*url))
}

/// The URL as a touch keeps it. One that is too long loses its query before its path is cut: half a parameter
/// says nothing.
fn scrubbed(url: Text, rules: Rules) -> Text {
    let clean = scrub::url(url, rules);
    if clean.len() > MAX_URL_UNITS {
        clean.replace("[?#].*", "").slice(0, MAX_URL_UNITS)
    } else {
        clean
    }
}

/// Whether the host is of the shop's own site, or one that the shop named as no source, subdomains included.
fn is_own_host(host: Text, rules: Rules) -> bool {
    if host.replace(SITE, "$2") == rules.host().replace(SITE, "$2") {
        return true;
    }
    let dotted = text(".").add(host);
    for ignored in rules.ignored_referrers() {
        let ending = text(".").add(ignored);
        // Wraps where the ending is longer, and then leaves nothing.
        if dotted.tail(dotted.len().wrapping_sub(ending.len())) == ending {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{string, view, written};

    #[test]
    fn a_site_is_what_one_shop_owns() {
        #[track_caller]
        fn check(host: &str, expected: &str) {
            assert_eq!(string(written::<Text>(host).replace(SITE, "$2")), expected);
        }
        check("www.shop.example", "shop.example");
        check("a.b.checkout.shop.example", "shop.example");
        check("shop.example", "shop.example");
        check("www.shop.co.uk", "shop.co.uk");
        check("shop.com.au", "shop.com.au");
        check("co.uk", "co.uk");
        check("my.shop.myshopify.com", "shop.myshopify.com");
        check("shop.myshopify.com", "shop.myshopify.com");
        check("localhost", "localhost");
        check("192.168.1.20", "192.168.1.20");
        check("[::1]", "[::1]");
        check("", "");
    }

    #[test]
    fn an_own_host_ends_at_a_label_boundary() {
        #[track_caller]
        fn check(host: &str, is_own: bool) {
            let rules = Rules::new();
            rules.set_host(written("www.shop.example"));
            rules.set_ignored_referrers(view(
                r#"["bank.example", 7, "a-name.longer.than.any.other.example"]"#,
            ));
            assert_eq!(is_own_host(written(host), rules), is_own, "{host}");
        }
        check("checkout.shop.example", true);
        check("myshop.example", false);
        check("bank.example", true);
        check("3ds.bank.example", true);
        check("notbank.example", false);
        check("bank.example.evil.example", false);
        check("x", false);
        assert!(!is_own_host(written("shop.example"), Rules::new()));
    }
}
