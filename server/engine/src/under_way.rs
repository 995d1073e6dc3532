//! What this process has under way, counted by key: deliveries by mall, event
//! streams by order.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The counts.
#[derive(Debug, Default)]
pub(crate) struct UnderWay(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    all: u32,
    by_key: BTreeMap<String, u32>,
}

/// One that is under way, until it is dropped.
#[derive(Debug)]
pub(crate) struct OneUnderWay {
    counts: Arc<UnderWay>,
    key: String,
    /// How many of its key are under way since it began, itself included.
    pub(crate) of_key: u32,
    /// How many of all keys.
    pub(crate) of_all: u32,
}

impl UnderWay {
    /// One of this key begins.
    pub(crate) fn begin(self: &Arc<Self>, key: &str) -> OneUnderWay {
        let mut counts = self.counts();
        counts.all += 1;
        let of_key = counts.by_key.entry(key.to_owned()).or_default();
        *of_key += 1;
        OneUnderWay {
            counts: Arc::clone(self),
            key: key.to_owned(),
            of_key: *of_key,
            of_all: counts.all,
        }
    }

    /// The number of each key.
    pub(crate) fn by_key(&self) -> BTreeMap<String, u32> {
        self.counts().by_key.clone()
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OneUnderWay {
    fn drop(&mut self) {
        let mut counts = self.counts.counts();
        counts.all = counts.all.saturating_sub(1);
        let left = counts
            .by_key
            .remove(&self.key)
            .unwrap_or(0)
            .saturating_sub(1);
        if left > 0 {
            counts.by_key.insert(self.key.clone(), left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UnderWay;
    use std::sync::Arc;

    #[test]
    fn each_is_counted_by_its_key_until_it_ends() {
        let all = Arc::new(UnderWay::default());
        let (first, second) = (all.begin("mal_1"), all.begin("mal_1"));
        let other = all.begin("mal_2");
        assert_eq!((second.of_key, second.of_all), (2, 2));
        assert_eq!((other.of_key, other.of_all), (1, 3));
        let counts = || all.by_key().into_iter().collect::<Vec<_>>();
        let count = |key: &str, many| (key.to_owned(), many);
        assert_eq!(counts(), [count("mal_1", 2), count("mal_2", 1)]);
        drop((first, other));
        assert_eq!(counts(), [count("mal_1", 1)]);
        drop(second);
        assert_eq!(counts(), []);
        assert_eq!(all.begin("mal_1").of_all, 1);
    }
}
