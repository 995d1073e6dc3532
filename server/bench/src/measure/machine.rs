//! The limits of the machine, in the same run: commits to its disk, verified
//! signatures, and bare replies, which show the cost of the load too.

use super::runs::RepeatedRuns;
use super::signatures;
use crate::baseline::BaselineServer;
use crate::commits::write_rows;
use crate::cpu_meter::CpuMeter;
use crate::load::{Load, Throughput};
use crate::measurement::Unit;
use crate::progress::print_progress;
use crate::report::BenchReport;
use crate::statistics::median;
use crate::system::now;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The place in the table.
const MACHINE: &str = "the machine";
/// The rows of a large batch.
const BATCH: u32 = 1000;

/// The limits measured so far.
pub(super) struct MachineLimits {
    file: PathBuf,
    tiny: BaselineServer,
    page: BaselineServer,
    one_row: Vec<u64>,
    batched: Vec<u64>,
    replies: RepeatedRuns,
    pages: RepeatedRuns,
    /// The CPU time of the load per reply.
    load: Vec<u64>,
    checked: Vec<u64>,
}

impl MachineLimits {
    /// Starts baseline servers that reply with `ok` and with `page`.
    pub(super) async fn start(folder: &Path, page: &[u8]) -> anyhow::Result<Self> {
        let file = folder.join("page.br");
        std::fs::write(&file, page)?;
        Ok(Self {
            file: folder.join("yardstick.db"),
            tiny: BaselineServer::start(None).await?,
            page: BaselineServer::start(Some(&file)).await?,
            one_row: Vec::new(),
            batched: Vec::new(),
            replies: RepeatedRuns::default(),
            pages: RepeatedRuns::default(),
            load: Vec::new(),
            checked: Vec::new(),
        })
    }

    /// One run of commits.
    pub(super) async fn write(&mut self, duration: Duration) -> anyhow::Result<()> {
        let one_row = self.rows(1, duration).await?;
        let batched = self.rows(BATCH, duration / 4).await?;
        print_progress(format_args!("one run: commits of one row: {one_row}/s"));
        self.one_row.push(one_row);
        self.batched.push(batched);
        self.checked.push(signatures::checked(duration / 4).await?);
        Ok(())
    }

    async fn rows(&self, rows: u32, duration: Duration) -> anyhow::Result<u64> {
        let (file, start) = (self.file.clone(), now());
        let writing = move || write_rows(&file, rows, start + duration);
        let count = tokio::task::spawn_blocking(writing).await??;
        let took = now() - start;
        Ok(Throughput { count, took }.rate())
    }

    /// One run of bare replies.
    pub(super) async fn reply(&mut self, duration: Duration) -> anyhow::Result<()> {
        let (run, cost, load) = replies(&self.tiny, duration / 2).await?;
        print_progress(format_args!("one run: bare replies: {}/s", run.rate()));
        self.replies.add(run, cost);
        self.load.push(load);
        let (run, cost, _) = replies(&self.page, duration / 2).await?;
        self.pages.add(run, cost);
        Ok(())
    }

    /// One-row commits per second.
    pub(super) fn one_row(&self) -> u64 {
        median(self.one_row.clone())
    }

    /// CPU of a bare reply.
    pub(super) fn reply_cost(&self) -> u64 {
        self.replies.cost()
    }

    /// CPU of a bare reply of the page's bytes.
    pub(super) fn page_reply_cost(&self) -> u64 {
        self.pages.cost()
    }

    /// Adds the rows to the report.
    pub(super) fn report(&self, report: &mut BenchReport) {
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
                self.replies.rate(),
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

/// One run; the CPU time per reply of the server and of the load.
async fn replies(
    bare: &BaselineServer,
    duration: Duration,
) -> anyhow::Result<(Throughput, u64, u64)> {
    let load = Load::in_turn(bare.at, 200, vec![bare.request()]);
    let (server, own) = (bare.meter()?, CpuMeter::own()?);
    let run = load.closed_loop(duration).await?;
    Ok((run, server.each(run.count)?, own.each(run.count)?))
}
