//! Wire protocols of the payment networks, sans-IO.
//!
//! A network is asked in two halves: `start(op) -> Step` says what to send,
//! `finish(op, reply) -> Outcome` says what the answer means, and
//! `notice(raw)` reads what a network tells us by itself. No HTTP client, no
//! database, no clock: the engine owns those and passes bytes and instants.
//!
//! Rules kept here, because money rests on them:
//! - silence, a 5xx, an unreadable or badly signed reply is
//!   [`Outcome::Unknown`], never a failure;
//! - [`Outcome::Declined`] only for codes in the network's own table;
//! - all cryptography is behind one file, [`crypto`];
//! - nothing secret is in a `Debug`, an error or a URL.

pub mod crypto;
mod outcome;
mod pem;
pub mod unionpay;
mod wire;

pub use outcome::{
    Ask, DeclineReason, Declined, Outcome, Paid, Returned, SignatureFault, SignedAgreement,
    UnknownReason,
};
pub use pem::PemError;
pub use wire::{BrowserForm, HttpCall, HttpReply, Step};
