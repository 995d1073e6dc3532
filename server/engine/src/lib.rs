//! Use cases, the store, jobs and the `/v1` API.
//!
//! A request takes four hops: server function or API call, [`domain::desk`]
//! or `api`, a use case here, the pure machine in `domain`, and back down to
//! the store or a network. What holds this house up:
//! - what is about to happen is on record before the network hears of it;
//! - state, follow-up work and news are stored in one transaction;
//! - no transaction is open while a network is called;
//! - an unknown result is a state that a job ends, never an error.

mod engine;
pub mod error;
pub(crate) mod json;
pub mod jwks;
pub mod outbound;
pub(crate) mod return_link;
mod seal;
pub mod signature;
pub(crate) mod store;

pub use engine::{Engine, OpenError, Settings};
