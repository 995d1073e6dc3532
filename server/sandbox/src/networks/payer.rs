//! What the payer pays with.

use super::cards::TestCard;

/// A payer's account.
#[derive(Clone, Copy, Debug)]
pub(super) enum Payer {
    /// The wallet's own balance.
    Balance,
    /// A test card.
    Card(&'static TestCard),
}

impl Payer {
    /// The name of the balance in forms, beside those of the cards.
    pub(super) const BALANCE: &str = "balance";

    /// The account with this name.
    pub(super) fn by_id(id: &str) -> Option<Self> {
        if id == Self::BALANCE {
            return Some(Self::Balance);
        }
        TestCard::by_id(id).map(Self::Card)
    }
}
