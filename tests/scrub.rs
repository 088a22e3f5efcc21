//! What addresses lose before they are sent: the table `scrub.tsv`, by the events that carry them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic)]

use shoptrail::engine::twin::reset;
use shoptrail::options::Rules;
use shoptrail::plan::Properties;
use shoptrail::shopper::scrub;
use shoptrail::value::testing::{show, string, view, written};

/// The member `name` of an event that was scrubbed, and of its one line.
fn scrubbed(name: &str, address: &str) -> [String; 2] {
    let of_event = |json: String| -> Properties {
        let properties = view(&json);
        scrub::properties(properties, Rules::new(), written(""));
        properties
    };
    let address = serde_json::to_string(address).unwrap();
    let own = of_event(format!(r#"{{"{name}":{address}}}"#));
    let line = of_event(format!(r#"{{"line_items":[{{"{name}":{address}}}]}}"#));
    let of_line = serde_json::from_str::<serde_json::Value>(&show(line)).unwrap();
    let kept = of_line["line_items"][0][name].as_str().unwrap_or_default();
    [string(own.get(written(name))), kept.to_owned()]
}

#[test]
fn every_row_of_the_table_holds() {
    let (mut kept, mut changed, mut faults) = (0, 0, Vec::new());
    for line in include_str!("scrub.tsv").lines().filter(|line| !line.starts_with("# ")) {
        reset(1);
        let [of, address, left] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not three columns: {line}")
        };
        let expected = if left == "=" { address } else { left };
        if expected == address {
            kept += 1;
        } else {
            changed += 1;
        }
        let got = match of {
            "page" => vec![string(scrub::url(written(address), Rules::new()))],
            // A line's address without a mark is not looked at: it is a product's.
            "product" if !address.contains(['?', '#', '@', '%', ';']) => {
                scrubbed("url", address)[..1].to_vec()
            }
            "product" => scrubbed("url", address).to_vec(),
            "picture" => scrubbed("image_url", address).to_vec(),
            _ => panic!("no such address: {line}"),
        };
        for one in got {
            if one != expected {
                faults.push(format!("{line}\n   got {one}\n"));
            }
        }
    }
    assert!(faults.is_empty(), "{} rows:\n{}", faults.len(), faults.concat());
    assert!(kept > 150 && changed > 75, "{kept} kept, {changed} changed");
}

#[test]
fn what_was_scrubbed_once_stays_as_it_is() {
    for line in include_str!("scrub.tsv").lines().filter(|line| !line.starts_with("# ")) {
        reset(1);
        let address = line.split('\t').nth(1).unwrap();
        for name in ["url", "image_url"] {
            let [once, _] = scrubbed(name, address);
            assert_eq!(scrubbed(name, &once)[0], once, "{line}");
        }
    }
}
