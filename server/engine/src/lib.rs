//! Use cases, the store, jobs and the `/v1` API.
//!
//! A request takes four hops: server function or API call, [`domain::desk`]
//! or `api`, a use case here, the pure machine in `domain`, and back down to
//! the store or a network. What holds this house up:
//! - what is about to happen is on record before the network hears of it;
//! - state, follow-up work and news are stored in one transaction;
//! - no transaction is open while a network is called;
//! - an unknown result is a state that a job ends, never an error.

mod agreements;
pub mod api;
mod backlog;
mod begin;
#[cfg(feature = "bench")]
pub mod bench;
mod cadence;
mod check_books;
mod close;
mod create;
mod database;
mod desk;
mod doctor;
mod engine;
pub mod error;
mod events;
mod expire;
mod jobs;
pub(crate) mod json;
pub mod jwks;
mod link;
mod lookup;
mod metrics;
mod notice;
pub mod outbound;
mod page;
mod pay;
mod place;
mod private_file;
mod query_job;
mod record;
mod refund;
pub mod registry;
pub(crate) mod return_link;
mod seal;
mod settle;
pub mod signature;
pub(crate) mod store;
mod trace_context;
mod turns;
mod watch;
pub(crate) mod webhook;
mod wire;

pub use backlog::Backlog;
pub use check_books::{Books, check_books};
pub use database::{Database, DatabaseError};
pub use doctor::schema_differences;
pub use engine::{Engine, OpenError, Settings};
pub use jobs::JobsHandle;
pub use private_file::warn_if_shared;
pub use store::StoreFigures;

#[cfg(test)]
mod tests;
