//! The pay page: pages, islands and server functions.
//!
//! Every step is an HTML form that works without scripts; islands improve it.
//! The pages call only the port [`domain::desk::PayDesk`].
//!
//! `routes` has the URLs, `actions` the server functions, `pages` one file per
//! state of an order, `parts` what pages share, `render` how HTML becomes
//! bytes, `text` all texts in each language, `islands` the code in the browser.

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod amount;
#[cfg(feature = "ssr")]
mod context;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
pub mod encoding;
#[cfg(feature = "ssr")]
mod fetch_metadata;
#[cfg(feature = "ssr")]
mod headers;
#[cfg(feature = "ssr")]
mod island_loader;
mod islands;
#[cfg(feature = "ssr")]
mod language;
#[cfg(feature = "ssr")]
mod page_error;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
mod poll;
#[cfg(feature = "ssr")]
mod render;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
mod secret_field;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
mod text;
#[cfg(feature = "ssr")]
mod theme;
