//! What the machine itself can do, in the same run: commits to its disk, the
//! signatures it can check, and a server that only replies. Replies show what the load costs, too.

use super::runs::Runs;
use super::signatures;
use crate::bare::Bare;
use crate::commits::write_rows;
use crate::load::{Counted, Load};
use crate::meter::Meter;
use crate::progress::say;
use crate::report::Report;
use crate::row::Unit;
use crate::statistics::median;
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
    replies: Runs,
    pages: Runs,
    /// What each reply cost the load.
    load: Vec<u64>,
    checked: Vec<u64>,
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
            replies: Runs::default(),
            pages: Runs::default(),
            load: Vec::new(),
            checked: Vec::new(),
        })
    }

    /// One run of commits.
    pub(super) async fn write(&mut self, lasts: Duration) -> anyhow::Result<()> {
        let one_row = self.rows(1, lasts).await?;
        let batched = self.rows(BATCH, lasts / 4).await?;
        say(format_args!("one run: commits of one row: {one_row}/s"));
        self.one_row.push(one_row);
        self.batched.push(batched);
        self.checked.push(signatures::checked(lasts / 4).await?);
        Ok(())
    }

    async fn rows(&self, rows: u32, lasts: Duration) -> anyhow::Result<u64> {
        let (file, start) = (self.file.clone(), now());
        let writing = move || write_rows(&file, rows, start + lasts);
        let count = tokio::task::spawn_blocking(writing).await??;
        let took = now() - start;
        Ok(Counted { count, took }.rate())
    }

    /// One run of replies.
    pub(super) async fn reply(&mut self, lasts: Duration) -> anyhow::Result<()> {
        let (run, cost, load) = replies(&self.tiny, lasts / 2).await?;
        say(format_args!("one run: bare replies: {}/s", run.rate()));
        self.replies.add(run, cost);
        self.load.push(load);
        let (run, cost, _) = replies(&self.page, lasts / 2).await?;
        self.pages.add(run, cost);
        Ok(())
    }

    /// Commits of one row, a second.
    pub(super) fn one_row(&self) -> u64 {
        median(self.one_row.clone())
    }

    /// The smallest replies, a second: also what the load itself can send.
    pub(super) fn bare(&self) -> u64 {
        self.replies.rate()
    }

    /// As rows.
    pub(super) fn report(&self, report: &mut Report) {
        let rates = [
            ("commits of one row, SQLite, synced", self.one_row()),
            (
                "rows in commits of 1,000, SQLite, synced",
                median(self.batched.clone()),
            ),
            (
                "Ed25519 signatures checked one by one, on all cores",
                median(self.checked.clone()),
            ),
            (
                "bare axum replies, `ok`: what the load can send",
                self.bare(),
            ),
            ("bare axum replies of the page's bytes", self.pages.rate()),
        ];
        for (what, rate) in rates {
            report.row(what, MACHINE, rate, Unit::PerSecond);
        }
        let costs = [
            (
                "CPU of the load for each bare reply",
                median(self.load.clone()),
            ),
            (
                "CPU of the bare server for each reply, `ok`",
                self.replies.cost(),
            ),
            (
                "CPU of the bare server for each reply of the page's bytes",
                self.pages.cost(),
            ),
        ];
        for (what, cost) in costs {
            report.row(what, MACHINE, cost, Unit::CpuMicroseconds);
        }
    }
}

/// A run, and what each reply cost the server and the load.
async fn replies(bare: &Bare, lasts: Duration) -> anyhow::Result<(Counted, u64, u64)> {
    let load = Load::in_turn(bare.at, 200, vec![bare.request()]);
    let (server, own) = (bare.meter()?, Meter::own()?);
    let run = load.closed(lasts).await?;
    Ok((run, server.each(run.count)?, own.each(run.count)?))
}
