//! The consoles: one for each merchant, and the provider's own.
//!
//! Every page works without scripts, and every change is a form. The pages call
//! only the port [`domain::console::Console`], which checks each right; a page
//! leaves out what the person's role may not do.
//!
//! `routes` has the URLs, `pages` the views, `text` their texts in each
//! language. The island `clock` keeps the time of the first page; the script
//! `passkey.js` asks the browser for a passkey.

mod clock;
#[cfg(feature = "ssr")]
mod csv;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
mod text;
