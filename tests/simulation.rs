//! Any schedule of faults: nothing vanishes, nothing doubles, nothing goes to the wrong person. What may happen is in `support/schedule.rs`, what is
//! claimed in `support/claims.rs`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/claims.rs"]
mod claims;
#[path = "support/model.rs"]
mod model;
#[path = "support/schedule.rs"]
mod schedule;
mod support;

use model::Model;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, RngSeed};
use schedule::steps;

/// More by command: `SHOPTRAIL_SCHEDULES=1000000 cargo test --release --test simulation`.
fn schedules() -> u32 {
    std::env::var("SHOPTRAIL_SCHEDULES").ok().and_then(|count| count.parse().ok()).unwrap_or(10_000)
}

/// The same schedules each run, so that a build that passed passes again. Others: `SHOPTRAIL_SEED=random cargo test --test simulation`, which
/// says its seed when it fails, and with that number in place of `random` the same again.
fn seed() -> u64 {
    let seed = match std::env::var("SHOPTRAIL_SEED").as_deref() {
        Err(_) => 1,
        Ok("random") => std::time::UNIX_EPOCH.elapsed().expect("a clock after 1970").as_micros() as u64,
        Ok(number) => number.parse().expect("SHOPTRAIL_SEED is a number, or random"),
    };
    println!("seed {seed}");
    seed
}

proptest! {
    #![proptest_config(Config {
        rng_seed: RngSeed::Fixed(seed()),
        cases: schedules(),
        max_shrink_iters: 3_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..Config::default()
    })]

    #[test]
    fn nothing_vanishes_doubles_or_strays(
        hold in any::<bool>(),
        opens in any::<bool>(),
        schedule in prop::collection::vec(steps(), 1..40)
    ) {
        let mut model = Model::new(hold);
        for step in schedule {
            model.step(step);
            model.check_bounds();
        }
        model.last_visit(opens);
        model.check();
    }
}
