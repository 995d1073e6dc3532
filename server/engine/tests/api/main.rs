//! The public contract over HTTP: the router is called as a mall calls it,
//! signed by code of the tests' own, on a real database and a clock moved by
//! hand.

use engine::{Database, check_books};

mod bad_input;
mod caller;
#[path = "../../src/tests/database.rs"]
mod database;
mod deliveries;
mod events;
mod house;
mod idempotency;
mod links;
mod orders;
mod signatures;
