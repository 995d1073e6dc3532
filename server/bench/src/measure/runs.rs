//! The runs of one row, of which the median counts.

use crate::load::Throughput;
use crate::statistics::median;

/// Rates, and what each thing cost.
#[derive(Debug, Default)]
pub(super) struct RepeatedRuns {
    rates: Vec<u64>,
    costs: Vec<u64>,
}

impl RepeatedRuns {
    /// One more run; `cost` is the CPU time of each thing, in microseconds.
    pub(super) fn add(&mut self, run: Throughput, cost: u64) {
        self.rates.push(run.rate());
        self.costs.push(cost);
    }

    /// Nothing ran yet.
    pub(super) const fn is_empty(&self) -> bool {
        self.rates.is_empty()
    }

    /// How many a second.
    pub(super) fn rate(&self) -> u64 {
        median(self.rates.clone())
    }

    /// The most a second there was.
    pub(super) fn best(&self) -> u64 {
        self.rates.iter().max().copied().unwrap_or(0)
    }

    /// What each cost.
    pub(super) fn cost(&self) -> u64 {
        median(self.costs.clone())
    }
}
