//! A measured desk and its results so far.

use super::fill;
use super::runs::RepeatedRuns;
use crate::cli::BenchCli;
use crate::deployment::Deployment;
use crate::disk::DiskUnderTest;
use crate::http_connection::HttpConnection;
use crate::load::{Load, enough, get};
use crate::measurement::Unit;
use crate::payment_to_page;
use crate::progress::print_progress;
use crate::report::BenchReport;
use crate::shopper::BROWSER;
use crate::statistics::{Latencies, median, micros};
use crate::system::now;
use crate::targets::Target;
use anyhow::{Context, ensure};
use std::time::Duration;

/// The least number of requests prepared for a run of unknown rate.
const FIRST_GUESS: usize = 40_000;
/// The number of pages that are viewed in turn.
pub(super) const PAGES: usize = 2_000;
/// The connections that create orders in a closed loop: while some wait for a
/// commit, others prepare the next.
pub(super) const CALLERS: usize = 256;
/// The most pages that are viewed once after a start.
const FIRST_VIEWS: u32 = 40_000;
/// Payments whose page is watched, per waiting shopper.
const WATCHED: u32 = 40;
/// Payments per second beside orders that are created at a fixed rate.
const PAYMENTS: u32 = 40;
/// The number of timed starts.
const STARTS: usize = 5;

/// A desk and its results.
pub(super) struct MeasuredDesk {
    pub(super) deployment: Deployment,
    /// The database and its number of orders.
    pub(super) place: String,
    pub(super) sqlite: bool,
    /// Requests for pages of open orders.
    pub(super) pages: Vec<Vec<u8>>,
    /// More of them, for first views after a start.
    first_views: Vec<Vec<u8>>,
    pub(super) created: RepeatedRuns,
    pub(super) viewed: RepeatedRuns,
    /// Latencies of creation, one per run.
    latencies: Vec<Latencies>,
}

impl MeasuredDesk {
    /// Starts a desk and fills its database.
    pub(super) async fn start(
        cli: &BenchCli,
        orders: u32,
        database: Option<&str>,
        disk: &DiskUnderTest,
    ) -> anyhow::Result<Self> {
        let deployment = Deployment::start(&cli.desk, &cli.folder, database, disk).await?;
        let paths = fill::fill(&deployment, orders, FIRST_VIEWS).await?;
        let requests: Vec<_> = paths
            .iter()
            .map(|p| get(deployment.at, p, BROWSER))
            .collect();
        let step = requests.len().div_ceil(PAGES);
        Ok(Self {
            pages: requests.iter().step_by(step).cloned().collect(),
            first_views: requests,
            deployment,
            place: super::place(database.is_none(), orders),
            sqlite: database.is_none(),
            created: RepeatedRuns::default(),
            viewed: RepeatedRuns::default(),
            latencies: Vec::new(),
        })
    }

    /// As [`MeasuredDesk::start`], and measures starts and memory.
    pub(super) async fn start_timed(
        cli: &BenchCli,
        orders: u32,
        database: Option<&str>,
        report: &mut BenchReport,
    ) -> anyhow::Result<Self> {
        let mut desk = Self::start(cli, orders, database, &DiskUnderTest::default()).await?;
        let mut starts = Vec::new();
        for _ in 0..STARTS {
            desk.deployment = desk.deployment.restarted().await?;
            starts.push(micros(desk.deployment.desk.started_in));
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        let (start, idle) = (median(starts), desk.deployment.desk.resident_kib()?);
        for (target, value, unit) in [
            (Target::Start, start, Unit::Microseconds),
            (Target::Memory, idle, Unit::Kibibytes),
        ] {
            report.row(target.what(), &desk.place, value, unit);
            report.judge(target, &desk.place, value);
        }
        Ok(desk)
    }

    /// The compressed pay page, for a bare reply of the same size.
    pub(super) async fn page_bytes(&self) -> anyhow::Result<Vec<u8>> {
        let mut client = HttpConnection::connect(self.deployment.at).await?;
        let request = self.pages.first().context("a page to look at")?;
        let answer = client.send(request).await?;
        ensure!(
            answer.status == 200 && answer.header("content-encoding") == Some("br"),
            "the page was answered {} and not as a browser is answered",
            answer.status
        );
        Ok(answer.body)
    }

    /// One run of creation.
    pub(super) async fn create(&mut self, duration: Duration) -> anyhow::Result<()> {
        let many = enough(self.created.best() * 3 / 2, duration).max(FIRST_GUESS);
        let requests = self.deployment.mall.signed_orders(many).await?;
        let mut load = Load::once(self.deployment.at, 201, requests);
        load.connections = CALLERS;
        let meter = self.deployment.desk.meter()?;
        let run = load.closed_loop(duration).await?;
        self.created.add(run, meter.each(run.count)?);
        let (place, rate) = (&self.place, run.rate());
        print_progress(format_args!("one run: {place}: orders created: {rate}/s"));
        Ok(())
    }

    /// One run of page views, in turn. Each page is viewed once before the
    /// first run, because first views are measured separately.
    pub(super) async fn view(&mut self, duration: Duration) -> anyhow::Result<()> {
        if self.viewed.is_empty() {
            let once = Load::once(self.deployment.at, 200, self.pages.clone());
            once.closed_loop(duration).await?;
        }
        let load = Load::in_turn(self.deployment.at, 200, self.pages.clone());
        let meter = self.deployment.desk.meter()?;
        let run = load.closed_loop(duration).await?;
        self.viewed.add(run, meter.each(run.count)?);
        let (place, rate) = (&self.place, run.rate());
        print_progress(format_args!("one run: {place}: pages viewed: {rate}/s"));
        Ok(())
    }

    /// Reports the rates and costs so far.
    pub(super) fn rates(&self, report: &mut BenchReport) {
        for (what, each, runs) in [
            ("signed orders created", "order created", &self.created),
            ("pay pages viewed, in turn", "page viewed", &self.viewed),
        ] {
            let place = &self.place;
            report.row(what, place, runs.rate(), Unit::PerSecond);
            report.row(&cpu(each), place, runs.cost(), Unit::CpuMicroseconds);
        }
    }

    /// One run of creation at a fixed rate.
    pub(super) async fn create_at(&mut self, rate: u64, duration: Duration) -> anyhow::Result<()> {
        let requests = self
            .deployment
            .mall
            .signed_orders(enough(rate, duration))
            .await?;
        let load = Load::once(self.deployment.at, 201, requests);
        let latencies = load.open_loop(rate, duration).await?;
        let (place, p99) = (&self.place, Unit::Microseconds.text(latencies.at(990)));
        print_progress(format_args!("one run: {place}: p99 of creation: {p99}"));
        self.latencies.push(latencies);
        Ok(())
    }

    /// Latencies of creation, and from payment to page, at fixed rates at the
    /// same time.
    pub(super) async fn under_load(
        &self,
        rate: u64,
        duration: Duration,
    ) -> anyhow::Result<(Latencies, Latencies)> {
        let Deployment {
            mall, shopper, at, ..
        } = &self.deployment;
        let orders = mall.signed_orders(enough(rate, duration)).await?;
        let load = Load::once(*at, 201, orders);
        let each = PAYMENTS * u32::try_from(duration.as_secs())? / payment_to_page::WAITING;
        let (created, paid) = tokio::join!(
            load.open_loop(rate, duration),
            payment_to_page::delays(shopper, *at, each, duration / each),
        );
        Ok((created?, paid?))
    }

    /// Reports the latency of creation, the median of all runs; returns the
    /// p99.
    pub(super) fn report_latencies(&self, report: &mut BenchReport) -> u64 {
        let middle = |per_mille| median(self.latencies.iter().map(|w| w.at(per_mille)).collect());
        let (what, place) = ("creation at half load", &self.place);
        for (name, value) in [("p50", middle(500)), ("p99", middle(990))] {
            report.row(&format!("{what}, {name}"), place, value, Unit::Microseconds);
        }
        middle(990)
    }

    /// Measures whole purchases, payment to page, and the memory afterwards.
    pub(super) async fn journeys(
        &self,
        cli: &BenchCli,
        report: &mut BenchReport,
    ) -> anyhow::Result<()> {
        let mut runs = RepeatedRuns::default();
        for _ in 0..cli.runs() {
            let meter = self.deployment.desk.meter()?;
            let run = self.deployment.shopper.run(cli.duration()).await?;
            runs.add(run, meter.each(run.count)?);
        }
        let place = &self.place;
        report.row("whole journeys", place, runs.rate(), Unit::PerSecond);
        report.row(&cpu("journey"), place, runs.cost(), Unit::CpuMicroseconds);
        let each = if cli.quick { WATCHED / 8 } else { WATCHED };
        let Deployment { shopper, at, .. } = &self.deployment;
        let delays = payment_to_page::delays(shopper, *at, each, Duration::ZERO).await?;
        report.spread("payment to page", place, &delays);
        report.judge(Target::PaymentToPage, place, delays.at(990));
        let after = self.deployment.desk.resident_kib()?;
        report.row("resident memory, after load", place, after, Unit::Kibibytes);
        Ok(())
    }

    /// Measures pages that the desk has not rendered since its start.
    pub(super) async fn first_views(
        mut self,
        cli: &BenchCli,
        report: &mut BenchReport,
    ) -> anyhow::Result<Self> {
        let mut requests = std::mem::take(&mut self.first_views);
        let first = requests.pop().context("a page to look at")?;
        let (mut latencies, mut runs) = (Vec::new(), RepeatedRuns::default());
        for _ in 0..cli.runs() {
            self.deployment = self.deployment.restarted().await?;
            latencies.push(self.first_view_time(&first).await?);
            let load = Load::once(self.deployment.at, 200, requests.clone());
            let meter = self.deployment.desk.meter()?;
            let run = load.closed_loop(cli.duration()).await?;
            runs.add(run, meter.each(run.count)?);
        }
        let place = &self.place;
        let what = "the very first page after a start";
        report.row(what, place, median(latencies), Unit::Microseconds);
        let what = "pay pages viewed, each for the first time";
        report.row(what, place, runs.rate(), Unit::PerSecond);
        let cost = runs.cost();
        report.row(&cpu("first view"), place, cost, Unit::CpuMicroseconds);
        Ok(self)
    }

    /// The time of the first page after a start.
    async fn first_view_time(&self, request: &[u8]) -> anyhow::Result<u64> {
        let mut client = HttpConnection::connect(self.deployment.at).await?;
        let asked = now();
        let status = client.send(request).await?.status;
        ensure!(status == 200, "the first page was answered {status}");
        Ok(micros(now() - asked))
    }

    /// Stops the desk and checks its books.
    pub(super) async fn close(self, report: &mut BenchReport) -> anyhow::Result<()> {
        let took = self.deployment.check_books().await?;
        let what = "proof of all books, they are right";
        report.row(what, &self.place, micros(took), Unit::Microseconds);
        Ok(())
    }
}

fn cpu(each: &str) -> String {
    format!("CPU of the desk for each {each}")
}
