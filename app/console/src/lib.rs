//! The provider's console: one page so far, without data, because there is no
//! sign-in yet.
//!
//! The page works without scripts. Its island keeps the time.

mod clock;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
mod text;
