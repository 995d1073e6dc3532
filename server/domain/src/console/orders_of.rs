//! Whose orders are listed or looked up.

use crate::ids::{MallId, MerchantId};

/// The orders of a merchant, of a mall, or of all. A merchant's console has its
/// own alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OrdersOf {
    /// All.
    #[default]
    All,
    /// Those of a merchant.
    Merchant(MerchantId),
    /// Those that a mall created.
    Mall(MallId),
}

impl OrdersOf {
    /// Reads an address: the id of a merchant or of a mall, or nothing for all.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::All);
        }
        let merchant = MerchantId::parse(text).map(Self::Merchant);
        merchant.or_else(|| MallId::parse(text).map(Self::Mall))
    }

    /// The id; empty for all.
    pub fn as_str(&self) -> &str {
        match self {
            Self::All => "",
            Self::Merchant(id) => id.as_str(),
            Self::Mall(id) => id.as_str(),
        }
    }
}

impl From<&Self> for OrdersOf {
    fn from(of: &Self) -> Self {
        of.clone()
    }
}

impl From<&MerchantId> for OrdersOf {
    fn from(id: &MerchantId) -> Self {
        Self::Merchant(id.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::OrdersOf;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        for text in [
            "",
            "mer_00000000000000000000000000",
            "mal_00000000000000000000000000",
        ] {
            assert_eq!(OrdersOf::parse(text).expect(text).as_str(), text);
        }
        for text in ["mer_", "ord_00000000000000000000000000", "provider"] {
            assert_eq!(OrdersOf::parse(text), None, "{text}");
        }
    }
}
