//! Registering malls, their keys and merchants, by the command line and the
//! demo.
//!
//! Needs only the database, not the provider's keys.

use crate::console::link_for_manager;
use crate::engine::Engine;
use crate::logo_image::LogoImage;
use crate::mall_keys;
use crate::webhooks::endpoint::{EndpointPolicy, EndpointRefused};
use channels::{Channels, carriers, check_account};
use domain::channel_id::ChannelId;
use domain::clock::{At, Clock};
use domain::console::{OneTimeLink, Scope};
use domain::entropy::Entropy;
use domain::ids::{MallId, MerchantId, StoreId};
use domain::mall::{Mall, MallKey};
use domain::merchant::{AccountNumber, Merchant};
use domain::merchant_store::MerchantStore;
use domain::product::Product;
use domain::refusal::{Code, Refusal};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use store::{
    Database, Error, Fault, Store, Tx, brand_images, mall_merchants, malls, merchants, stores,
};

/// Registers malls and merchants in a database. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// Those that are configured, if any are.
    channels: Channels,
    allow_http: bool,
    endpoints: EndpointPolicy,
}

impl Engine {
    /// A registry on the engine's database.
    pub fn registry(&self) -> Registry {
        Registry {
            store: Arc::clone(&self.store),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
            channels: self.network.channels.clone(),
            allow_http: self.settings.allow_http,
            endpoints: EndpointPolicy::new(self.settings.webhook_allow.clone()),
        }
    }
}

impl Registry {
    /// Opens a database of this release for registering only.
    /// `http://` addresses are refused, also on loopback.
    ///
    /// # Errors
    /// A fault of the database: also where there is none, or one of an older
    /// release.
    pub async fn open(
        database: &Database,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, Fault> {
        let store = Arc::new(Store::open_existing(database, clock.now()).await?);
        Ok(Self {
            store,
            clock,
            entropy,
            channels: Channels::default(),
            allow_http: false,
            endpoints: EndpointPolicy::default(),
        })
    }

    /// Accepts `http://` addresses of this machine too, for events as well, as an
    /// engine with
    /// [`Settings::allow_http`](crate::Settings::allow_http) does.
    #[must_use]
    pub fn allow_loopback(mut self) -> Self {
        self.allow_http = true;
        let here: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        self.allow_webhooks(here.map(IpNet::from).to_vec())
    }

    /// Lets malls have their events sent to these networks although they are
    /// private, as an engine with
    /// [`Settings::webhook_allow`](crate::Settings::webhook_allow) sends them.
    #[must_use]
    pub fn allow_webhooks(mut self, networks: Vec<IpNet>) -> Self {
        self.endpoints = EndpointPolicy::new(networks);
        self
    }

    /// Finishes pending writes and closes the database.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// A new mall id.
    pub fn new_mall_id(&self) -> MallId {
        MallId::new(self.entropy.as_ref(), self.now())
    }

    /// A new merchant id.
    pub fn new_merchant_id(&self) -> MerchantId {
        MerchantId::new(self.entropy.as_ref(), self.now())
    }

    /// The current time, for `created_at`.
    pub fn now(&self) -> At {
        self.clock.now()
    }

    /// Registers a mall with its first key.
    ///
    /// # Errors
    /// `field_invalid` with the field: an address that is not called, an unusable
    /// key, or a key id in use; a fault if the mall's id is taken.
    pub async fn add_mall(&self, mall: &Mall, key: &MallKey) -> Result<(), Error> {
        mall.check(self.allow_http)?;
        if let Some(url) = &mall.webhook_url {
            self.endpoints.check(url).map_err(no_webhook)?;
        }
        key.check_id()?;
        if mall_keys::check_new_key(key.algorithm, &key.public_der).is_err() {
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

    /// Sets the address of a mall's events. What could not be sent while it had
    /// none can be read by the API.
    ///
    /// # Errors
    /// `not_found`; `field_invalid` for an address that is not called.
    pub async fn set_webhook(&self, id: &MallId, url: &str) -> Result<(), Error> {
        self.endpoints.check(url).map_err(no_webhook)?;
        let (registry, id, url) = (self.clone(), id.clone(), url.to_owned());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let found = malls::find(tx, &id).await?;
                    let mut mall = found.ok_or_else(|| missing("mall", id.as_str()))?;
                    mall.webhook_url = Some(url);
                    mall.check(registry.allow_http)?;
                    malls::set_webhook(tx, &id, mall.webhook_url.as_deref()).await
                })
            })
            .await
    }

    /// A one-time link for somebody who manages the team of this console.
    ///
    /// # Errors
    /// `not_found` for a merchant that is not there.
    pub async fn invite_manager(&self, scope: &Scope) -> Result<OneTimeLink, Error> {
        let source = (self.entropy.as_ref(), self.now());
        link_for_manager(&self.store, source, scope).await
    }

    /// Why no event would be sent to this address now, by what its host resolves
    /// to; `None` where nothing is wrong.
    pub async fn webhook_trouble(&self, url: &str) -> Option<String> {
        self.endpoints.trouble(url).await
    }

    /// The merchant's store of this number, which is added where there is none.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn store_of(
        &self,
        merchant: &MerchantId,
        (store_no, name, address): (&str, &str, &str),
    ) -> Result<MerchantStore, Error> {
        let new = MerchantStore {
            id: StoreId::new(self.entropy.as_ref(), self.now()),
            merchant: merchant.clone(),
            store_no: store_no.to_owned(),
            name: name.to_owned(),
            address: Some(address.to_owned()),
            is_open: true,
            revision: 1,
            created_at: self.now(),
        };
        let added = self.store.write(move |tx| {
            Box::pin(async move {
                if stores::insert(tx, &new).await? {
                    return Ok(new);
                }
                let known = stores::id_by_no(tx, &new.merchant, &new.store_no).await?;
                let known = match known {
                    Some(id) => stores::find(tx, &id).await?,
                    None => None,
                };
                known.ok_or_else(|| {
                    Fault::stale("a store's number was taken, and free again").into()
                })
            })
        });
        added.await
    }

    /// Registers a merchant, contracted for these malls.
    ///
    /// # Errors
    /// `field_invalid` or `goods_not_payable` with the field; `not_found` for a
    /// mall: then nothing is stored.
    pub async fn add_merchant(&self, merchant: &Merchant, malls: &[MallId]) -> Result<(), Error> {
        self.add_merchant_with_logo(merchant, malls, None).await
    }

    /// The same, with the logo that its brand names.
    ///
    /// # Errors
    /// Those of [`Registry::add_merchant`].
    pub async fn add_merchant_with_logo(
        &self,
        merchant: &Merchant,
        malls: &[MallId],
        logo: Option<LogoImage>,
    ) -> Result<(), Error> {
        merchant.check()?;
        self.check_accounts(merchant, &merchant.accounts)?;
        let (merchant, malls, now) = (merchant.clone(), malls.to_vec(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    merchants::insert(tx, &merchant).await?;
                    if let Some(logo) = &logo {
                        let stored = logo.stored();
                        brand_images::insert(tx, &merchant.id, &stored, now).await?;
                        brand_images::publish(tx, &merchant.id, &merchant.brand.logos).await?;
                    }
                    for mall in &malls {
                        registered_mall(tx, mall).await?;
                        mall_merchants::insert(tx, mall, &merchant.id, now).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Lets a mall create orders for these merchants (rule R2). Nothing changes
    /// for those that it may order for already.
    ///
    /// # Errors
    /// `not_found` for the mall or a merchant: then nothing is stored.
    pub async fn allow(&self, mall: &MallId, merchants: &[MerchantId]) -> Result<(), Error> {
        self.contract(mall, merchants, Some(self.now())).await
    }

    /// Lets a mall create no more orders for these merchants. Its orders so far
    /// stay payable and refundable.
    ///
    /// # Errors
    /// `not_found` for the mall or a merchant: then nothing is changed.
    pub async fn deny(&self, mall: &MallId, merchants: &[MerchantId]) -> Result<(), Error> {
        self.contract(mall, merchants, None).await
    }

    /// Contracts the merchants for the mall since an instant, or no longer.
    async fn contract(
        &self,
        mall: &MallId,
        merchants: &[MerchantId],
        since: Option<At>,
    ) -> Result<(), Error> {
        let (mall, merchants) = (mall.clone(), merchants.to_vec());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    registered_mall(tx, &mall).await?;
                    for merchant in &merchants {
                        registered(tx, merchant).await?;
                        match since {
                            Some(since) => {
                                mall_merchants::insert(tx, &mall, merchant, since).await?;
                            }
                            None => mall_merchants::delete(tx, &mall, merchant).await?,
                        }
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Adds accounts to a registered merchant, or changes their numbers, and
    /// returns it. Requests that were made before, and refunds of what they paid, keep the old number.
    ///
    /// # Errors
    /// `not_found`; `field_invalid` for an account that its network would
    /// refuse: then none is stored.
    pub async fn put_accounts(
        &self,
        id: &MerchantId,
        accounts: &[AccountNumber],
    ) -> Result<Merchant, Error> {
        let (registry, id, accounts) = (self.clone(), id.clone(), accounts.to_vec());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let merchant = registered(tx, &id).await?;
                    registry.check_accounts(&merchant, &accounts)?;
                    for account in &accounts {
                        merchants::put_account(tx, &id, account).await?;
                    }
                    registered(tx, &id).await
                })
            })
            .await
    }

    /// Adds products to a registered merchant's contract.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn add_products(&self, id: &MerchantId, products: &[Product]) -> Result<(), Error> {
        let (id, new) = (id.clone(), products.to_vec());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let mut products = registered(tx, &id).await?.products;
                    let before = products.len();
                    for product in new {
                        if !products.contains(&product) {
                            products.push(product);
                        }
                    }
                    if products.len() > before {
                        merchants::set_products(tx, &id, &products).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    fn check_accounts(
        &self,
        merchant: &Merchant,
        accounts: &[AccountNumber],
    ) -> Result<(), Refusal> {
        for account in accounts {
            let named = merchant.account(&account.number);
            match self.channels.get(&account.channel) {
                Some(channel) => channel.check_account(&named)?,
                None => check_account(&account.channel, &named)?,
            }
        }
        Ok(())
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

    /// The mall that owns an active key.
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

/// The products under contract that no order can offer yet, because the merchant
/// has no account at a network that carries them; each with those networks.
pub fn not_offered_yet(merchant: &Merchant) -> Vec<(Product, Vec<ChannelId>)> {
    let missing = merchant.products.iter().filter_map(|product| {
        let networks: Vec<_> = carriers(*product).collect();
        let mut accounts = networks.iter().map(|id| merchant.number_for(*product, id));
        let has_none = !accounts.any(|number| number.is_some());
        has_none.then_some((*product, networks))
    });
    missing.collect()
}

/// True if the host of this address is one that only this machine or a private
/// network reaches.
pub fn is_private(address: &str) -> bool {
    EndpointPolicy::default().check(address) == Err(EndpointRefused::Network)
}

fn no_webhook(refused: EndpointRefused) -> Refusal {
    let why = format!(
        "{refused}; events are sent to https on port 443 or 8443 of a public address, or to a network that \
         --webhook-allow lists"
    );
    Refusal::at(Code::FieldInvalid, "/webhook_url", why)
}

async fn registered(tx: &mut Tx, id: &MerchantId) -> Result<Merchant, Error> {
    let found = merchants::find(tx, id).await?;
    found.ok_or_else(|| missing("merchant", id.as_str()))
}

async fn registered_mall(tx: &mut Tx, id: &MallId) -> Result<(), Error> {
    let found = malls::find(tx, id).await?;
    found.map(drop).ok_or_else(|| missing("mall", id.as_str()))
}

fn missing(what: &str, id: &str) -> Error {
    Refusal::new(Code::NotFound, format!("no {what} {id} is registered")).into()
}
