//! Creation on a disk whose syncs take a millisecond, beside commits of one
//! row on the same.

use super::round::Round;
use crate::cli::Cli;
use crate::disk::Disk;
use crate::load::Counted;
use crate::progress::say;
use crate::promise::Promise;
use crate::report::Report;
use crate::row::Unit;
use crate::statistics::{hundredths, median};
use crate::system::now;
use std::path::Path;

/// What a place on it is called after.
pub(super) const SUFFIX: &str = ", syncs of 1 ms";

/// Measures it; `library` holds the syncs back.
///
/// # Errors
/// Something that should work did not.
pub(super) async fn measure(
    cli: &Cli,
    orders: u32,
    library: &Path,
    report: &mut Report,
) -> anyhow::Result<()> {
    let disk = Disk::slow(library);
    let mut round = Round::found(cli, orders, None, &disk).await?;
    round.place.push_str(SUFFIX);
    let file = round.house.folder().join("yardstick.db");
    let mut one_row = Vec::new();
    for _ in 0..cli.runs() {
        let start = now();
        let count = disk.rows(&file, cli.lasts()).await?;
        let took = now() - start;
        let rate = Counted { count, took }.rate();
        say(format_args!(
            "one run: syncs of 1 ms: commits of one row: {rate}/s"
        ));
        one_row.push(rate);
        round.create(cli.lasts()).await?;
    }
    let (place, created, one_row) = (&round.place, round.created.rate(), median(one_row));
    let what = "commits of one row, SQLite, synced";
    report.row(
        what,
        &format!("the machine{SUFFIX}"),
        one_row,
        Unit::PerSecond,
    );
    report.row("signed orders created", place, created, Unit::PerSecond);
    report.judge(Promise::Creation, place, hundredths(created, one_row));
    round.close(report).await
}
