//! A merchant's brand in its console: what is live, the draft, and the versions.

use crate::brand::Brand;
use crate::clock::At;
use crate::ids::MallId;
use crate::product::Product;

/// A published version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandVersion {
    /// Its number, from 1.
    pub number: i64,
    /// What pages look like.
    pub brand: Brand,
    /// From when.
    pub live_from: At,
    /// When it was published.
    pub made_at: At,
    /// By whom: an account name.
    pub made_by: String,
    /// True where it was withdrawn before its time.
    pub withdrawn: bool,
}

/// What will be published next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandDraft {
    /// What pages will look like.
    pub brand: Brand,
    /// The number of the live version that it changes; 0 for the brand that the
    /// merchant was registered with.
    pub base: i64,
    /// Which state of the draft this is. No two have the same.
    pub revision: i64,
    /// When it was saved.
    pub saved_at: At,
    /// By whom: an account name.
    pub saved_by: String,
}

/// A brand with its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branding {
    /// What pages look like now.
    pub live: Brand,
    /// The number of that version; 0 for the brand that the merchant was
    /// registered with.
    pub live_number: i64,
    /// The draft.
    pub draft: Option<BrandDraft>,
    /// The latest versions, the newest first.
    pub versions: Vec<BrandVersion>,
    /// The malls that the merchant sells on, with their names.
    pub malls: Vec<(MallId, String)>,
    /// The merchant's registered name.
    pub payee: String,
    /// The products under contract.
    pub products: Vec<Product>,
}

impl Branding {
    /// What a form begins with: the draft, or what is live.
    pub fn edited(&self) -> &Brand {
        self.draft.as_ref().map_or(&self.live, |draft| &draft.brand)
    }

    /// The state that a change names: the draft's revision; without a draft the
    /// number of the newest version, 0 where there is none.
    pub fn revision(&self) -> i64 {
        let newest = self.versions.first().map_or(0, |version| version.number);
        self.draft.as_ref().map_or(newest, |draft| draft.revision)
    }
}
