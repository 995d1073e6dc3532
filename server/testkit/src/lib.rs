//! What the tests of several packages share: a database of either kind, a
//! clock, entropy, a signing mall, a network, and waiting with a deadline.
//!
//! For tests only: packages have it as a dev-dependency. It does not depend on
//! `engine`, so that `engine`'s unit tests do not link a second copy of their
//! crate.
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
