//! The pay page: routes, server functions and islands.
//!
//! Every step is an HTML form that works without scripts; islands improve it.
//! The pages call only the port [`domain::desk::PayDesk`].
//!
//! `routes` has the URLs, `actions` the server functions, `islands` the code in
//! the browser, `scripts` what places them on the pages. The views are in
//! `ui::pages`.

#[cfg(feature = "ssr")]
mod actions;
mod islands;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
mod scripts;
#[cfg(feature = "ssr")]
mod secret_field;
