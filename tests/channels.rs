//! The channels of visits: the page's table is what the lists of `src/shopper/channels` give, every example
//! in the lists is of its channel, and so is every row of `referrers.tsv` and `links.tsv`.
//! `UPDATE_CHANNELS=1 cargo test --test channels` (`npm run channels`) writes the table.
#![allow(clippy::unwrap_used)]

use shoptrail::options::Rules;
use shoptrail::shopper::attribution::Touch;
use shoptrail::value::testing::{string, written};
use shoptrail::value::{List, Map, Text, View, WallMs, DAY_MS};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The lists in the order of the table, which is the order of precedence, and the channel that an example of
/// the list has.
const LISTS: [(&str, &str); 10] = [
    ("paid_search", "paid_search"),
    ("paid_social", "paid_social"),
    ("display", "display"),
    ("affiliate", "affiliate"),
    ("organic_search", "organic_search"),
    ("email", "email"),
    ("sms", "sms"),
    ("ai_assistant", "ai_assistant"),
    ("organic_social", "organic_social"),
    ("paid", "display"),
];

/// The kinds of a list's rows, and what is around their patterns. A line feed ends a medium, a host and each
/// label of an app (`channel::Sender`). A search engine is the whole host: portals have mail, maps and news
/// under the same name.
const KINDS: [(&str, &str, &str); 5] = [
    ("medium", "=", r"\n"),
    ("word", "[/=]", r"\n"),
    ("engine", "^/(.{1,3}/)?", r"\n$"),
    ("app", r"\n/", r"\n"),
    ("click", "\"", "\":"),
];

struct Row {
    kind: String,
    pattern: String,
    examples: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shopper/channels")
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn rows(list: &str) -> Vec<Row> {
    let text = std::fs::read_to_string(folder().join(list).with_extension("tsv")).unwrap();
    assert!(text.contains("\n# Source: ") && text.contains("\n# Date: "), "{list} has a source and a date");
    let row = |line: &str| {
        let [kind, pattern, examples] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{list}: {line}");
        };
        assert!(KINDS.iter().any(|(known, ..)| *known == kind), "{list}: {line}");
        let examples = examples.split(' ').map(str::to_owned).collect();
        Row { kind: kind.to_owned(), pattern: pattern.to_owned(), examples }
    };
    lines(&text).map(row).collect()
}

fn table() -> String {
    let pattern = |(list, _): &(&str, &str)| {
        let rows = rows(list);
        let alternatives = KINDS.iter().filter_map(|(kind, before, after)| {
            let patterns: Vec<_> =
                rows.iter().filter(|row| row.kind == *kind).map(|row| &*row.pattern).collect();
            if patterns.is_empty() {
                None
            } else {
                let joined = patterns.join("|");
                let is_group = joined.contains('|');
                let (open, close) = if is_group { ("(", ")") } else { ("", "") };
                Some([before, open, &joined, close, after].concat())
            }
        });
        alternatives.collect::<Vec<_>>().join("|")
    };
    LISTS.iter().map(pattern).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_table_is_what_the_lists_give() {
    let path = folder().join("table.txt");
    if std::env::var_os("UPDATE_CHANNELS").is_some() {
        std::fs::write(&path, table()).unwrap();
    }
    let stored = std::fs::read_to_string(path).unwrap();
    assert!(stored == table(), "src/shopper/channels/table.txt is stale, run `npm run channels`");
}

const NOW: WallMs = WallMs(1_795_441_235_260.0);

fn rules() -> Rules {
    let rules = Rules::new();
    rules.set_host(written("shop.example"));
    rules.set_ignored_referrers(List::new());
    rules.set_first_window_ms(180.0 * DAY_MS);
    rules.set_last_window_ms(30.0 * DAY_MS);
    rules
}

/// The channel of a visit, `nobody` where it is no touch; and the touch.
fn visit(url: &str, referrer: &str) -> (String, Option<Touch>) {
    let touch = Touch::from_visit(written(url), written(referrer), NOW, rules());
    (touch.map_or_else(|| "nobody".to_owned(), |known| string(known.place().channel())), touch)
}

fn check_all(cases: impl IntoIterator<Item = (String, String, String)>, at_least: usize) {
    let (mut count, mut faults) = (0, String::new());
    for (url, referrer, expected) in cases {
        count += 1;
        let (found, _) = visit(&url, &referrer);
        if found != expected {
            writeln!(faults, "{url} {referrer}: {found}, not {expected}").unwrap();
        }
    }
    assert!(faults.is_empty(), "of {count}:\n{faults}");
    assert!(count >= at_least, "{count} cases");
}

#[test]
fn every_example_of_a_list_is_of_its_channel() {
    let cases = LISTS.iter().flat_map(|(list, channel)| {
        rows(list).into_iter().flat_map(move |Row { kind, examples, .. }| {
            examples.into_iter().map(move |example| {
                let home = "https://shop.example/";
                let (url, referrer) = match &*kind {
                    "medium" => (format!("{home}?utm_medium={example}"), ""),
                    "click" => (format!("{home}?{example}=1"), ""),
                    _ if example.starts_with('?') => (format!("{home}{example}"), ""),
                    _ if example.contains("://") => (home.to_owned(), &*example),
                    _ => (format!("{home}?utm_source={example}"), ""),
                };
                (url, referrer.to_owned(), (*channel).to_owned())
            })
        })
    });
    check_all(cases.collect::<Vec<_>>(), 250);
}

#[test]
fn every_referrer_has_the_channel_of_the_table() {
    let cases = lines(include_str!("referrers.tsv")).map(|line| {
        let (referrer, channel) = line.split_once('\t').unwrap();
        ("https://shop.example/".to_owned(), referrer.to_owned(), channel.to_owned())
    });
    check_all(cases, 150);
}

#[test]
fn every_link_has_the_channel_and_the_tags_of_the_table() {
    let mut faults = String::new();
    for line in lines(include_str!("links.tsv")) {
        let [url, referrer, channel, tags] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let (found, touch) =
            visit(&format!("https://shop.example{url}"), if referrer == "-" { "" } else { referrer });
        let kept: Map<Text, Text> = Map::assume(touch.unwrap().tags().value());
        let kept = kept.into_iter().map(|(name, tag)| {
            format!("{}={}", string(name), string(tag).replace(' ', "_").replace('\n', r"\n"))
        });
        let kept = kept.collect::<Vec<_>>().join(" ");
        if found != channel || kept != tags.replace('-', if tags == "-" { "" } else { "-" }) {
            writeln!(faults, "{url}: {found} {kept}, not {channel} {tags}").unwrap();
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// Writes the channel of each line of the file that `SHOPTRAIL_REFERRERS` names into the file beside it,
/// whose name ends with `.channels`.
#[test]
#[ignore = "`npm run conformance -- referrers` runs it with public lists"]
fn each_referrer_of_a_given_list_gets_a_channel() {
    let path = PathBuf::from(std::env::var_os("SHOPTRAIL_REFERRERS").unwrap());
    let list = std::fs::read_to_string(&path).unwrap();
    let channels = list.lines().map(|referrer| visit("https://shop.example/", referrer).0);
    std::fs::write(path.with_extension("channels"), channels.collect::<Vec<_>>().join("\n")).unwrap();
}

#[test]
fn what_is_not_known_is_named_in_the_docs() {
    let (_, not_known) = include_str!("referrers.tsv").split_once("# Not known").unwrap();
    let docs = include_str!("../docs/channels.md");
    for line in lines(not_known).skip(1) {
        let host = line.split_once("://").unwrap().1.split_once('/').unwrap().0;
        assert!(docs.contains(&format!("`{host}`")), "{host}");
    }
}

#[test]
fn a_click_id_behind_an_escaped_ampersand_goes_without_consent_to_marketing() {
    let rules = rules();
    rules.set_drops_click_ids(true);
    for escaped in ["&amp;", "&#038;"] {
        let url = format!("https://shop.example/?a=1{escaped}gclid=G1");
        let touch = Touch::from_visit(written(&url), written(""), NOW, rules).unwrap();
        assert_eq!(string(touch.place().landing_page()), "https://shop.example/?a=1");
        assert_eq!(string(touch.place().channel()), "paid_search");
        assert!(touch.tags().is_empty());
    }
}
