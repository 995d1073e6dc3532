//! The numbers whose queries are answered by 502, after a failure that says so.

use std::collections::BTreeMap;

/// How many queries of one number are answered by 502.
const QUERIES: u8 = 2;

/// How many more queries of each number are answered by 502. Not recorded.
#[derive(Debug)]
pub(super) struct BadGateways<K>(BTreeMap<K, u8>);

impl<K> Default for BadGateways<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord> BadGateways<K> {
    /// The next queries of this number are answered by 502.
    pub(super) fn begin(&mut self, number: K) {
        self.0.insert(number, QUERIES);
    }

    /// A failure applied to this number that leaves its queries alone.
    pub(super) fn note(&mut self, number: K) {
        self.0.insert(number, 0);
    }

    /// True if a failure applied to this number before.
    pub(super) fn knows(&self, number: &K) -> bool {
        self.0.contains_key(number)
    }

    /// True if a query of this number is answered by 502; counts it.
    pub(super) fn take(&mut self, number: &K) -> bool {
        let left = self.0.get_mut(number).filter(|left| **left > 0);
        left.is_some_and(|left| {
            *left -= 1;
            true
        })
    }
}
