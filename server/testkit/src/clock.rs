//! A clock that tests set.

use domain::clock::{At, Clock};
use std::sync::atomic::{AtomicI64, Ordering};

/// 2026-06-01 12:00:00 in China.
pub const NOON: At = At::from_ms(1_780_286_400_000);

/// A clock that changes only when a test sets it.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that is set to this time.
    pub const fn at(at: At) -> Self {
        Self(AtomicI64::new(at.ms()))
    }

    /// Sets the time.
    pub fn set(&self, at: At) {
        self.0.store(at.ms(), Ordering::SeqCst);
    }

    /// Moves it forward.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> At {
        At::from_ms(self.0.load(Ordering::SeqCst))
    }
}
