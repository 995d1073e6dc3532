//! The stores of the console in memory: an open one and a closed one, whose names
//! HTML must escape, and after them a page without any.

use crate::fake_console::{FakeConsole, MARKUP, NOW, invalid, merchant, need};
use async_trait::async_trait;
use domain::console::{
    Conflict, ConsoleError, ConsoleField, ConsoleProblem, ConsoleResult, ConsoleVisit,
    MerchantStores, Right, Scope, SignedIn, StoreForm, StorePage,
};
use domain::ids::{MerchantId, StoreId};
use domain::merchant_store::{MerchantStore, StoreName};

/// The longest name.
const LONG_NAME: &str =
    "杭州市西湖区龙井路一号云上茶舍龙井茶旗舰体验店（含茶艺教室与亲子手作工坊）二楼";

/// The id of a store: 1 is open, 2 is closed.
pub(crate) fn store_id(place: usize) -> StoreId {
    StoreId::parse(&format!("sto_{place:026}")).expect("an id")
}

/// The open store by name.
pub(crate) fn store_name() -> StoreName {
    StoreName {
        id: store_id(1),
        name: LONG_NAME.into(),
    }
}

/// A store of the merchant.
pub(crate) fn store(place: usize) -> MerchantStore {
    let is_first = place == 1;
    MerchantStore {
        id: store_id(place),
        merchant: MerchantId::stored(merchant().to_string()),
        store_no: if is_first { "HZ-01" } else { "HZ-02" }.into(),
        name: if is_first { LONG_NAME } else { MARKUP }.into(),
        address: is_first.then(|| MARKUP.to_owned()),
        is_open: is_first,
        revision: 3,
        created_at: NOW,
    }
}

#[async_trait]
impl MerchantStores for FakeConsole {
    async fn stores(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&str>,
        _: &ConsoleVisit,
    ) -> ConsoleResult<StorePage> {
        need(by, scope, Right::ManageStores)?;
        if *scope != merchant() || after.is_some() {
            return Ok(StorePage::default());
        }
        Ok(StorePage {
            stores: vec![store(1), store(2)],
            next: Some("HZ-02".into()),
        })
    }

    async fn store_choices(
        &self,
        by: &SignedIn,
        scope: &Scope,
    ) -> ConsoleResult<Vec<MerchantStore>> {
        need(by, scope, Right::SeeOrders)?;
        if *scope != merchant() || by.store_in(scope).is_some() {
            return Ok(Vec::new());
        }
        Ok(vec![store(1), store(2)])
    }

    async fn store(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &StoreId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<MerchantStore> {
        need(by, scope, Right::ManageStores)?;
        let mut all = [store(1), store(2)].into_iter();
        let found = all.find(|of| of.id == *id && *scope == merchant());
        found.ok_or(ConsoleError::NotFound)
    }

    async fn add_store(
        &self,
        by: &SignedIn,
        scope: &Scope,
        form: &StoreForm,
        _: &ConsoleVisit,
    ) -> ConsoleResult<StoreId> {
        need(by, scope, Right::ManageStores)?;
        let mistakes = form.mistakes();
        if !mistakes.is_empty() {
            return Err(ConsoleError::Invalid(mistakes));
        }
        if form.store_no == "HZ-02" {
            return invalid(ConsoleField::StoreNo, ConsoleProblem::Taken);
        }
        self.note(format!("add_store {} {}", form.store_no, form.name));
        Ok(store_id(1))
    }

    async fn change_store(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (id, revision, form): (&StoreId, i64, &StoreForm),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let now = self.store(by, scope, id, visit).await?;
        let mistakes = form.mistakes();
        if !mistakes.is_empty() {
            return Err(ConsoleError::Invalid(mistakes));
        }
        if revision != now.revision {
            return Err(ConsoleError::Conflict(Conflict::Store(Box::new(now))));
        }
        self.note(format!("change_store {id} {}", form.name));
        Ok(())
    }

    async fn set_store_open(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (id, open): (&StoreId, bool),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.store(by, scope, id, visit).await?;
        self.note(format!("set_store_open {id} {open}"));
        Ok(())
    }
}
