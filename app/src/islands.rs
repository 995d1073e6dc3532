//! What runs in the browser. Each island makes one thing better that works
//! without it; none asks the desk for more than a plain form could.
//!
//! The server draws everything, with the words an island needs in `data-`
//! attributes; an island listens, and changes texts and attributes of what is
//! there. So nothing can differ from what the server drew, no element is made
//! from a string (Trusted Types), and the browser half stays small: islands
//! with properties of their own would bring a JSON reader of 10,000 bytes.
//! None keeps card data, and none sends it.
#![expect(
    unreachable_pub,
    reason = "the island macro exports its entry to the browser as a pub function"
)]

pub(crate) mod bank_search;
pub(crate) mod card_number;
pub(crate) mod countdown;
mod dom;
pub(crate) mod id_number;
pub(crate) mod live;
pub(crate) mod mended;
pub(crate) mod once;
pub(crate) mod receipt_tools;
mod refunds;
pub(crate) mod resend;
pub(crate) mod web_otp;
