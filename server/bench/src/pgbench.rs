//! The limit of PostgreSQL: rows of the same number, length and indexes as
//! those of an order, written by `pgbench` in serializable transactions.

use anyhow::{Context, ensure};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;
use tokio::process::Command;

/// Clients at the same time; more or fewer write less on two cores.
const CLIENTS: &str = "16";
/// Their threads.
const THREADS: &str = "2";

/// `pgbench` and the database that it writes to.
pub(crate) struct Pgbench {
    database: String,
    rows: PathBuf,
}

impl Pgbench {
    /// Makes the tables, beside those of a desk. The scripts are written to
    /// `folder`.
    ///
    /// # Errors
    /// `pgbench` is not installed, or the database's.
    pub(crate) async fn start(database: &str, folder: &Path) -> anyhow::Result<Self> {
        let (tables, rows) = (folder.join("tables.sql"), folder.join("rows.sql"));
        std::fs::write(&tables, include_str!("../native/pgbench_tables.sql"))?;
        std::fs::write(&rows, include_str!("../native/pgbench_rows.sql"))?;
        let pgbench = Self {
            database: database.to_owned(),
            rows,
        };
        pgbench.run(&tables, &["-t", "1"]).await?;
        Ok(pgbench)
    }

    /// Transactions per second, each with the rows of one order.
    ///
    /// # Errors
    /// `pgbench` failed, or printed no rate.
    pub(crate) async fn rate(&self, duration: Duration) -> anyhow::Result<u64> {
        let seconds = duration.as_secs().max(1).to_string();
        let prepared = ["-M", "prepared", "-c", CLIENTS, "-j", THREADS];
        let arguments = [&prepared[..], &["-T", &seconds]].concat();
        let output = self.run(&self.rows, &arguments).await?;
        read_rate(&String::from_utf8_lossy(&output.stdout)).context("a rate, as `tps = `")
    }

    async fn run(&self, script: &Path, arguments: &[&str]) -> anyhow::Result<Output> {
        let mut command = Command::new("pgbench");
        command.arg("--no-vacuum").args(arguments);
        command.arg("--file").arg(script).arg(&self.database);
        let output = command.kill_on_drop(true).output().await;
        let output = output.context("pgbench, which comes with Debian's package postgresql")?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "pgbench: {errors}");
        Ok(output)
    }
}

/// The whole number of `tps = 8485.37 (without initial connection time)`.
fn read_rate(printed: &str) -> Option<u64> {
    let rate = printed
        .lines()
        .find_map(|line| line.strip_prefix("tps = "))?;
    rate.split_once('.')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::read_rate;

    #[test]
    fn the_rate_is_read_from_what_pgbench_prints() {
        let printed = "number of failed transactions: 0 (0.000%)\nlatency average = 1.9 ms\ntps = 8485.376 (without initial connection time)\n";
        assert_eq!(read_rate(printed), Some(8485));
        assert_eq!(read_rate("pgbench: error"), None);
    }
}
