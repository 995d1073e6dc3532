//! Implements [`MerchantStores`], the calls of the pages with a merchant's
//! stores.

use super::EngineConsole;
use async_trait::async_trait;
use domain::console::{
    ConsoleResult, ConsoleVisit, MerchantStores, Scope, SignedIn, StoreForm, StorePage,
};
use domain::ids::StoreId;
use domain::merchant_store::MerchantStore;

#[async_trait]
impl MerchantStores for EngineConsole {
    async fn stores(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&str>,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<StorePage> {
        self.answer(self.people().stores(by, scope, after, visit).await)
    }

    async fn store_choices(
        &self,
        by: &SignedIn,
        scope: &Scope,
    ) -> ConsoleResult<Vec<MerchantStore>> {
        self.answer(self.people().store_choices(by, scope).await)
    }

    async fn store(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &StoreId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<MerchantStore> {
        self.answer(self.people().merchant_store(by, scope, id, visit).await)
    }

    async fn add_store(
        &self,
        by: &SignedIn,
        scope: &Scope,
        form: &StoreForm,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<StoreId> {
        self.answer(self.people().add_store(by, scope, form, visit).await)
    }

    async fn change_store(
        &self,
        by: &SignedIn,
        scope: &Scope,
        change: (&StoreId, i64, &StoreForm),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let changed = self.people().change_store(by, scope, change, visit).await;
        self.engine().forget_names();
        self.answer(changed)
    }

    async fn set_store_open(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id_and_open: (&StoreId, bool),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let set = self
            .people()
            .set_store_open(by, scope, id_and_open, visit)
            .await;
        self.answer(set)
    }
}
