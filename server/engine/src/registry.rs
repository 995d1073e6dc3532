//! Who may send shoppers here and who may be paid: malls, their keys and
//! merchants, added by the operator's command line and the demo's seeds.
//!
//! Needs the database alone, none of the desk's keys: whoever registers a
//! merchant need not be able to sign as the provider.

use crate::database::Database;
use crate::engine::Engine;
use crate::error::{Error, Fault};
use crate::mall_keys::check_new_key;
use crate::store::{Store, malls, merchants};
use crate::wire;
use domain::clock::{At, Clock};
use domain::entropy::Entropy;
use domain::ids::{MallId, MerchantId};
use domain::mall::{Mall, MallKey};
use domain::merchant::Merchant;
use domain::refusal::{Code, Refusal};
use std::sync::Arc;

/// The register of a database. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    allow_http: bool,
}

impl Engine {
    /// The register of the engine's own database.
    pub fn registry(&self) -> Registry {
        Registry {
            store: Arc::clone(&self.store),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
            allow_http: self.settings.allow_http,
        }
    }
}

impl Registry {
    /// Opens a database for registering only, and brings its tables up to
    /// date. `http://` addresses are refused, loopback or not.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn open(
        database: &Database,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, Fault> {
        let store = Arc::new(Store::open(database, clock.now()).await?);
        Ok(Self {
            store,
            clock,
            entropy,
            allow_http: false,
        })
    }

    /// Writes what waits and closes the database.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// An id for a new mall.
    pub fn new_mall_id(&self) -> MallId {
        MallId::new(self.entropy.as_ref(), self.now())
    }

    /// An id for a new merchant.
    pub fn new_merchant_id(&self) -> MerchantId {
        MerchantId::new(self.entropy.as_ref(), self.now())
    }

    /// The present instant, for `created_at`.
    pub fn now(&self) -> At {
        self.clock.now()
    }

    /// Registers a mall with its first key.
    ///
    /// # Errors
    /// `field_invalid` pointing at the field; a key that cannot be used, or
    /// whose id is in use; a fault when the mall's id is taken.
    pub async fn add_mall(&self, mall: &Mall, key: &MallKey) -> Result<(), Error> {
        mall.check(self.allow_http)?;
        if check_new_key(key.algorithm, &key.public_der).is_err() {
            let why = format!("not a public key for {}", key.algorithm.name());
            return Err(Refusal::at(Code::FieldInvalid, "/key", why).into());
        }
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
    pub async fn add_merchant(&self, merchant: &Merchant) -> Result<(), Error> {
        merchant.check()?;
        wire::may_be_named(merchant)?;
        let merchant = merchant.clone();
        self.store
            .write(move |tx| Box::pin(async move { merchants::insert(tx, &merchant).await }))
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

    /// The mall a key in use belongs to.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn mall_of_key(&self, key_id: &str) -> Result<Option<Mall>, Error> {
        let key_id = key_id.to_owned();
        self.store
            .read(move |tx| {
                Box::pin(async move {
                    match malls::active_key(tx, &key_id).await? {
                        Some(key) => malls::find(tx, &key.mall_id).await,
                        None => Ok(None),
                    }
                })
            })
            .await
    }
}
