//! What pages share, and the views of the pay page.
//!
//! `page_renderer` answers a request with a page, `document` is the frame of
//! every page, `render` how HTML becomes bytes, `parts` what views share,
//! `pages` the pay page's views, one file per state of an order, `text` their
//! texts in each language. `dom` is for islands, and all that a browser needs.
//!
//! There are no islands and no server functions here, and no view calls a
//! port. A view that has a place for islands takes them by `island_slots`.

#[cfg(feature = "views")]
pub mod amount;
#[cfg(feature = "views")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod cookies;
#[cfg(feature = "views")]
pub mod document;
pub mod dom;
#[cfg(feature = "ssr")]
pub mod embedded;
#[cfg(feature = "ssr")]
pub mod encoding;
#[cfg(feature = "ssr")]
pub mod fetch_metadata;
#[cfg(feature = "ssr")]
pub mod headers;
#[cfg(feature = "views")]
pub mod html;
#[cfg(feature = "ssr")]
mod island_loader;
#[cfg(feature = "views")]
pub mod island_slots;
#[cfg(feature = "ssr")]
mod language;
#[cfg(feature = "ssr")]
pub mod page_error;
#[cfg(feature = "ssr")]
pub mod page_renderer;
#[cfg(feature = "views")]
pub mod pages;
#[cfg(feature = "views")]
pub mod parts;
#[cfg(feature = "views")]
pub mod preview;
#[cfg(feature = "ssr")]
pub mod qr_code;
#[cfg(feature = "ssr")]
pub mod query;
#[cfg(feature = "ssr")]
pub mod receipt_image;
#[cfg(feature = "views")]
pub mod render;
#[cfg(feature = "views")]
mod sample_qr_code;
#[cfg(feature = "views")]
pub mod settings;
#[cfg(feature = "views")]
mod text;
#[cfg(feature = "views")]
mod theme;
#[cfg(feature = "ssr")]
pub mod words;
