use super::*;
use crate::engine::twin::reset;
use crate::value::testing::{show, string, view, written};
use proptest::prelude::*;

fn no_rules() -> Rules {
    Rules::new()
}

fn strict_rules() -> Rules {
    let rules = Rules::new();
    rules.set_scrub_parameters(Some(view(r#"["loyalty-id"]"#)));
    rules.set_drops_click_ids(true);
    rules
}

fn scrubbed(given: &str, rules: Rules) -> String {
    string(url(written(given), rules))
}

fn cleaned(given: &str) -> String {
    string(text(written(given)))
}

#[test]
fn an_email_is_found_in_any_encoding() {
    #[track_caller]
    fn check(given: &str, expected: &str) {
        assert_eq!(cleaned(given), expected);
        assert_eq!(has_email(written(given)), given != expected);
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
fn a_parameter_name_is_the_same_in_every_way_to_write_it() {
    #[track_caller]
    fn check(names: &str, personal: bool) {
        for name in names.split(' ') {
            let query = written(&format!("{name}=x"));
            assert_eq!(has_personal_parameter(query, no_rules(), 0), personal, "{name}");
        }
    }
    check("email e-mail E_Mail userEmail customer[email] emailAddress phone billing_phone tel mobile", true);
    check(
        "token access_token accessToken ACCESS_TOKEN order_key key password PHPSESSID jwt ajs_uid \
         ajs_trait_plan sid auth code",
        true,
    );
    check("name first_name firstName last-name signature _wpnonce otp api-key apikey", true);
    check(
        "utm_name utm_email gclid keyword q s variant discount_code product_name sort headphones page size \
         monkey author",
        false,
    );
}

#[test]
fn a_shop_adds_its_own_parameters() {
    assert_eq!(
        scrubbed("https://a.example/?loyaltyId=7&gclid=1&LOYALTY_ID=8&b=c", strict_rules()),
        "https://a.example/?b=c"
    );
}

#[test]
fn properties_are_scrubbed_by_their_names_in_the_plan() {
    let check = |given: &str, expected: &str| {
        let of_event = view(given);
        properties(of_event, strict_rules(), literal(""));
        assert_eq!(show(of_event), expected, "{given}");
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
    // What shows a picture stays: the path of a cache, a key that opens it.
    let picture = r#"{"image_url":"https://a.example/cache/207e23213cf636ccdef205098cf3c8a3/x.jpg?token=1"}"#;
    check(picture, picture);
    check(
        r#"{"line_items":[{"url":"/p?otp=1","price":2},{"url":"/q"},7]}"#,
        r#"{"line_items":[{"url":"/p","price":2},{"url":"/q"},7]}"#,
    );
    check(
        r#"{"query":"mug","products":[{"url":"/p?email=jane@a.example","product_id":"1"}]}"#,
        r#"{"query":"mug","products":[{"url":"/p","product_id":"1"}]}"#,
    );
    check(r#"{"url":7,"query":null}"#, r#"{"url":7,"query":null}"#);
    check(r#"{"url":"products/mug","referrer":"mailto:a","title":"Mug"}"#, r#"{"title":"Mug"}"#);
}

#[test]
fn addresses_become_absolute_where_the_site_is_known() {
    let of_event = view(
        r#"{"url":"/p?q=1","image_url":"//cdn.example/a@2.png","path":"/p","referrer":"",
            "line_items":[{"image_url":"/a.png"},{"url":"https://b.example/p"}]}"#,
    );
    properties(of_event, no_rules(), written("https://a.example"));
    assert_eq!(
        show(of_event),
        concat!(
            r#"{"url":"https://a.example/p?q=1","image_url":"https://cdn.example/a@2.png","path":"/p","#,
            r#""line_items":[{"image_url":"https://a.example/a.png"},{"url":"https://b.example/p"}]}"#
        )
    );
}

#[test]
fn a_hostile_link_costs_no_time() {
    for part in ["%40", "?a=", "&a", "a@", "a.", "/a", "eyJ.", "%2540%252e", "+(1", "+1+2"] {
        scrubbed(&format!("https://a.example/?x={}", part.repeat(3000)), no_rules());
    }
}

/// Whether a reader of logs would see an e-mail address. Independent of the patterns that are tested.
fn shows_an_address(text: &str) -> bool {
    let is_of_name = |char: char| char.is_ascii_alphanumeric() || "._+-".contains(char);
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
        text[..at].ends_with(is_of_name) && top && !picture && !domain.starts_with('.')
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
fn decoded(given: &str) -> String {
    let escaped = given.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    string(parse_query(written(&format!("a={escaped}"))).at(0).unwrap().content())
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
        let places =
            ["", "https://a.example/", "https://a.example/?x=", "https://a.example/?redirect=", "/a#"];
        let text = [places[place], &before, &address, &after].concat();
        for clean in [cleaned(&text), scrubbed(&text, no_rules())] {
            let twice = decoded(&clean);
            let thrice = decoded(&twice);
            for seen in [&clean, &twice, &thrice] {
                prop_assert!(!shows_an_address(seen), "{text} -> {clean} -> {seen}");
            }
        }
    }

    #[test]
    fn any_text_is_scrubbed_without_a_panic_and_twice_is_as_once(
        text in any::<String>(),
        path in "[a-z@%.40/?#&=:é-]{0,60}",
    ) {
        reset(1);
        for given in [&text, &["https://a.example/", &path].concat(), &["/", &path].concat()] {
            let once = scrubbed(given, no_rules());
            prop_assert_eq!(scrubbed(&once, no_rules()), once.clone());
            let clean = cleaned(given);
            prop_assert!(!has_email(written(&clean)), "{clean}");
        }
    }
}
