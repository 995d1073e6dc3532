//! Medians, percentiles, rates and ratios in whole numbers, without floats.

use std::time::Duration;

/// Latencies in microseconds, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Latencies(Vec<u64>);

impl Latencies {
    /// From samples in any order.
    pub(crate) fn of(mut samples: Vec<u64>) -> Self {
        samples.sort_unstable();
        Self(samples)
    }

    /// The number of samples.
    pub(crate) fn count(&self) -> u64 {
        whole(self.0.len())
    }

    /// The `per_mille` quantile by nearest rank: 500 is the median, 990 the
    /// p99. 0 without samples.
    pub(crate) fn at(&self, per_mille: usize) -> u64 {
        let rank = (self.0.len() * per_mille).div_ceil(1000).max(1);
        self.0.get(rank - 1).copied().unwrap_or(0)
    }
}

/// The median of the runs; the lower one of an even number. 0 without runs.
pub(crate) fn median(mut runs: Vec<u64>) -> u64 {
    runs.sort_unstable();
    let middle = runs.len().saturating_sub(1) / 2;
    runs.get(middle).copied().unwrap_or(0)
}

/// The count per second.
pub(crate) fn per_second(count: u64, took: Duration) -> u64 {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1);
    count.saturating_mul(1_000_000) / micros
}

/// `a / b` in hundredths: 300 is a ratio of three. 0 where `b` is 0.
pub(crate) fn hundredths(a: u64, b: u64) -> u64 {
    a.saturating_mul(100).checked_div(b).unwrap_or(0)
}

/// A length as `u64`.
pub(crate) fn whole(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A duration in microseconds.
pub(crate) fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Latencies, hundredths, median, per_second};
    use std::time::Duration;

    #[test]
    fn a_percentile_is_a_sample_that_was_seen() {
        let hundred = Latencies::of((1..=100).rev().collect());
        assert_eq!(hundred.count(), 100);
        assert_eq!(
            (hundred.at(500), hundred.at(990), hundred.at(1000)),
            (50, 99, 100)
        );
        let one = Latencies::of(vec![7]);
        assert_eq!((one.at(500), one.at(990)), (7, 7));
        let two = Latencies::of(vec![9, 3]);
        assert_eq!((two.at(500), two.at(501)), (3, 9));
        assert_eq!(Latencies::default().at(990), 0);
    }

    #[test]
    fn the_median_is_not_moved_by_one_wild_run() {
        assert_eq!(median(vec![100, 9000, 101]), 101);
        assert_eq!(median(vec![2, 1]), 1);
        assert_eq!(median(vec![]), 0);
    }

    #[test]
    fn rates_and_ratios_are_whole() {
        assert_eq!(per_second(3000, Duration::from_millis(1500)), 2000);
        assert_eq!(per_second(1, Duration::ZERO), 1_000_000);
        assert_eq!(hundredths(7, 2), 350);
        assert_eq!(hundredths(1, 0), 0);
    }
}
