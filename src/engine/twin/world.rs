//! The world of one test: clock, randomness, storage.

use super::push_list;
use super::text::{push_text, regex, to_text};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The world of one test.
pub struct World {
    pub wall_ms: f64,
    pub monotonic_ms: f64,
    pub seed: u64,
    pub items: BTreeMap<String, String>,
    /// Reads give nothing and writes fail, as where the browser blocks storage.
    pub blocked: bool,
    /// Characters of keys and values that fit; a write beyond them fails, as `QuotaExceededError`.
    pub quota: Option<usize>,
    /// Counts down on every write or removal, and lets nothing through at zero: the page died there.
    pub writes_left: Option<u32>,
    /// What was asked of storage: reads, writes and removals, walks over all names.
    pub asked: (u32, u32, u32),
    /// What the page's part `message-hooks` does with a message and its call. It gives a reason to drop it,
    /// or [`ABSENT`](crate::engine::ABSENT).
    pub finish: Option<fn(u32, u32) -> u32>,
}

/// 2026-11-23T13:40:35.260Z, when the wire contract's samples were taken.
pub const START_MS: f64 = 1_795_441_235_260.0;

impl Default for World {
    fn default() -> World {
        World {
            wall_ms: START_MS,
            monotonic_ms: 1.0,
            seed: 1,
            items: BTreeMap::new(),
            blocked: false,
            quota: None,
            writes_left: None,
            asked: (0, 0, 0),
            finish: None,
        }
    }
}

impl World {
    pub fn used(&self) -> usize {
        self.items.iter().map(|(name, value)| name.len() + value.len()).sum()
    }

    fn may_write(&mut self) -> bool {
        self.asked.1 += 1;
        match &mut self.writes_left {
            Some(0) => return false,
            Some(left) => *left -= 1,
            None => {}
        }
        !self.blocked
    }
}

thread_local! {
    static WORLD: RefCell<World> = RefCell::new(World::default());
}

/// Looks at the world, or changes it.
pub fn world<T>(work: impl FnOnce(&mut World) -> T) -> T {
    WORLD.with(|world| work(&mut world.borrow_mut()))
}

/// Time passes.
pub fn advance(ms: f64) {
    world(|world| {
        world.wall_ms += ms;
        world.monotonic_ms += ms;
    });
}

/// Has the part `message-hooks` finish a message, where the world has it.
pub fn finish(of: u32, call: u32) -> u32 {
    world(|world| world.finish).map_or(crate::engine::ABSENT, |finish| finish(of, call))
}

pub fn wall_ms() -> f64 {
    world(|world| world.wall_ms)
}

pub fn monotonic_ms() -> f64 {
    world(|world| world.monotonic_ms)
}

/// SplitMix64: small, seeded, good enough for ids in tests.
pub fn random() -> u32 {
    world(|world| {
        world.seed = world.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = world.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as u32
    })
}

pub fn storage_get(name: u32) -> u32 {
    let name = to_text(name);
    let found = world(|world| {
        world.asked.0 += 1;
        if world.blocked {
            None
        } else {
            world.items.get(&name).cloned()
        }
    });
    found.map_or(crate::engine::ABSENT, push_text)
}

pub fn storage_set(name: u32, value: u32) -> bool {
    let (name, value) = (to_text(name), to_text(value));
    world(|world| {
        let old = world.items.get(&name).map_or(0, |value| name.len() + value.len());
        let fits = world.quota.is_none_or(|quota| world.used() - old + name.len() + value.len() <= quota);
        let done = fits && world.may_write();
        if done {
            world.items.insert(name, value);
        }
        done
    })
}

pub fn storage_remove(name: u32) {
    let name = to_text(name);
    world(|world| {
        if world.may_write() {
            world.items.remove(&name);
        }
    });
}

pub fn storage_names(prefix: &'static str, pattern: u32) -> u32 {
    let pattern = regex(&to_text(pattern));
    let names: Vec<String> = world(|world| {
        world.asked.2 += 1;
        if world.blocked {
            Vec::new()
        } else {
            let names = world.items.keys().filter_map(|name| name.strip_prefix(prefix));
            names.filter(|name| pattern.is_match(name)).map(str::to_owned).collect()
        }
    });
    push_list(names.into_iter().map(push_text).collect())
}
