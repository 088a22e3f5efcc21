//! The picture of the rooms in docs/architecture.md, drawn from the code.

use super::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const WIDTH: usize = 76;

/// One box for each room of the sources, the highest first: the modules in it, and the rooms it uses.
pub fn draw(rooms: &[&str], sources: &[Source]) -> String {
    let mut modules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut uses: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for source in sources {
        modules.entry(&source.room).or_default().insert(&source.module);
        let used = source.uses().into_iter().map(|(room, _)| room).filter(|room| *room != source.room);
        uses.entry(&source.room).or_default().extend(used);
    }
    let mut picture = String::new();
    for room in rooms.iter().rev().filter(|room| modules.contains_key(*room)) {
        let inside: Vec<&str> = modules.get(room).into_iter().flatten().copied().collect();
        let below: Vec<&str> = rooms
            .iter()
            .rev()
            .copied()
            .filter(|other| uses.get(room).is_some_and(|used| used.contains(*other)))
            .collect();
        let title = format!("─ {room} ");
        let _ = writeln!(picture, "┌{title}{}┐", "─".repeat(WIDTH - title.chars().count()));
        for line in wrap(&inside.join("  ")) {
            let _ = writeln!(picture, "│ {line:<width$}│", width = WIDTH - 1);
        }
        let _ = writeln!(picture, "└{}┘", "─".repeat(WIDTH));
        if !below.is_empty() {
            let _ = writeln!(picture, "  ↓ {}", below.join(", "));
        }
    }
    picture
}

fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace().filter(|word| *word != "tests") {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line + word.chars().count() + 2 > WIDTH - 2 {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push_str("  ");
            }
            line.push_str(word);
        }
    }
    lines
}
