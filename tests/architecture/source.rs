//! One source file as the rules look at it: its code without comments and tests, its uses, functions and
//! records.
//!
//! The rules read text, not syntax trees: rustfmt makes the text regular enough, and a parser would be a
//! dependency.

use std::fs;
use std::path::{Path, PathBuf};

pub struct Source {
    /// From the project's root.
    pub path: String,
    /// The first folder or file under `src`.
    pub room: String,
    /// The file inside its room, without its ending; of a folder inside a room, the folder.
    pub module: String,
    /// As it is.
    pub text: String,
    /// Without comments, and without the tests at its end; nothing of a file that has only tests.
    pub code: String,
}

pub struct Function {
    pub name: String,
    /// From `fn` to before the body.
    pub signature: String,
    /// From the line of `fn` to the closing brace.
    pub body: String,
}

/// A record and its members: getter, setter and key.
pub type Record = (String, Vec<(String, Option<String>, String)>);

pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![PathBuf::from(folder)]);
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
    found.sort();
    found
}

pub fn read(path: &Path) -> Source {
    let text = fs::read_to_string(path).expect("a source file");
    let name = path.to_string_lossy().into_owned();
    let parts: Vec<&str> = name.trim_end_matches(".rs").split('/').skip(1).collect();
    let is_test = name.ends_with("tests.rs") || !name.starts_with("src/");
    let shipped = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: Vec<&str> =
        shipped.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line }).collect();
    Source {
        room: (*parts.first().unwrap_or(&"")).to_owned(),
        module: (*parts.get(1).unwrap_or(&"")).to_owned(),
        code: if is_test { String::new() } else { code.join("\n") },
        text,
        path: name,
    }
}

impl Source {
    pub fn is_face(&self) -> bool {
        self.module.is_empty()
    }

    /// `room::module`.
    pub fn key(&self) -> String {
        format!("{}::{}", self.room, self.module)
    }

    pub fn numbered_code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Every `crate::room::item` of the code, as room and item.
    pub fn uses(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for used in self.code.split("crate::").skip(1) {
            let room: String = word(used);
            let rest = used[room.len()..].strip_prefix("::").unwrap_or_default();
            match rest.strip_prefix('{') {
                Some(list) => {
                    for item in list.split('}').next().unwrap_or_default().split(',') {
                        found.push((room.clone(), word(item.trim())));
                    }
                }
                None => found.push((room.clone(), word(rest))),
            }
        }
        found
    }

    /// Of a face's `pub use module::{A, B};`, module and item.
    pub fn passes_on(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for used in self.code.split("pub use ").skip(1) {
            let module = word(used);
            let rest = used[module.len()..].split(';').next().unwrap_or_default();
            for item in rest.trim_start_matches("::").trim_matches(['{', '}']).split(',') {
                found.push((module.clone(), word(item.trim())));
            }
        }
        found
    }

    pub fn functions(&self) -> Vec<Function> {
        self.functions_of(&self.code)
    }

    /// The functions of a rustfmt-ed text: each ends at the brace in the column in which its line begins.
    pub fn functions_of(&self, text: &str) -> Vec<Function> {
        let lines: Vec<&str> = text.lines().collect();
        let mut found = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let start = line.trim_start();
            let after = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "pub const fn "];
            let Some(rest) = after.iter().find_map(|prefix| start.strip_prefix(prefix)) else { continue };
            let end = format!("{}}}", &line[..line.len() - start.len()]);
            let is_short = line.ends_with('}') || line.ends_with(';');
            let length = if is_short {
                1
            } else {
                lines[index..].iter().position(|other| *other == end).map_or(1, |at| at + 1)
            };
            let body = lines[index..index + length].join("\n");
            let signature = body.split('{').next().unwrap_or_default().to_owned();
            found.push(Function { name: word(rest), signature, body });
        }
        found
    }

    /// The declarations that begin with `opening`.
    pub fn records(&self, opening: &str) -> Vec<Record> {
        let mut found = Vec::new();
        for block in self.code.split(opening).skip(1) {
            let block = block.split("\n}").next().unwrap_or_default();
            let Some((_, declared)) = block.split_once("struct ") else { continue };
            let mut members = Vec::new();
            for line in declared.split(';') {
                let Some((left, key)) = line.split_once(" = \"") else { continue };
                let names = left.split(':').next().unwrap_or_default();
                let names = names.rsplit('{').next().unwrap_or_default();
                let mut names = names.split(',').map(|name| name.trim().to_owned());
                let getter = names.next().unwrap_or_default();
                members.push((getter, names.next(), key.split('"').next().unwrap_or_default().to_owned()));
            }
            found.push((word(declared), members));
        }
        found
    }
}

fn word(text: &str) -> String {
    text.chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect()
}
