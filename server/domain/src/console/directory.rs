//! The provider's merchants and malls.

use super::Freeze;
use super::order_list::OrderCount;
use crate::application::Fee;
use crate::clock::At;
use crate::ids::{MallId, MerchantId};
use crate::mall::Mall;
use crate::merchant::Merchant;

/// The entries of a page.
pub const DIRECTORY_ROWS: u32 = 50;

/// The most characters of what is searched.
pub const DIRECTORY_SEARCH_MAX: usize = 64;

/// Which merchants or malls are listed, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryQuery<Id> {
    /// A whole id or registration number, or a part of a name.
    pub search: Option<String>,
    /// The last one of the page before.
    pub after: Option<Id>,
}

/// A merchant or a mall in its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryRow<Id> {
    /// Its id.
    pub id: Id,
    /// The name that shoppers know.
    pub name: String,
    /// A merchant's registered name; none for a mall.
    pub legal_name: Option<String>,
    /// The registration number of its company (USCC).
    pub uscc: String,
    /// False where it is suspended.
    pub active: bool,
    /// When it was registered.
    pub created_at: At,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryPage<Id> {
    /// The rows.
    pub rows: Vec<DirectoryRow<Id>>,
    /// After which one the next page begins, if there is one.
    pub next: Option<Id>,
}

/// What a merchant or a mall does at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Orders that can be paid.
    pub open: OrderCount,
    /// When the newest of its paid orders was paid.
    pub last_paid: Option<At>,
}

/// A merchant's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantDetail {
    /// The merchant.
    pub merchant: Merchant,
    /// The malls that it sells on: id and name, at most
    /// [`MerchantDetail::MALLS_MAX`].
    pub malls: Vec<(MallId, String)>,
    /// What it does.
    pub activity: Activity,
    /// What its products cost it, the newest first.
    pub fees: Vec<Fee>,
    /// Its freezes and those of its orders, the newest first, at most
    /// [`MerchantDetail::FREEZES_MAX`].
    pub freezes: Vec<Freeze>,
}

impl MerchantDetail {
    /// The most freezes that are listed.
    pub const FREEZES_MAX: u32 = 20;

    /// The most malls that are named.
    pub const MALLS_MAX: u32 = 100;
}

/// A mall's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MallDetail {
    /// The mall.
    pub mall: Mall,
    /// The merchants that sell on it: id and short name, at most
    /// [`MallDetail::MERCHANTS_MAX`].
    pub merchants: Vec<(MerchantId, String)>,
    /// What it does.
    pub activity: Activity,
}

impl MallDetail {
    /// The most merchants that are named.
    pub const MERCHANTS_MAX: u32 = 100;
}
