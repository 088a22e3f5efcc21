//! The rules of the core's structure: which room uses which, where untyped values may be, and how long things
//! may be.
#![cfg(not(target_arch = "wasm32"))]

#[path = "architecture/rooms.rs"]
mod rooms;
#[path = "architecture/source.rs"]
mod source;

use source::{files, read, Source};
use std::collections::{BTreeMap, BTreeSet};

/// From the bottom: a room uses itself and the rooms before it.
const ROOMS: &[&str] =
    &["engine", "value", "storage", "plan", "options", "shopper", "delivery", "tracker", "boundary"];

/// The second module, from the bottom. It shares the plan's tables with the page, and nothing else.
const TOOLS_ROOMS: &[&str] = &["plan", "wire", "server", "tools"];

/// The module of the overlay and the harness, from the bottom. It shares nothing with the others.
const INSPECTOR_ROOMS: &[&str] = &["device", "inspector"];

/// What a tools room may use of the plan: modules that know neither the page's engine nor its values.
const SHARED_OF_PLAN: &[&str] = &["tables", "limits"];

/// Rooms whose code decides something: what they say in signatures is typed.
const POLICIES: &[&str] = &["storage", "plan", "options", "shopper", "delivery", "tracker"];

/// Parameters that may be an untyped `Value`: what the page passed or what storage had, before a reader has
/// looked at it.
const UNREAD: &[&str] = &["name", "properties", "traits", "stored", "option", "retry_after", "content_type"];

/// Where the page's own data is read and checked, value by value.
const READERS: &[&str] = &["src/plan/validation/", "src/plan/event/custom.rs", "src/plan/custom_events.rs"];

/// Whether a function looks at what nobody has read yet.
fn is_reader(function: &source::Function) -> bool {
    ["read", "parse"].iter().any(|prefix| function.name.starts_with(prefix))
}

const MAX_FILE_LINES: usize = 400;
const MAX_FUNCTION_LINES: usize = 60;
const MAX_COLUMNS: usize = 110;

fn core() -> Vec<Source> {
    files("src", ".rs").into_iter().map(|path| read(&path)).collect()
}

fn policies() -> Vec<Source> {
    core().into_iter().filter(|source| POLICIES.contains(&source.room.as_str())).collect()
}

fn assert_none(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn a_room_uses_only_the_rooms_below_it() {
    let height = |room: &str| ROOMS.iter().position(|name| *name == room);
    let mut found = Vec::new();
    let of_page = |source: &&Source| source.room != "lib" && !is_of_tools(source) && !is_of_inspector(source);
    for source in core().iter().filter(of_page) {
        let own = height(&source.room).unwrap_or_else(|| panic!("{} is in no room", source.path));
        for (used, _) in source.uses() {
            if height(&used).is_some_and(|other| other > own) {
                found.push(format!("{} uses {used}, which is above it", source.path));
            }
        }
    }
    assert_none(found);
}

/// Whether the file is of the second module and not shared with the page.
fn is_of_tools(source: &Source) -> bool {
    source.room != "plan" && TOOLS_ROOMS.contains(&source.room.as_str())
}

fn is_of_inspector(source: &Source) -> bool {
    INSPECTOR_ROOMS.contains(&source.room.as_str())
}

#[test]
fn the_inspector_uses_no_other_module() {
    let height = |room: &str| INSPECTOR_ROOMS.iter().position(|name| *name == room);
    let mut found = Vec::new();
    for source in core().iter().filter(|source| source.room != "lib") {
        for (used, _) in source.uses() {
            let is_allowed = match is_of_inspector(source) {
                true => height(&used).is_some_and(|other| Some(other) <= height(&source.room)),
                false => height(&used).is_none(),
            };
            if !is_allowed {
                found.push(format!("{} uses {used}", source.path));
            }
        }
    }
    assert!(core().iter().filter(|source| is_of_inspector(source)).count() > 5, "no file of the inspector");
    assert_none(found);
}

#[test]
fn the_two_modules_share_the_tables_of_the_plan_and_nothing_else() {
    let height = |room: &str| TOOLS_ROOMS.iter().position(|name| *name == room);
    let mut found = Vec::new();
    for source in core().iter().filter(|source| source.room != "lib" && !is_of_inspector(source)) {
        for (used, item) in source.uses() {
            let is_allowed = match (is_of_tools(source), used.as_str()) {
                (true, "plan") => SHARED_OF_PLAN.contains(&item.as_str()),
                (true, _) => height(&used).is_some_and(|other| Some(other) <= height(&source.room)),
                (false, _) => used == "plan" || height(&used).is_none(),
            };
            if !is_allowed {
                found.push(format!("{} uses {used}::{item}", source.path));
            }
        }
    }
    assert!(core().iter().filter(|source| is_of_tools(source)).count() > 5, "no file of the second module");
    assert_none(found);
}

#[test]
fn modules_of_a_room_use_each_other_in_no_circle() {
    let sources = core();
    // What a room's face passes on, by the module that has it.
    let mut homes = BTreeMap::new();
    for source in sources.iter().filter(|source| source.is_face()) {
        for (module, item) in source.passes_on() {
            homes.insert((source.room.clone(), item), module);
        }
    }
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.is_face() && source.room != "value") {
        for (room, item) in source.uses() {
            if room == source.room {
                let to = homes.get(&(room.clone(), item.clone())).cloned().unwrap_or(item);
                if to != source.module {
                    edges.entry(source.key()).or_default().insert(format!("{room}::{to}"));
                }
            }
        }
    }
    for start in edges.keys() {
        let (mut seen, mut open) = (BTreeSet::new(), vec![start.clone()]);
        while let Some(at) = open.pop() {
            for next in edges.get(&at).into_iter().flatten() {
                assert!(next != start, "{start} uses itself through {at}");
                if seen.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
    }
}

#[test]
fn only_the_page_engine_and_the_boundary_know_wasm_bindgen() {
    let allowed = [
        "src/engine/browser.rs",
        "src/boundary.rs",
        "src/tools.rs",
        "src/tools/shop_server.rs",
        "src/inspector.rs",
        "src/value/testing.rs",
    ];
    let found = core().into_iter().filter(|source| source.code.contains("wasm_bindgen"));
    assert_none(found.map(|source| source.path).filter(|path| !allowed.contains(&path.as_str())).collect());
}

#[test]
fn the_name_of_a_member_stands_in_its_record_alone() {
    let mut found = Vec::new();
    for source in policies() {
        for (number, line) in source.numbered_code() {
            for access in ["get", "set", "num", "set_num", "flag", "find", "put"] {
                if line.contains(&format!(".{access}(\"")) {
                    found.push(format!("{}:{number}: {}", source.path, line.trim()));
                }
            }
        }
    }
    assert_none(found);
}

#[test]
fn a_policy_takes_and_gives_types_except_what_nobody_has_read() {
    let mut found = Vec::new();
    let values_are_read = |path: &str| READERS.iter().any(|reader| path.starts_with(reader));
    for source in policies().into_iter().filter(|source| !values_are_read(&source.path)) {
        for function in source.functions().into_iter().filter(|function| !is_reader(function)) {
            let typed = function.signature.replace("Map<Text, Value>", "").replace("List<Value>", "");
            let (parameters, gives) = typed.split_once("->").unwrap_or((typed.as_str(), ""));
            let untyped = parameters.split(',').filter(|parameter| parameter.contains(": Value"));
            for parameter in untyped {
                let name = parameter.split(':').next().unwrap_or_default();
                let name = name.rsplit(['(', ' ', '\n']).next().unwrap_or_default();
                if !UNREAD.contains(&name) && !name.starts_with("given") {
                    found.push(format!("{}: {} takes the Value {name}", source.path, function.name));
                }
            }
            if gives.contains("Value") {
                found.push(format!("{}: {} gives a Value", source.path, function.name));
            }
        }
    }
    assert_none(found);
}

#[test]
fn a_value_is_taken_for_a_type_in_readers_alone() {
    let mut found = Vec::new();
    for source in core().iter().filter(|source| source.room != "value" && source.room != "engine") {
        for function in source.functions() {
            // A macro's function has a variable for its name.
            let is_macro = function.name.is_empty();
            if function.body.contains("assume(") && !is_reader(&function) && !is_macro {
                found.push(format!("{}: {} assumes", source.path, function.name));
            }
        }
    }
    assert_none(found);
}

#[test]
fn no_two_parts_of_the_state_share_a_member() {
    let mut owners = BTreeMap::new();
    let mut found = Vec::new();
    for source in core() {
        for (part, members) in source.records("part! {") {
            for (_, _, key) in members {
                if let Some(other) = owners.insert(key.clone(), part.clone()) {
                    found.push(format!("{part} and {other} share {key}"));
                }
            }
        }
    }
    assert!(owners.len() > 30, "parts were not found: {owners:?}");
    assert_none(found);
}

#[test]
fn a_setter_is_named_after_its_getter() {
    let mut found = Vec::new();
    for source in core() {
        for (record, members) in source.records("part! {").into_iter().chain(source.records("record! {")) {
            for (getter, setter, _) in members {
                if setter.as_ref().is_some_and(|setter| *setter != format!("set_{getter}")) {
                    found.push(format!("{record}: {setter:?} sets {getter}"));
                }
            }
        }
    }
    assert_none(found);
}

#[test]
fn files_functions_and_lines_are_short() {
    let mut found = Vec::new();
    for path in files("src", ".rs").into_iter().chain(files("tests", ".rs")) {
        let source = read(&path);
        let lines = source.text.lines().count();
        if lines > MAX_FILE_LINES {
            found.push(format!("{} has {lines} lines", source.path));
        }
        for (number, line) in source.text.lines().enumerate() {
            if line.chars().count() > MAX_COLUMNS {
                found.push(format!("{}:{} has over {MAX_COLUMNS} columns", source.path, number + 1));
            }
        }
        for function in source.functions_of(&source.text) {
            let lines = function.body.lines().count();
            if lines > MAX_FUNCTION_LINES {
                found.push(format!("{}: {} has {lines} lines", source.path, function.name));
            }
        }
    }
    assert_none(found);
}

/// `npm run rooms` draws it anew.
#[test]
fn the_picture_in_the_documentation_is_what_the_code_gives() {
    let (path, start, end) = ("docs/architecture.md", "<!-- rooms -->\n```text\n", "```\n<!-- /rooms -->");
    let document = std::fs::read_to_string(path).expect("the architecture page");
    let (before, rest) = document.split_once(start).expect("the start of the picture");
    let (_, after) = rest.split_once(end).expect("the end of the picture");
    let (tools, others): (Vec<Source>, Vec<Source>) = core().into_iter().partition(is_of_tools);
    let (inspector, page): (Vec<Source>, Vec<Source>) = others.into_iter().partition(is_of_inspector);
    let pictures = [
        rooms::draw(TOOLS_ROOMS, &tools),
        rooms::draw(INSPECTOR_ROOMS, &inspector),
        rooms::draw(ROOMS, &page),
    ]
    .join("\n");
    let drawn = format!("{before}{start}{pictures}{end}{after}");
    if std::env::var_os("UPDATE_ROOMS").is_some() {
        std::fs::write(path, drawn).expect("the architecture page is written");
    } else {
        assert!(document == drawn, "docs/architecture.md is stale: npm run rooms");
    }
}

#[test]
fn no_lock_file_names_a_registry_host() {
    let lock = std::fs::read_to_string("package-lock.json").expect("the lock file");
    assert!(!lock.contains("\"resolved\""));
}
