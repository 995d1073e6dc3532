//! The pages, one file per state of an order: pure functions from
//! [`domain::desk::PayPage`] to HTML.

mod bank;
mod card;
mod choose;
mod code;
mod declined;
mod ended;
pub mod error;
pub mod order;
mod order_screen;
mod page_body;
mod paid;
pub mod receipt;
mod scan;
mod waiting;
mod ways;

pub use order_screen::{Message, OrderScreen};

use crate::render::Fragment;

/// The static fragments of these pages.
pub fn fragments() -> [(Fragment, String); 2] {
    ways::gateway::fragments()
}
