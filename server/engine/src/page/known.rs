//! Merchants and malls as pages show them, kept in memory for a moment: a
//! name or a colour may be seconds old. What decides about money (a contract,
//! a limit, an order) is always read from the database where it decides.

use domain::clock::At;
use domain::ids::{MallId, MerchantId};
use domain::mall::Mall;
use domain::merchant::Merchant;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Error, Fault, Tx, malls, merchants};

/// How old a page's names and looks may be.
const AGE_S: i64 = 2;
/// How many of each are kept; a brand's logo may weigh some kilobytes.
const MOST: usize = 1000;

/// Something, and since when it is known.
type Kept<K, V> = Mutex<HashMap<K, (At, Arc<V>)>>;

/// What was read a moment ago.
#[derive(Debug, Default)]
pub(super) struct Known {
    merchants: Kept<MerchantId, Merchant>,
    malls: Kept<MallId, Mall>,
}

impl Known {
    /// A merchant, as of a moment ago.
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
            // One look stays one, so that pages find it equal at a glance.
            merchant.brand = Arc::clone(&before.brand);
        }
        Ok(keep(&self.merchants, id, merchant, now))
    }

    /// A mall, as of a moment ago.
    pub(super) async fn mall(&self, tx: &mut Tx, id: &MallId, now: At) -> Result<Arc<Mall>, Error> {
        if let Some(mall) = find(&self.malls, id, now) {
            return Ok(mall);
        }
        let mall = malls::find(tx, id).await?;
        let mall = mall.ok_or_else(|| Fault::new(format!("mall {id} is gone")))?;
        Ok(keep(&self.malls, id, mall, now))
    }

    /// Forgets everything: it is read anew.
    #[cfg(test)]
    pub(super) fn forget(&self) {
        self.merchants.lock().expect("whole").clear();
        self.malls.lock().expect("whole").clear();
    }
}

fn find<K: Eq + Hash, V>(kept: &Kept<K, V>, id: &K, now: At) -> Option<Arc<V>> {
    let (since, value) = last(kept, id)?;
    // A clock that was set back makes nothing last.
    let fresh = since <= now && now < since.plus_s(AGE_S);
    fresh.then_some(value)
}

/// However old it is.
fn last<K: Eq + Hash, V>(kept: &Kept<K, V>, id: &K) -> Option<(At, Arc<V>)> {
    let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    kept.get(id).cloned()
}

fn keep<K: Clone + Eq + Hash, V>(kept: &Kept<K, V>, id: &K, value: V, now: At) -> Arc<V> {
    let value = Arc::new(value);
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= MOST {
        kept.clear();
    }
    kept.insert(id.clone(), (now, Arc::clone(&value)));
    value
}
