//! What a shop sets for its server, checked once. A wrong option stops the server from starting, with a
//! sentence that says what is allowed.

use serde::Deserialize;
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

/// The options as JavaScript gives them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Given {
    write_key: Option<Value>,
    region: Option<Value>,
    endpoint: Option<Value>,
    shop: Option<Value>,
    naming: Option<Value>,
    timeout_ms: Option<Value>,
    shopify: Option<GivenShopify>,
    woocommerce: Option<GivenWooCommerce>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GivenShopify {
    secret: Option<Value>,
    checkout_started: Option<Value>,
    timeout_ms: Option<Value>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GivenWooCommerce {
    secret: Option<Value>,
    timeout_ms: Option<Value>,
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
    /// Reads the options; the error is a sentence for the developer.
    pub fn read(given: Value) -> Result<Options, String> {
        let given: Given = serde_json::from_value(given).map_err(|error| format!("Options: {error}."))?;
        let shopify_secrets = given.shopify.as_ref().map(|of| secrets("shopify.secret", &of.secret));
        let woocommerce_secrets =
            given.woocommerce.as_ref().map(|of| secrets("woocommerce.secret", &of.secret));
        let shopify = given.shopify.unwrap_or_default();
        let woocommerce = given.woocommerce.unwrap_or_default();
        let write_key = text("writeKey", &given.write_key)?
            .ok_or("Option `writeKey` is missing. It is the key of your Customer.io source.")?;
        let shop = text("shop", &given.shop)?.ok_or(
            "Option `shop` is missing. It is the same text as the storefront's option `shop`; \
             without that option, the storefront's host without `www.`.",
        )?;
        let naming = word("naming", &given.naming, &["snake_case", "semantic"])?;
        Ok(Options {
            write_key,
            endpoint: endpoint(&given.region, &given.endpoint)?,
            shop,
            has_semantic_names: naming == "semantic",
            timeout_ms: timeout("timeoutMs", &given.timeout_ms, CALL_TIMEOUT_MS)?,
            tells_checkouts: flag("shopify.checkoutStarted", &shopify.checkout_started)?,
            shopify: Platform {
                secrets: shopify_secrets.transpose()?.unwrap_or_default(),
                timeout_ms: timeout("shopify.timeoutMs", &shopify.timeout_ms, SHOPIFY_TIMEOUT_MS)?,
            },
            woocommerce: Platform {
                secrets: woocommerce_secrets.transpose()?.unwrap_or_default(),
                timeout_ms: timeout(
                    "woocommerce.timeoutMs",
                    &woocommerce.timeout_ms,
                    WOOCOMMERCE_TIMEOUT_MS,
                )?,
            },
        })
    }
}

fn endpoint(region: &Option<Value>, endpoint: &Option<Value>) -> Result<String, String> {
    let region = word("region", region, &["us", "eu"])?;
    match text("endpoint", endpoint)? {
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => Ok(url),
        Some(url) => {
            Err(format!("Option `endpoint` is \"{url}\". Allowed: a full URL, such as https://…/v1/batch."))
        }
        None => Ok(REGIONS.iter().find(|(name, _)| *name == region).unwrap_or(&REGIONS[0]).1.to_owned()),
    }
}

/// A text of at least one character; `None` where the option is absent.
fn text(name: &str, given: &Option<Value>) -> Result<Option<String>, String> {
    match given {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if !text.trim().is_empty() && text.len() <= 500 => {
            Ok(Some(text.trim().into()))
        }
        Some(other) => Err(format!("Option `{name}` is {other}. Allowed: a text of 1 to 500 bytes.")),
    }
}

/// One of the words; the first where the option is absent.
fn word(name: &str, given: &Option<Value>, words: &[&str]) -> Result<String, String> {
    let given = text(name, given)?.unwrap_or_else(|| words[0].to_owned());
    if words.contains(&given.as_str()) {
        Ok(given)
    } else {
        Err(format!("Option `{name}` is \"{given}\". Allowed: {}.", words.join(", ")))
    }
}

fn flag(name: &str, given: &Option<Value>) -> Result<bool, String> {
    match given {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(other) => Err(format!("Option `{name}` is {other}. Allowed: true, false.")),
    }
}

fn timeout(name: &str, given: &Option<Value>, default: i64) -> Result<i64, String> {
    match given {
        None | Some(Value::Null) => Ok(default),
        Some(other) => other
            .as_i64()
            .filter(|ms| TIMEOUTS_MS.contains(ms))
            .ok_or_else(|| format!("Option `{name}` is {other}. Allowed: 100 to 600000 milliseconds.")),
    }
}

/// One secret or a list of them. What stands there must be a secret: an empty one would let everybody in.
fn secrets(name: &str, given: &Option<Value>) -> Result<Vec<String>, String> {
    let one = |value: &Value| match value {
        Value::String(secret) if !secret.is_empty() => Ok(secret.clone()),
        _ => Err(format!("Option `{name}` has no text. Allowed: a secret, or a list of secrets.")),
    };
    match given.as_ref().unwrap_or(&Value::Null) {
        Value::Array(list) if !list.is_empty() => list.iter().map(one).collect(),
        value => Ok(vec![one(value)?]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn error(given: Value) -> String {
        Options::read(given).expect_err("options that are wrong")
    }

    #[test]
    fn a_server_needs_a_key_and_a_shop() {
        let options = Options::read(json!({"writeKey": " k ", "shop": "s"})).unwrap();
        assert_eq!((options.write_key.as_str(), options.timeout_ms), ("k", 10_000));
        assert_eq!(options.endpoint, "https://cdp.customer.io/v1/batch");
        assert_eq!(options.shopify.timeout_ms, 4_000);
        assert!(options.shopify.secrets.is_empty() && !options.has_semantic_names);
        assert!(error(json!({"shop": "s"})).contains("`writeKey` is missing"));
        assert!(error(json!({"writeKey": "k"})).contains("`shop` is missing"));
    }

    #[test]
    fn a_wrong_option_is_named_with_what_is_allowed() {
        for (name, value) in [
            ("region", json!("asia")),
            ("endpoint", json!("cdp.example")),
            ("naming", json!("camel")),
            ("timeoutMs", json!(5)),
            ("shopify", json!({"secret": ""})),
            ("shopify", json!({"secret": null})),
            ("shopify", json!({})),
            ("woocommerce", json!({"secret": []})),
            ("shopify", json!({"checkoutStarted": "yes"})),
        ] {
            let mut given = json!({"writeKey": "k", "shop": "s"});
            given[name] = value.clone();
            let sentence = error(given);
            assert!(sentence.contains(name) && sentence.contains("Allowed"), "{sentence}");
        }
        let sentence = error(json!({"writeKey": "k", "shop": "s", "wirteKey": "k"}));
        assert!(sentence.contains("wirteKey") && sentence.contains("writeKey"), "{sentence}");
    }

    #[test]
    fn a_region_an_endpoint_and_several_secrets_are_taken() {
        let given = json!({
            "writeKey": "k", "shop": "s", "region": "eu", "naming": "semantic",
            "shopify": {"secret": ["new", "old"]}, "woocommerce": {"secret": "w", "timeoutMs": 500},
        });
        let options = Options::read(given).unwrap();
        assert_eq!(options.endpoint, "https://cdp-eu.customer.io/v1/batch");
        assert_eq!(options.shopify.secrets, ["new", "old"]);
        assert_eq!(options.woocommerce.timeout_ms, 500);
        assert!(options.has_semantic_names);
    }
}
