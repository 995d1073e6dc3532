//! Use cases and background jobs.
//!
//! Rules kept here:
//! - a network request is stored before it is sent;
//! - state, journals, follow-up jobs and events are stored in one
//!   transaction;
//! - no transaction is open while a network is called;
//! - an unknown result is a state that a job resolves, never an error.

pub mod amount_json;
mod backlog;
pub mod console;
mod console_port;
mod engine;
pub mod events;
mod jobs;
pub mod jwks;
mod limits;
mod link;
pub mod logo_image;
pub mod mall_keys;
pub mod network;
mod notices;
pub mod orders;
mod pay_desk;
mod payments;
mod provider_port;
pub(crate) mod receipt_link;
pub mod refund_json;
pub mod refunds;
pub mod registry;
mod request_log;
pub(crate) mod return_link;
pub mod schema_names;
mod seal;
pub mod strict_json;
pub mod system;
#[cfg(feature = "testing")]
pub mod testing;
mod trace_context;
mod under_way;
pub mod webhooks;

pub use backlog::Backlog;
pub use engine::{Engine, OpenError, Settings};
pub use jobs::JobsHandle;
pub use limits::ORDERS_PER_SECOND;
