//! The ledger: double-entry accounting of the money that is paid, owed and
//! refunded.
//!
//! Debit is positive, credit negative. A [`Journal`] balances in each book and
//! currency, or cannot be built. Its [`Reference`] is unique, so that no event
//! is booked twice. [`postings`] defines the journal of each event.

pub mod account;
pub mod book;
pub mod journal;
pub mod postings;
pub mod reference;

pub use account::Account;
pub use book::Book;
pub use journal::{Journal, JournalError, JournalLine};
pub use postings::PostingKind;
pub use reference::{Reference, ReferenceForm};

#[cfg(test)]
mod table;
#[cfg(test)]
mod tests;
