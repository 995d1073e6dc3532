//! What tests of several packages share: a database on either engine, a clock
//! and entropy, a mall that signs, a network, and waiting with a deadline.
//!
//! For tests only: packages name it in their dev-dependencies. It knows
//! nothing of `engine`, so that `engine`'s own unit tests can use it without
//! linking a second copy of the crate under test.
#![expect(
    clippy::missing_panics_doc,
    reason = "everything here panics where a test has to fail"
)]

pub mod api;
pub mod clock;
pub mod database;
pub mod entropy;
pub mod keys;
pub mod loopback;
pub mod mall;
pub mod merchant;
pub mod network;
pub mod random;
pub mod signer;
pub mod wait;
