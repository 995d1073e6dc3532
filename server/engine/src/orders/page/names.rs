//! A short-lived cache of merchants and malls for pages: a name or colour may
//! be seconds old. Decisions about money (contract, limits, order) always read
//! the database.

use domain::clock::At;
use domain::ids::{MallId, MerchantId};
use domain::mall::Mall;
use domain::merchant::Merchant;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Error, Fault, Tx, malls, merchants};

/// Maximum age in seconds.
const AGE_S: i64 = 2;
/// Maximum number of entries each; a logo may have some KiB.
const ENTRIES_MAX: usize = 1000;

/// Cached values with the time they were read.
type Cached<K, V> = Mutex<HashMap<K, (At, Arc<V>)>>;

/// The cache.
#[derive(Debug, Default)]
pub(super) struct NameCache {
    merchants: Cached<MerchantId, Merchant>,
    malls: Cached<MallId, Mall>,
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
        let mut merchant = merchants::get(tx, id).await?;
        if let Some((_, before)) = last(&self.merchants, id)
            && before.brand == merchant.brand
        {
            // Reuse the `Arc`, so that comparison is by pointer.
            merchant.brand = Arc::clone(&before.brand);
        }
        Ok(keep(&self.merchants, id, merchant, now))
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

    /// Empties the cache.
    #[cfg(feature = "testing")]
    pub(super) fn forget(&self) {
        self.merchants.lock().expect("whole").clear();
        self.malls.lock().expect("whole").clear();
    }
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
    let value = Arc::new(value);
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= ENTRIES_MAX {
        kept.clear();
    }
    kept.insert(id.clone(), (now, Arc::clone(&value)));
    value
}
