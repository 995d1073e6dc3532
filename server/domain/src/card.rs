//! The card a shopper types: number, hints from its first digits, expiry,
//! security code, holder. The same checks run in the browser and here.
//!
//! A hint (bank, debit or credit) only makes the form kinder. The network has
//! the last word, so an unknown card is never refused for being unknown.

pub mod bin;
pub mod entry;
pub mod expiry;
pub mod holder;
pub mod number;

pub use bin::{BinHint, CardKind, hint};
pub use entry::CheckedCard;
