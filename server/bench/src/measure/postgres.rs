//! PostgreSQL beside its own limit and beside SQLite.

use super::measured_desk::MeasuredDesk;
use crate::cli::BenchCli;
use crate::measurement::Unit;
use crate::pgbench::Pgbench;
use crate::progress::print_progress;
use crate::report::BenchReport;
use crate::statistics::{hundredths, median};
use crate::targets::Target;
use std::path::Path;

/// Orders per second while latencies are compared: less than either database
/// can take. 40 payments per second are made meanwhile.
const LOAD: u64 = 1_000;

/// The rates of `pgbench`, one for each run.
pub(super) struct PostgresRows {
    pgbench: Pgbench,
    rates: Vec<u64>,
}

impl PostgresRows {
    /// Makes the tables.
    pub(super) async fn start(database: &str, folder: &Path) -> anyhow::Result<Self> {
        let pgbench = Pgbench::start(database, folder).await?;
        let rates = Vec::new();
        Ok(Self { pgbench, rates })
    }

    /// One run.
    pub(super) async fn write(&mut self, duration: std::time::Duration) -> anyhow::Result<()> {
        let rate = self.pgbench.rate(duration).await?;
        print_progress(format_args!(
            "one run: rows of an order by pgbench: {rate}/s"
        ));
        self.rates.push(rate);
        Ok(())
    }

    /// Reports the rate, and compares the desk's orders with it.
    pub(super) fn report(self, desks: &[MeasuredDesk], report: &mut BenchReport) {
        let rate = median(self.rates);
        let what = "rows of an order by pgbench, PostgreSQL, serializable";
        report.row(what, "the machine", rate, Unit::PerSecond);
        for desk in desks.iter().filter(|desk| !desk.sqlite) {
            let over = hundredths(desk.created.rate(), rate);
            report.judge(Target::PostgresCreation, &desk.place, over);
        }
    }
}

/// The p99 of creation, and of payment to page meanwhile, on each database at
/// the same load.
pub(super) async fn same_load(
    cli: &BenchCli,
    desks: &[MeasuredDesk],
    report: &mut BenchReport,
) -> anyhow::Result<()> {
    let sqlite = desks.iter().find(|desk| desk.sqlite);
    let postgres = desks.iter().find(|desk| !desk.sqlite);
    let (Some(sqlite), Some(postgres)) = (sqlite, postgres) else {
        return Ok(());
    };
    let mut results = Vec::new();
    for desk in [sqlite, postgres] {
        results.push((desk, Vec::new(), Vec::new()));
    }
    for _ in 0..cli.runs() {
        for (desk, created, paid) in &mut results {
            let (creation, payment) = desk.under_load(LOAD, cli.duration()).await?;
            created.push(creation.at(990));
            paid.push(payment.at(990));
        }
    }
    let mut medians = Vec::new();
    for (desk, created, paid) in results {
        let (created, paid) = (median(created), median(paid));
        for (what, value) in [("creation", created), ("payment to page", paid)] {
            let what = format!("{what} at 1,000 orders/s, p99");
            report.row(&what, &desk.place, value, Unit::Microseconds);
        }
        medians.push([created, paid]);
    }
    let [on_sqlite, on_postgres] = [medians[0], medians[1]];
    for (n, target) in [Target::PostgresCreationP99, Target::PostgresPaymentP99]
        .into_iter()
        .enumerate()
    {
        let over = hundredths(on_postgres[n], on_sqlite[n]);
        report.judge(target, &postgres.place, over);
    }
    Ok(())
}
