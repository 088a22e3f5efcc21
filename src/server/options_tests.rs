//! What a server does with wrong options.

use super::*;
use serde_json::json;

fn problems(given: &Value) -> Vec<OptionProblem> {
    Options::read(given).expect_err("options that are wrong")
}

fn error(given: Value) -> String {
    problems(&given).into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_server_needs_a_key_and_a_shop() {
    let options = Options::read(&json!({"writeKey": " k ", "shop": "s"})).unwrap();
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
        ("shopify", json!({"secret": "  \n"})),
        ("shopify", json!({"secret": ["s", " "]})),
        ("shopify", json!({"secret": "s", "secrets": "s"})),
        ("shopify", json!("secret")),
        ("woocommerce", json!(true)),
        ("writeKey", json!("a b")),
        ("writeKey", json!(5)),
        ("timeoutMs", json!("NaN")),
        ("endpoint", json!("https://")),
        ("endpoint", json!("https:///v1/batch")),
        ("endpoint", json!("https://user:key@x.example/")),
        ("endpoint", json!("https://x.example/a b")),
        ("endpoint", json!("ftp://x.example/")),
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
fn a_shop_is_a_name_or_a_host_as_pages_write_it() {
    for shop in ["my-shop", "My Shop", "shop.example", "St. Mary's", "xn--mller-kva.example", "shop", "a:b"] {
        assert!(Options::read(&json!({"writeKey": "k", "shop": shop})).is_ok(), "{shop}");
    }
    for (shop, meant) in [
        ("https://shop.example", "shop.example"),
        ("https://www.Shop.example:8443/de/?a=b", "shop.example"),
        ("www.shop.example", "shop.example"),
        ("shop.example:3000", "shop.example"),
        ("localhost:3000", "localhost"),
        ("Shop.example", "shop.example"),
        ("shop.example/", "shop.example"),
        ("müller.example", "müller.example"),
    ] {
        let found = problems(&json!({"writeKey": "k", "shop": shop}));
        assert_eq!((found[0].path.as_str(), found[0].code), ("shop", "not_allowed"), "{shop}");
        assert!(found[0].message.contains(&format!("\"{meant}\"")), "{}", found[0].message);
    }
}

#[test]
fn all_that_is_wrong_is_reported_at_once() {
    let given = json!({
        "region": "asia", "shop": "www.shop.example", "wirteKey": "k", "timeoutMs": 1,
        "shopify": {"secret": "", "timeoutMs": "5"}, "woocommerce": 7,
    });
    let mut found: Vec<(String, &str)> =
        problems(&given).into_iter().map(|problem| (problem.path, problem.code)).collect();
    found.sort();
    let expected = [
        ("region", "not_allowed"),
        ("shop", "not_allowed"),
        ("shopify.secret", "not_allowed"),
        ("shopify.timeoutMs", "wrong_type"),
        ("timeoutMs", "not_allowed"),
        ("wirteKey", "unknown_option"),
        ("woocommerce", "wrong_type"),
        ("writeKey", "missing"),
    ];
    assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code)));
    for none in [json!(null), json!([]), json!("k")] {
        let found = problems(&none);
        assert_eq!((found.len(), found[0].path.as_str(), found[0].code), (1, "", "missing"), "{none}");
    }
}

#[test]
fn a_region_an_endpoint_and_several_secrets_are_taken() {
    let given = json!({
        "writeKey": "k", "shop": "s", "region": "eu", "naming": "semantic",
        "shopify": {"secret": ["new", "old"]}, "woocommerce": {"secret": "w", "timeoutMs": 500},
    });
    let options = Options::read(&given).unwrap();
    assert_eq!(options.endpoint, "https://cdp-eu.customer.io/v1/batch");
    assert_eq!(options.shopify.secrets, ["new", "old"]);
    assert_eq!(options.woocommerce.timeout_ms, 500);
    assert!(options.has_semantic_names);
}
