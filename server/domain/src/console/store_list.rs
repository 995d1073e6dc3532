//! The list of a merchant's stores.

use crate::merchant_store::MerchantStore;

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorePage {
    /// By the merchant's own numbers.
    pub stores: Vec<MerchantStore>,
    /// The number after which the next page begins; `None` on the last.
    pub next: Option<String>,
}

impl StorePage {
    /// The rows of a page.
    pub const ROWS: u32 = 50;

    /// The most stores to choose from in a form. Those of a larger chain are
    /// reached by their own pages.
    pub const CHOICES: u32 = 200;
}
