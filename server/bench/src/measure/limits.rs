//! What the machine itself can do, in the same run: commits to its disk, and
//! a server that only replies.

use crate::bare::Bare;
use crate::load::Load;
use crate::report::Report;
use crate::row::Unit;
use crate::statistics::{median, per_second};
use crate::system::now;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where a limit is measured.
const MACHINE: &str = "the machine";
/// Rows of a big batch.
const BATCH: u32 = 1000;

/// The limits seen so far.
pub(super) struct Limits {
    file: PathBuf,
    tiny: Bare,
    page: Bare,
    one_row: Vec<u64>,
    batched: Vec<u64>,
    replies: Vec<u64>,
    pages: Vec<u64>,
}

impl Limits {
    /// With bare servers that reply with `ok` and with the page's bytes.
    pub(super) async fn start(folder: &Path, page: &[u8]) -> anyhow::Result<Self> {
        let file = folder.join("page.br");
        std::fs::write(&file, page)?;
        Ok(Self {
            file: folder.join("yardstick.db"),
            tiny: Bare::start(None).await?,
            page: Bare::start(Some(&file)).await?,
            one_row: Vec::new(),
            batched: Vec::new(),
            replies: Vec::new(),
            pages: Vec::new(),
        })
    }

    /// One run of commits.
    pub(super) async fn write(&mut self, lasts: Duration) -> anyhow::Result<()> {
        self.one_row.push(self.rows(1, lasts).await?);
        self.batched.push(self.rows(BATCH, lasts / 4).await?);
        Ok(())
    }

    async fn rows(&self, rows: u32, lasts: Duration) -> anyhow::Result<u64> {
        let start = now();
        let count = engine::bench::rows_written(&self.file, rows, start + lasts, now).await?;
        Ok(per_second(count, now() - start))
    }

    /// One run of replies.
    pub(super) async fn reply(&mut self, lasts: Duration) -> anyhow::Result<()> {
        for (bare, runs) in [
            (&self.tiny, &mut self.replies),
            (&self.page, &mut self.pages),
        ] {
            let load = Load::in_turn(bare.at, 200, vec![bare.request()]);
            runs.push(load.closed(lasts / 2).await?);
        }
        Ok(())
    }

    /// Commits of one row, a second.
    pub(super) fn one_row(&self) -> u64 {
        median(self.one_row.clone())
    }

    /// The smallest replies, a second: also what the load itself can send.
    pub(super) fn bare(&self) -> u64 {
        median(self.replies.clone())
    }

    /// As rows.
    pub(super) fn report(&self, report: &mut Report) {
        for (what, runs) in [
            ("commits of one row, SQLite, synced", &self.one_row),
            ("rows in commits of 1,000, SQLite, synced", &self.batched),
            (
                "bare axum replies, `ok`: what the load can send",
                &self.replies,
            ),
            ("bare axum replies of the page's bytes", &self.pages),
        ] {
            report.row(what, MACHINE, median(runs.clone()), Unit::PerSecond);
        }
    }
}
