//! The deliveries that this process runs, by mall, so that a mall whose endpoint
//! hangs does not take all places of the lane.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many deliveries are under way, by the id of the mall.
#[derive(Debug, Default)]
pub(crate) struct UnderWay(Mutex<BTreeMap<String, u32>>);

/// A delivery under way, until it is dropped.
#[derive(Debug)]
pub(super) struct DeliveryUnderWay {
    all: Arc<UnderWay>,
    mall: String,
}

impl UnderWay {
    /// A delivery to this mall begins.
    pub(super) fn begin(self: &Arc<Self>, mall: &str) -> DeliveryUnderWay {
        *self.malls().entry(mall.to_owned()).or_default() += 1;
        DeliveryUnderWay {
            all: Arc::clone(self),
            mall: mall.to_owned(),
        }
    }

    /// As JSON, for [`store::jobs::claim`].
    pub(super) fn json(&self) -> String {
        serde_json::to_string(&*self.malls()).expect("a map of texts and numbers")
    }

    fn malls(&self) -> MutexGuard<'_, BTreeMap<String, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for DeliveryUnderWay {
    fn drop(&mut self) {
        let mut malls = self.all.malls();
        let left = malls.remove(&self.mall).unwrap_or(0).saturating_sub(1);
        if left > 0 {
            malls.insert(self.mall.clone(), left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UnderWay;
    use std::sync::Arc;

    #[test]
    fn a_mall_is_counted_while_deliveries_to_it_run() {
        let all = Arc::new(UnderWay::default());
        let (first, second) = (all.begin("mal_1"), all.begin("mal_1"));
        let other = all.begin("mal_2");
        assert_eq!(all.json(), r#"{"mal_1":2,"mal_2":1}"#);
        drop((first, other));
        assert_eq!(all.json(), r#"{"mal_1":1}"#);
        drop(second);
        assert_eq!(all.json(), "{}");
    }
}
