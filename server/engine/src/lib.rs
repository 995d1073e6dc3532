//! Use cases, background jobs and the `/v1` API.
//!
//! Rules kept here:
//! - a network request is stored before it is sent;
//! - state, journals, follow-up jobs and events are stored in one
//!   transaction;
//! - no transaction is open while a network is called;
//! - an unknown result is a state that a job resolves, never an error.

pub mod api;
mod engine;
mod events;
mod jobs;
pub(crate) mod json;
pub mod jwks;
mod link;
pub mod network;
mod notices;
mod orders;
mod pay_desk;
mod payments;
mod refunds;
pub mod registry;
pub(crate) mod return_link;
mod seal;
pub mod signature;
pub(crate) mod webhook;

pub use engine::{Engine, OpenError, Settings};
pub use jobs::JobsHandle;

#[cfg(test)]
mod tests;
