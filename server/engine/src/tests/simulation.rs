//! A seeded simulation of the engine with its real store: shoppers, malls, a
//! network and a line that lose, repeat, reorder, delay and garble, desks
//! that die, clocks that jump. One thing happens at a time, so the same seed
//! tells the same story.
//!
//! `PAYDESK_SIMULATION_ORDERS` and `PAYDESK_SIMULATION_SEED` say how many
//! orders and which story; `cargo xtask test --long` asks for very many. A
//! broken law prints the order's history and the command that repeats it.
//!
//! Half of an order's time goes into the network's signatures, which are real.
//! The usual number takes about a minute on two processors. `--long` builds
//! with optimisation: there 5,000 orders take one on SQLite, 1,900 on PostgreSQL.

mod case;
mod durability;
mod endpoint;
mod event_server;
mod faults;
mod invariants;
mod jobs;
mod message;
mod network;
mod orders;
mod process;
mod random;
mod scheduler;
mod shopper;
mod signer;
mod simulator;
mod transport;

use simulator::Simulator;
use std::panic::{catch_unwind, resume_unwind};
use std::sync::Mutex;

/// Orders of the normal run.
const ORDERS: usize = 1_000;
/// Orders in one world: so many live on one database.
const ORDERS_PER_RUN: usize = 500;
/// The first world's seed.
const SEED: u64 = 20_260_601;
/// Worlds side by side.
const PARALLEL_RUNS: usize = 2;

/// Lets a world run to its end and judges it; answers a hash of all that
/// happened in it.
fn simulate(seed: u64, orders: usize) -> u64 {
    let mut simulator = Simulator::new(seed);
    simulator.plan(orders);
    simulator.run();
    simulator.check_invariants();
    simulator.finish()
}

/// True where the tests keep their orders in PostgreSQL.
fn on_postgres() -> bool {
    !from_env("PAYDESK_TEST_POSTGRES", String::new()).is_empty()
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment which story to tell"
)]
fn from_env<T: std::str::FromStr>(name: &str, otherwise: T) -> T {
    let read = std::env::var(name).ok();
    read.map_or(otherwise, |text| {
        text.parse().unwrap_or_else(|_| panic!("{name}: a number"))
    })
}

#[test]
fn every_order_ends_right_whatever_happens() {
    let orders = from_env("PAYDESK_SIMULATION_ORDERS", ORDERS);
    let seed = from_env("PAYDESK_SIMULATION_SEED", SEED);
    let runs: Vec<(u64, usize)> = (seed..)
        .zip(
            (0..orders)
                .step_by(ORDERS_PER_RUN)
                .map(|done| (orders - done).min(ORDERS_PER_RUN)),
        )
        .collect();
    let next = Mutex::new(runs.into_iter());
    std::thread::scope(|scope| {
        for _ in 0..PARALLEL_RUNS {
            scope.spawn(|| {
                loop {
                    let simulator = next.lock().expect("not poisoned").next();
                    let Some((seed, orders)) = simulator else {
                        break;
                    };
                    if let Err(law) = catch_unwind(|| simulate(seed, orders)) {
                        // What is broken is said now, not when all have lived.
                        next.lock().expect("not poisoned").by_ref().for_each(drop);
                        resume_unwind(law);
                    }
                }
            });
        }
    });
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let (first, again, other) = (simulate(7, 60), simulate(7, 60), simulate(8, 60));
    assert_ne!(first, other);
    // A server answers two desks' connections in an order of its own.
    if !on_postgres() {
        assert_eq!(first, again);
    }
}
