//! Wire protocols of the payment networks, sans-IO: no HTTP client, no
//! database, no clock. The engine passes bytes and instants.
//!
//! `start(operation)` returns the [`Step`] to take, `finish(operation, reply)`
//! the [`Outcome`] of the reply, and `notice(body)` reads a notice.
//!
//! Rules:
//! - a time-out, a 5xx, an unreadable or badly signed reply is
//!   [`Outcome::Unknown`], never a failure;
//! - only codes of the network's own table are [`Outcome::Declined`];
//! - all cryptography is in one file, [`crypto`];
//! - no secret is in a `Debug` output, an error or a URL.

pub mod crypto;
mod http;
mod outcome;
mod pem;
pub mod unionpay;

pub use http::{BrowserForm, HttpCall, HttpReply, Step};
pub use outcome::{
    Ask, Declined, Outcome, Paid, Returned, SignatureFault, SignedAgreement, UnknownReason,
};
pub use pem::PemError;
