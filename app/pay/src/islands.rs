//! Islands: the code that runs in the browser. Each improves a page that works
//! without it, and calls nothing that a plain form could not.
//!
//! The server renders every element, with the texts that an island needs in
//! `data-` attributes. An island listens to events and changes texts and
//! attributes. So no element is created from a string (Trusted Types), and the
//! wasm stays small: islands with properties would add a JSON parser of 10 kB.
//! No island stores or sends card data.
#![expect(
    unreachable_pub,
    reason = "the island macro exports its entry to the browser as a pub function"
)]

pub(crate) mod bank_search;
pub(crate) mod card_number;
pub(crate) mod clear_errors;
pub(crate) mod countdown;
pub(crate) mod id_number;
pub(crate) mod named_button;
pub(crate) mod refunds;
pub(crate) mod resend;
pub(crate) mod submit_once;
pub(crate) mod web_otp;
