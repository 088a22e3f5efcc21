//! Random schedules of faults: no message vanishes, none is doubled, none goes to the wrong person. What may
//! happen is in `support/schedule.rs`, what is claimed in `support/claims.rs`.
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

/// For more of them: `SHOPTRAIL_SCHEDULES=1000000 cargo test --release --test simulation`.
fn schedules() -> u32 {
    std::env::var("SHOPTRAIL_SCHEDULES").ok().and_then(|count| count.parse().ok()).unwrap_or(10_000)
}

/// The schedules are the same in each run, so that a build that passed passes again. For others:
/// `SHOPTRAIL_SEED=random cargo test --test simulation`. It prints its seed; that number in place of `random`
/// gives the same schedules again.
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
    fn no_message_vanishes_is_doubled_or_reaches_the_wrong_person(
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
