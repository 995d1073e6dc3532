//! A house in its round: what was seen of it so far.

use super::fill;
use super::runs::Runs;
use crate::cli::Cli;
use crate::client::Client;
use crate::disk::Disk;
use crate::house::House;
use crate::journey::BROWSER;
use crate::live;
use crate::load::{Load, enough, get};
use crate::progress::say;
use crate::promise::Promise;
use crate::report::Report;
use crate::row::Unit;
use crate::statistics::{Latencies, median, micros};
use crate::system::now;
use anyhow::{Context, ensure};
use std::time::Duration;

/// The least number of requests prepared for a run whose rate is not known.
const FIRST_GUESS: usize = 40_000;
/// Orders whose pages are looked at in turn.
pub(super) const PAGES: usize = 2_000;
/// Connections by which orders are created as fast as it goes: while some wait
/// for a commit, others are made ready for the next.
pub(super) const CALLERS: usize = 256;
/// The most orders whose pages are looked at once after a start.
const FIRST_VIEWS: u32 = 40_000;
/// Payments whose pages are watched, by each waiting shopper.
const WATCHED: usize = 40;
/// Starts that are timed.
const STARTS: usize = 5;

/// A house and its figures.
pub(super) struct Round {
    pub(super) house: House,
    /// Its database and the orders in it.
    pub(super) place: String,
    pub(super) sqlite: bool,
    /// Requests for pages that can be paid.
    pub(super) pages: Vec<Vec<u8>>,
    /// More of them, each to be viewed once after a start.
    first_views: Vec<Vec<u8>>,
    pub(super) created: Runs,
    pub(super) viewed: Runs,
    /// Latencies of creation, run by run.
    waited: Vec<Latencies>,
}

impl Round {
    /// Founds a house and fills it.
    pub(super) async fn found(
        cli: &Cli,
        orders: u32,
        database: Option<&str>,
        disk: &Disk,
    ) -> anyhow::Result<Self> {
        let house = House::found(&cli.desk, &cli.folder, database, disk).await?;
        let paths = fill::fill(&house, orders, FIRST_VIEWS).await?;
        let requests: Vec<_> = paths.iter().map(|p| get(house.at, p, BROWSER)).collect();
        let step = requests.len().div_ceil(PAGES);
        Ok(Self {
            pages: requests.iter().step_by(step).cloned().collect(),
            first_views: requests,
            house,
            place: super::place(database.is_none(), orders),
            sqlite: database.is_none(),
            created: Runs::default(),
            viewed: Runs::default(),
            waited: Vec::new(),
        })
    }

    /// As [`Round::found`], and times its start and its memory.
    pub(super) async fn open(
        cli: &Cli,
        orders: u32,
        database: Option<&str>,
        report: &mut Report,
    ) -> anyhow::Result<Self> {
        let mut round = Self::found(cli, orders, database, &Disk::default()).await?;
        let mut starts = Vec::new();
        for _ in 0..STARTS {
            round.house = round.house.restarted().await?;
            starts.push(micros(round.house.desk.started_in));
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        let (start, idle) = (median(starts), round.house.desk.resident_kib()?);
        for (promise, value, unit) in [
            (Promise::Start, start, Unit::Microseconds),
            (Promise::Memory, idle, Unit::Kibibytes),
        ] {
            report.row(promise.what(), &round.place, value, unit);
            report.judge(promise, &round.place, value);
        }
        Ok(round)
    }

    /// A pay page as it travels, for the bare reply of its own size.
    pub(super) async fn page_bytes(&self) -> anyhow::Result<Vec<u8>> {
        let mut client = Client::connect(self.house.at).await?;
        let request = self.pages.first().context("a page to look at")?;
        let answer = client.send(request).await?;
        ensure!(
            answer.status == 200 && answer.header("content-encoding") == Some("br"),
            "the page was answered {} and not as a browser is answered",
            answer.status
        );
        Ok(answer.body)
    }

    /// One run of signed orders.
    pub(super) async fn create(&mut self, lasts: Duration) -> anyhow::Result<()> {
        let many = enough(self.created.best() * 3 / 2, lasts).max(FIRST_GUESS);
        let requests = self.house.mall.signed_orders(many).await?;
        let mut load = Load::once(self.house.at, 201, requests);
        load.connections = CALLERS;
        let meter = self.house.desk.meter()?;
        let run = load.closed(lasts).await?;
        self.created.add(run, meter.each(run.count)?);
        let (place, rate) = (&self.place, run.rate());
        say(format_args!("one run: {place}: orders created: {rate}/s"));
        Ok(())
    }

    /// One run of pages, in turn; before the first run each is seen once, as
    /// first views have a row of their own.
    pub(super) async fn view(&mut self, lasts: Duration) -> anyhow::Result<()> {
        if self.viewed.is_empty() {
            let once = Load::once(self.house.at, 200, self.pages.clone());
            once.closed(lasts).await?;
        }
        let load = Load::in_turn(self.house.at, 200, self.pages.clone());
        let meter = self.house.desk.meter()?;
        let run = load.closed(lasts).await?;
        self.viewed.add(run, meter.each(run.count)?);
        let (place, rate) = (&self.place, run.rate());
        say(format_args!("one run: {place}: pages viewed: {rate}/s"));
        Ok(())
    }

    /// Rates and costs of what ran so far.
    pub(super) fn rates(&self, report: &mut Report) {
        for (what, each, runs) in [
            ("signed orders created", "order created", &self.created),
            ("pay pages viewed, in turn", "page viewed", &self.viewed),
        ] {
            let place = &self.place;
            report.row(what, place, runs.rate(), Unit::PerSecond);
            report.row(&cpu(each), place, runs.cost(), Unit::CpuMicroseconds);
        }
    }

    /// One run of creation at so many a second.
    pub(super) async fn create_at(&mut self, rate: u64, lasts: Duration) -> anyhow::Result<()> {
        let requests = self.house.mall.signed_orders(enough(rate, lasts)).await?;
        let load = Load::once(self.house.at, 201, requests);
        let waited = load.open(rate, lasts).await?;
        let (place, p99) = (&self.place, Unit::Microseconds.text(waited.at(990)));
        say(format_args!("one run: {place}: p99 of creation: {p99}"));
        self.waited.push(waited);
        Ok(())
    }

    /// How long creation took, the middle of all runs; answers the p99.
    pub(super) fn waits(&self, report: &mut Report) -> u64 {
        let middle = |per_mille| median(self.waited.iter().map(|w| w.at(per_mille)).collect());
        let (what, place) = ("creation at half load", &self.place);
        for (name, value) in [("p50", middle(500)), ("p99", middle(990))] {
            report.row(&format!("{what}, {name}"), place, value, Unit::Microseconds);
        }
        middle(990)
    }

    /// Journeys, pages that turn, and memory after all of it.
    pub(super) async fn live(&self, cli: &Cli, report: &mut Report) -> anyhow::Result<()> {
        let mut runs = Runs::default();
        for _ in 0..cli.runs() {
            let meter = self.house.desk.meter()?;
            let run = self.house.shopper.run(cli.lasts()).await?;
            runs.add(run, meter.each(run.count)?);
        }
        let place = &self.place;
        report.row("whole journeys", place, runs.rate(), Unit::PerSecond);
        report.row(&cpu("journey"), place, runs.cost(), Unit::CpuMicroseconds);
        let each = if cli.quick { WATCHED / 8 } else { WATCHED };
        let delays = live::delays(&self.house.shopper, self.house.at, each).await?;
        report.spread("payment to page", place, &delays);
        report.judge(Promise::Turn, place, delays.at(990));
        let after = self.house.desk.resident_kib()?;
        report.row("resident memory, after load", place, after, Unit::Kibibytes);
        Ok(())
    }

    /// Pages that the desk has not drawn since its start, each once; then it
    /// starts again.
    pub(super) async fn first_views(
        mut self,
        cli: &Cli,
        report: &mut Report,
    ) -> anyhow::Result<Self> {
        let mut requests = std::mem::take(&mut self.first_views);
        let first = requests.pop().context("a page to look at")?;
        let (mut waited, mut runs) = (Vec::new(), Runs::default());
        for _ in 0..cli.runs() {
            self.house = self.house.restarted().await?;
            waited.push(self.very_first(&first).await?);
            let load = Load::once(self.house.at, 200, requests.clone());
            let meter = self.house.desk.meter()?;
            let run = load.closed(cli.lasts()).await?;
            runs.add(run, meter.each(run.count)?);
        }
        let place = &self.place;
        let what = "the very first page after a start";
        report.row(what, place, median(waited), Unit::Microseconds);
        let what = "pay pages viewed, each for the first time";
        report.row(what, place, runs.rate(), Unit::PerSecond);
        let cost = runs.cost();
        report.row(&cpu("first view"), place, cost, Unit::CpuMicroseconds);
        Ok(self)
    }

    /// How long the first page takes: what all pages share is made with it.
    async fn very_first(&self, request: &[u8]) -> anyhow::Result<u64> {
        let mut client = Client::connect(self.house.at).await?;
        let asked = now();
        let status = client.send(request).await?.status;
        ensure!(status == 200, "the first page was answered {status}");
        Ok(micros(now() - asked))
    }

    /// Closes for good; the books must be right after all of it.
    pub(super) async fn close(self, report: &mut Report) -> anyhow::Result<()> {
        let took = self.house.proved().await?;
        let what = "proof of all books, they are right";
        report.row(what, &self.place, micros(took), Unit::Microseconds);
        Ok(())
    }
}

fn cpu(each: &str) -> String {
    format!("CPU of the desk for each {each}")
}
