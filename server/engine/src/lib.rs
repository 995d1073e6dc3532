//! Use cases, jobs and the `/v1` API.
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
mod begin;
mod cadence;
mod close;
mod create;
mod desk;
mod engine;
mod events;
mod expire;
mod jobs;
pub(crate) mod json;
pub mod jwks;
mod link;
mod lookup;
mod notice;
pub mod outbound;
mod page;
mod pay;
mod place;
mod query_job;
mod record;
mod refund;
pub mod registry;
pub(crate) mod return_link;
mod seal;
mod settle;
pub mod signature;
mod turns;
mod watch;
pub(crate) mod webhook;
mod wire;

pub use engine::{Engine, OpenError, Settings};
pub use jobs::JobsHandle;

#[cfg(test)]
mod tests;
