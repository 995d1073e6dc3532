//! The command line of `bench`.

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::time::Duration;

/// A desk that has just begun.
const FEW: u32 = 10_000;
/// One that is long in use.
const MANY: u32 = 1_000_000;

/// Measures a desk.
#[derive(Debug, Parser)]
#[command(name = "bench")]
pub(crate) struct Cli {
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
    /// A library that holds syncs back to a millisecond, for creation on such a disk
    #[arg(long)]
    pub(crate) slow_sync: Option<PathBuf>,
    /// Seconds for the whole run; what is not measured by then is said to be so
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    pub(crate) limit: u64,
    /// The table also as JSON, in this file
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What else this program is.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A bare axum reply, to be compared with; says its address
    #[command(hide = true)]
    Bare {
        /// What it replies with, brotli; `ok` without
        #[arg(long)]
        bytes: Option<PathBuf>,
    },
    /// Commits of one row to a file; says how many
    #[command(hide = true)]
    Rows {
        /// The file
        file: PathBuf,
        /// For so long
        millis: u64,
    },
}

impl Cli {
    /// How long one run lasts.
    pub(crate) const fn lasts(&self) -> Duration {
        if self.quick {
            Duration::from_secs(1)
        } else {
            Duration::from_secs(4)
        }
    }

    /// The sizes that promises are made for, and those that were asked for.
    pub(crate) fn promised(&self) -> Vec<u32> {
        let mut sizes = vec![FEW, MANY];
        sizes.extend(&self.orders);
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    /// The sizes that are measured, smallest first.
    pub(crate) fn measured(&self) -> Vec<u32> {
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

    /// Runs of the latency that houses are compared by: what one in a hundred
    /// exceeds differs more from run to run.
    pub(crate) const fn slow_runs(&self) -> usize {
        if self.quick { 1 } else { 5 }
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::Parser;

    #[test]
    fn a_quick_run_leaves_the_million_out_and_still_owes_it() {
        let quick = Cli::parse_from(["bench", "--quick"]);
        assert_eq!(quick.measured(), [10_000]);
        assert_eq!(quick.promised(), [10_000, 1_000_000]);
        let own = Cli::parse_from(["bench", "--orders", "50000,1000"]);
        assert_eq!(own.measured(), [1000, 50_000]);
        assert_eq!(own.promised(), [1000, 10_000, 50_000, 1_000_000]);
    }
}
