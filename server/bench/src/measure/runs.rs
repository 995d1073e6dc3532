//! Repeated runs of one row. The median is reported.

use crate::load::Throughput;
use crate::statistics::median;

/// The rate and the cost of each run.
#[derive(Debug, Default)]
pub(super) struct RepeatedRuns {
    rates: Vec<u64>,
    costs: Vec<u64>,
}

impl RepeatedRuns {
    /// Adds a run. `cost` is the CPU time per request, in microseconds.
    pub(super) fn add(&mut self, run: Throughput, cost: u64) {
        self.rates.push(run.rate());
        self.costs.push(cost);
    }

    /// True before the first run.
    pub(super) const fn is_empty(&self) -> bool {
        self.rates.is_empty()
    }

    /// The median rate, per second.
    pub(super) fn rate(&self) -> u64 {
        median(self.rates.clone())
    }

    /// The highest rate, per second.
    pub(super) fn best(&self) -> u64 {
        self.rates.iter().max().copied().unwrap_or(0)
    }

    /// The median cost.
    pub(super) fn cost(&self) -> u64 {
        median(self.costs.clone())
    }
}
