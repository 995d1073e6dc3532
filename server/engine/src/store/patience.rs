//! How long to wait before work that came second runs again: longer each
//! time, and not as long as others who lost the same race.

use domain::clock::At;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// How often work is run again before its caller is told to come back.
pub(super) const TRIES: u32 = 20;
/// The first wait, about; each is twice the one before it.
const FIRST_US: u64 = 500;
/// Waits do not double any more after this many.
const DOUBLED: u32 = 8;

/// Waits that differ from each other.
#[derive(Debug)]
pub(super) struct Patience(AtomicU64);

impl Patience {
    /// Two processes that start at the same instant still wait differently.
    pub(super) fn new(now: At) -> Self {
        let seed = now.ms().unsigned_abs() ^ (u64::from(std::process::id()) << 32);
        Self(AtomicU64::new(seed))
    }

    /// Waits before the next run of work that ran `tries` times again.
    pub(super) async fn wait(&self, tries: u32) {
        tokio::time::sleep(self.next(tries)).await;
    }

    /// Half to one and a half times 0.5 ms, 1 ms, 2 ms ... 128 ms.
    fn next(&self, tries: u32) -> Duration {
        let n = self.0.fetch_add(1, Relaxed);
        // Fibonacci hashing: neighbours land far apart.
        let spread = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54;
        let about = FIRST_US << tries.min(DOUBLED);
        Duration::from_micros(about * (512 + spread) / 1024)
    }
}

#[cfg(test)]
mod tests {
    use super::{DOUBLED, FIRST_US, Patience, TRIES};
    use domain::clock::At;

    #[test]
    fn waits_grow_differ_and_end() {
        let patience = Patience::new(At::from_ms(0));
        let mut all = std::collections::BTreeSet::new();
        for tries in 0..TRIES {
            let about = u128::from(FIRST_US << tries.min(DOUBLED));
            let wait = patience.next(tries).as_micros();
            assert!(wait >= about / 2 && wait < about * 3 / 2, "{tries}: {wait}");
            all.insert(patience.next(3));
        }
        assert!(all.len() > 15, "{all:?}");
    }
}
