//! The words of the core's enums as TypeScript: `pkg-template/codes.d.ts`. `UPDATE_PLAN=1 cargo test --test
//! codes` (`npm run plan`) writes it.
#![cfg(not(target_arch = "wasm32"))]

use shoptrail::delivery::drops::DropReason;
use shoptrail::options::ALLOWED_IN_WORDS;
use shoptrail::plan::documents::union_type;
use shoptrail::plan::ViolationCode;
use shoptrail::tracker::diagnostics::MessageState;
use shoptrail::tracker::Refusal;

const CODES: &str = "pkg-template/codes.d.ts";
const ALLOWED: &str = "pkg-template/src/parts/option-help/allowed.json";

fn codes() -> String {
    [
        "// Generated from the enums of src/ by `npm run plan`; do not edit.\n".to_owned(),
        union_type(
            "ViolationCode",
            "What is wrong with a call. The words never change; new ones may be added.",
            ViolationCode::WORDS,
            true,
        ),
        union_type(
            "DropReason",
            "Why a message was lost. The words never change; new ones may be added.",
            DropReason::WORDS,
            true,
        ),
        union_type("MessageState", "Where a message is.", MessageState::WORDS, false),
        union_type("CallRefusal", "Why the core sent nothing for a call.", Refusal::WORDS, false),
    ]
    .join("\n")
}

/// By option, what it allows, where the pattern does not read well.
fn allowed() -> String {
    let words: serde_json::Map<String, serde_json::Value> = ALLOWED_IN_WORDS
        .iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(option, words)| ((*option).to_owned(), (*words).into()))
        .collect();
    serde_json::to_string_pretty(&words).expect("texts are JSON") + "\n"
}

#[track_caller]
fn check(path: &str, text: &str) {
    if std::env::var_os("UPDATE_PLAN").is_some() {
        std::fs::write(path, text).expect("the file is written");
    }
    assert!(std::fs::read_to_string(path).unwrap_or_default() == text, "{path} is stale: npm run plan");
}

#[test]
fn the_published_codes_are_those_of_the_core() {
    check(CODES, &codes());
}

#[test]
fn the_words_of_what_an_option_allows_are_those_of_the_core() {
    assert!(ALLOWED_IN_WORDS.iter().any(|row| row.0 == "region"), "every option is in the list");
    check(ALLOWED, &allowed());
}

#[test]
fn every_code_says_what_it_means() {
    let all = [ViolationCode::WORDS, DropReason::WORDS, MessageState::WORDS, Refusal::WORDS].concat();
    for (word, meaning) in all {
        assert!(meaning.len() > 10 && meaning.ends_with('.'), "{word}: {meaning}");
    }
}
