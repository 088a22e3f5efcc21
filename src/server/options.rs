//! What a shop sets for its server, checked once. Wrong options stop the server from starting. All of them
//! are named, each with its path, a code, and a sentence that says what is allowed.

use crate::server::text::shown;
use crate::wire::Data;
use serde::Serialize;
use serde_json::Value;

/// Shopify gives 5 seconds for connection and answer. The rest is for the way to this server and back.
const SHOPIFY_TIMEOUT_MS: i64 = 4_000;
/// WooCommerce waits a minute, and never tries again. Many hosts end a request after half of that.
const WOOCOMMERCE_TIMEOUT_MS: i64 = 20_000;
const CALL_TIMEOUT_MS: i64 = 10_000;
const TIMEOUTS_MS: std::ops::RangeInclusive<i64> = 100..=600_000;

/// Where messages go, by region. <https://docs.customer.io/integrations/api/cdp/>
const REGIONS: [(&str, &str); 2] =
    [("us", "https://cdp.customer.io/v1/batch"), ("eu", "https://cdp-eu.customer.io/v1/batch")];

/// The names that the options have. The scripts check the last three, which are functions or have some.
const NAMES: [&str; 11] = [
    "writeKey",
    "region",
    "endpoint",
    "shop",
    "naming",
    "timeoutMs",
    "shopify",
    "woocommerce",
    "queue",
    "personOfOrder",
    "fetch",
];
const SHOPIFY_NAMES: [&str; 3] = ["secret", "checkoutStarted", "timeoutMs"];
const WOOCOMMERCE_NAMES: [&str; 2] = ["secret", "timeoutMs"];
const MAX_SHOP_CHARS: usize = 200;

/// One thing that is wrong with the options.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OptionProblem {
    /// `shopify.secret`; empty for all of them.
    pub path: String,
    /// `missing`, `wrong_type`, `not_allowed` or `unknown_option`.
    pub code: &'static str,
    pub message: String,
}

/// The options of a server that runs.
#[derive(Clone, Debug)]
pub struct Options {
    pub write_key: String,
    /// Where batches go.
    pub endpoint: String,
    pub shop: String,
    pub has_semantic_names: bool,
    /// For a call of the shop's own code.
    pub timeout_ms: i64,
    pub shopify: Platform,
    pub woocommerce: Platform,
    /// Whether Shopify's checkouts become events too.
    pub tells_checkouts: bool,
}

/// How webhooks of a platform are checked, and how long their delivery may take.
#[derive(Clone, Debug)]
pub struct Platform {
    /// More than one while a secret is exchanged; none where the platform is not used.
    pub secrets: Vec<String>,
    pub timeout_ms: i64,
}

impl Options {
    /// Reads the options; the error is all that is wrong with them.
    pub fn read(given: &Value) -> Result<Options, Vec<OptionProblem>> {
        let mut reader = Reader::default();
        let options = reader.options(given);
        if reader.problems.is_empty() {
            Ok(options)
        } else {
            Err(reader.problems)
        }
    }
}

/// Reads each option, and goes on after a wrong one.
#[derive(Default)]
struct Reader {
    problems: Vec<OptionProblem>,
}

impl Reader {
    fn add(&mut self, path: &str, code: &'static str, message: String) {
        self.problems.push(OptionProblem { path: path.to_owned(), code, message });
    }

    fn options(&mut self, given: &Value) -> Options {
        let empty = Data::new();
        let members = given.as_object().unwrap_or(&empty);
        if !given.is_object() {
            let needed = "createServer needs an object with `writeKey`, `shop`, and a `secret` for webhooks.";
            self.add("", "missing", format!("The options are {}. {needed}", shown(given)));
            return self.read(members, false);
        }
        self.read(members, true)
    }

    fn read(&mut self, given: &Data, is_given: bool) -> Options {
        self.unknown(given, &NAMES, "");
        let write_key = self.text(given, ("", "writeKey"));
        let shop = self.text(given, ("", "shop"));
        if is_given && is_absent(given, "writeKey") {
            let sentence = "Option `writeKey` is missing. It is the key of your Customer.io source.";
            self.add("writeKey", "missing", sentence.to_owned());
        }
        if is_given && is_absent(given, "shop") {
            let sentence =
                "Option `shop` is missing. It is the same text as the storefront's option `shop`; \
                            without that option, the storefront's host without `www.`.";
            self.add("shop", "missing", sentence.to_owned());
        }
        self.check_write_key(&write_key);
        self.check_shop(&shop);
        let shopify = self.object(given, "shopify", &SHOPIFY_NAMES);
        let woocommerce = self.object(given, "woocommerce", &WOOCOMMERCE_NAMES);
        let empty = Data::new();
        let of_shopify = shopify.as_ref().unwrap_or(&empty);
        let of_woocommerce = woocommerce.as_ref().unwrap_or(&empty);
        Options {
            write_key: write_key.unwrap_or_default(),
            endpoint: self.endpoint(given),
            shop: shop.unwrap_or_default(),
            has_semantic_names: self.word(given, "naming", &["snake_case", "semantic"]) == "semantic",
            timeout_ms: self.timeout(given, ("", "timeoutMs"), CALL_TIMEOUT_MS),
            tells_checkouts: self.flag(of_shopify, ("shopify.", "checkoutStarted")),
            shopify: Platform {
                secrets: shopify.as_ref().map(|of| self.secrets(of, "shopify.secret")).unwrap_or_default(),
                timeout_ms: self.timeout(of_shopify, ("shopify.", "timeoutMs"), SHOPIFY_TIMEOUT_MS),
            },
            woocommerce: Platform {
                secrets: woocommerce
                    .as_ref()
                    .map(|of| self.secrets(of, "woocommerce.secret"))
                    .unwrap_or_default(),
                timeout_ms: self.timeout(
                    of_woocommerce,
                    ("woocommerce.", "timeoutMs"),
                    WOOCOMMERCE_TIMEOUT_MS,
                ),
            },
        }
    }

    fn unknown(&mut self, given: &Data, names: &[&str], at: &str) {
        for name in given.keys().filter(|name| !names.contains(&name.as_str())) {
            let path = format!("{at}{name}");
            let sentence = format!("Option `{path}` does not exist. Allowed: {}.", names.join(", "));
            self.add(&path, "unknown_option", sentence);
        }
    }

    /// A group of options; `None` where it is absent.
    fn object(&mut self, given: &Data, name: &str, names: &[&str]) -> Option<Data> {
        match given.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::Object(members)) => {
                self.unknown(members, names, &format!("{name}."));
                Some(members.clone())
            }
            Some(other) => {
                let example = "{ secret: \"…\" }";
                let sentence =
                    format!("Option `{name}` is {}. Allowed: an object, such as {example}.", shown(other));
                self.add(name, "wrong_type", sentence);
                None
            }
        }
    }

    /// A text of at least one character; `None` where the option is absent or wrong.
    fn text(&mut self, given: &Data, (at, name): (&str, &str)) -> Option<String> {
        let path = format!("{at}{name}");
        match given.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if !text.trim().is_empty() && text.len() <= 500 => {
                Some(text.trim().to_owned())
            }
            Some(other) => {
                let sentence =
                    format!("Option `{path}` is {}. Allowed: a text of 1 to 500 bytes.", shown(other));
                self.add(&path, if other.is_string() { "not_allowed" } else { "wrong_type" }, sentence);
                None
            }
        }
    }

    fn check_write_key(&mut self, key: &Option<String>) {
        let is_odd = |sign: char| sign.is_whitespace() || sign.is_control() || sign == ':';
        if key.as_ref().is_some_and(|key| key.contains(is_odd)) {
            let sentence = "Option `writeKey` has white space or a colon inside. Allowed: the key of your \
                            Customer.io source, as it is shown there.";
            self.add("writeKey", "not_allowed", sentence.to_owned());
        }
    }

    /// The name of the shop is part of each order's id. Written as no page writes its host, it would make an
    /// order of the page and of the server two.
    fn check_shop(&mut self, shop: &Option<String>) {
        let Some(shop) = shop else { return };
        let bare = shop_of_address(shop);
        let is_long = shop.chars().count() > MAX_SHOP_CHARS;
        if bare.is_some() || is_long {
            let hint =
                bare.map_or(String::new(), |bare| format!(" Write \"{bare}\", in the storefront too."));
            let allowed = "the storefront's option `shop`, or its host in lower case and Punycode, without \
                           scheme, `www.`, port and path";
            let shown = shown(&Value::from(shop.as_str()));
            self.add("shop", "not_allowed", format!("Option `shop` is {shown}. Allowed: {allowed}.{hint}"));
        }
    }

    fn endpoint(&mut self, given: &Data) -> String {
        let region = self.word(given, "region", &["us", "eu"]);
        let of_region = REGIONS.iter().find(|(name, _)| *name == region).unwrap_or(&REGIONS[0]).1;
        let Some(url) = self.text(given, ("", "endpoint")) else { return of_region.to_owned() };
        if !is_url(&url) {
            let sentence =
                format!("Option `endpoint` is \"{url}\". Allowed: a full URL, such as https://…/v1/batch.");
            self.add("endpoint", "not_allowed", sentence);
        }
        url
    }

    /// One of the words; the first where the option is absent.
    fn word(&mut self, given: &Data, name: &str, words: &[&str]) -> String {
        let given = self.text(given, ("", name)).unwrap_or_else(|| words[0].to_owned());
        if !words.contains(&given.as_str()) {
            let sentence = format!("Option `{name}` is \"{given}\". Allowed: {}.", words.join(", "));
            self.add(name, "not_allowed", sentence);
        }
        given
    }

    fn flag(&mut self, given: &Data, (at, name): (&str, &str)) -> bool {
        let path = format!("{at}{name}");
        match given.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(other) => {
                self.add(
                    &path,
                    "wrong_type",
                    format!("Option `{path}` is {}. Allowed: true, false.", shown(other)),
                );
                false
            }
        }
    }

    fn timeout(&mut self, given: &Data, (at, name): (&str, &str), default: i64) -> i64 {
        let path = format!("{at}{name}");
        let Some(value) = given.get(name).filter(|value| !value.is_null()) else { return default };
        let ms = value.as_i64().filter(|ms| TIMEOUTS_MS.contains(ms));
        if ms.is_none() {
            let sentence =
                format!("Option `{path}` is {}. Allowed: 100 to 600000 milliseconds.", shown(value));
            self.add(&path, if value.is_number() { "not_allowed" } else { "wrong_type" }, sentence);
        }
        ms.unwrap_or(default)
    }

    /// One secret or a list of them. What stands there must be a secret: an empty one would let everybody in.
    fn secrets(&mut self, given: &Data, path: &str) -> Vec<String> {
        let value = given.get("secret").unwrap_or(&Value::Null);
        let one = std::slice::from_ref(value);
        let list = value.as_array().map_or(one, Vec::as_slice);
        let secrets: Vec<String> = list
            .iter()
            .filter_map(Value::as_str)
            .filter(|secret| !secret.trim().is_empty())
            .map(str::to_owned)
            .collect();
        if secrets.is_empty() || secrets.len() < list.len() {
            let is_absent = value.is_null();
            let sentence = format!("Option `{path}` has no text. Allowed: a secret, or a list of secrets.");
            self.add(path, if is_absent { "missing" } else { "not_allowed" }, sentence);
        }
        secrets
    }
}

fn is_absent(given: &Data, name: &str) -> bool {
    given.get(name).is_none_or(Value::is_null)
}

/// The name that a shop has which gave an address in its place; `None` where it gave a name.
fn shop_of_address(shop: &str) -> Option<String> {
    let (_, rest) = shop.split_once("://").unwrap_or(("", shop));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let host = host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(host, _)| host);
    let is_host = host.contains('.') && !host.contains(char::is_whitespace) || host.len() < shop.len();
    let lower = host.to_lowercase();
    let bare = lower.strip_prefix("www.").unwrap_or(&lower);
    (is_host && (bare != shop || !bare.is_ascii())).then(|| bare.to_owned())
}

/// A URL of the web with a host, and without what no request sends.
fn is_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?']).next()).unwrap_or_default();
    let is_clean = !url.contains(|sign: char| sign.is_whitespace() || sign.is_control());
    is_clean
        && !host.is_empty()
        && !host.starts_with([':', '.'])
        && !url.contains(['#', '@', '\\', '"', '<', '>', '{', '}'])
}

#[cfg(test)]
#[path = "options_tests.rs"]
mod tests;
