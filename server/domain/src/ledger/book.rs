//! The books of the ledger: separate sets of accounts. Every journal balances
//! in each of them, so no journal moves money from one to the other.

/// A book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Book {
    /// The money of others: where it is, and to whom it is owed.
    Client,
    /// The provider's own money. No posting uses it yet.
    Own,
}

impl Book {
    /// All variants.
    pub const ALL: [Self; 2] = [Self::Client, Self::Own];

    /// The name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Own => "own",
        }
    }

    /// The variant of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|book| book.name() == name)
    }
}
