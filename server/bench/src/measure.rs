//! The whole measurement: fills the houses, then takes every row in several
//! short runs, in turns: what is compared with each other is measured next to
//! each other, so that a machine that is slow for a while is slow for both.

mod fill;
mod limits;

use crate::cli::Cli;
use crate::client::Client;
use crate::house::House;
use crate::journey::BROWSER;
use crate::live;
use crate::load::{Load, enough, get};
use crate::report::Report;
use crate::row::{Bar, Row, Unit};
use crate::statistics::{Latencies, hundredths, median, micros};
use anyhow::Context;
use limits::Limits;
use std::time::Duration;

/// The least number of requests prepared for a run whose rate is not known.
const FIRST_GUESS: usize = 20_000;
/// Orders whose pages are looked at, one after the other.
const PAGES: u32 = 2_000;
/// Payments whose pages are watched, by each waiting shopper.
const WATCHED: usize = 40;
/// Starts that are timed.
const STARTS: usize = 5;

/// A house in its round, and what was seen so far.
struct Round {
    house: House,
    /// Its database and the orders in it.
    place: String,
    sqlite: bool,
    pages: Vec<Vec<u8>>,
    created: Vec<u64>,
    viewed: Vec<u64>,
    slow: Vec<u64>,
}

/// Measures everything.
///
/// # Errors
/// Something that should work did not.
pub(crate) async fn all(cli: &Cli) -> anyhow::Result<Report> {
    let mut report = Report {
        notes: notes(cli),
        ..Report::default()
    };
    let mut rounds = Vec::new();
    for orders in sizes(cli) {
        rounds.push(open(cli, orders, None, &mut report).await?);
    }
    if let Some(database) = &cli.database {
        let least = sizes(cli).into_iter().min().unwrap_or(fill::ORIGINALS);
        rounds.push(open(cli, least, Some(database), &mut report).await?);
    }
    let first = rounds.first().context("at least one size of database")?;
    let page = page_bytes(first).await?;
    let mut limits = Limits::start(first.house.folder(), &page).await?;
    for _ in 0..cli.runs() {
        limits.write(cli.lasts()).await?;
        for round in &mut rounds {
            round.create(cli.lasts()).await?;
        }
        limits.reply(cli.lasts()).await?;
        for round in &mut rounds {
            round.view(cli.lasts()).await?;
        }
    }
    limits.report(&mut report);
    rates(&rounds, &limits, &mut report);
    latencies(cli, &mut rounds, &mut report).await?;
    for round in &rounds {
        round.live(cli, &mut report).await?;
    }
    Ok(report)
}

fn sizes(cli: &Cli) -> Vec<u32> {
    let few = |orders: &u32| !cli.quick || *orders <= 10_000;
    cli.orders.iter().copied().filter(few).collect()
}

fn notes(cli: &Cli) -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    vec![
        format!(
            "{cores} cores, shared by the desk, this load, the sandbox's network and the mall. Medians of {} runs of {} s.",
            cli.runs(),
            cli.lasts().as_secs()
        ),
        String::from(
            "Loopback HTTP/1.1, 64 connections kept alive; requests are made and signed (Ed25519) before a run, never used twice.",
        ),
        String::from(
            "Latencies are counted from when a request was due, at half of what the smaller house takes.",
        ),
    ]
}

/// Founds a house, fills it, times its start and its memory.
async fn open(
    cli: &Cli,
    orders: u32,
    database: Option<&str>,
    report: &mut Report,
) -> anyhow::Result<Round> {
    let engine = if database.is_some() {
        "PostgreSQL"
    } else {
        "SQLite"
    };
    let place = format!("{engine}, {orders} orders");
    let house = House::found(&cli.desk, &cli.folder, database).await?;
    let (mut house, pages) = fill::house(house, orders, PAGES).await?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        house = house.restarted().await?;
        starts.push(micros(house.desk.started_in));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (start, idle) = (median(starts), house.desk.resident_kib()?);
    report.row("start to ready", &place, start, Unit::Microseconds);
    report.row("resident memory, idle", &place, idle, Unit::Kibibytes);
    report.bars.extend([
        Bar::at_most("start to ready", &place, start, 300_000, Unit::Microseconds),
        Bar::at_most(
            "resident memory, idle",
            &place,
            idle,
            80 * 1024,
            Unit::Kibibytes,
        ),
    ]);
    let pages = pages
        .iter()
        .map(|token| get(house.at, &format!("/pay/{token}"), BROWSER))
        .collect();
    Ok(Round {
        house,
        place,
        sqlite: database.is_none(),
        pages,
        created: Vec::new(),
        viewed: Vec::new(),
        slow: Vec::new(),
    })
}

/// A pay page as it travels, for the bare reply of its own size.
async fn page_bytes(round: &Round) -> anyhow::Result<Vec<u8>> {
    let mut client = Client::connect(round.house.at).await?;
    let request = round.pages.first().context("a page to look at")?;
    let answer = client.send(request).await?;
    anyhow::ensure!(
        answer.status == 200 && answer.header("content-encoding") == Some("br"),
        "the page was answered {} and not as a browser is answered",
        answer.status
    );
    Ok(answer.body)
}

impl Round {
    async fn create(&mut self, lasts: Duration) -> anyhow::Result<()> {
        let guess = self.created.iter().max().copied().unwrap_or(0) * 3 / 2;
        let many = enough(guess, lasts).max(FIRST_GUESS);
        let requests = self.house.mall.signed_orders(many).await?;
        let load = Load::once(self.house.at, 201, requests);
        self.created.push(load.closed(lasts).await?);
        Ok(())
    }

    async fn view(&mut self, lasts: Duration) -> anyhow::Result<()> {
        let load = Load::in_turn(self.house.at, 200, self.pages.clone());
        self.viewed.push(load.closed(lasts).await?);
        Ok(())
    }

    async fn create_at(&self, rate: u64, lasts: Duration) -> anyhow::Result<Latencies> {
        let requests = self.house.mall.signed_orders(enough(rate, lasts)).await?;
        Load::once(self.house.at, 201, requests)
            .open(rate, lasts)
            .await
    }

    /// Journeys, pages that turn, and memory after all of it.
    async fn live(&self, cli: &Cli, report: &mut Report) -> anyhow::Result<()> {
        let mut runs = Vec::new();
        for _ in 0..cli.runs() {
            runs.push(self.house.shopper.rate(cli.lasts()).await?);
        }
        report.row("whole journeys", &self.place, median(runs), Unit::PerSecond);
        let each = if cli.quick { WATCHED / 8 } else { WATCHED };
        let delays = live::delays(&self.house.shopper, self.house.at, each).await?;
        report.spread("payment to page", &self.place, &delays);
        report.bars.push(Bar::at_most(
            "payment to page, p99",
            &self.place,
            delays.at(990),
            200_000,
            Unit::Microseconds,
        ));
        let after = self.house.desk.resident_kib()?;
        report.row(
            "resident memory, after load",
            &self.place,
            after,
            Unit::Kibibytes,
        );
        Ok(())
    }
}

/// Rates and the bars on them.
fn rates(rounds: &[Round], limits: &Limits, report: &mut Report) {
    for round in rounds {
        let created = median(round.created.clone());
        let viewed = median(round.viewed.clone());
        report.row(
            "signed orders created",
            &round.place,
            created,
            Unit::PerSecond,
        );
        report.row("pay pages viewed", &round.place, viewed, Unit::PerSecond);
        if round.sqlite {
            report.bars.push(Bar::at_least(
                "signed orders created, over one-row commits",
                &round.place,
                hundredths(created, limits.one_row()),
                300,
                Unit::Hundredths,
            ));
        }
        report.bars.push(Bar::at_least(
            "pay pages viewed, over bare replies",
            &round.place,
            hundredths(viewed, limits.bare()),
            25,
            Unit::Hundredths,
        ));
    }
}

/// Latencies of creation and of pages, the houses in turns at the same rate.
async fn latencies(cli: &Cli, rounds: &mut [Round], report: &mut Report) -> anyhow::Result<()> {
    let half = |runs: &[u64]| median(runs.to_vec()) / 2;
    let (create, view) = rounds
        .first()
        .map_or((0, 0), |first| (half(&first.created), half(&first.viewed)));
    for run in 0..cli.runs() {
        for round in rounds.iter_mut() {
            let rate = if round.sqlite {
                create
            } else {
                half(&round.created)
            };
            let created = round.create_at(rate, cli.lasts()).await?;
            round.slow.push(created.at(990));
            if run + 1 == cli.runs() {
                report.spread("creation at half load", &round.place, &created);
                let rate = if round.sqlite {
                    view
                } else {
                    half(&round.viewed)
                };
                let load = Load::in_turn(round.house.at, 200, round.pages.clone());
                let viewed = load.open(rate, cli.lasts()).await?;
                report.spread("page at half load", &round.place, &viewed);
            }
        }
    }
    let slow: Vec<u64> = rounds
        .iter()
        .map(|round| median(round.slow.clone()))
        .collect();
    for (round, slow_here) in rounds.iter().zip(&slow).skip(1).filter(|(r, _)| r.sqlite) {
        report.bars.push(Bar::at_most(
            "p99 of creation, over that of the smaller house",
            &round.place,
            hundredths(*slow_here, slow[0]),
            150,
            Unit::Hundredths,
        ));
    }
    Ok(())
}

impl Report {
    fn row(&mut self, what: &str, place: &str, value: u64, unit: Unit) {
        self.rows.push(Row {
            what: what.to_owned(),
            place: place.to_owned(),
            value,
            unit,
        });
    }

    fn spread(&mut self, what: &str, place: &str, latencies: &Latencies) {
        for (name, per_mille) in [("p50", 500), ("p99", 990)] {
            let value = latencies.at(per_mille);
            self.row(&format!("{what}, {name}"), place, value, Unit::Microseconds);
        }
    }
}
