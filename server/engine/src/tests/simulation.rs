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
mod dice;
mod endpoint;
mod fate;
mod kept;
mod law;
mod line;
mod mall;
mod network;
mod note;
mod orders;
mod process;
mod pulse;
mod receiver;
mod shopper;
mod work;
mod world;

use std::panic::{catch_unwind, resume_unwind};
use std::sync::Mutex;
use world::World;

/// Orders of the normal run.
const ORDERS: usize = 1_000;
/// Orders in one world: so many live on one database.
const IN_A_WORLD: usize = 500;
/// The first world's seed.
const SEED: u64 = 20_260_601;
/// Worlds side by side.
const AT_ONCE: usize = 2;

/// Lets a world run to its end and judges it; answers a hash of all that
/// happened in it.
fn live(seed: u64, orders: usize) -> u64 {
    let mut world = World::new(seed);
    world.plan(orders);
    world.run();
    world.judge();
    world.end()
}

/// True where the tests keep their orders in PostgreSQL.
fn on_a_server() -> bool {
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
    let worlds: Vec<(u64, usize)> = (seed..)
        .zip(
            (0..orders)
                .step_by(IN_A_WORLD)
                .map(|done| (orders - done).min(IN_A_WORLD)),
        )
        .collect();
    let next = Mutex::new(worlds.into_iter());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let world = next.lock().expect("not poisoned").next();
                    let Some((seed, orders)) = world else { break };
                    if let Err(law) = catch_unwind(|| live(seed, orders)) {
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
fn the_same_seed_tells_the_same_story() {
    let (first, again, other) = (live(7, 60), live(7, 60), live(8, 60));
    assert_ne!(first, other);
    // A server answers two desks' connections in an order of its own.
    if !on_a_server() {
        assert_eq!(first, again);
    }
}
