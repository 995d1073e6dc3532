//! How long to wait before a write runs again after a conflict: exponential
//! backoff with jitter.

use domain::clock::At;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// How often a write runs again before its caller gets the fault.
pub(crate) const TRIES: u32 = 20;
/// The first wait, on average.
const FIRST_US: u64 = 500;
/// The wait does not double any more after this many tries.
const DOUBLED: u32 = 8;

/// Exponential waits with jitter.
#[derive(Debug)]
pub(crate) struct RetryBackoff(AtomicU64);

impl RetryBackoff {
    /// Seeded so that two processes started at the same instant wait
    /// differently.
    pub(crate) fn new(now: At) -> Self {
        let seed = now.ms().unsigned_abs() ^ (u64::from(std::process::id()) << 32);
        Self(AtomicU64::new(seed))
    }

    /// Waits before the next run of a write that was repeated `tries` times.
    pub(crate) async fn wait(&self, tries: u32) {
        tokio::time::sleep(self.next(tries)).await;
    }

    /// Half to one and a half times 0.5 ms, 1 ms, 2 ms ... 128 ms.
    fn next(&self, tries: u32) -> Duration {
        let n = self.0.fetch_add(1, Relaxed);
        // Fibonacci hashing: consecutive numbers give distant values.
        let spread = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54;
        let about = FIRST_US << tries.min(DOUBLED);
        Duration::from_micros(about * (512 + spread) / 1024)
    }
}

#[cfg(test)]
mod tests {
    use super::{DOUBLED, FIRST_US, RetryBackoff, TRIES};
    use domain::clock::At;

    #[test]
    fn waits_grow_differ_and_end() {
        let backoff = RetryBackoff::new(At::from_ms(0));
        let mut all = std::collections::BTreeSet::new();
        for tries in 0..TRIES {
            let about = u128::from(FIRST_US << tries.min(DOUBLED));
            let wait = backoff.next(tries).as_micros();
            assert!(wait >= about / 2 && wait < about * 3 / 2, "{tries}: {wait}");
            all.insert(backoff.next(3));
        }
        assert!(all.len() > 15, "{all:?}");
    }
}
