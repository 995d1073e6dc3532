//! The command line of `bench`.

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::time::Duration;

/// Orders of a new desk.
const FEW: u32 = 10_000;
/// Orders of a desk long in use.
const MANY: u32 = 1_000_000;

/// Measures a desk.
#[derive(Debug, Parser)]
#[command(name = "bench")]
pub(crate) struct BenchCli {
    /// The `paydesk` to be measured: a release build
    #[arg(long, default_value = "target/release/paydesk")]
    pub(crate) desk: PathBuf,
    /// Where the databases are made: on the disk that is to be measured
    #[arg(long, default_value = "target")]
    pub(crate) folder: PathBuf,
    /// Runs of a second and no million: to see that it works, not to compare
    #[arg(long)]
    pub(crate) quick: bool,
    /// Orders in the database, one round of rows for each
    #[arg(long, value_delimiter = ',', default_values_t = [FEW, MANY])]
    pub(crate) orders: Vec<u32>,
    /// The address of an empty `PostgreSQL` database, for rows on it too
    #[arg(long, env = "PAYDESK_TEST_POSTGRES")]
    pub(crate) database: Option<String>,
    /// A library that makes each sync take a millisecond, for creation on such
    /// a disk
    #[arg(long)]
    pub(crate) slow_sync: Option<PathBuf>,
    /// Seconds for the whole run; the table lists what is not measured by then
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    pub(crate) limit: u64,
    /// The table also as JSON, in this file
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<BenchCommand>,
}

/// Helper processes of the benchmark.
#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// A bare axum reply, to compare with; prints its address
    #[command(hide = true)]
    Bare {
        /// What it replies with, brotli; `ok` without
        #[arg(long)]
        bytes: Option<PathBuf>,
    },
    /// Commits of one row to a file; prints how many
    #[command(hide = true)]
    Rows {
        /// The file
        file: PathBuf,
        /// The duration
        millis: u64,
    },
}

impl BenchCli {
    /// How long one run lasts.
    pub(crate) const fn duration(&self) -> Duration {
        if self.quick {
            Duration::from_secs(1)
        } else {
            Duration::from_secs(4)
        }
    }

    /// The sizes that have targets: the usual ones and those asked for.
    pub(crate) fn target_sizes(&self) -> Vec<u32> {
        let mut sizes = vec![FEW, MANY];
        sizes.extend(&self.orders);
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    /// The sizes that are measured, smallest first.
    pub(crate) fn measured_sizes(&self) -> Vec<u32> {
        let mut sizes = self.orders.clone();
        sizes.retain(|orders| !self.quick || *orders <= FEW);
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    /// Runs of a row; the median counts.
    pub(crate) const fn runs(&self) -> usize {
        if self.quick { 1 } else { 3 }
    }

    /// Runs of the latency that desks are compared by: a p99 differs more from
    /// run to run than a median.
    pub(crate) const fn latency_runs(&self) -> usize {
        if self.quick { 1 } else { 5 }
    }
}

#[cfg(test)]
mod tests {
    use super::BenchCli;
    use clap::Parser;

    #[test]
    fn a_quick_run_leaves_the_million_out_of_its_sizes_only() {
        let quick = BenchCli::parse_from(["bench", "--quick"]);
        assert_eq!(quick.measured_sizes(), [10_000]);
        assert_eq!(quick.target_sizes(), [10_000, 1_000_000]);
        let own = BenchCli::parse_from(["bench", "--orders", "50000,1000"]);
        assert_eq!(own.measured_sizes(), [1000, 50_000]);
        assert_eq!(own.target_sizes(), [1000, 10_000, 50_000, 1_000_000]);
    }
}
