//! The native twin: an arena of values, and a world that tests set: clock, randomness, storage. One of each a
//! thread, shared by all the tabs that a test opens, as the tabs of a browser share them.

mod json;
mod text;
mod time;
mod world;

pub use json::*;
pub use text::*;
pub use world::*;

use super::{ABSENT, FALSE, NULL, TRUE, UNDEFINED};
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Clone)]
enum Node {
    Number(f64),
    Text(Rc<str>),
    List(Rc<RefCell<Vec<u32>>>),
    Map(Rc<RefCell<Vec<(Rc<str>, u32)>>>),
    Unreadable(&'static str),
}

thread_local! {
    static ARENA: RefCell<Vec<Node>> = const { RefCell::new(Vec::new()) };
}

/// A literal of the source, as the contract takes it.
pub type Literal = &'static str;

/// The first handle of the arena, above the constants.
const FIRST: u32 = FALSE + 1;

/// A new world and an empty arena: every handle from before is dead.
pub fn reset(seed: u64) {
    ARENA.with(|arena| arena.borrow_mut().clear());
    world(|world| *world = World { seed, ..World::default() });
}

/// Something the boundary could not read.
pub fn unreadable(reason: &'static str) -> u32 {
    push(Node::Unreadable(reason))
}

fn push(node: Node) -> u32 {
    ARENA.with(|arena| {
        arena.borrow_mut().push(node);
        arena.borrow().len() as u32 - 1 + FIRST
    })
}

fn node(of: u32) -> Option<Node> {
    ARENA.with(|arena| arena.borrow().get(of.checked_sub(FIRST)? as usize).cloned())
}

fn push_list(list: Vec<u32>) -> u32 {
    push(Node::List(Rc::new(RefCell::new(list))))
}

fn push_map(map: Vec<(Rc<str>, u32)>) -> u32 {
    push(Node::Map(Rc::new(RefCell::new(map))))
}

pub fn map() -> u32 {
    push_map(Vec::new())
}

pub fn list() -> u32 {
    push_list(Vec::new())
}

pub fn number(number: f64) -> u32 {
    push(Node::Number(number))
}

pub fn kind(of: u32) -> u32 {
    match of {
        NULL => 1,
        TRUE | FALSE => 2,
        _ => match node(of) {
            None => 0,
            Some(Node::Number(_)) => 3,
            Some(Node::Text(_)) => 4,
            Some(Node::List(_)) => 5,
            Some(Node::Map(_)) => 6,
            Some(Node::Unreadable(_)) => 7,
        },
    }
}

pub fn as_number(of: u32) -> f64 {
    match node(of) {
        Some(Node::Number(number)) => number,
        _ => f64::NAN,
    }
}

pub fn same(one: u32, other: u32) -> bool {
    match (node(one), node(other)) {
        (Some(Node::Text(one)), Some(Node::Text(other))) => one == other,
        (Some(Node::Number(one)), Some(Node::Number(other))) => one == other,
        (Some(Node::List(one)), Some(Node::List(other))) => Rc::ptr_eq(&one, &other),
        (Some(Node::Map(one)), Some(Node::Map(other))) => Rc::ptr_eq(&one, &other),
        _ => one == other,
    }
}

pub fn get(of: u32, name: &'static str) -> u32 {
    member(of, name)
}

fn member(of: u32, name: &str) -> u32 {
    match node(of) {
        Some(Node::Map(map)) => {
            map.borrow().iter().find(|(own, _)| &**own == name).map_or(UNDEFINED, |(_, of)| *of)
        }
        _ => UNDEFINED,
    }
}

pub fn find(of: u32, name: u32) -> u32 {
    member(of, &to_text(name))
}

/// What is there, or [`ABSENT`]: nothing is where undefined or null is.
fn given(of: u32) -> u32 {
    if of == UNDEFINED || of == NULL {
        ABSENT
    } else {
        of
    }
}

pub fn get_given(of: u32, name: &'static str) -> u32 {
    given(member(of, name))
}

pub fn find_given(of: u32, name: u32) -> u32 {
    given(find(of, name))
}

pub fn at_given(of: u32, index: u32) -> u32 {
    given(at(of, index))
}

pub fn num(of: u32, name: &'static str) -> f64 {
    as_number(member(of, name))
}

fn write(of: u32, name: &str, value: u32) {
    if let Some(Node::Map(map)) = node(of) {
        let mut map = map.borrow_mut();
        let at = map.iter().position(|(own, _)| &**own == name);
        match (at, value) {
            (Some(at), ABSENT | UNDEFINED) => {
                map.remove(at);
            }
            (None, ABSENT | UNDEFINED) => {}
            (Some(at), _) => map[at].1 = value,
            (None, _) => map.push((name.into(), value)),
        }
    }
}

pub fn set(of: u32, name: &'static str, value: u32) {
    write(of, name, value);
}

pub fn set_num(of: u32, name: &'static str, number: f64) {
    write(of, name, push(Node::Number(number)));
}

pub fn put(of: u32, name: u32, value: u32) {
    write(of, &to_text(name), value);
}

pub fn keys(of: u32) -> u32 {
    let names = match node(of) {
        Some(Node::Map(map)) => map.borrow().iter().map(|(name, _)| name.clone()).collect(),
        _ => Vec::new(),
    };
    push_list(names.into_iter().map(push_text).collect())
}

pub fn len(of: u32) -> u32 {
    match node(of) {
        Some(Node::Text(text)) => text.encode_utf16().count() as u32,
        Some(Node::List(list)) => list.borrow().len() as u32,
        _ => 0,
    }
}

pub fn at(of: u32, index: u32) -> u32 {
    match node(of) {
        Some(Node::List(list)) => list.borrow().get(index as usize).copied().unwrap_or(UNDEFINED),
        _ => UNDEFINED,
    }
}

/// A list's members for [`next`], the first at the end.
pub fn each(of: u32) -> u32 {
    push_list(match node(of) {
        Some(Node::List(list)) => list.borrow().iter().rev().copied().collect(),
        _ => Vec::new(),
    })
}

pub fn next(of: u32) -> u32 {
    match node(of) {
        Some(Node::List(list)) => match list.borrow_mut().pop() {
            None | Some(UNDEFINED) => ABSENT,
            Some(of) => of,
        },
        _ => ABSENT,
    }
}

pub fn insert(of: u32, index: u32, value: u32) {
    if let Some(Node::List(list)) = node(of) {
        let at = list.borrow().len().min(index as usize);
        list.borrow_mut().insert(at, value);
    }
}

pub fn delete(of: u32, index: u32) {
    if let Some(Node::List(list)) = node(of) {
        if (index as usize) < list.borrow().len() {
            list.borrow_mut().remove(index as usize);
        }
    }
}

pub fn fill(of: u32, from: u32) -> u32 {
    if let Some(Node::Map(map)) = node(from) {
        let members = map.borrow().clone();
        for (name, value) in members {
            if member(of, &name) == UNDEFINED {
                write(of, &name, value);
            }
        }
    }
    of
}

pub fn sort(of: u32) {
    if let Some(Node::List(list)) = node(of) {
        let mut sorted = list.borrow().clone();
        sorted.sort_by_key(|of| to_text(*of));
        *list.borrow_mut() = sorted;
    }
}

pub fn reason(of: u32) -> u32 {
    match node(of) {
        Some(Node::Unreadable(reason)) => push_text(reason),
        _ => UNDEFINED,
    }
}
