//! What runs in the browser. Each island makes one thing better that works
//! without it; none asks the desk for more than a plain form could.
//!
//! Two kinds: those that draw (`countdown`, `resend`, `copy`), and those that
//! only listen to elements the server drew (`dom` finds them). No island
//! makes an element from a string (Trusted Types), and none keeps or sends
//! card data.

#![expect(
    unreachable_pub,
    reason = "the island macro exports its entry to the browser as a pub function"
)]

pub(crate) mod bank_search;
pub(crate) mod card_number;
pub(crate) mod copy;
pub(crate) mod countdown;
mod dom;
pub(crate) mod id_number;
pub(crate) mod live;
pub(crate) mod once;
pub(crate) mod resend;
pub(crate) mod web_otp;
