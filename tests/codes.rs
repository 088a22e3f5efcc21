//! The words of the core's enums as TypeScript: `pkg-template/codes.d.ts`. `UPDATE_PLAN=1 cargo test --test
//! codes` (`npm run plan`) writes it.
#![cfg(not(target_arch = "wasm32"))]

use shoptrail::delivery::drops::DropReason;
use shoptrail::plan::documents::union_type;
use shoptrail::plan::ViolationCode;
use shoptrail::tracker::diagnostics::MessageState;
use shoptrail::tracker::Refusal;

const PATH: &str = "pkg-template/codes.d.ts";

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

#[test]
fn the_published_codes_are_those_of_the_core() {
    let codes = codes();
    if std::env::var_os("UPDATE_PLAN").is_some() {
        std::fs::write(PATH, &codes).expect("the codes are written");
    }
    let published = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(published == codes, "{PATH} is stale: npm run plan");
}

#[test]
fn every_code_says_what_it_means() {
    let all = [ViolationCode::WORDS, DropReason::WORDS, MessageState::WORDS, Refusal::WORDS].concat();
    for (word, meaning) in all {
        assert!(meaning.len() > 10 && meaning.ends_with('.'), "{word}: {meaning}");
    }
}
