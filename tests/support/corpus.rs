//! Valid inputs of each kind, from which `fuzz.rs` makes nearly valid ones.

pub const ADDRESSES: &[&str] = &[
    "https://shop.example/p/1?utm_source=news&utm_medium=email&utm_campaign=a%20b&gclid=Cj0x&mc_eid=1#top",
    "https://shop.example/orders/1001/reset/eyJhbGciOiJI.eyJzdWIi.c2ln?email=jane%40example.com&token=abc",
    concat!(
        "https://jane:secret@shop.example:8443/a/../b",
        "?redirect=https%3A%2F%2Fx.example%2F%3Femail%3Da%2540b.co",
        "#/list?a=b&phone=%2B34600123456",
    ),
    "android-app://com.reddit.frontpage/",
    "https://www.google.co.uk/",
    "https://checkout.stripe.com/c/pay",
    "http://[::1]:80/?utm_x=1&utm_y=2&UTM_SOURCE=A&fbclid=1&fbclid=2",
    "/relative?utm_source=x",
    "about:blank",
    "",
];

pub const RECORDS: &[&str] = &[
    concat!(
        r#"{"anonymousId":"b7e39c89-9c58-40b3-a5f3-67fa1297b10c","#,
        r#""keys":{"customer_id":"7","email":"a@b.co"},"#,
        r#""traits":{"a":1},"sent":"x","bindings":{"b7e39c89-9c58-40b3-a5f3-67fa1297b10c":"7"}}"#,
    ),
    concat!(
        r#"{"first":{"tags":{"utm_source":"x"},"#,
        r#""place":{"landing_page":"https://a.example/","channel":"email"},"#,
        r#""at":1795441230000},"last":{},"history":[]}"#,
    ),
    r#"{"id":"c","checkout":"k"}"#,
    r#"{"expired":2,"rejected":1}"#,
    r#"{"5123456789":true}"#,
    r#"{"wall":1795441235260,"ms":1795441235260,"since":1795441235260}"#,
    r#"{"until":1795441236260,"slots":{"17954412352601234567890":0}}"#,
    concat!(
        r#"{"type":"track","event":"probe","messageId":"01M84A659WT3V3T0NYZTCN0SV1","#,
        r#""anonymousId":"b7e39c89-9c58-40b3-a5f3-67fa1297b10c","#,
        r#""timestamp":"2026-11-23T13:40:35.260Z","properties":{}}"#,
    ),
    "1795441236260",
];

pub const NAMES: &[&str] = &[
    "identity",
    "touch",
    "cart",
    "drops",
    "left",
    "clock",
    "wait",
    "q",
    "consent",
    "l.51234567891",
    "o.01M84A659WT3V3T0NYZTCN0SV1",
    "m.17954412352601234567890t4b7e39c89742",
    "m.17954412352601234567890i9--------300",
    "m.",
    "",
];

pub const HEADERS: &[&str] = &[
    "12",
    "0",
    "3600",
    "Mon, 23 Nov 2026 13:41:25 GMT",
    "Monday, 23-Nov-26 13:41:25 GMT",
    "Mon Nov 23 13:41:25 2026",
    "-1",
    "1.5",
    "1e3",
    "0x10",
];

pub const TYPES: &[&str] = &["application/json", "text/html; charset=utf-8", "", "TEXT/HTML"];

pub const EVENTS: &[&str] = &[
    "product_viewed",
    "order_completed",
    "checkout_started",
    "probe",
    "cart_viewed",
    "Order Completed",
    "page",
    "cio_delivered",
    "",
];

pub const PROPERTIES: &[&str] = &[
    concat!(
        r#"{"product_id":"P1","name":"Runner","price":89.9,"currency":"EUR","quantity":1,"#,
        r#""url":"https://shop.example/p/1"}"#,
    ),
    concat!(
        r#"{"order_id":"1001","total":9,"currency":"EUR","#,
        r#""line_items":[{"product_id":"p","price":9,"quantity":1},{"product_id":2,"price":"x"}]}"#,
    ),
    concat!(
        r#"{"order_id":1001,"refund_id":"r","refund_amount":-3,"created_at":"2026-11-23T13:40:35Z","#,
        r#""nested":{"a":[1,[2,[3,[4,[5,[6,[7]]]]]]]}}"#,
    ),
    r#"{"products":[{"product_id":"a"}],"cart_id":null,"value":1e308,"coupon":""}"#,
    "null",
    "7",
    "[]",
    "\"text\"",
];

pub const KEYS: &[&str] = &[
    "\"jane@example.com\"",
    "\"42\"",
    "42",
    r#"{"customer_id":"42","email":"Jane@Example.com","phone":"+34 600-123 456"}"#,
    "null",
    "[]",
    "\"[object Object]\"",
];

pub const TRAITS: &[&str] = &[
    concat!(
        r#"{"first_name":"Jane","email":"a@b.co","phone":"+34600123456","created_at":"2026-11-23","#,
        r#""vip":true,"tags":["a"],"address":{"city":"Ávila"}}"#,
    ),
    concat!(
        r#"{"birth_date":1795441235260,"cio_id":"x","anonymous_id":"y","__proto__":{"a":1},"#,
        r#""long":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#,
    ),
    "null",
    "7",
];

pub const OPTION_SETS: &[&str] = &[
    concat!(
        r#"{"writeKey":"k","anonymous":"hold","region":"eu","naming":"semantic","debug":"","#,
        r#""maxMessages":10,"maxAgeHours":"720","maxHeldDays":1}"#,
    ),
    concat!(
        r#"{"writeKey":"k","endpoint":"https://t.shop.example/v1/b","shop":"shop","#,
        r#""resendUnconfirmed":false,"allowUnknownEvents":"true","autoPage":"false"}"#,
    ),
    concat!(
        r#"{"writeKey":"k","customEvents":"#,
        r#"{"gift_wrapped":{"required":{"paper":"text"},"optional":{"price":"money"},"intent":4},"#,
        r#""x":{"intent":-1}}}"#,
    ),
];
