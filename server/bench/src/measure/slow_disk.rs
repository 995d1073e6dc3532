//! Creation and one-row commits on a disk whose syncs take a millisecond.

use super::measured_desk::MeasuredDesk;
use crate::cli::BenchCli;
use crate::disk::DiskUnderTest;
use crate::load::Throughput;
use crate::measurement::Unit;
use crate::progress::print_progress;
use crate::report::BenchReport;
use crate::statistics::{hundredths, median};
use crate::system::now;
use crate::targets::Target;
use std::path::Path;

/// The suffix of the place in the table.
pub(super) const SUFFIX: &str = ", syncs of 1 ms";

/// Measures both. `library` delays the syncs.
///
/// # Errors
/// A step of the measurement failed.
pub(super) async fn measure(
    cli: &BenchCli,
    orders: u32,
    library: &Path,
    report: &mut BenchReport,
) -> anyhow::Result<()> {
    let disk = DiskUnderTest::slow(library);
    let mut measured = MeasuredDesk::start(cli, orders, None, &disk).await?;
    measured.place.push_str(SUFFIX);
    let file = measured.deployment.folder().join("yardstick.db");
    let mut one_row = Vec::new();
    for _ in 0..cli.runs() {
        let start = now();
        let count = disk.rows(&file, cli.duration()).await?;
        let took = now() - start;
        let rate = Throughput { count, took }.rate();
        print_progress(format_args!(
            "one run: syncs of 1 ms: commits of one row: {rate}/s"
        ));
        one_row.push(rate);
        measured.create(cli.duration()).await?;
    }
    let (place, created, one_row) = (&measured.place, measured.created.rate(), median(one_row));
    let what = "commits of one row, SQLite, synced";
    report.row(
        what,
        &format!("the machine{SUFFIX}"),
        one_row,
        Unit::PerSecond,
    );
    report.row("signed orders created", place, created, Unit::PerSecond);
    report.judge(Target::Creation, place, hundredths(created, one_row));
    measured.close(report).await
}
