//! Removes personal data from URLs, referrers, titles and search terms before they are stored or sent.
//!
//! What is removed, and nothing else:
//! - **User name and password** (`https://user:password@host`). And every URL that is not `http:`, `https:`,
//!   `android-app:` or relative, as a whole.
//! - **Parameters** of the query, and of a query inside the fragment, as a whole:
//!   - when the name speaks of a person or a secret ([`SECRETS`], or the shop's own list);
//!   - when the name or the value holds an e-mail address (also as `%40`, `%2540`), a JSON Web Token, an
//!     international phone number, or a link that has such a parameter.
//! - **Path segments** become `-`:
//!   - tokens, and segments of 32 and more hex digits, unless they follow a word of [`CATALOGUE_PATHS`];
//!   - after a segment of [`SECRET_PATHS`], segments that have a digit or are long;
//!   - after a word of [`ORDER_PATHS`], segments that are long;
//!   - both until a word of [`CATALOGUE_PATHS`].
//! - **E-mail addresses** anywhere else, titles included, become `-`. In titles and search terms phone
//!   numbers do too. The file of a picture (`shoe@640.jpg`) is no e-mail address.
//!
//! The address of a picture keeps its path and its keys, because they are what shows the picture. It loses
//! e-mail addresses, passwords and session ids. `tests/scrub.tsv` has addresses of many shop systems, and
//! what is kept of them.
//!
//! UTM parameters, click ids and the search term (`q`, `s`) stay, unless their value holds personal data.
//! What stays is written as the engine normalises it, a picture's address as it was given. `attribution`, the
//! tracker and the messages call this.

mod patterns;

use patterns::{
    AT_SIGN, CATALOGUE_PATHS, EMAIL, ORDER_PATHS, PHONE, PICTURE_FILE, PICTURE_SECRETS, SECRETS,
    SECRET_PATHS, TOKEN, TOKEN_OR_PHONE,
};

use crate::options::Rules;
use crate::plan::Properties;
use crate::shopper::channel::is_click_id;
use crate::shopper::url::{parse_query, parse_url, parse_web_url, Url};
use crate::value::text as literal;
use crate::value::{if_not_empty, json, members, read_text, words, List, Text, Value, View};

/// From this length on a segment after [`ORDER_PATHS`] or [`SECRET_PATHS`] is a token.
const LONG_TOKEN_UNITS: u32 = 16;
/// Links inside links are followed to this depth.
const MAX_DEPTH: u32 = 2;
/// How secret the next path segment is: a product's or a list's, any, an order's, a personal link's.
const CATALOGUE: u32 = 0;
const ANYWHERE: u32 = 1;
const ORDER: u32 = 2;
const SECRET: u32 = 3;

/// The URL without personal data; empty when it is of a kind that is not kept at all. Scrubbing twice changes
/// nothing more.
///
/// `rules` name further parameters to remove, where case, `-` and `_` do not matter. And they say whether
/// click ids are removed, which they are without consent to marketing.
pub fn url(given: Text, rules: Rules) -> Text {
    let (mut out, parts) = match parse_web_url(given) {
        Some(parts) => (origin(given, parts), parts),
        None => match parse_relative_url(given) {
            Some(parts) => (literal(""), parts),
            None => return literal(""),
        },
    };
    // From here on `&` starts a parameter.
    let rest = parts.pathname().replace("&", "%26").add(parts.search()).add(parts.hash());
    // The `?` or `#` of a query whose first parameters were removed.
    let mut pending_mark: Option<Text> = None;
    for piece in rest.replace("([?&][^&#]*|#[^&?=]*(=[^&]*)?)", "\n$1").split("\n") {
        if !piece.test("^([?&]|#.*=)") {
            out = add_path(out, piece);
            pending_mark = None;
            continue;
        }
        let (parameter, is_further) = (piece.tail(1), piece.test("^&"));
        if parameter.is_empty() || has_email(parameter) || has_personal_parameter(parameter, rules, MAX_DEPTH)
        {
            if !is_further {
                pending_mark = Some(piece.slice(0, 1));
            }
        } else {
            out = out.add(match pending_mark {
                Some(mark) if is_further => mark.add(parameter),
                _ => piece,
            });
            pending_mark = None;
        }
    }
    without_emails(out.replace("#+$", ""))
}

#[inline(always)]
fn origin(given: Text, parts: Url) -> Text {
    if given.test("(?i)^android-app:") {
        literal("android-app://").add(parts.hostname())
    } else {
        parts.origin()
    }
}

/// The parts of a URL of this site without its origin, as if the origin were another.
#[inline(always)]
fn parse_relative_url(given: Text) -> Option<Url> {
    if !given.test("^[?#/]") {
        return None;
    }
    let parts = parse_url(literal("http://x").add(given))?;
    // `//host` is not relative, nor is `/.//host`.
    if parts.pathname().test("^//") {
        None
    } else {
        Some(parts)
    }
}

/// Adds a path to `out`, with `-` in the place of each secret segment.
#[inline(always)]
fn add_path(out: Text, path: Text) -> Text {
    let (mut joined, mut secrecy, mut slash) = (out, ANYWHERE, literal(""));
    for segment in path.split("/") {
        let is_long = segment.len() >= LONG_TOKEN_UNITS && !segment.test("^[^0-9A-Z]*-[^0-9A-Z]*$");
        let is_secret = is_long && secrecy > ANYWHERE
            || secrecy == SECRET && segment.test("[0-9]")
            || secrecy > CATALOGUE && segment.test(TOKEN);
        joined = joined.add(slash).add(if is_secret { segment.replace("[^#]+", "-") } else { segment });
        slash = literal("/");
        if segment.test(CATALOGUE_PATHS) {
            secrecy = CATALOGUE;
        } else if segment.test(SECRET_PATHS) {
            secrecy = SECRET;
        } else if secrecy < ORDER && segment.test(ORDER_PATHS) {
            secrecy = ORDER;
        }
    }
    joined
}

/// The text with `-` in the place of every e-mail address, also of one that is percent-encoded once or more,
/// and of every international phone number.
pub fn text(given: Text) -> Text {
    without_emails(given.replace(PHONE, "-"))
}

/// Scrubs an event's properties in place, by the names of the plan: URLs as any URL, words as text, addresses
/// of pictures as text too. Addresses become absolute: those from the root of the site begin with `origin`.
pub fn properties(of_event: Properties, rules: Rules, origin: Text) {
    for name in words("url referrer path search query title image_url line_items products") {
        let value = of_event.get(name);
        if let Some(mut given) = read_text(value) {
            if name.test("l$|ref") {
                given = given.replace("^//", "https://");
                if given.test("^/") {
                    given = origin.add(given);
                }
            }
            let clean = if name.test("^(q|t|i)") {
                // No search has such a parameter.
                text(given.replace(PICTURE_SECRETS, "$2"))
            } else {
                url(given, rules)
            };
            // A property of which nothing is left is removed: an empty address is none.
            of_event.set_or_remove(name, if_not_empty(Some(clean)).map(View::value));
        } else {
            for line in members(read_lines(value)) {
                // A cart is long, and most lines have no address with a place for personal data.
                if json(line).test("[?#@%]|\":\"/") {
                    properties(line, rules, origin);
                }
            }
        }
    }
}

/// The lines of a cart or an order, which validation has kept; nothing of what is no list.
#[inline(always)]
fn read_lines(lines: Option<Value>) -> Option<List<Properties>> {
    lines.map(List::assume)
}

/// Whether the value of a parameter holds an e-mail address, a JSON Web Token or an international phone
/// number.
pub fn has_personal(value: Text) -> bool {
    has_email(value) || value.test(TOKEN_OR_PHONE)
}

/// Whether the text holds an e-mail address, in any encoding.
pub fn has_email(given: Text) -> bool {
    given.test(AT_SIGN) && given.replace(PICTURE_FILE, " ").test(EMAIL)
}

fn without_emails(given: Text) -> Text {
    if has_email(given) {
        given.replace(EMAIL, "-")
    } else {
        given
    }
}

/// Whether a parameter of this query is about a person or a secret, or a link in one of them has such a
/// parameter.
fn has_personal_parameter(query: Text, rules: Rules, depth: u32) -> bool {
    for parameter in parse_query(query) {
        let (name, content) = (parameter.name(), parameter.content());
        let folded = snake_case(name);
        if name.test(TOKEN_OR_PHONE) || content.test(TOKEN_OR_PHONE) {
            return true;
        }
        for own in members(rules.scrub_parameters()) {
            if snake_case(own) == folded {
                return true;
            }
        }
        let is_secret = if is_click_id(name) {
            rules.drops_click_ids()
        } else {
            !folded.test("^utm_") && folded.test(SECRETS)
        };
        if is_secret || depth > 0 && has_personal_parameter(query_of_link(content), rules, depth - 1) {
            return true;
        }
    }
    false
}

/// The query and the fragment of a link, as one query.
#[inline(always)]
fn query_of_link(link: Text) -> Text {
    link.replace("^[^?#]*", "").replace("[?#]", "&")
}

/// One form for every way to write a name: `accessToken`, `access-token` and `ACCESS_TOKEN` are
/// `access_token`.
fn snake_case(name: Text) -> Text {
    name.replace("([a-z])([A-Z])", "$1_$2").replace("[^A-Za-z0-9]+", "_").lower()
}

#[cfg(test)]
mod tests;
