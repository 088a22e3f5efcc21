//! The channel of a visit, in one word: which kind of source it came from. `attribution` calls it for each
//! visit.
//!
//! The first rule that applies decides:
//!
//! 1. `utm_medium`, when the table knows it. A paid or organic medium from a social network is paid or
//!    organic social.
//! 2. A click id: an advertiser's own mark on the link.
//! 3. `utm_source`, then the referrer's host, when the table knows it.
//! 4. Any other UTM parameter or foreign referrer: `referral`.
//! 5. Nothing: `direct`.
//!
//! Hosts and sources are matched by their [`Sender`]. The table is `channels/table.txt`; `npm run channels`
//! makes it of the lists in `channels/`. Its patterns are in the common part of ECMAScript's and the `regex`
//! crate's.

use crate::value::{ids, json, record, text, words, Text};

/// The word of every channel, by its number.
pub const CHANNELS: &str = concat!(
    "direct|paid_search|paid_social|display|affiliate|organic_search|email|sms|ai_assistant",
    "|organic_social|referral"
);

/// The channel of a visit without any mark.
pub const DIRECT: &str = "direct";

/// UTF-16 units of the JSON `{}`.
pub const EMPTY_JSON_UNITS: u32 = 2;

record! {
    /// The tags of a link: UTM parameters in lower case and click ids under their canonical names, in the
    /// order of the link. Each is a text and not empty. `attribution` collects them; a channel needs these
    /// two by name.
    pub struct Tags {
        source: Option<Text> = "utm_source";
        medium: Option<Text> = "utm_medium";
    }
}

ids! {
    /// Who a host, an app or a `utm_source` belongs to: lower-case labels with a slash before each. A line
    /// feed stands where a name of the table may end, because no host and no JSON has one.
    ///
    /// - A host loses its top-level domain, and then ends: `www.google.co.uk` is `/www/google` and a line
    ///   feed. `.ai` stays, because some assistants are known by it alone.
    /// - In an app's id each label may be the known one, so a line feed follows each.
    /// - A name of several words is its first one: `google_ads` is `/google`.
    pub struct Sender;
}

impl Sender {
    /// The sender of a host or a `utm_source`.
    pub fn from_name(name: Text) -> Sender {
        Sender::from_text(name.lower().replace(r"\.", "/").replace(NAME, "/$2$3\n"))
    }

    /// The sender of an app, by its id.
    #[inline(always)]
    pub fn from_app(id: Text) -> Sender {
        Sender::from_text(id.lower().replace(r"\.|$", "\n/"))
    }

    /// Whether people come back from here instead of coming from here: payment pages, 3-D Secure (which banks
    /// run under names of their own), log-in providers.
    pub fn is_return(self) -> bool {
        self.test(RETURNS)
    }
}

/// A name of several words, or labels with or without a top-level domain.
const NAME: &str = "^(([a-z0-9]+)[^a-z0-9/][^/]*|(.*?)(/(com?/|cloud/)?([b-z]..?|a[^i]|microsoft))?)$";

/// The channel of a visit, as its word, from its tags and the sender of a foreign referrer.
pub fn channel(tags: Tags, sender: Option<Sender>) -> Text {
    let tags_json = json(tags);
    // Most visits have neither: then the engine need not compile the patterns.
    if tags_json.len() <= EMPTY_JSON_UNITS && sender.is_none() {
        return text(DIRECT);
    }
    let medium = match tags.medium() {
        Some(medium) => row(text("=").add(medium.lower().replace("[^a-z0-9]", "")).plus("\n")),
        None => 0,
    };
    let click = row(tags_json.lower());
    let mut known = match tags.source() {
        Some(source) => row(*Sender::from_name(source)),
        None => 0,
    };
    if known == 0 {
        known = click;
    }
    if known == 0 {
        if let Some(referrer) = sender {
            known = row(*referrer);
        }
    }
    let is_social = matches!(known, PAID_SOCIAL | ORGANIC_SOCIAL);
    let number = match medium {
        PAID_SEARCH | DISPLAY | PAID if is_social => PAID_SOCIAL,
        ORGANIC_SEARCH if is_social => ORGANIC_SOCIAL,
        PAID_SEARCH | PAID if matches!(known, DISPLAY | AFFILIATE) => known,
        PAID if matches!(known, PAID_SEARCH | ORGANIC_SEARCH) => PAID_SEARCH,
        PAID => DISPLAY,
        0 if click > 0 => click,
        0 if known > 0 => known,
        0 => REFERRAL,
        _ => medium,
    };
    text(CHANNELS).split("|").at(number).unwrap_or(text(DIRECT))
}

/// Whether a parameter of this name is a click id, in any case of letters.
pub fn is_click_id(name: Text) -> bool {
    // First the names that every touch has: this is asked for every event.
    !name.test("^(utm_|la|ch|re)") && row(name.lower().quoted().plus(":")) > 0
}

const PAID_SEARCH: u32 = 1;
const PAID_SOCIAL: u32 = 2;
const DISPLAY: u32 = 3;
const AFFILIATE: u32 = 4;
const ORGANIC_SEARCH: u32 = 5;
const ORGANIC_SOCIAL: u32 = 9;
const REFERRAL: u32 = 10;
/// Not a channel, but a row: a medium that says "paid" and not for what. No row is the referral's, so both
/// have one number.
const PAID: u32 = 10;

/// The pattern of each channel, one row for each from channel 1 on. The first row that is found decides.
/// Three kinds of texts are matched:
///
/// - `=paidsocial` and a line feed: a `utm_medium` in lower case, of letters and digits alone;
/// - `/www/google` and a line feed: a sender;
/// - `{"gclid":"…"}`: the tags of a link in lower case. `fbclid` is on every link out of Facebook, so alone
///   it does not say that anybody paid.
const ROWS: &str = include_str!("channels/table.txt");

/// Labels that payment pages, banks and log-in providers give to the hosts they send people to and back from.
/// Then the names of such providers.
const RETURNS: &str = concat!(
    r"/((acs|3ds2?|3dsecure|pay|payments?|checkout|secure|login|auth|accounts|appleid)/",
    r"|(paypal|klarna|stripe|adyen|mollie|shop/app|shopify|affirm|sezzle|[^/]*pay",
    r"|payu|sofort|trustly|redsys|twint|mercadopago|cardinalcommerce|arcot|auth0|okta|goog)\n)",
);

/// The number of the first row that is found in the text, or 0.
#[inline(never)]
fn row(marks: Text) -> u32 {
    let mut number = 0;
    for pattern in words(ROWS) {
        number += 1;
        if marks.matches(pattern) {
            return number;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::reset;
    use crate::value::testing::{string, written};
    use crate::value::{Map, View};
    use proptest::prelude::*;

    #[track_caller]
    fn check(source: &str, medium: &str, click: &str, host: &str, expected: &str) {
        let referrer = if host.is_empty() { None } else { Some(sender(host)) };
        let found = string(channel(tags(source, medium, click), referrer));
        assert_eq!(found, expected, "{source}|{medium}|{click}|{host}");
    }

    fn sender(name: &str) -> Sender {
        Sender::from_name(written(name))
    }

    fn tags(source: &str, medium: &str, click: &str) -> Tags {
        let tags: Map<Text, Text> = Map::new();
        for (name, content) in [("utm_source", source), ("utm_medium", medium), (click, "1")] {
            if !name.is_empty() && !content.is_empty() {
                tags.set(written(name), written(content));
            }
        }
        Tags::assume(tags.value())
    }

    #[test]
    fn a_known_medium_decides() {
        check("newsletter", "email", "gclid", "", "email");
        check("google", "cpc", "", "", "paid_search");
        check("facebook", "cpc", "", "", "paid_social");
        check("spring", "cpc", "fbclid", "", "paid_social");
        check("spring", "Paid-Social", "", "www.google.com", "paid_social");
        check("google", "display", "", "", "display");
        check("google", "paid", "", "", "paid_search");
        check("someone", "paid", "", "", "display");
        check("criteo", "cpc", "", "", "display");
        check("instagram", "organic", "", "", "organic_social");
        check("google", "product_sync", "", "", "organic_search");
    }

    #[test]
    fn then_a_click_id_then_the_source_then_the_referrer() {
        check("google", "", "gclid", "", "paid_search");
        check("", "", "fbclid", "l.facebook.com", "organic_social");
        check("facebook", "referral", "", "", "organic_social");
        check("chatgpt.com", "", "", "", "ai_assistant");
        check("Google_Ads", "", "", "", "organic_search");
        check("", "", "", "gemini.google.com", "ai_assistant");
        check("", "", "", "mail.google.com", "email");
        check("", "", "", "docs.google.com", "referral");
        check("", "", "", "www.google.co.uk", "organic_search");
        check("", "", "", "google.evil.example", "referral");
        check("", "", "", "notgoogle.com", "referral");
        check("", "", "", "google-search.com", "referral");
        check("", "", "", "www.x.com", "organic_social");
        check("anything", "", "", "", "referral");
        check("", "", "", "", "direct");
    }

    #[test]
    fn a_sender_is_the_same_under_every_countrys_domain() {
        #[track_caller]
        fn check(name: &str, expected: &str) {
            assert_eq!(string(sender(name)), expected);
        }
        check("www.google.co.uk", "/www/google\n");
        check("www.google.at", "/www/google\n");
        check("Google_Ads 2", "/google\n");
        check("m.vk.com", "/m/vk\n");
        check("t.co", "/t\n");
        check("meta.ai", "/meta/ai\n");
        check("bsky.app", "/bsky/app\n");
        check("my-shop.com", "/my-shop\n");
        check("shop.example", "/shop/example\n");
        check("", "/\n");
    }

    #[test]
    fn any_label_of_an_app_may_be_the_known_one() {
        let app = Sender::from_app(written("com.Reddit.frontpage"));
        assert_eq!(string(app), "com\n/reddit\n/frontpage\n/");
    }

    #[test]
    fn returns_are_matched_at_label_boundaries() {
        for host in [
            "www.paypal.com",
            "pay.amazon.co.uk",
            "acs.bank.example",
            "3ds.bank.example",
            "tenant.eu.auth0.com",
            "shop.app",
        ] {
            assert!(sender(host).is_return(), "{host}");
        }
        for host in [
            "notpaypal.com",
            "paypal.com.evil.example",
            "amazon.com",
            "google.com",
            "apple.com",
            "shop.com",
            "",
        ] {
            assert!(!sender(host).is_return(), "{host}");
        }
    }

    #[test]
    fn click_ids_are_known_in_any_case_of_letters() {
        for name in ["gclid", "GCLID", "ScCid", "_kx", "igshid", "wbraid"] {
            assert!(is_click_id(written(name)), "{name}");
        }
        for name in ["", "xgclid", "gclid2", "utm_source", "=paid", ".google", "=cpc\n", "/facebook\n", "kx"]
        {
            assert!(!is_click_id(written(name)), "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_visit_has_one_channel(
            source in any::<String>(),
            medium in any::<String>(),
            host in any::<String>(),
        ) {
            reset(1);
            let referrer = sender(&host);
            let found = string(channel(tags(&source, &medium, ""), Some(referrer)));
            prop_assert!(CHANNELS.split('|').any(|known| known == found));
            referrer.is_return();
        }
    }
}
