//! What the desk promises: each is a bar in every table, measured or not.

use crate::row::{Bar, Unit};

/// A promise, kept or missed at each place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Promise {
    /// Orders are made faster than a disk syncs rows one by one.
    Creation,
    /// Pages cost little more than the reply itself.
    Pages,
    /// Many orders do not make it slow.
    Slow,
    /// The page turns soon after the payment.
    Turn,
    /// It needs little memory.
    Memory,
    /// It starts at once.
    Start,
}

impl Promise {
    /// What each house promises by itself.
    pub(crate) const OF_A_HOUSE: [Self; 4] = [Self::Start, Self::Memory, Self::Pages, Self::Turn];

    /// The bar at a place, not measured yet.
    pub(crate) fn at(self, place: &str) -> Bar {
        let (limit, at_most, unit) = match self {
            Self::Creation => (300, false, Unit::Hundredths),
            Self::Pages => (25, false, Unit::Hundredths),
            Self::Slow => (150, true, Unit::Hundredths),
            Self::Turn => (200_000, true, Unit::Microseconds),
            Self::Memory => (80 * 1024, true, Unit::Kibibytes),
            Self::Start => (300_000, true, Unit::Microseconds),
        };
        Bar::not_measured(self.what(), place, limit, at_most, unit)
    }

    /// In words.
    pub(crate) const fn what(self) -> &'static str {
        match self {
            Self::Creation => "signed orders created, over one-row commits",
            Self::Pages => "pay pages viewed, over bare replies",
            Self::Slow => "p99 of creation, over that of the smallest house",
            Self::Turn => "payment to page, p99",
            Self::Memory => "resident memory, idle",
            Self::Start => "start to ready",
        }
    }
}
