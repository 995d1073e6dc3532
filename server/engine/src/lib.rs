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
mod amount_json;
pub mod api;
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
mod event_list;
mod events;
mod expire;
mod jobs;
pub mod jwks;
mod keyed_calls;
mod link;
mod lookup;
pub mod mall_keys;
mod notice;
mod order_json;
pub mod outbound;
mod page;
mod pay;
mod place;
mod private_file;
mod query_job;
mod record;
mod refund;
mod refund_json;
pub mod registry;
pub(crate) mod return_link;
mod seal;
mod senders;
mod settle;
mod signature;
pub(crate) mod store;
mod strict_json;
mod turns;
mod watch;
pub(crate) mod webhooks;
mod wire;

pub use check_books::{Books, check_books};
pub use database::{Database, DatabaseError};
pub use doctor::schema_differences;
pub use engine::{Engine, OpenError, Settings};
pub use jobs::JobsHandle;
pub use private_file::warn_if_shared;
pub use store::StoreFigures;

#[cfg(test)]
mod tests;
