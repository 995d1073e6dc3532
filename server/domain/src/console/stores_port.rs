//! The calls of the pages with a merchant's stores.

use super::{ConsoleResult, ConsoleVisit, Scope, SignedIn, StoreForm, StorePage};
use crate::ids::StoreId;
use crate::merchant_store::MerchantStore;
use async_trait::async_trait;

/// A merchant's stores.
#[async_trait]
pub trait MerchantStores {
    /// A page of them; `after` is the number after which it begins.
    async fn stores(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&str>,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<StorePage>;

    /// Those that a form offers, [`StorePage::CHOICES`] at most, closed ones
    /// among them; none for a store's own staff.
    async fn store_choices(
        &self,
        by: &SignedIn,
        scope: &Scope,
    ) -> ConsoleResult<Vec<MerchantStore>>;

    /// One of them.
    async fn store(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &StoreId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<MerchantStore>;

    /// Adds one.
    async fn add_store(
        &self,
        by: &SignedIn,
        scope: &Scope,
        form: &StoreForm,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<StoreId>;

    /// Changes one from the revision that was shown: `Conflict` where it is
    /// another by now.
    async fn change_store(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (id, revision, form): (&StoreId, i64, &StoreForm),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Closes one, or opens it again. Nothing is done where it is so already.
    async fn set_store_open(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (id, open): (&StoreId, bool),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;
}
