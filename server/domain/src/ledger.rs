//! The ledger: double-entry accounting of the money that is paid, owed and
//! refunded.
//!
//! Debit is positive, credit negative. A [`Journal`] balances in each currency,
//! or cannot be built. Its [`Reference`] is unique, so that no event is booked
//! twice. [`posting`] defines the journal of each event.

pub mod account;
pub mod journal;
pub mod posting;
pub mod reference;

pub use account::Account;
pub use journal::{Journal, JournalError, JournalLine};
pub use posting::Posting;
pub use reference::Reference;

#[cfg(test)]
mod table;
#[cfg(test)]
mod tests;
