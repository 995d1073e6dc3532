//! Who may send shoppers here and who may be paid: malls, their keys and
//! merchants, added by the operator's command line and the demo's seeds.

use crate::engine::Engine;
use crate::error::Error;
use crate::store::{malls, merchants, surplus};
use domain::ids::{MallId, MerchantId};
use domain::mall::{Mall, MallKey};
use domain::merchant::Merchant;
use domain::refusal::{Code, Refusal};
use std::sync::Arc;

impl Engine {
    /// Registers a mall with its first key. Its `id` is the caller's
    /// ([`Engine::new_mall_id`]), its `created_at` too.
    ///
    /// # Errors
    /// `field_invalid` pointing at the field; a key id in use; a fault when
    /// the mall's id is taken.
    pub async fn add_mall(self: &Arc<Self>, mall: &Mall, key: &MallKey) -> Result<(), Error> {
        mall.check(self.settings.allow_http)?;
        let (mall, key, now) = (mall.clone(), key.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    malls::insert(tx, &mall).await?;
                    if malls::insert_key(tx, &key, now).await? {
                        return Ok(());
                    }
                    Err(Refusal::at(Code::FieldInvalid, "/key_id", "this key id is in use").into())
                })
            })
            .await
    }

    /// Registers a merchant.
    ///
    /// # Errors
    /// `field_invalid` or `goods_not_payable` pointing at the field.
    pub async fn add_merchant(self: &Arc<Self>, merchant: &Merchant) -> Result<(), Error> {
        merchant.check()?;
        let merchant = merchant.clone();
        self.store
            .write(move |tx| Box::pin(async move { merchants::insert(tx, &merchant).await }))
            .await
    }

    /// All malls, oldest first.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn malls(&self) -> Result<Vec<Mall>, Error> {
        self.store
            .read(|tx| Box::pin(async move { malls::all(tx).await }))
            .await
    }

    /// All merchants, oldest first.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn merchants(&self) -> Result<Vec<Merchant>, Error> {
        self.store
            .read(|tx| Box::pin(async move { merchants::all(tx).await }))
            .await
    }

    /// A mall of this id, for callers that seed only once.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn mall(&self, id: &MallId) -> Result<Option<Mall>, Error> {
        let id = id.clone();
        self.store
            .read(move |tx| Box::pin(async move { malls::find(tx, &id).await }))
            .await
    }

    /// How many payments came late or twice and have to go back, and their
    /// sum in minor units.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn surplus(&self) -> Result<(i64, i64), Error> {
        self.store
            .read(|tx| Box::pin(async move { surplus::total(tx).await }))
            .await
    }

    /// An id for a new mall.
    pub fn new_mall_id(&self) -> MallId {
        MallId::new(self.entropy.as_ref())
    }

    /// An id for a new merchant.
    pub fn new_merchant_id(&self) -> MerchantId {
        MerchantId::new(self.entropy.as_ref())
    }
}
