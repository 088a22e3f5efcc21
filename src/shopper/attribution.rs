//! Whence the shopper came: the first touch stays, the last touch moves, a bounded history keeps what was between.
//!
//! - A touch is a visit with a UTM parameter, a click id or a foreign referrer. A visit with none is direct: it is kept only while
//!   there is nothing else, and whatever comes later replaces it as the last touch.
//! - A visit from the shop's own site, a payment page or a log-in provider is nobody's touch, unless its URL has UTM parameters or
//!   click ids that the last touch has not.
//! - A touch is forgotten when its window has passed; the next visit then takes its place.
//!
//! The caller gives every page view once, single-page routes included, with the *previous route* as the referrer of a route.
//!
//! `touches` is the map `{first, last, history}`, history oldest first. A touch is the map `{tags, place, at}`:
//!
//! - `tags`: UTM parameters in lower case and click ids under their canonical names, in the order of the link; texts, never empty;
//! - `place`: `landing_page` and `referrer`, scrubbed, and `channel`, one of `channel::CHANNELS`; only what is known;
//! - `at`: wall time, in milliseconds since 1970.
//!
//! `rules` is the map `{host, first, last, ignored, parameters, dropClickIds}`: `location.hostname`; how long each touch counts, in milliseconds;
//! further hosts that nobody comes from, subdomains included; what `scrub` says of the last two. All but the windows may be absent.

use crate::engine::Literal;
use crate::shopper::channel::{channel, is_click_id, is_return, sender};
use crate::shopper::scrub::{self, has_email, has_personal, web};
use crate::value::time::DAY_MS;
use crate::value::{Value, UNDEFINED};

pub const MAX_HISTORY: u32 = 8;
pub const MAX_VALUE_UNITS: u32 = 500;
/// Customer.io takes no longer trait: <https://docs.customer.io/integrations/api/track/#operation/identify>.
const MAX_VALUE_BYTES: u32 = 1000;
pub const MAX_URL_UNITS: u32 = 1000;
/// The JSON of one touch's UTM parameters and click ids, so that attribution never costs an event its 32,000 bytes.
pub const MAX_TAGS_BYTES: u32 = 3000;
/// UTM parameters beyond the six that everybody knows are taken while there are fewer tags than this.
pub const MAX_OTHER_TAGS: u32 = 12;
/// The same visit again within this time is a reload, later another visit.
pub const REPEAT_MS: f64 = 1_800_000.0;

/// Takes a page view. True when `touches` changed and has to be stored.
pub fn see(touches: Value, landing: Value, referrer: Value, wall_ms: f64, rules: Value) -> bool {
    let touch = visit(landing, referrer, wall_ms, rules);
    if !touch.is_given() {
        return false;
    }
    let last = live(touches, LAST.into(), wall_ms, rules);
    let place = touch.get(PLACE);
    let direct = place.get(CHANNEL).is("direct");
    let mut moves = true;
    if last.is_given() {
        let tags = touch.get(TAGS).json();
        moves = !direct;
        if tags.same(last.get(TAGS).json()) {
            let tagged = tags.len() > EMPTY_JSON_UNITS;
            // Back at the very URL it left for a payment; a reload.
            let back = tagged && !place.get(REFERRER).is_given() && !referrer.is_empty();
            let reload = wall_ms - last.num(AT) < REPEAT_MS
                && (tagged || place.get(REFERRER).same(last.get(PLACE).get(REFERRER)));
            moves &= !back && !reload;
        }
    }
    let first_known = live(touches, FIRST.into(), wall_ms, rules).is_given();
    if !first_known {
        // Where the last touch still counts, that is the earliest we know.
        touches.set(FIRST, if moves { touch } else { last });
    }
    if moves {
        touches.set(LAST, touch);
        let mut history = touches.get(HISTORY);
        if !history.is_list() {
            history = Value::list();
            touches.set(HISTORY, history);
        }
        if !direct {
            if history.len() >= MAX_HISTORY {
                history.delete(0);
            }
            history.push(touch);
        }
    }
    moves || !first_known
}

/// A stored record, parsed. Whatever is odd in it is ignored, since other scripts of the page can write there too.
pub fn read(stored: Value) -> Value {
    let touches = Value::map();
    let history = Value::list();
    touches.set(FIRST, read_touch(stored.get(FIRST)));
    touches.set(LAST, read_touch(stored.get(LAST)));
    touches.set(HISTORY, history);
    for touch in stored.get(HISTORY).items() {
        let touch = read_touch(touch);
        if touch.is_given() && history.len() < MAX_HISTORY {
            history.push(touch);
        }
    }
    touches
}

/// For an event: the last touch under the names its link has (`utm_source`, `gclid`, `landing_page`, `landing_referrer`,
/// `channel`), the first with `first_` before them and without click ids. Only what is known, and never over what the page
/// itself says.
pub fn event_properties(touches: Value, now_ms: f64, rules: Value, out: Value) {
    tell(touches, LAST.into(), "^referrer$".into(), "landing_referrer".into(), now_ms, rules, out);
    tell(touches, FIRST.into(), "^".into(), "first_".into(), now_ms, rules, out);
}

/// For the person: both touches, `first_` and `last_`, with `…touch_at` in Unix seconds.
pub fn traits(touches: Value, now_ms: f64, rules: Value, out: Value) {
    set_seconds(
        out,
        "first_touch_at".into(),
        tell(touches, FIRST.into(), "^".into(), "first_".into(), now_ms, rules, out),
    );
    set_seconds(
        out,
        "last_touch_at".into(),
        tell(touches, LAST.into(), "^".into(), "last_".into(), now_ms, rules, out),
    );
}

/// For `context.campaign`: the last touch's UTM parameters under the names Segment gave them (`campaign` is `name`), and its
/// click ids. Undefined when there are none.
pub fn campaign(touches: Value, now_ms: f64, rules: Value) -> Value {
    let out = Value::map();
    copy(live(touches, LAST.into(), now_ms, rules).get(TAGS), "^utm_".into(), "".into(), rules, out);
    if out.keys().is_empty() {
        UNDEFINED
    } else {
        out
    }
}

/// Consent to marketing is gone: no click id stays on the device. `rules.dropClickIds` keeps later ones out.
pub fn drop_click_ids(touches: Value, rules: Value) {
    drop_of(touches.get(FIRST), rules);
    drop_of(touches.get(LAST), rules);
    for touch in touches.get(HISTORY).items() {
        drop_of(touch, rules);
    }
}

/// The touch of one visit. Undefined when it is nobody's or its address is not one of the web.
pub fn visit(landing: Value, referrer: Value, wall_ms: f64, rules: Value) -> Value {
    let url = web(landing);
    if !url.is_given() {
        return UNDEFINED;
    }
    let tags = Value::map();
    // A fragment's own query: `#/list?a=b` has one, `#a=b` and `#a=b?c` are one.
    let query = url.get("search").plus("&").add(url.get("hash").replace(r"^#([^=?]*\?)?", ""));
    for pair in query.query().items() {
        add(tags, pair.at(0), pair.at(1));
    }
    let host = web(referrer).get("hostname");
    let mut from = UNDEFINED;
    if host.is_given() {
        from = sender(host);
        if is_ours(host, rules) || is_return(from) {
            from = UNDEFINED;
            if tags.keys().is_empty() {
                return UNDEFINED;
            }
        }
    }
    let touch = Value::map();
    let place = Value::map();
    touch.set(TAGS, tags);
    touch.set(PLACE, place);
    touch.set_num(AT, wall_ms);
    place.set(LANDING_PAGE, short(landing, rules));
    if from.is_given() {
        place.set(REFERRER, short(referrer, rules));
    }
    place.set(CHANNEL, channel(tags, from));
    if rules.flag("dropClickIds") {
        drop_of(touch, rules);
    }
    touch
}

const FIRST: &str = "first";
const LAST: &str = "last";
const HISTORY: &str = "history";
const TAGS: &str = "tags";
const PLACE: &str = "place";
const AT: &str = "at";
const CHANNEL: &str = "channel";
const REFERRER: &str = "referrer";
const LANDING_PAGE: &str = "landing_page";
/// Of the JSON `{}`.
const EMPTY_JSON_UNITS: u32 = 2;

/// What one shop owns, near enough without the Public Suffix List: the last two labels, three under `co.uk` and its like and under platforms
/// that hand out subdomains to strangers. An IP address or a bare name is itself.
const SITE: &str = r"^(.*?\.)??([^.]+\.((com?|org|net|gov|ac|edu|or|ne|go)\.[a-z]{2}|my(shopify|bigcommerce)\.com|[a-z][^.]*))$";

/// The touch while its window lasts. One of the future is as unknown as a past one: someone has set the clock.
fn live(touches: Value, which: Literal, now_ms: f64, rules: Value) -> Value {
    let touch = touches.get(which);
    let age_ms = now_ms - touch.num(AT);
    if age_ms >= -DAY_MS && age_ms <= rules.num(which) {
        touch
    } else {
        UNDEFINED
    }
}

/// Tells one live touch under names in which `pattern` is replaced, and when it was; NaN when there is none to tell of.
fn tell(
    touches: Value,
    which: Literal,
    pattern: Literal,
    with: Literal,
    now_ms: f64,
    rules: Value,
    out: Value,
) -> f64 {
    let touch = live(touches, which, now_ms, rules);
    copy(touch.get(TAGS), pattern, with, rules, out);
    copy(touch.get(PLACE), pattern, with, rules, out);
    touch.num(AT)
}

/// Click ids keep their name or do not go: a touch that is told under another one is told without them.
#[inline(never)]
fn copy(from: Value, pattern: Literal, with: Literal, rules: Value, out: Value) {
    for name in from.keys().items() {
        let full = name.replace(pattern, with).replace("^campaign$", "name");
        let click = (rules.flag("dropClickIds") || !full.same(name)) && is_click_id(name);
        if !click && !out.find(full).is_given() {
            out.put(full, from.find(name));
        }
    }
}

fn set_seconds(out: Value, name: Literal, at_ms: f64) {
    if at_ms >= 0.0 {
        out.set_num(name, (at_ms / 1000.0).floor());
    }
}

fn is_ours(host: Value, rules: Value) -> bool {
    if host.replace(SITE, "$2").same(rules.get("host").replace(SITE, "$2")) {
        return true;
    }
    let host = Value::text(".").add(host);
    for ignored in rules.get("ignored").items() {
        let ignored = Value::text(".").add(ignored);
        if host.slice(host.len().wrapping_sub(ignored.len()), u32::MAX).same(ignored) {
            return true;
        }
    }
    false
}

/// A UTM parameter or click id, if it is one. The first value that says something wins; an e-mail address, a phone number or a token is not
/// something to keep.
fn add(tags: Value, name: Value, value: Value) {
    if !value.is_text() {
        return;
    }
    let mut kept = value.slice(0, MAX_VALUE_UNITS);
    if kept.bytes() > MAX_VALUE_BYTES {
        // No unit has more than three bytes.
        kept = kept.slice(0, MAX_VALUE_BYTES / 3);
    }
    let kept = kept.replace("^ +| +$", "");
    let name = name.lower().replace("^sccid$", "ScCid");
    let known = name.test("^utm_(source|medium|campaign|term|content|id)$")
        || name.test("^utm_[a-z0-9_]{1,32}$") && tags.keys().len() < MAX_OTHER_TAGS
        || is_click_id(name);
    let new = !kept.is_empty() && !has_personal(value) && !tags.find(name).is_given();
    if known && new && tags.json().bytes() + kept.json().bytes() < MAX_TAGS_BYTES {
        tags.put(name, kept);
    }
}

fn drop_of(touch: Value, rules: Value) {
    without_click_ids(touch.get(TAGS), rules);
    without_click_ids(touch.get(PLACE), rules);
}

/// Takes click ids out of a map of a touch or of a message, and out of the URLs in it.
pub fn without_click_ids(map: Value, rules: Value) {
    for name in map.keys().items() {
        let value = map.find(name);
        for line in value.items() {
            without_click_ids(line, rules);
        }
        if is_click_id(name) {
            map.put(name, UNDEFINED);
        } else if value.test(r"^(https?:/|[?]|/).*=") && !name.is("image_url") {
            map.put(name, scrub::url(value, rules));
        }
    }
}

/// A URL that is too long loses its query before its path is cut: half a parameter says nothing.
fn short(url: Value, rules: Value) -> Value {
    let clean = scrub::url(url, rules);
    if clean.len() > MAX_URL_UNITS {
        clean.replace("[?#].*", "").slice(0, MAX_URL_UNITS)
    } else {
        clean
    }
}

fn read_touch(stored: Value) -> Value {
    let at_ms = stored.num(AT);
    let from = stored.get(PLACE);
    let channel = from.get(CHANNEL);
    // 8.64e15 is the last millisecond that a JavaScript Date knows.
    if !((0.0..=8.64e15).contains(&at_ms) && channel.test("^[a-z_]{3,20}$")) {
        return UNDEFINED;
    }
    let (touch, tags, place) = (Value::map(), Value::map(), Value::map());
    touch.set(TAGS, tags);
    touch.set(PLACE, place);
    touch.set_num(AT, at_ms);
    let stored = stored.get(TAGS);
    for name in stored.keys().items() {
        add(tags, name, stored.find(name));
    }
    keep_url(place, from, LANDING_PAGE.into());
    keep_url(place, from, REFERRER.into());
    place.set(CHANNEL, channel);
    touch
}

fn keep_url(place: Value, from: Value, name: Literal) {
    let url = from.get(name);
    if url.test("^(https?|android-app)://") && url.len() <= MAX_URL_UNITS && !has_email(url) {
        place.set(name, url);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{owned, string, value};

    #[test]
    fn a_site_is_what_one_shop_owns() {
        #[track_caller]
        fn check(host: &str, expected: &str) {
            assert_eq!(string(owned(host).replace(SITE, "$2")), expected);
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
    fn a_host_is_ours_at_label_boundaries_alone() {
        #[track_caller]
        fn check(host: &str, ours: bool) {
            let rules = value(
                r#"{"host": "www.shop.example", "ignored": ["bank.example", 7, "a-name.longer.than.any.other.example"]}"#,
            );
            assert_eq!(is_ours(owned(host), rules), ours, "{host}");
        }
        check("checkout.shop.example", true);
        check("myshop.example", false);
        check("bank.example", true);
        check("3ds.bank.example", true);
        check("notbank.example", false);
        check("bank.example.evil.example", false);
        check("x", false);
        assert!(!is_ours(owned("shop.example"), value("{}")));
    }
}
