//! The system's clocks and randomness: a benchmark measures real time.

use domain::clock::{At, Clock};
use domain::entropy::Entropy;
use std::time::Instant;

/// The present instant of the monotonic clock.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The system's wall clock, for signatures and orders.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the desk checks real times")]
    fn now(&self) -> At {
        At::from_ms(jiff::Timestamp::now().as_millisecond())
    }
}

/// The operating system's random generator.
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the system's random generator works");
    }
}
