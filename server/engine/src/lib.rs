//! Use cases, background jobs and the `/v1` API.
//!
//! Rules kept here:
//! - a network request is stored before it is sent;
//! - state, journals, follow-up jobs and events are stored in one
//!   transaction;
//! - no transaction is open while a network is called;
//! - an unknown result is a state that a job resolves, never an error.

mod amount_json;
pub mod api;
mod backlog;
mod engine;
mod event_list;
mod events;
mod jobs;
pub mod jwks;
mod keyed_calls;
mod link;
pub mod mall_keys;
pub mod network;
mod notices;
mod order_json;
mod orders;
mod pay_desk;
mod payments;
mod refund_json;
mod refunds;
pub mod registry;
pub(crate) mod return_link;
mod seal;
mod senders;
mod signature;
mod strict_json;
pub mod system;
mod trace_context;
pub(crate) mod webhooks;

pub use backlog::Backlog;
pub use engine::{Engine, OpenError, Settings};
pub use jobs::JobsHandle;

#[cfg(test)]
mod tests;
