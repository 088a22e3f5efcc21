//! Takes personal data out of URLs, referrers and titles before they are kept or sent.
//!
//! What goes, and nothing else:
//! - **Userinfo** (`https://user:password@host`), and every URL that is not `http:`, `https:`, `android-app:` or relative.
//! - **Parameters** (of the query, and of a query inside the fragment), whole, when
//!   - the name speaks of a person or a secret: [`SECRETS`], or the shop's own list;
//!   - or name or value holds an e-mail address (also as `%40`, `%2540`), a JSON Web Token, an international phone number, or a
//!     link that has such a parameter.
//! - **Path segments** become `-`: with a token in them; of 32 and more hex digits; after a word of [`SECRET_PATHS`] when they have a digit
//!   or are long; after one of [`ORDER_PATHS`] when they are long; up to [`PUBLIC_PATHS`].
//! - **E-mail addresses** anywhere else, titles included, become `-`; in titles and search terms phone numbers do too.
//!
//! UTM parameters, click ids and the search term (`q`, `s`) stay unless their value is such. What stays is as the engine normalises it.

use crate::shopper::channel::is_click_id;
use crate::value::{Value, UNDEFINED};

/// The URL without personal data; empty when it is of a kind that has no business here. Scrubbing twice changes nothing more.
///
/// `rules.parameters` are further names to remove, where case, `-` and `_` do not matter; with `rules.dropClickIds` (no consent to
/// marketing) click ids go as well.
pub fn url(of: Value, rules: Value) -> Value {
    let mut parts = web(of);
    let app = of.test("(?i)^android-app:");
    let mut out =
        if app { Value::text("android-app://").add(parts.get("hostname")) } else { parts.get("origin") };
    if !parts.is_given() {
        out = Value::text("");
        // `//host` is not relative.
        if !of.test(r"^([?#]|/([^/\\\s]|$))") {
            return out;
        }
        parts = Value::text("http://x").add(of).url();
        // `/.//host` becomes it.
        if parts.get("pathname").test("^//") {
            return out;
        }
    }
    // From here on `&` starts a parameter.
    let rest = parts.get("pathname").replace("&", "%26").add(parts.get("search")).add(parts.get("hash"));
    // The mark of a query whose first parameters have gone.
    let mut mark = UNDEFINED;
    for piece in rest.replace("([?&][^&#]*|#[^&?=]*(=[^&]*)?)", "\n$1").split("\n").items() {
        if !piece.test("^([?&]|#.*=)") {
            // How secret the next segment is.
            let (mut level, mut slash) = (0, Value::text(""));
            for segment in piece.split("/").items() {
                let long = segment.len() >= LONG_TOKEN_UNITS && !segment.test("^[^0-9A-Z]*-[^0-9A-Z]*$");
                let secret =
                    long && level > 0 || level == SECRET && segment.test("[0-9]") || segment.test(TOKEN);
                out = out.add(slash).add(if secret { segment.replace("[^#]+", "-") } else { segment });
                slash = Value::text("/");
                if segment.test(PUBLIC_PATHS) {
                    level = 0;
                } else if segment.test(SECRET_PATHS) {
                    level = SECRET;
                } else if segment.test(ORDER_PATHS) && level == 0 {
                    level = ORDER;
                }
            }
            mark = UNDEFINED;
            continue;
        }
        let body = piece.slice(1, u32::MAX);
        let follows = piece.test("^&");
        if body.is_empty() || has_email(body) || is_personal(body, rules, MAX_DEPTH) {
            if !follows {
                mark = piece.slice(0, 1);
            }
        } else {
            out = out.add(if follows && mark.is_given() { mark.add(body) } else { piece });
            mark = UNDEFINED;
        }
    }
    without_emails(out.replace("#+$", ""))
}

/// The text with every e-mail address as `-`, also one that is percent-encoded once or more, and every international phone number.
pub fn text(of: Value) -> Value {
    without_emails(of.replace(PHONE, "-"))
}

/// What a shop says itself, by the names of the plan: URLs as any URL, words and pictures' addresses (whose paths and keys are what shows
/// them) as text. In place.
pub fn properties(map: Value, rules: Value) {
    for name in Value::words("url referrer path search query title image_url") {
        let value = map.find(name);
        if value.is_text() {
            let clean = if name.test("^(q|t|i)") {
                text(value)
            } else {
                // Without its scheme it may be of the web as well.
                url(value.replace("^//", "https://"), rules)
            };
            // What nothing is left of is not there: an empty address is none.
            map.put(name, if clean.is_empty() { UNDEFINED } else { clean });
        }
    }
    for line in map.get("line_items").items() {
        // A cart is long, and a product's address mostly has nothing to hide in.
        if line.get("url").test("[?#@%]") {
            properties(line, rules);
        }
    }
}

/// Whether this value of a parameter is something about a person.
pub fn has_personal(value: Value) -> bool {
    has_email(value) || value.test(TOKEN_OR_PHONE)
}

pub fn has_email(text: Value) -> bool {
    text.test(AT_SIGN) && text.test(EMAIL)
}

fn without_emails(text: Value) -> Value {
    if text.test(AT_SIGN) {
        text.replace(EMAIL, "-")
    } else {
        text
    }
}

/// The parts of a URL of the web, as `Value::url` gives them; an app's (`android-app://com.reddit.frontpage/`) as if it were one. Undefined
/// for anything else.
pub fn web(of: Value) -> Value {
    let parts = of.replace("(?i)^android-app:", "http:").url();
    if parts.get("protocol").test("^https?:") {
        parts
    } else {
        UNDEFINED
    }
}

const LONG_TOKEN_UNITS: u32 = 16;
/// Links inside links are followed this deep.
const MAX_DEPTH: u32 = 2;
const ORDER: u32 = 1;
const SECRET: u32 = 2;

/// Where an e-mail address is, as three expressions for: its name and `@`; the first label of its domain, where `2x.png` is none; the rest
/// up to a dot and two letters, and whatever hangs on to that, or `a@b.example@c.example` would leave an address behind. Works on encoded
/// text: `%` counts as part of a name or a domain, so that no encoding hides one. Lengths are bounded for the sake of
/// hostile texts.
const EMAIL: &str = concat!(
    r#"(?i)[^\x00- #"&(),/:-@\[-\]]{1,64}(@|%(25)*40)"#,
    r"([a-z_%\x80-\uffff-]|[0-9][0-9a-wyz.%-])",
    r"[a-z0-9_.%\x80-\uffff-]{0,63}(\.|%(25)*2e)(%|[a-z\x80-\uffff][a-z%\x80-\uffff])",
    r#"[^\x00- #"&(),/:-?\[-\]]*"#
);

/// What every address has, in whatever coding: most pages have none, and the engine need not compile the longest of all expressions.
const AT_SIGN: &str = "@|%(25)*40";

/// What a parameter's name must not contain once it is written `first_name`.
const SECRETS: &str = "email|telephone|token|passw|api_?key|secret|sess(ion|id)|jwt|signature|nonce|credential\
    |(first|last|full|sur|user|customer)_?name|address|post(code|al)|birth|(user|customer|cio)_id|mc_eid|auth(_|$)\
    |(^|_)(mail|phone(number)?|tel|mobile|pass|pwd|key|s(ig|id)|otp|reset|street|zip|dob|ssn|iban|cv[cv]|ajs|hsenc)(_|$)\
    |^_?(name|code|uid)_?$";

/// What follows them in a path is one person's own link.
const SECRET_PATHS: &str =
    "(?i)(^|-)(reset|activat(e|ion)|verif(y|ication)|confirm(ation)?|unsubscribe|invit(e|ation)|magic-link|token\
    |password|recover|auth|login)(-|$)";

/// What follows them in a path opens one person's order or cart.
const ORDER_PATHS: &str = "(?i)^(orders?|checkouts?|carts?|sessions?)$";

/// From here on a path is the catalogue again, whose handles may have digits and be as long as they like.
const PUBLIC_PATHS: &str = "(?i)^(products?|collections?|categor(y|ies)|blogs?|pages)$";

/// A JSON Web Token (three parts, the first one JSON in base64), or a hash.
const TOKEN: &str = r"^#?(eyJ[^.]*\.[^.]*\.|[0-9a-fA-F]{32,}$)";

/// A JSON Web Token, or an international number as E.164 with or without separators, its `+` perhaps decoded to a space: one without may be
/// anything.
const TOKEN_OR_PHONE: &str = r"^eyJ[^.]*\.[^.]*\.|^ ([ ().-]*[0-9]){8,15}[ ().-]*$|\+([ ().-]*[0-9]){8,15}";
const PHONE: &str = r"\+([ ().-]*[0-9]){8,15}";

fn is_personal(query: Value, rules: Value, depth: u32) -> bool {
    for pair in query.query().items() {
        let (name, value) = (pair.at(0), pair.at(1));
        let folded = fold(name);
        if name.test(TOKEN_OR_PHONE) || value.test(TOKEN_OR_PHONE) {
            return true;
        }
        for own in rules.get("parameters").items() {
            if fold(own).same(folded) {
                return true;
            }
        }
        let secret = if is_click_id(name) {
            rules.flag("dropClickIds")
        } else {
            !folded.test("^utm_") && folded.test(SECRETS)
        };
        // The query and the fragment of a link.
        if secret
            || depth > 0 && is_personal(value.replace("^[^?#]*", "").replace("[?#]", "&"), rules, depth - 1)
        {
            return true;
        }
    }
    false
}

/// One name however it is written: `accessToken`, `access-token` and `ACCESS_TOKEN` are `access_token`.
fn fold(name: Value) -> Value {
    name.replace("([a-z])([A-Z])", "$1_$2").replace("[^A-Za-z0-9]+", "_").lower()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::twin::reset;
    use crate::value::testing::{owned, string, value};
    use proptest::prelude::*;

    fn scrubbed(text: &str, rules: Value) -> String {
        string(url(owned(text), rules))
    }

    fn cleaned(of: &str) -> String {
        string(text(owned(of)))
    }

    #[test]
    fn an_email_is_found_in_whatever_coding() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(cleaned(text), expected);
            assert_eq!(has_email(owned(text)), text != expected);
        }
        check("Order for bob@shop.example | Shop", "Order for - | Shop");
        check("bob%40shop.example", "-");
        check("bob%2540shop%252eexample", "-");
        check("%62ob%40shop.%65xample", "-");
        check("a@b.example@c.example x", "- x");
        check("<jürgen.müller+shop@exämple.de>", "<->");
        check("a@b.co, c@d.co", "-, -");
        check("bob@163.com", "-");
        check("@handle @ 50% b@ c@d c@d.e 5@3.50", "@handle @ 50% b@ c@d c@d.e 5@3.50");
        check("logo@2x.png", "logo@2x.png");
        check("", "");
    }

    #[test]
    fn a_parameter_name_is_one_name_however_it_is_written() {
        #[track_caller]
        fn check(names: &str, personal: bool) {
            for name in names.split(' ') {
                assert_eq!(is_personal(owned(&format!("{name}=x")), UNDEFINED, 0), personal, "{name}");
            }
        }
        check(
            "email e-mail E_Mail userEmail customer[email] emailAddress phone billing_phone tel mobile",
            true,
        );
        check(
            "token access_token accessToken ACCESS_TOKEN order_key key password PHPSESSID jwt ajs_uid ajs_trait_plan sid auth code",
            true,
        );
        check("name first_name firstName last-name signature _wpnonce otp api-key apikey", true);
        check(
            "utm_name utm_email gclid keyword q s variant discount_code product_name sort headphones page size monkey author",
            false,
        );
    }

    #[test]
    fn a_shop_adds_its_own_parameters() {
        let rules = value(r#"{"parameters": ["loyalty-id"], "dropClickIds": true}"#);
        assert_eq!(
            scrubbed("https://a.example/?loyaltyId=7&gclid=1&LOYALTY_ID=8&b=c", rules),
            "https://a.example/?b=c"
        );
    }

    #[test]
    fn what_the_shop_says_itself_is_scrubbed_by_the_names_of_the_plan() {
        let check = |given: &str, expected: &str| {
            let map = value(given);
            properties(map, value(r#"{"parameters":["loyalty-id"],"dropClickIds":true}"#));
            assert_eq!(crate::engine::show(map), expected, "{given}");
        };
        check(
            r#"{"url":"https://a.example/p?token=1&size=2&loyalty_id=3&fbclid=4#reset","name":"Mug"}"#,
            r#"{"url":"https://a.example/p?size=2#reset","name":"Mug"}"#,
        );
        check(
            r#"{"url":"/p?email=jane%40a.example","referrer":"//b.example/?otp=1"}"#,
            r#"{"url":"/p","referrer":"https://b.example/"}"#,
        );
        check(
            r#"{"query":"order of jane@a.example +34 600 111 222","title":"Hi +34600111222"}"#,
            r#"{"query":"order of - -","title":"Hi -"}"#,
        );
        check(r#"{"query":"4006381333931"}"#, r#"{"query":"4006381333931"}"#);
        // What shows a picture stays: a cache's path, a key that opens it.
        let picture =
            r#"{"image_url":"https://a.example/cache/207e23213cf636ccdef205098cf3c8a3/x.jpg?token=1"}"#;
        check(picture, picture);
        check(
            r#"{"line_items":[{"url":"/p?otp=1","price":2},{"url":"/q"},7]}"#,
            r#"{"line_items":[{"url":"/p","price":2},{"url":"/q"},7]}"#,
        );
        check(r#"{"url":7,"query":null}"#, r#"{"url":7,"query":null}"#);
        check(r#"{"url":"products/mug","referrer":"mailto:a","title":"Mug"}"#, r#"{"title":"Mug"}"#);
    }

    #[test]
    fn a_hostile_link_costs_no_time() {
        for part in ["%40", "?a=", "&a", "a@", "a.", "/a", "eyJ.", "%2540%252e", "+(1", "+1+2"] {
            let text = format!("https://a.example/?x={}", part.repeat(3000));
            scrubbed(&text, UNDEFINED);
        }
    }

    /// An address in a text, by the definition that a reader of logs would use: independent of the code above.
    fn shows_an_address(text: &str) -> bool {
        let name = |char: char| char.is_ascii_alphanumeric() || "._+-".contains(char);
        text.match_indices('@').any(|(at, _)| {
            let domain: String = text[at + 1..]
                .chars()
                .take_while(|char| char.is_ascii_alphanumeric() || ".-".contains(*char))
                .collect();
            let top = domain
                .split('.')
                .skip(1)
                .any(|label| label.len() > 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic()));
            let picture = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"]
                .iter()
                .any(|kind| domain.ends_with(kind));
            text[..at].ends_with(name) && top && !picture && !domain.starts_with('.')
        })
    }

    fn encoded(text: &str, how: &[u8]) -> String {
        text.bytes()
            .enumerate()
            .map(|(index, byte)| match how[index % how.len()] {
                0 => format!("%{byte:02x}"),
                1 => format!("%25{byte:02X}"),
                2 if byte == b'@' => "%40".to_owned(),
                _ => (byte as char).to_string(),
            })
            .collect()
    }

    /// Percent-decoded, and nothing else.
    fn decoded(text: &str) -> String {
        let text = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
        string(owned(&format!("a={text}")).query().at(0).at(1))
    }

    proptest! {
        #[test]
        fn no_scrubbed_text_shows_an_address(
            before in "[ -~\u{e9}]{0,12}",
            name in "[a-z0-9._+-]{1,8}",
            domain in "[a-z-][a-z0-9-]{0,5}\\.[a-z]{2,5}",
            after in "[ -~\u{e9}]{0,12}",
            how in prop::collection::vec(0u8..6, 1..9),
            place in 0usize..5,
        ) {
            reset(1);
            let address = encoded(&[&name, "@", &domain].concat(), &how);
            let text = [["", "https://a.example/", "https://a.example/?x=", "https://a.example/?redirect=", "/a#"][place], &before, &address, &after].concat();
            for clean in [cleaned(&text), scrubbed(&text, UNDEFINED)] {
                let twice = decoded(&clean);
                let thrice = decoded(&twice);
                for seen in [&clean, &twice, &thrice] {
                    prop_assert!(!shows_an_address(seen), "{text} -> {clean} -> {seen}");
                }
            }
        }

        #[test]
        fn any_text_is_scrubbed_without_a_panic_and_once_for_all(text in any::<String>(), path in "[a-z@%.40/?#&=:é-]{0,60}") {
            reset(1);
            for text in [&text, &["https://a.example/", &path].concat(), &["/", &path].concat()] {
                let clean = scrubbed(text, UNDEFINED);
                prop_assert_eq!(scrubbed(&clean, UNDEFINED), clean.clone());
                let clean = cleaned(text);
                prop_assert!(!has_email(owned(&clean)), "{clean}");
            }
        }
    }
}
