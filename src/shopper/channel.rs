//! Where a visit came from, in one word. The first that applies decides:
//!
//! 1. `utm_medium`, when [`ROWS`] know it. A paid or organic medium from a social network is paid or organic social.
//! 2. A click id: an advertiser's own mark on the link.
//! 3. `utm_source`, then the referrer's host, when [`ROWS`] know it.
//! 4. Some other UTM parameter or foreign referrer: `referral`.
//! 5. Nothing: `direct`.
//!
//! Hosts and sources are matched by their [`sender`]. Patterns are in the common part of ECMAScript's and the `regex` crate's.

use crate::value::Value;

/// The word of every channel, by its number.
pub const CHANNELS: &str =
    "direct|paid_search|paid_social|display|affiliate|email|sms|ai_assistant|referral|organic_social|organic_search";

/// The channel of a visit, as its word: `tags` are its UTM parameters and click ids, `from` is the [`sender`] of a foreign referrer, or
/// undefined.
pub fn channel(tags: Value, from: Value) -> Value {
    let json = tags.json();
    // No tag, nobody who sent them: the engine need not compile the patterns for most visits.
    if json.len() <= 2 && !from.is_given() {
        return Value::text("direct");
    }
    let medium = row(Value::text("=").add(tags.get("utm_medium").lower().replace("[^a-z0-9]", "")));
    let click = row(json.lower());
    let mut known = row(sender(tags.get("utm_source")));
    if known == 0 {
        known = click;
    }
    if known == 0 {
        known = row(from);
    }
    let social = matches!(known, PAID_SOCIAL | ORGANIC_SOCIAL);
    let channel = match medium {
        PAID_SEARCH | DISPLAY | PAID if social => PAID_SOCIAL,
        ORGANIC_SEARCH if social => ORGANIC_SOCIAL,
        PAID_SEARCH | PAID if matches!(known, DISPLAY | AFFILIATE) => known,
        PAID if matches!(known, PAID_SEARCH | ORGANIC_SEARCH) => PAID_SEARCH,
        PAID => DISPLAY,
        0 if click > 0 => click,
        0 if known > 0 => known,
        0 => REFERRAL,
        _ => medium,
    };
    Value::text(CHANNELS).split("|").at(channel)
}

/// Who a host or a `utm_source` is: lower-case labels after dots, without the top-level domain, so that `www.google.co.uk` is
/// `.www.google`. An app is its maker (`com.reddit.frontpage` is `.reddit`), a name of several words its first one (`google_ads`).
pub fn sender(name: Value) -> Value {
    let name = name.lower().replace(r"^([a-z0-9]+)[^a-z0-9.][^.]*$|\.(com?\.)?[b-z]?[a-z]{2}$", "$1");
    Value::text(".").add(name.replace(r"^com\.(google\.android$|[a-z]+).*$", "$1"))
}

/// Whether people come back from this [`sender`] instead of coming from it: payment pages, 3-D Secure (which banks run under names of
/// their own), log-in providers.
pub fn is_return(from: Value) -> bool {
    from.test(RETURNS)
}

/// Whether a parameter of this name is a click id, in whatever case.
pub fn is_click_id(name: Value) -> bool {
    // What a touch has besides, at every event.
    !name.test("^(utm_|landing|channel|referrer)") && row(Value::text("\"").add(name.lower()).plus("\":")) > 0
}

const PAID_SEARCH: u32 = 1;
const PAID_SOCIAL: u32 = 2;
const DISPLAY: u32 = 3;
const AFFILIATE: u32 = 4;
const REFERRAL: u32 = 8;
const ORGANIC_SOCIAL: u32 = 9;
const ORGANIC_SEARCH: u32 = 10;
/// Not a channel: a medium that says "paid" and not for what.
const PAID: u32 = 11;

/// What speaks for a channel, from channel 1 on; the first row that is found decides, so rows with exceptions come first (Gemini and Gmail
/// are under google.com and are no search). Three kinds of texts are matched:
///
/// - `=paidsocial`, a `utm_medium` in lower case without anything but letters and digits;
/// - `.www.google`, a sender;
/// - `{"gclid":"…"}`, the tags of a touch in lower case. `fbclid` is on every link out of Facebook, so alone it does not say that anybody paid.
const ROWS: &str = concat!(
    r#"=([cp]pc|paidsearch|sem|(paid)?shopping)$|"([gw]braid|(g|y|szn)clid|msclkid)":"#,
    r#" =(paidsocial|social(paid|ads))$|"((tt|tw)clid|li_fat_id|epik|rdt_cid|sccid)":"#,
    r#" [.=](display|banner|cp[mv]|doubleclick|googlesyndication|criteo|taboola|outbrain)$|"(dclid|tblci)":"#,
    r#" [.=](affiliates?|influencer|awin1?|shareasale|rakuten|impact|partnerize|tradedoubler)$|=partner$|"(irclickid|cjevent|awc)":"#,
    r#" [.=](e?mails?|newsletter|gmx|klaviyo|mailchimp|customer(io)?|brevo|omnisend|hubspot|outlook(\.live|\.office)?|mail\.(google|yahoo|proton)|google\.android)$|"(_kx|mc_cid)":"#,
    r" [.=]([sm]ms|rcs|text(message)?|attentive|postscript)$|=whatsapp$",
    r" [.=](ai(assistant)?|chatgpt|openai|perplexity|gemini(\.google)?|claude|copilot(\.microsoft)?|deepseek|grok)$",
    r" \.(docs|sites)\.google$",
    r#" =((organic)?social|social(media|network)|sm|linkinbio)$|\.(facebook|fb|meta|instagram|ig|threads|t|twitter|x|linkedin|lnkd|tiktok|pinterest|pin|reddit|snapchat|youtu(be)?|vk|bsky\.app|discord|whatsapp|linktr)$|"(fbclid|igsh(id)?)":"#,
    r#" =(organic(search)?|productsync)$|\.(google|bing|duckduckgo|yahoo|yandex|baidu|ecosia|qwant|search\.brave|startpage|naver|seznam)$|"srsltid":"#,
    " =(paid|ads?|cpa|re(target|market)ing|sponsored)$",
);

/// Labels that payment pages, banks and log-in providers give the hosts they send people to and back from, whoever they are; then names.
const RETURNS: &str = r"\.((acs|3ds2?|3dsecure|pay|payments?|checkout|secure|login|auth|accounts|appleid)\..*|paypal|klarna|stripe|adyen|mollie|shop\.app|shopify|afterpay|clearpay|affirm|sezzle|worldpay|payu|sofort|trustly|redsys|twint|razorpay|mercadopago|alipay|cardinalcommerce|auth0|okta)$";

/// The number of the first row that is found in the text, or 0.
#[inline(never)]
fn row(text: Value) -> u32 {
    let mut number = 0;
    for row in Value::words(ROWS) {
        number += 1;
        if text.matches(row) {
            return number;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::reset;
    use crate::value::testing::{owned, string};
    use crate::value::UNDEFINED;
    use proptest::prelude::*;

    #[track_caller]
    fn check(source: &str, medium: &str, click: &str, host: &str, expected: &str) {
        let from = if host.is_empty() { UNDEFINED } else { sender(owned(host)) };
        assert_eq!(
            string(channel(tags(source, medium, click), from)),
            expected,
            "{source}|{medium}|{click}|{host}"
        );
    }

    fn tags(source: &str, medium: &str, click: &str) -> Value {
        let tags = Value::map();
        for (name, value) in [("utm_source", source), ("utm_medium", medium), (click, "1")] {
            if !name.is_empty() && !value.is_empty() {
                tags.put(owned(name), owned(value));
            }
        }
        tags
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
    fn a_sender_is_who_it_is_under_every_countrys_domain() {
        #[track_caller]
        fn check(name: &str, expected: &str) {
            assert_eq!(string(sender(owned(name))), expected);
        }
        check("www.google.co.uk", ".www.google");
        check("Google_Ads 2", ".google");
        check("m.vk.com", ".m.vk");
        check("t.co", ".t");
        check("bsky.app", ".bsky.app");
        check("my-shop.com", ".my-shop");
        check("shop.example", ".shop.example");
        check("com.google.android.gm", ".google.android");
        check("com.google.android.googlequicksearchbox", ".google");
        check("com.reddit.frontpage", ".reddit");
        check("com.facebook.katana", ".facebook");
        check("", ".");
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
            assert!(is_return(sender(owned(host))), "{host}");
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
            assert!(!is_return(sender(owned(host))), "{host}");
        }
    }

    #[test]
    fn click_ids_are_known_in_whatever_case() {
        for name in ["gclid", "GCLID", "ScCid", "_kx", "igshid", "wbraid"] {
            assert!(is_click_id(owned(name)), "{name}");
        }
        for name in ["", "xgclid", "gclid2", "utm_source", "=paid", ".google", "kx"] {
            assert!(!is_click_id(owned(name)), "{name}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_there_is_one_channel(source in any::<String>(), medium in any::<String>(), host in any::<String>()) {
            reset(1);
            let from = sender(owned(&host));
            let channel = string(channel(tags(&source, &medium, ""), from));
            prop_assert!(CHANNELS.split('|').any(|known| known == channel));
            is_return(from);
        }
    }
}
