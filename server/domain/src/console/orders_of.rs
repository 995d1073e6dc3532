//! Whose orders are listed or looked up.

use super::OrderFilter;
use crate::ids::{MallId, MerchantId, StoreId};
use crate::order::Order;

/// The orders of a merchant, of a mall, or of all. A merchant's console has its
/// own alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OrdersOf {
    /// All.
    #[default]
    All,
    /// Those of a merchant.
    Merchant(MerchantId),
    /// Those of one of a merchant's stores.
    Store(MerchantId, StoreId),
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

    /// Those of a merchant, or of its store alone.
    pub fn of_merchant(merchant: &MerchantId, store: Option<&StoreId>) -> Self {
        match store {
            Some(store) => Self::Store(merchant.clone(), store.clone()),
            None => Self::Merchant(merchant.clone()),
        }
    }

    /// Those of them in the store of a filter; `None` where there can be none.
    pub fn in_store_of(&self, filter: &OrderFilter) -> Option<Self> {
        match (self, &filter.store) {
            (all, None) => Some(all.clone()),
            (Self::Merchant(id), Some(store)) => Some(Self::Store(id.clone(), store.clone())),
            (Self::Store(_, own), Some(store)) if own == store => Some(self.clone()),
            _ => None,
        }
    }

    /// True for one of these orders.
    pub fn has(&self, order: &Order) -> bool {
        let facts = &order.facts;
        match self {
            Self::All => true,
            Self::Merchant(id) => facts.merchant_id == *id,
            Self::Store(id, store) => {
                facts.merchant_id == *id && facts.store_id.as_ref() == Some(store)
            }
            Self::Mall(id) => order.mall_id == *id,
        }
    }

    /// The id of the merchant, also for a store of it, or of the mall; empty for
    /// all.
    pub fn as_str(&self) -> &str {
        match self {
            Self::All => "",
            Self::Merchant(id) | Self::Store(id, _) => id.as_str(),
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
