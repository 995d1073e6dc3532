//! What the tests of several packages share: a database of either kind, a
//! clock, entropy, a signing mall, a network, an engine with all of these, and
//! waiting with a deadline.
//!
//! For tests only: packages have it as a dev-dependency. The unit tests of
//! `store` and `engine` link a second copy of their own crate through it, so
//! they exchange only types of `std`, `domain` and other packages with it.
#![expect(
    clippy::missing_panics_doc,
    reason = "everything here panics where a test has to fail"
)]

pub mod api;
pub mod clock;
pub mod database;
pub mod entropy;
pub mod fixture;
pub mod keys;
pub mod loopback;
pub mod mall;
pub mod merchant;
pub mod network;
pub mod random;
pub mod second_network;
pub mod signer;
pub mod wait;
pub mod wechat_pay;
