//! The whole measurement: fills the houses, then takes every row in several
//! short runs, in turns: what is compared with each other is measured next to
//! each other, so that a machine that is slow for a while is slow for both.

mod fill;
mod limits;
mod round;
mod runs;
mod signatures;
mod slow_disk;

use crate::cli::Cli;
use crate::load::{CONNECTIONS, Load};
use crate::promise::Promise;
use crate::report::Report;
use crate::row::grouped;
use crate::statistics::{hundredths, whole};
use anyhow::Context;
use limits::Limits;
use round::{CALLERS, PAGES, Round};

/// Measures everything, into `report`.
///
/// # Errors
/// Something that should work did not.
pub(crate) async fn all(cli: &Cli, report: &mut Report) -> anyhow::Result<()> {
    report.notes = notes(cli);
    promise(cli, report);
    let mut rounds = Vec::new();
    for orders in cli.measured() {
        rounds.push(Round::open(cli, orders, None, report).await?);
    }
    if let Some((database, orders)) = server(cli) {
        rounds.push(Round::open(cli, orders, Some(database), report).await?);
    }
    let first = rounds
        .first()
        .context("no size to measure: a quick run leaves large ones out")?;
    let page = first.page_bytes().await?;
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
    limits.report(report);
    for round in &rounds {
        round.rates(report);
        compare(round, &limits, report);
    }
    drop(limits);
    latencies(cli, &mut rounds, report).await?;
    for round in &rounds {
        round.live(cli, report).await?;
    }
    let mut viewed = Vec::new();
    for round in rounds {
        viewed.push(round.first_views(cli, report).await?);
    }
    for round in viewed {
        round.close(report).await?;
    }
    if let (Some(library), Some(orders)) = (&cli.slow_sync, cli.measured().first()) {
        slow_disk::measure(cli, *orders, library, report).await?;
    }
    Ok(())
}

/// The server's database and how many orders it gets, where there is one.
fn server(cli: &Cli) -> Option<(&str, u32)> {
    let orders = cli.measured().first().copied()?;
    cli.database.as_deref().map(|database| (database, orders))
}

/// Everything that is promised, also what this run does not measure.
fn promise(cli: &Cli, report: &mut Report) {
    let sizes = cli.promised();
    if let Some(orders) = cli.measured().first() {
        let place = place(true, *orders) + slow_disk::SUFFIX;
        report.due(Promise::Creation, &place);
    }
    for (n, orders) in sizes.iter().enumerate() {
        let place = place(true, *orders);
        report.due(Promise::Creation, &place);
        if n > 0 {
            report.due(Promise::Slow, &place);
        }
        for promise in Promise::OF_A_HOUSE {
            report.due(promise, &place);
        }
    }
    if let Some((_, orders)) = server(cli) {
        for promise in Promise::OF_A_HOUSE {
            report.due(promise, &place(false, orders));
        }
    }
}

fn place(sqlite: bool, orders: u32) -> String {
    let engine = if sqlite { "SQLite" } else { "PostgreSQL" };
    format!("{engine}, {} orders", grouped(u64::from(orders)))
}

fn notes(cli: &Cli) -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    vec![
        format!(
            "{cores} cores, shared by the desk, this load, the sandbox's network and the mall. Medians of {} runs of {} s, taken in turns.",
            cli.runs(),
            cli.lasts().as_secs()
        ),
        format!(
            "Loopback HTTP/1.1, {CONNECTIONS} connections kept alive, {CALLERS} where orders are created as fast as it goes; requests are made and signed (Ed25519) before a run, never used twice.",
        ),
        format!(
            "Pay pages are viewed in turn over {} open orders, so most views are of a page that was drawn before and is looked up and compared again: the bar is on these. First views, each of a page not drawn since the desk's start, are rows of their own.",
            grouped(whole(PAGES))
        ),
        String::from(
            "Latencies are counted from when a request was due, at half of what the smallest house takes.",
        ),
        String::from(
            "CPU is a process's own time, user and system, over what it did; the desk's holds all it does meanwhile.",
        ),
        String::from(
            "Commits of one row and creation are measured on the machine's own disk, and again where each sync takes a millisecond at least: what a sync costs decides what it is worth to share one.",
        ),
        String::from(
            "Orders in the database: 1,000 of them paid, closed or left with a code on the page, the others created over the API and open; made anew for each run.",
        ),
    ]
}

/// Bars on rates.
fn compare(round: &Round, limits: &Limits, report: &mut Report) {
    let place = &round.place;
    if round.sqlite {
        let over = hundredths(round.created.rate(), limits.one_row());
        report.judge(Promise::Creation, place, over);
    }
    let over = hundredths(round.viewed.rate(), limits.bare());
    report.judge(Promise::Pages, place, over);
}

/// Latencies of creation and of pages, the houses in turns at the same rate.
async fn latencies(cli: &Cli, rounds: &mut [Round], report: &mut Report) -> anyhow::Result<()> {
    let first = rounds.first().context("at least one house")?;
    let (create, view) = (first.created.rate() / 2, first.viewed.rate() / 2);
    for _ in 0..cli.slow_runs() {
        for round in rounds.iter_mut() {
            let own = round.created.rate() / 2;
            let rate = if round.sqlite { create } else { own };
            round.create_at(rate, cli.lasts()).await?;
        }
    }
    for round in rounds.iter() {
        let own = round.viewed.rate() / 2;
        let rate = if round.sqlite { view } else { own };
        let load = Load::in_turn(round.house.at, 200, round.pages.clone());
        let viewed = load.open(rate, cli.lasts()).await?;
        report.spread("page at half load, in turn", &round.place, &viewed);
    }
    let mut smallest = None;
    for round in rounds.iter() {
        let p99 = round.waits(report);
        match smallest {
            None => smallest = Some(p99),
            Some(least) if round.sqlite => {
                report.judge(Promise::Slow, &round.place, hundredths(p99, least));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
