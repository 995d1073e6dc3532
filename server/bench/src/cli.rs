//! The command line of `bench`.

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::time::Duration;

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
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 1_000_000])]
    pub(crate) orders: Vec<u32>,
    /// The address of an empty `PostgreSQL` database, for rows on it too
    #[arg(long, env = "PAYDESK_TEST_POSTGRES")]
    pub(crate) database: Option<String>,
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

    /// Runs of a row; the median counts.
    pub(crate) const fn runs(&self) -> usize {
        if self.quick { 1 } else { 3 }
    }
}
