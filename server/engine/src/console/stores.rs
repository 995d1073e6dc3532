//! A merchant's stores: adding, changing, closing and opening them again.

use super::people::{Answer, Change, People};
use domain::console::{
    AuditAction, Conflict, ConsoleError, ConsoleField, ConsoleProblem, ConsoleVisit, Right, Scope,
    SignedIn, StoreForm, StorePage,
};
use domain::ids::{MerchantId, StoreId};
use domain::merchant_store::MerchantStore;
use store::{Error, Fault, Tx, audit_entries, stores};

impl People {
    /// A page of them.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn stores(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&str>,
        visit: &ConsoleVisit,
    ) -> Answer<StorePage> {
        let merchant = self.store_manager(by, scope, visit).await?;
        let after = after.unwrap_or_default().to_owned();
        let page = self
            .store
            .read(move |tx| Box::pin(async move { stores::page(tx, &merchant, &after).await }));
        Ok(page.await?)
    }

    /// Those that a form offers: none to a store's own staff.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn store_choices(
        &self,
        by: &SignedIn,
        scope: &Scope,
    ) -> Answer<Vec<MerchantStore>> {
        let visit = ConsoleVisit::default();
        let (merchant, own) = self
            .check_orders(by, scope, Right::SeeOrders, &visit)
            .await?;
        if own.is_some() {
            return Ok(Vec::new());
        }
        let merchant = merchant.clone();
        let read = self
            .store
            .read(move |tx| Box::pin(async move { stores::choices(tx, &merchant).await }));
        Ok(read.await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// `NotFound`, also for another merchant's; `Forbidden`.
    pub(crate) async fn merchant_store(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &StoreId,
        visit: &ConsoleVisit,
    ) -> Answer<MerchantStore> {
        let merchant = self.store_manager(by, scope, visit).await?;
        let id = id.clone();
        let read = self
            .store
            .read(move |tx| Box::pin(async move { stores::of_merchant(tx, &merchant, &id).await }));
        Ok(read.await?.ok_or(ConsoleError::NotFound)?)
    }

    /// Adds one.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`.
    pub(crate) async fn add_store(
        &self,
        by: &SignedIn,
        scope: &Scope,
        form: &StoreForm,
        visit: &ConsoleVisit,
    ) -> Answer<StoreId> {
        let merchant = self.store_manager(by, scope, visit).await?;
        let form = checked(form)?;
        let (entropy, now) = self.source();
        let id = StoreId::new(entropy, now);
        let new = filled(
            MerchantStore {
                id: id.clone(),
                merchant,
                store_no: String::new(),
                name: String::new(),
                address: None,
                is_open: true,
                revision: 1,
                created_at: now,
            },
            form,
        );
        let mut change = Change::of(AuditAction::AddStore, id.as_str());
        change.after = Some(in_words(&new));
        let entry = self.entry(scope, Some(&by.person.id), visit, change);
        let added = self.store.write(move |tx| {
            Box::pin(async move {
                if !stores::insert(tx, &new).await? {
                    return Ok(Err(taken()));
                }
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        added.await??;
        Ok(id)
    }

    /// Changes one from the revision that was shown.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Conflict`.
    pub(crate) async fn change_store(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (id, revision, form): (&StoreId, i64, &StoreForm),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let merchant = self.store_manager(by, scope, visit).await?;
        let form = checked(form)?;
        let change = Change::of(AuditAction::ChangeStore, id.as_str());
        let mut entry = self.entry(scope, Some(&by.person.id), visit, change);
        let id = id.clone();
        let changed = self.store.write(move |tx| {
            Box::pin(async move {
                let Some(before) = stores::of_merchant(tx, &merchant, &id).await? else {
                    return Ok(Err(ConsoleError::NotFound));
                };
                let new = filled(before.clone(), form);
                if new == before {
                    return Ok(Ok(()));
                }
                if before.revision != revision {
                    let conflict = Conflict::Store(Box::new(before));
                    return Ok(Err(ConsoleError::Conflict(conflict)));
                }
                let same_no = stores::id_by_no(tx, &merchant, &new.store_no).await?;
                if same_no.is_some_and(|other| other != id) {
                    return Ok(Err(taken()));
                }
                entry.before = Some(in_words(&before));
                entry.after = Some(in_words(&new));
                put(tx, &new).await?;
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(changed.await??)
    }

    /// Closes one, or opens it again.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn set_store_open(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (id, open): (&StoreId, bool),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let merchant = self.store_manager(by, scope, visit).await?;
        let action = if open {
            AuditAction::OpenStore
        } else {
            AuditAction::CloseStore
        };
        let mut entry = self.entry(
            scope,
            Some(&by.person.id),
            visit,
            Change::of(action, id.as_str()),
        );
        let id = id.clone();
        let changed = self.store.write(move |tx| {
            Box::pin(async move {
                let Some(mut store) = stores::of_merchant(tx, &merchant, &id).await? else {
                    return Ok(Err(ConsoleError::NotFound));
                };
                if store.is_open == open {
                    return Ok(Ok(()));
                }
                store.is_open = open;
                entry.after = Some(in_words(&store));
                put(tx, &store).await?;
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(changed.await??)
    }

    async fn store_manager(
        &self,
        by: &SignedIn,
        scope: &Scope,
        visit: &ConsoleVisit,
    ) -> Answer<MerchantId> {
        let merchant = self.check_merchant(by, scope, Right::ManageStores, visit);
        Ok(merchant.await?.clone())
    }
}

/// The form without blanks, if nothing is wrong with it.
fn checked(form: &StoreForm) -> Result<StoreForm, ConsoleError> {
    let form = form.trimmed();
    match form.mistakes() {
        none if none.is_empty() => Ok(form),
        mistakes => Err(ConsoleError::Invalid(mistakes)),
    }
}

/// The store with what the form says of it.
fn filled(store: MerchantStore, form: StoreForm) -> MerchantStore {
    MerchantStore {
        store_no: form.store_no,
        name: form.name,
        address: Some(form.address).filter(|address| !address.is_empty()),
        ..store
    }
}

/// Writes a store of the revision that the same transaction read.
async fn put(tx: &mut Tx, store: &MerchantStore) -> Result<(), Error> {
    if stores::update(tx, store).await? {
        return Ok(());
    }
    Err(Fault::stale("a store changed under its writer").into())
}

fn taken() -> ConsoleError {
    ConsoleError::Invalid(vec![(ConsoleField::StoreNo, ConsoleProblem::Taken)])
}

/// A store for an audit entry: number, name and address.
fn in_words(store: &MerchantStore) -> String {
    let address = store.address.iter().map(String::as_str);
    let parts = [store.store_no.as_str(), store.name.as_str()].into_iter();
    parts.chain(address).collect::<Vec<_>>().join(" · ")
}
