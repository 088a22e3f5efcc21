// The engine's contract: one table of checks that both engines run, the native twin (`tests/engine.rs`) and a
// page's engine in a real browser (`tests/wasm_engine.rs`). If one passed a check and the other did not, no
// native test would prove anything.

use shoptrail::engine;
use shoptrail::value::{ValueKind, Value, FALSE, NULL, TRUE, UNDEFINED};

/// The value a JSON text says.
fn json(text: &'static str) -> Value {
    Value::text(text).parse()
}

#[track_caller]
fn check(value: Value, expected: &'static str) {
    assert!(value.json().is(expected), "not {expected}");
}

fn values_have_their_kinds() {
    for (value, kind) in [
        (UNDEFINED, ValueKind::Undefined),
        (NULL, ValueKind::Null),
        (TRUE, ValueKind::Bool),
        (json("false"), ValueKind::Bool),
        (json("1.5"), ValueKind::Number),
        (json("\"\""), ValueKind::Text),
        (json("[]"), ValueKind::List),
        (json("{}"), ValueKind::Map),
        (json("{"), ValueKind::Undefined),
    ] {
        assert!(value.kind() == kind);
    }
    assert!(json("true") == TRUE && json("false") == FALSE && json("null") == NULL);
    assert!(!NULL.is_given() && FALSE.is_given());
    assert!(json("\"x\"").as_number().is_nan() && json("2").as_number() == 2.0);
}

fn objects_are_read_and_written_by_own_names_in_order() {
    let map = json(r#"{"b":1,"a":{"x":"y"}}"#);
    map.set("c", Value::text("z"));
    map.set_num("b", 2.0);
    check(map, r#"{"b":2,"a":{"x":"y"},"c":"z"}"#);
    check(map.keys(), r#"["b","a","c"]"#);
    map.put(Value::text("a"), UNDEFINED);
    check(map.copy(), r#"{"b":2,"c":"z"}"#);
    for name in ["constructor", "__proto__", "toString", "absent"] {
        assert!(map.get(name) == UNDEFINED, "{name}");
        assert!(map.find(Value::text(name)) == UNDEFINED, "{name}");
    }
    map.set("__proto__", json(r#"{"polluted":true}"#));
    assert!(json("{}").get("polluted") == UNDEFINED);
    assert!(map.num("c").is_nan() && UNDEFINED.get("x") == UNDEFINED && NULL.num("x").is_nan());
}

fn lists_are_read_and_written() {
    let list = json("[1,2]");
    list.push(json("\"3\""));
    list.insert(0, json("0"));
    check(list, r#"[0,1,2,"3"]"#);
    list.delete(1);
    let walked = Value::list();
    for item in list.items() {
        list.push(item);
        walked.push(item);
    }
    check(walked, r#"[0,2,"3"]"#);
    assert!(json("{}").items().next().is_none() && UNDEFINED.items().next().is_none());
    assert!(list.len() == 6 && list.at(9) == UNDEFINED && UNDEFINED.len() == 0);
    let names = json(r#"["b","a10","a2","B"]"#);
    names.sort();
    check(names, r#"["B","a10","a2","b"]"#);
}

fn texts_are_joined_cut_and_compared() {
    check(Value::text("a").plus("b").add(json("1.5")).add(json("1e21")), r#""ab1.51e+21""#);
    check(Value::text("a").add(json("1795441235260")), r#""a1795441235260""#);
    check(Value::text("ä€😀x").slice(1, 4), r#""€😀""#);
    check(Value::text("abc").slice(2, u32::MAX), r#""c""#);
    check(Value::text("abc").slice(5, 9), r#""""#);
    check(Value::text("a|b||c").split("|"), r#"["a","b","","c"]"#);
    check(Value::text("ÄbC").lower(), r#""äbc""#);
    assert!(Value::text("ä€😀").bytes() == 9 && Value::text("ä€😀").len() == 4);
    assert!(Value::text("a").before(Value::text("b")) && !Value::text("b").before(Value::text("b")));
    assert!(
        Value::text("a").same(Value::text("a"))
            && !Value::text("1").same(json("1"))
            && json("1").same(json("1.0"))
    );
    for (text, number) in [("12", 12.0), (" 7 ", 7.0), ("1e3", 1000.0), ("", 0.0), ("-0.5", -0.5)] {
        assert!(Value::text(text).to_number() == number, "{text}");
    }
    assert!(
        Value::text("12a").to_number().is_nan() && UNDEFINED.to_number().is_nan() && NULL.to_number() == 0.0
    );
}

fn patterns_mean_the_same() {
    for (text, pattern, found) in [
        ("Sale", "^s", false),
        ("Sale", "(?i)^s", true),
        ("a.b", "^a[.]b$", true),
        ("axb", "^a[.]b$", false),
        ("line\nbreak", "^break$", false),
        ("tél", "^t.l$", true),
        ("0012", "^[0-9]{4}$", true),
    ] {
        assert!(Value::text(text).test(pattern) == found, "{text} {pattern}");
        // A global pattern keeps no position between calls.
        assert!(Value::text(text).test(pattern) == found, "{text} {pattern} again");
    }
    assert!(!UNDEFINED.test("undefined") && !json("12").test("12"));
    check(Value::text("a-b_c").replace("[-_](.)", "<$1>"), r#""a<b><c>""#);
    check(Value::text("AbAb").replace("(?i)a", ""), r#""bb""#);
}

fn json_is_written_as_the_engine_writes_it() {
    let read = json(r#"[0.1,-0,1e21,1e-7,123456789012,"\u0001\"\\é😀",null,true]"#);
    check(read, r#"[0.1,0,1e+21,1e-7,123456789012,"\u0001\"\\é😀",null,true]"#);
    check(Value::number(f64::NAN), "null");
    assert!(UNDEFINED.json() == UNDEFINED);
    assert!(Value::text("nope").parse() == UNDEFINED);
}

fn dates_are_read_and_written() {
    check(Value::iso(1_795_441_235_260.0), r#""2026-11-23T13:40:35.260Z""#);
    check(Value::iso(f64::NAN), r#""1970-01-01T00:00:00.000Z""#);
    for (text, ms) in [
        ("2026-11-23T13:40:35.260Z", 1_795_441_235_260.0),
        ("2026-11-23", 1_795_392_000_000.0),
        ("2026-11-23T13:40:35+01:00", 1_795_437_635_000.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777_000.0),
    ] {
        assert!(Value::text(text).date_ms() == ms, "{text}");
    }
    assert!(Value::text("soon").date_ms().is_nan());
}

fn urls_are_taken_apart_by_whatwg_rules() {
    let url = Value::text("HTTPS://Shop.Example:8443/a%20b/../c?utm_source=a+b&x=%C3%A9&x=&y#f?g").url();
    check(url.get("hostname"), r#""shop.example""#);
    check(url.get("origin"), r#""https://shop.example:8443""#);
    check(url.get("pathname"), r#""/c""#);
    check(url.get("search"), r##""?utm_source=a+b&x=%C3%A9&x=&y""##);
    check(url.get("hash"), r##""#f?g""##);
    check(url.get("query"), r#"[["utm_source","a b"],["x","é"],["x",""],["y",""]]"#);
    check(Value::text("a=b=c&&d").query(), r#"[["a","b=c"],["d",""]]"#);
    assert!(Value::text("/relative").url() == UNDEFINED && Value::text("").url() == UNDEFINED);
}

fn without_the_part_message_hooks_nothing_finishes_a_message() {
    let message = json(r#"{"type":"track"}"#);
    assert!(engine::finish(message.handle(), json("{}").handle()) == engine::ABSENT);
    check(message, r#"{"type":"track"}"#);
}

fn storage_keeps_texts_by_name() {
    let (name, other) = (Value::text("shoptrail.contract.b"), Value::text("shoptrail.contract.a"));
    assert!(engine::storage_get(name.handle()) == engine::ABSENT);
    assert!(engine::storage_set(name.handle(), Value::text("é1").handle()));
    assert!(engine::storage_set(other.handle(), Value::text("").handle()));
    check(Value::of(engine::storage_get(name.handle())), r#""é1""#);
    let matching = |pattern| {
        Value::of(engine::storage_names("shoptrail.contract.".into(), Value::text(pattern).handle()))
    };
    check(matching(""), r#"["a","b"]"#);
    check(matching("^[b-z]"), r#"["b"]"#);
    let names = || matching("");
    engine::storage_remove(name.handle());
    engine::storage_remove(other.handle());
    assert!(names().is_empty());
}

fn the_world_moves() {
    assert!(engine::wall_ms() > 1.7e12 && engine::monotonic_ms() >= 0.0);
    let (one, two, three) = (engine::random(), engine::random(), engine::random());
    assert!(one != two || two != three);
    assert!(engine::utf8(Value::text("aé€").handle(), 1) == 0xc3a9_e282);
    assert!(engine::utf8(Value::text("é").handle(), 1) == 0xa900_0000);
    assert!(engine::utf8(Value::text("a").handle(), 1) == 0);
}
