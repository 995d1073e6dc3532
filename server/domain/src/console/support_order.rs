//! One order as the provider's staff see it while a shopper asks about it.

use super::Freeze;
use super::order_detail::OrderDetail;
use super::shopper_facts::ShopperFact;
use crate::ids::{MallId, MerchantId};

/// An order of any merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportOrder {
    /// The order with its timeline, as its merchant sees it.
    pub detail: OrderDetail,
    /// What the shopper is told.
    pub facts: Vec<ShopperFact>,
    /// The merchant.
    pub merchant: MerchantId,
    /// Its registered name.
    pub legal_name: String,
    /// The name that the shopper saw.
    pub display_name: String,
    /// The merchant's contact for shoppers.
    pub support: Option<String>,
    /// The mall.
    pub mall: MallId,
    /// Its own freezes, the newest first.
    pub freezes: Vec<Freeze>,
}
