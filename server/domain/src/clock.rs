//! Instants and the clock. Time is a parameter everywhere, so that tests set
//! it.

use serde::{Deserialize, Serialize};

/// An instant, in milliseconds since 1970-01-01T00:00:00Z, as stored in the
/// database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct At(i64);

impl At {
    /// From Unix milliseconds.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Unix milliseconds.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// This instant moved by `seconds`, which may be negative; saturates at the
    /// ends of the range.
    #[must_use]
    pub const fn plus_s(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// Seconds from `now` until this instant, rounded up and never negative, so
    /// that a page does not show zero while time is left.
    pub const fn seconds_left(self, now: Self) -> i64 {
        let left = self.0.saturating_sub(now.0);
        if left <= 0 {
            0
        } else {
            left.saturating_add(999) / 1000
        }
    }

    /// RFC 3339 in UTC with milliseconds, as the API shows it.
    pub fn rfc3339(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(t) => format!("{t:.3}"),
            Err(_) => String::from("out of range"),
        }
    }
}

/// The source of the present time: the system's clock, or one that a test sets.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> At;
}

#[cfg(test)]
mod tests {
    use super::At;

    #[test]
    fn seconds_left_are_rounded_up() {
        let now = At::from_ms(10_000);
        assert_eq!(At::from_ms(10_001).seconds_left(now), 1);
        assert_eq!(At::from_ms(11_000).seconds_left(now), 1);
        assert_eq!(At::from_ms(9_000).seconds_left(now), 0);
    }

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(
            At::from_ms(1_793_361_600_123).rfc3339(),
            "2026-10-30T12:00:00.123Z"
        );
    }
}
