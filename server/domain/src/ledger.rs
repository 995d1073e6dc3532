//! The ledger: double-entry books of the money that passes through here.
//!
//! Debit is positive, credit negative. A [`Journal`] can only be built
//! balanced, in each currency; its [`Reference`] is unique, so writing it
//! twice is writing it once; the [`Account`]s are a closed set. Which journal
//! each event makes stands in one place, [`booking`].

pub mod account;
pub mod booking;
pub mod journal;
pub mod reference;

pub use account::Account;
pub use booking::Posting;
pub use journal::{Journal, JournalError, JournalLine};
pub use reference::Reference;

#[cfg(test)]
mod table;
#[cfg(test)]
mod tests;
