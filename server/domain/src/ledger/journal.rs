//! A journal: the balanced lines of one event, in one book or several.
//!
//! [`Journal::new`] is the only constructor, so every value balances in each
//! book and currency.

use super::{Account, Book, Reference};
use crate::money::{Currency, Money, MoneyError};
use std::collections::{BTreeMap, BTreeSet};

/// One line of a journal: debit positive, credit negative, never zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    account: Account,
    amount: Money,
}

impl JournalLine {
    /// The account.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// The amount: debit positive, credit negative.
    pub const fn amount(&self) -> Money {
        self.amount
    }
}

/// Balanced lines under a unique reference. They are sorted (debits first, each
/// side by account), so that journals of equal content compare equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    reference: Reference,
    lines: Vec<JournalLine>,
}

/// Why lines were refused as a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// Fewer than two lines.
    #[error("a journal has at least two lines")]
    TooFewLines,
    /// More than [`Journal::LINES_MAX`].
    #[error("a journal has at most {} lines", Journal::LINES_MAX)]
    TooManyLines,
    /// A line of zero.
    #[error("a line of a journal is not zero")]
    ZeroLine,
    /// Two lines of one account and currency.
    #[error("an account stands once in a journal for each currency")]
    AccountTwice,
    /// The lines of a book and currency do not add up to zero.
    #[error("the lines of a journal add up to zero in each book and currency")]
    Unbalanced,
    /// A sum exceeds 64 bits.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Journal {
    /// The most lines of a journal: they are stored by one statement.
    pub const LINES_MAX: usize = 100;

    /// Builds a journal from balanced lines.
    ///
    /// # Errors
    /// Any [`JournalError`].
    pub fn new(
        reference: Reference,
        lines: impl IntoIterator<Item = (Account, Money)>,
    ) -> Result<Self, JournalError> {
        let mut lines: Vec<JournalLine> = lines
            .into_iter()
            .map(|(account, amount)| JournalLine { account, amount })
            .collect();
        if lines.len() < 2 {
            return Err(JournalError::TooFewLines);
        }
        if lines.len() > Self::LINES_MAX {
            return Err(JournalError::TooManyLines);
        }
        let mut sums: BTreeMap<(Book, Currency), Money> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for line in &lines {
            let currency = line.amount.currency();
            if line.amount.minor() == 0 {
                return Err(JournalError::ZeroLine);
            }
            if !seen.insert((&line.account, currency)) {
                return Err(JournalError::AccountTwice);
            }
            let sum = sums
                .entry((line.account.book(), currency))
                .or_insert(Money::new(0, currency));
            *sum = sum.plus(line.amount)?;
        }
        if sums.values().any(|sum| sum.minor() != 0) {
            return Err(JournalError::Unbalanced);
        }
        lines.sort_by(|a, b| {
            let key = |line: &JournalLine| (line.amount.minor() < 0, line.amount.currency());
            (key(a), &a.account).cmp(&(key(b), &b.account))
        });
        Ok(Self { reference, lines })
    }

    /// `amount` debited to one account and credited to another.
    ///
    /// # Errors
    /// [`JournalError::ZeroLine`] for zero, [`JournalError::AccountTwice`] for
    /// one account on both sides, [`JournalError::Unbalanced`] for accounts of
    /// two books, [`JournalError::Money`] beyond 64 bits.
    pub fn transfer(
        reference: Reference,
        debit: Account,
        credit: Account,
        amount: Money,
    ) -> Result<Self, JournalError> {
        let back = Money::new(0, amount.currency()).minus(amount)?;
        Self::new(reference, [(debit, amount), (credit, back)])
    }

    /// What it books; unique in the ledger.
    pub const fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The lines, debits first.
    pub fn lines(&self) -> &[JournalLine] {
        &self.lines
    }
}
