//! A short-lived cache of merchants, stores and malls for pages: a name or colour may
//! be seconds old. Decisions about money (contract, limits, order) always read
//! the database.

use crate::console::live_of_all;
use domain::brand::Brand;
use domain::clock::At;
use domain::ids::{MallId, MerchantId, StoreId};
use domain::mall::Mall;
use domain::merchant::Merchant;
use domain::merchant_store::MerchantStore;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use store::brand_versions::{self, BrandPlace};
use store::{Error, Fault, Tx, malls, merchants, stores};

/// Maximum age in seconds.
const AGE_S: i64 = 2;
/// Maximum number of entries each.
const ENTRIES_MAX: usize = 1000;

/// Cached values with the time they were read.
type Cached<K, V> = Mutex<HashMap<K, (At, Arc<V>)>>;

/// The cache.
#[derive(Debug, Default)]
pub(super) struct NameCache {
    merchants: Cached<MerchantId, Merchant>,
    malls: Cached<MallId, Mall>,
    brands: Cached<(MerchantId, MallId), Brand>,
    stores: Cached<StoreId, MerchantStore>,
}

impl NameCache {
    /// A merchant, at most [`AGE_S`] old.
    pub(super) async fn merchant(
        &self,
        tx: &mut Tx,
        id: &MerchantId,
        now: At,
    ) -> Result<Arc<Merchant>, Error> {
        if let Some(merchant) = find(&self.merchants, id, now) {
            return Ok(merchant);
        }
        let merchant = merchants::get(tx, id).await?;
        Ok(keep(&self.merchants, id, merchant, now))
    }

    /// The brand of a merchant's pages at a mall, at most [`AGE_S`] old.
    pub(super) async fn brand(
        &self,
        tx: &mut Tx,
        (merchant, mall): (&MerchantId, &MallId),
        now: At,
    ) -> Result<Arc<Brand>, Error> {
        let id = (merchant.clone(), mall.clone());
        if let Some(brand) = find(&self.brands, &id, now) {
            return Ok(brand);
        }
        let place = BrandPlace {
            merchant: merchant.clone(),
            mall: Some(mall.clone()),
        };
        let brand = match brand_versions::live(tx, &place, now).await? {
            Some((_, brand)) => brand,
            None => live_of_all(tx, &place, now).await?,
        };
        // The same `Arc` for the same brand, so that comparison is by pointer.
        let same = last(&self.brands, &id).filter(|(_, before)| **before == brand);
        let brand = same.map_or_else(|| Arc::new(brand), |(_, before)| before);
        Ok(keep_shared(&self.brands, &id, brand, now))
    }

    /// A mall, at most [`AGE_S`] old.
    pub(super) async fn mall(&self, tx: &mut Tx, id: &MallId, now: At) -> Result<Arc<Mall>, Error> {
        if let Some(mall) = find(&self.malls, id, now) {
            return Ok(mall);
        }
        let mall = malls::find(tx, id).await?;
        let mall = mall.ok_or_else(|| Fault::new(format!("mall {id} is gone")))?;
        Ok(keep(&self.malls, id, mall, now))
    }

    /// A store, at most [`AGE_S`] old.
    pub(super) async fn store(
        &self,
        tx: &mut Tx,
        id: &StoreId,
        now: At,
    ) -> Result<Arc<MerchantStore>, Error> {
        if let Some(store) = find(&self.stores, id, now) {
            return Ok(store);
        }
        let store = stores::find(tx, id).await?;
        let store = store.ok_or_else(|| Fault::new(format!("store {id} is gone")))?;
        Ok(keep(&self.stores, id, store, now))
    }

    /// Empties the cache: what was published counts for the next page.
    pub(super) fn forget(&self) {
        clear(&self.merchants);
        clear(&self.malls);
        clear(&self.brands);
        clear(&self.stores);
    }
}

fn clear<K, V>(kept: &Cached<K, V>) {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    kept.clear();
}

fn find<K: Eq + Hash, V>(kept: &Cached<K, V>, id: &K, now: At) -> Option<Arc<V>> {
    let (since, value) = last(kept, id)?;
    // A time in the future means that the clock was set back: read again.
    let fresh = since <= now && now < since.plus_s(AGE_S);
    fresh.then_some(value)
}

/// The latest entry, at any age.
fn last<K: Eq + Hash, V>(kept: &Cached<K, V>, id: &K) -> Option<(At, Arc<V>)> {
    let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    kept.get(id).cloned()
}

fn keep<K: Clone + Eq + Hash, V>(kept: &Cached<K, V>, id: &K, value: V, now: At) -> Arc<V> {
    keep_shared(kept, id, Arc::new(value), now)
}

fn keep_shared<K: Clone + Eq + Hash, V>(
    kept: &Cached<K, V>,
    id: &K,
    value: Arc<V>,
    now: At,
) -> Arc<V> {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= ENTRIES_MAX {
        kept.clear();
    }
    kept.insert(id.clone(), (now, Arc::clone(&value)));
    value
}
