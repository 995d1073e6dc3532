//! Where a shopper goes back to without an order.

use crate::ids::MallId;
use crate::mall::Mall;

/// A mall's name and its own address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MallHome {
    /// The mall.
    pub id: MallId,
    /// Its name, as shown to shoppers.
    pub name: String,
    /// The first of the origins registered for return URLs (rule R5).
    pub origin: String,
}

impl MallHome {
    /// Of a registered mall; `None` if it has no origin.
    pub fn of(mall: Mall) -> Option<Self> {
        let origin = mall.return_origins.into_iter().next()?;
        Some(Self {
            id: mall.id,
            name: mall.name,
            origin,
        })
    }
}
