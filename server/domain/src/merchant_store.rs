//! A merchant's stores (门店). An order may name the one that it is for.

use crate::clock::At;
use crate::ids::{MerchantId, StoreId};

/// A store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantStore {
    /// Its id.
    pub id: StoreId,
    /// Whose store it is.
    pub merchant: MerchantId,
    /// The merchant's own number of it, unique per merchant: 1 to 32 of
    /// `[A-Za-z0-9_-]`.
    pub store_no: String,
    /// The name that shoppers read, 1 to 40 characters.
    pub name: String,
    /// Where it is, 1 to 100 characters.
    pub address: Option<String>,
    /// False for a closed one: new orders cannot name it.
    pub is_open: bool,
    /// Incremented by each change, which names the revision it was made from.
    pub revision: i64,
    /// When it was added.
    pub created_at: At,
}

/// A store by name, where an order or a member belongs to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreName {
    /// Its id.
    pub id: StoreId,
    /// Its name.
    pub name: String,
}
