//! The pay page: pages, islands and server functions.
//!
//! HTML first: every step is a form the server renders whole and answers
//! without scripts. Islands only make it better. Pages ask the house through
//! one port, [`domain::desk::PayDesk`], and know nothing behind it.
//!
//! Where things are: `routes` (addresses), `actions` (server functions),
//! `pages` (one file per state), `parts` (what pages share), `press` (how a
//! drawn page becomes an answer), `text` (every word, per language),
//! `islands` (what runs in the browser).

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod blank;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
pub mod encoding;
#[cfg(feature = "ssr")]
mod follow;
#[cfg(feature = "ssr")]
mod guard;
#[cfg(feature = "ssr")]
mod headers;
#[cfg(feature = "ssr")]
mod island_loader;
mod islands;
#[cfg(feature = "ssr")]
mod look;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
mod press;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
mod stop;
#[cfg(feature = "ssr")]
mod text;
#[cfg(feature = "ssr")]
mod theme;
#[cfg(feature = "ssr")]
mod written;
