//! The options of a shop: names, what is allowed, defaults and reasons; and what the parts of the tracker
//! derive from them. A wrong option leaves the tracker off: [`check`] says why. The boundary checks and
//! reads options once, at the start; every room above asks [`Options`]. Options of the page's scripts alone
//! (`debug`, `quality`, `autoPage`, `bots`, `strict`) are declared here too, so that they are checked.
//!
//! `options/declare.rs` has the macro that turns the declarations into the table and the getters.

mod declare;

use crate::plan::CustomEvents;
use crate::value::{memory_record, part, record, same, text, List, Text, Value, View, DAY_MS};
use declare::{matches, options, read_rows};

/// The version of this library, on the wire and in reports.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The most bytes that all messages in storage may have. A browser gives a shop's origin about 5,000,000
/// characters.
pub const MAX_STORED_BYTES: f64 = 1_000_000.0;

/// The option that has no default.
const REQUIRED: &str = "writeKey";

record! {
    /// The options of a shop that [`check`] found right.
    pub struct Options {
        /// Events that the shop adds to the plan.
        custom_events: Option<CustomEvents> = "customEvents";
    }
}

options! {
    /// The key of the shop's Customer.io source. It is public, and in the body of every request.
    pub write_key: Text = text(""), ["writeKey", "[^ ]{1,200}", "the key of your Customer.io source"];
    /// Customer.io's data centre. Default: us.
    region: Option<Text> = None, ["region", "us|eu"];
    /// Where requests go, as a whole URL: a proxy of the shop, or any server that takes Segment's format.
    /// It overrides `region`.
    given_endpoint: Option<Text> = None, ["endpoint", "https?://[^ /]+[^ ]*", "a full http(s) URL"];
    /// What happens to messages of an anonymous shopper: `hold` keeps them until identify, `send` sends
    /// them at once. Default: hold.
    anonymous: Option<Text> = None, ["anonymous", "hold|send"];
    /// The names on the wire: the plan's (`snake_case`), or Customer.io's for ecommerce (`semantic`).
    /// Default: snake_case.
    naming: Option<Text> = None, ["naming", "snake_case|semantic"];
    /// Whether problems are printed on the console. Of the page's scripts. Default: off.
    debug: bool = false, ["debug", "true|false|"];
    /// Whether the data-quality part is loaded. Of the page's scripts. Default: off.
    quality: bool = false, ["quality", "true|false|"];
    /// Whether a page view is counted when the page opens. Of the page's scripts. Default: on.
    auto_page: bool = true, ["autoPage", "true|false|"];
    /// Whether events pass that are neither in the plan nor in `customEvents`. Default: off, so that a
    /// misspelt name is reported.
    pub allows_unknown_events: bool = false, ["allowUnknownEvents", "true|false|"];
    /// Whether an event is refused when something in it is wrong that would be put right or left out. For
    /// tests of a shop. Of the page's scripts. Default: off.
    strict: bool = false, ["strict", "true|false|"];
    /// Whether a message that left by a beacon, which has no answer, is sent once more under the same id.
    /// Off, a possible loss is preferred to a possible double. Default: on.
    pub resends_unconfirmed: bool = true, ["resendUnconfirmed", "true|false|"];
    /// The shop's name in the ids that are derived from orders. Default: the host of the page without `www.`,
    /// which the start sets.
    pub shop, set_shop: Text = text(""), ["shop", ".{1,200}", "at most 200 characters"];
    /// Whether the anonymous id rides with the cart to the checkout and the order. Of the page's scripts.
    /// Default: off, because with `hold` nothing of an anonymous shopper may leave the device.
    link_checkout: bool = false, ["linkCheckout", "true|false|"];
    /// The most messages in storage. Default: 1000.
    pub max_count: f64 = 1000.0, ["maxMessages", "[1-9][0-9]{1,4}", "10 to 99999"];
    /// The age, in hours, at which a message of a known person expires. Default: 72, because Customer.io
    /// starts no campaign from an older event.
    max_age_hours: f64 = 72.0, ["maxAgeHours", "[1-9][0-9]?|[1-6][0-9]{2}|7[01][0-9]|720", "1 to 720"];
    /// The age, in days, at which a held message expires. Default: 30, because Customer.io merges no older
    /// anonymous event into a person.
    max_held_days: f64 = 30.0, ["maxHeldDays", "[1-9]|[12][0-9]|30", "1 to 30"];
    /// The consent that holds until the shopper answers. Default: granted; with `consentFrom`, pending.
    consent: Option<Text> = None, ["consent", "granted|pending|denied"];
    /// The scripts on the page that know the shopper's answer, each with what it takes behind a colon. The
    /// part `consent` knows their names, and reports others. Default: none.
    consent_sources: Option<Text> = None, [
        "consentFrom", ".{1,200}", "names of consent managers, with commas between", 1
    ];
    /// Whether Global Privacy Control denies marketing until the shopper answers this shop. Default: on
    /// (<https://www.w3.org/TR/gpc/>).
    pub honours_gpc: bool = true, ["gpc", "true|false|"];
    /// Whether Do Not Track denies everything until the shopper answers this shop. Default: off, because no
    /// specification says what it asks for.
    honours_dnt: bool = false, ["dnt", "true|false|"];
    /// Whether robots and previews are counted. Of the page's scripts. Default: off.
    bots: bool = false, ["bots", "true|false|"];
    /// Further parameters to take out of every URL. Default: none.
    scrub_parameters: Option<List<Text>> = None, [
        "scrubParameters", "[A-Za-z0-9_., -]{0,2000}", "names of parameters", 1
    ];
    /// Further hosts that are no visit source: payment and login pages. Default: none.
    ignored_referrers: Option<List<Text>> = None, [
        "ignoredReferrers", "[a-z0-9., -]{0,2000}", "host names in lower case", 1
    ];
    /// How long, in days, a first touch counts. Default: 180.
    first_touch_days: f64 = 180.0, ["firstTouchDays", "[1-9][0-9]{0,2}", "1 to 999"];
    /// How long, in days, a last touch counts. Default: 30.
    last_touch_days: f64 = 30.0, ["lastTouchDays", "[1-9][0-9]{0,2}", "1 to 999"];
}

record! {
    /// A wrong option.
    pub struct OptionError {
        /// Its name; inside `customEvents` the path to what is wrong.
        option, set_option: Text = "option";
        /// What is allowed: a pattern, which the page puts into words; in `customEvents` a message.
        allowed, set_allowed: Text = "allowed";
    }
}

memory_record! {
    /// What attribution and scrubbing follow.
    pub struct Rules {
        /// The host of the page.
        host, set_host: Text = "host";
        /// How long a first touch counts.
        first_window_ms, set_first_window_ms: f64 = "first";
        /// How long a last touch counts.
        last_window_ms, set_last_window_ms: f64 = "last";
        /// Parameters to take out of every URL, besides the usual ones.
        scrub_parameters, set_scrub_parameters: Option<List<Text>> = "parameters";
        /// Hosts that are no visit source, besides the usual ones and the shop's own.
        ignored_referrers, set_ignored_referrers: List<Text> = "ignored";
        /// Whether consent does not cover the advertisers' click ids.
        drops_click_ids, set_drops_click_ids: bool = "dropClickIds";
    }
}

record! {
    /// What the page's script says of the page and the browser.
    pub struct Environment {
        locale: Option<Text> = "locale";
        timezone: Option<Text> = "timezone";
        user_agent: Option<Text> = "userAgent";
        /// `location.hostname`
        host, set_host: Text = "host";
        /// An anonymous id to use from now on, of another page or SDK; not checked.
        anonymous_id, set_anonymous_id: Value = "anonymousId";
        /// Further hosts that belong to the shop.
        ignored: Option<List<Text>> = "ignored";
        asks_global_privacy_control: bool = "gpc";
        asks_not_to_track: bool = "dnt";
        /// Storage has no call, message or lease of another page.
        is_alone: bool = "alone";
    }
}

part! {
    /// What a tracker was started with. It outlives the tracker's work when consent is withdrawn.
    pub struct Settings {
        options, set_options: Options = "options";
        rules, set_rules: Rules = "rules";
        environment, set_environment: Environment = "facts";
    }
}

/// Adds to `errors` everything that is wrong with the options a page gave, and gives it back: empty when
/// they can be used. `errors` is what the page's part `custom-events` found wrong with `customEvents`, which
/// is not checked here.
pub fn check(given: Value, errors: List<OptionError>) -> List<OptionError> {
    for row in read_rows() {
        let name = row.name();
        let value = given.find(name.value());
        if (value.is_given() || name.is(REQUIRED)) && !matches(value, row) {
            let error = OptionError::new();
            error.set_option(name);
            error.set_allowed(row.pattern());
            errors.push(error);
        }
    }
    errors
}

/// Reads options that [`check`] found right.
#[inline(always)]
pub fn read_options(given: Value) -> Options {
    View::assume(given)
}

/// Reads what the page's own script says. It needs no check: the script belongs to this library.
#[inline(always)]
pub fn read_environment(given: Value) -> Environment {
    View::assume(given)
}

impl Options {
    /// Where requests go. `/v1/b` is the path to which Customer.io's own browser SDK posts batches.
    pub fn endpoint(self) -> Text {
        self.given_endpoint().unwrap_or(if same(self.region(), text("eu")) {
            text("https://cdp-eu.customer.io/v1/b")
        } else {
            text("https://cdp.customer.io/v1/b")
        })
    }

    pub fn sends_anonymous(self) -> bool {
        same(self.anonymous(), text("send"))
    }

    /// The age at which a message expires: a held one, or one of a known person.
    pub fn max_age_ms(self, is_held: bool) -> f64 {
        if is_held {
            self.max_held_days() * DAY_MS
        } else {
            self.max_age_hours() * DAY_MS / 24.0
        }
    }

    /// Whether another script of the page knows the shopper's answer, so that the tracker need not remember
    /// it.
    pub fn has_consent_source(self) -> bool {
        self.consent_sources().is_some()
    }

    /// The consent that holds until the shopper answers.
    pub fn initial_consent(self, asks_not_to_track: bool) -> Text {
        if asks_not_to_track && self.honours_dnt() {
            return text("denied");
        }
        let default = if self.has_consent_source() { text("pending") } else { text("granted") };
        self.consent().unwrap_or(default)
    }

    /// The rules as far as options say them. The start adds the host and the shop's further hosts.
    pub fn rules(self) -> Rules {
        let rules = Rules::new();
        rules.set_first_window_ms(self.first_touch_days() * DAY_MS);
        rules.set_last_window_ms(self.last_touch_days() * DAY_MS);
        rules.set_scrub_parameters(self.scrub_parameters());
        rules.set_ignored_referrers(self.ignored_referrers().unwrap_or_else(List::new));
        rules
    }
}

#[cfg(test)]
mod tests;
