//! The shop in an order's message id: the host of the page without `www.`, or the option `shop` as it is.
//! What earlier versions counted under the whole host stays counted.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use shoptrail::engine::twin::{reset, world};
use shoptrail::options::{read_environment, read_options};
use shoptrail::shopper::orders;
use shoptrail::tracker::lifecycle;
use shoptrail::value::testing::{string, value, view, written};
use support::*;

const REFUND: &str = r#"{"order_id":"1001","refund_id":"R1","refund_amount":9,"currency":"EUR"}"#;

/// A tab of a browser whose pages have this host.
fn open(browser: &mut Browser, host: &str, shop: Option<&str>) -> usize {
    let environment =
        serde_json::json!({"locale": "en", "timezone": "UTC", "userAgent": "t", "host": host}).to_string();
    let mut options = serde_json::json!({"writeKey": "k"});
    if let Some(shop) = shop {
        options["shop"] = shop.into();
    }
    let tab = browser.open();
    let options = read_options(value(&options.to_string()));
    lifecycle::start(browser.state(tab), options, read_environment(value(&environment)));
    tab
}

/// The id under which the order leaves this host; `None` for a repeat.
fn order_id(browser: &mut Browser, host: &str, shop: Option<&str>) -> Option<String> {
    let tab = open(browser, host, shop);
    let answer = browser.track(tab, "order_completed", ORDER);
    answer.is_ok().then(|| string(answer.message_id()))
}

fn id_of_shop(shop: &str) -> String {
    string(orders::message_id(view(r#"["order_completed","1001"]"#), written(shop)))
}

#[test]
fn an_order_on_www_and_on_the_bare_host_is_one_message() {
    for host in ["www.shop.example", "shop.example"] {
        // Two hosts have two storages.
        reset(1);
        let mut browser = Browser::new(OPTIONS);
        assert_eq!(
            order_id(&mut browser, host, None).as_deref(),
            Some("1HK64156TY0RB2XZMPQMTT6SAM"),
            "{host}"
        );
    }
    reset(1);
    let ids: Vec<String> = ["www.shop.example", "shop.example"]
        .into_iter()
        .map(|host| {
            reset(1);
            let mut browser = Browser::new(OPTIONS);
            let tab = open(&mut browser, host, None);
            string(browser.track(tab, "order_refunded", REFUND).message_id())
        })
        .collect();
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn other_hosts_are_other_shops_and_the_option_is_taken_as_it_is() {
    for (host, shop, expected) in [
        ("www2.shop.example", None, "www2.shop.example"),
        ("wwwshop.example", None, "wwwshop.example"),
        ("m.shop.example", None, "m.shop.example"),
        ("www.xn--tst-qla.example", None, "xn--tst-qla.example"),
        ("staging.shop.example", Some("shop.example"), "shop.example"),
        ("shop.example", Some("www.shop.example"), "www.shop.example"),
        ("shop.example", Some("Shop.Example:8443"), "Shop.Example:8443"),
        ("checkout.shop.example", Some("potions.myshopify.com"), "potions.myshopify.com"),
    ] {
        reset(1);
        let mut browser = Browser::new(OPTIONS);
        assert_eq!(order_id(&mut browser, host, shop), Some(id_of_shop(expected)), "{host} {shop:?}");
    }
}

#[test]
fn an_order_that_an_earlier_version_counted_under_the_whole_host_stays_counted() {
    reset(1);
    let mut browser = Browser::new(OPTIONS);
    let ledger = format!("shoptrail.o.{}", id_of_shop("www.shop.example"));
    world(|world| world.items.insert(ledger, world.wall_ms.to_string()));
    assert_eq!(order_id(&mut browser, "www.shop.example", None), None);
    assert_eq!(order_id(&mut browser, "www.shop.example", Some("potions.myshopify.com")), None, "set later");
    assert!(order_id(&mut browser, "other.example", None).is_some());
}

#[test]
fn two_shops_of_one_host_may_use_one_order_number() {
    reset(1);
    let mut browser = Browser::new(OPTIONS);
    assert_eq!(order_id(&mut browser, "shop.example", Some("de")), Some(id_of_shop("de")));
    assert_eq!(order_id(&mut browser, "shop.example", Some("fr")), Some(id_of_shop("fr")));
    assert_eq!(order_id(&mut browser, "shop.example", Some("fr")), None);
}
