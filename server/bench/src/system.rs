//! The monotonic clock: a benchmark measures real time.

use std::time::Instant;

/// The present instant.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
