//! The id of what is frozen, or would be.

use crate::ids::{MerchantId, OrderId};

/// A merchant or an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrozenId {
    /// A merchant.
    Merchant(MerchantId),
    /// An order.
    Order(OrderId),
}

impl FrozenId {
    /// The id.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Merchant(id) => id.as_str(),
            Self::Order(id) => id.as_str(),
        }
    }
}
