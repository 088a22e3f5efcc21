//! The rules of the house: which module may use which, how long a file may be, what the shipped code may not contain.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

/// Lowest first; a module may use its own layer and those below it.
const LAYERS: &[(&str, &[&str])] = &[
    ("values and the port", &["value", "engine", "time", "sha256", "id"]),
    ("domain", &["taxonomy", "validate", "event", "plan"]),
    ("durable copy", &["store"]),
    (
        "what needs nothing above it",
        &[
            "drops",
            "backoff",
            "scrub",
            "channel",
            "consent",
            "config",
            "orders",
            "profile",
            "diagnostics",
            "clock",
        ],
    ),
    ("policies", &["attribution", "identity", "envelope", "outbox", "adoption", "delivery"]),
    ("application", &["tracker", "calls", "gate"]),
    ("boundary", &["wasm"]),
];

/// Arrows that point up, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("diagnostics", "outbox", "the report reads every part's state"),
    ("diagnostics", "identity", "the report reads every part's state"),
];

const MAX_LINES: usize = 400;

fn sources(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the project").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|(_, modules)| modules.contains(&module))
}

/// `src/engine/twin.rs` → `engine`.
fn module_of(path: &Path) -> String {
    let inner = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("under src");
    let first = inner.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The code above the tests, without comments.
fn shipped(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn dependencies_point_down() {
    let mut wrong = Vec::new();
    for path in sources("src", ".rs") {
        let from = module_of(&path);
        if from == "lib" {
            continue;
        }
        let own = layer(&from).unwrap_or_else(|| panic!("{from} has no layer in tests/architecture.rs"));
        let text = fs::read_to_string(&path).expect("a source file");
        for used in shipped(&text).split("crate::").skip(1) {
            let names: Vec<&str> = match used.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or_default().split(',').map(str::trim).collect(),
                None => vec![used],
            };
            for name in names {
                let to: String =
                    name.chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect();
                let up = layer(&to).is_some_and(|other| other > own);
                if up && !EXCEPTIONS.iter().any(|(a, b, _)| *a == from && *b == to) {
                    wrong.push(format!("{from} uses {to}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn only_the_engine_and_the_boundary_know_wasm_bindgen() {
    for path in sources("src", ".rs") {
        let text = shipped(&fs::read_to_string(&path).expect("a source file"));
        let allowed = path.ends_with("engine/browser.rs") || path.ends_with("wasm.rs");
        assert!(allowed || !text.contains("wasm_bindgen"), "{}", path.display());
    }
}

#[test]
fn files_are_at_most_400_lines() {
    for (folder, ending) in [
        ("src", ".rs"),
        ("tests", ".rs"),
        ("tests", ".mjs"),
        ("scripts", ".mjs"),
        ("www", "js"),
        ("pkg-template/src", ".js"),
    ] {
        for path in sources(folder, ending) {
            let lines = fs::read_to_string(&path).expect("a source file").lines().count();
            assert!(lines <= MAX_LINES, "{} has {lines} lines", path.display());
        }
    }
}

#[test]
fn no_file_of_a_lock_names_a_registry() {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("package-lock.json"))
        .expect("the lock file");
    assert!(!lock.contains("\"resolved\""));
}
