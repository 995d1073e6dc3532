//! The whole measurement: fills the databases, then measures every row in
//! several short runs. Values that are compared are measured in alternation, so
//! that a slow phase of the machine affects both.

mod fill;
mod machine;
mod measured_desk;
mod order_list;
mod postgres;
mod runs;
mod signatures;
mod slow_disk;

use crate::cli::BenchCli;
use crate::load::{CONNECTIONS, Load};
use crate::measurement::{Unit, grouped};
use crate::report::BenchReport;
use crate::statistics::{hundredths, whole};
use crate::targets::Target;
use anyhow::Context;
use machine::MachineLimits;
use measured_desk::{CALLERS, MeasuredDesk, PAGES};
use postgres::PostgresRows;

/// Measures everything, into `report`.
///
/// # Errors
/// A step of the measurement failed.
pub(crate) async fn all(cli: &BenchCli, report: &mut BenchReport) -> anyhow::Result<()> {
    report.notes = notes(cli);
    expect_targets(cli, report);
    let mut desks = Vec::new();
    for orders in cli.measured_sizes() {
        desks.push(MeasuredDesk::start_timed(cli, orders, None, report).await?);
    }
    if let Some((database, orders)) = server(cli) {
        desks.push(MeasuredDesk::start_timed(cli, orders, Some(database), report).await?);
    }
    let first = desks
        .first()
        .context("no size to measure: a quick run leaves large ones out")?;
    let page = first.page_bytes().await?;
    let mut machine = MachineLimits::start(first.deployment.folder(), &page).await?;
    let mut rows = match server(cli) {
        Some((database, _)) => {
            Some(PostgresRows::start(database, first.deployment.folder()).await?)
        }
        None => None,
    };
    for _ in 0..cli.runs() {
        machine.write(cli.duration()).await?;
        if let Some(rows) = &mut rows {
            rows.write(cli.duration()).await?;
        }
        for desk in &mut desks {
            desk.create(cli.duration()).await?;
        }
        machine.reply(cli.duration()).await?;
        for desk in &mut desks {
            desk.view(cli.duration()).await?;
        }
    }
    machine.report(report);
    for desk in &desks {
        desk.rates(report);
        compare(desk, &machine, report);
    }
    drop(machine);
    if let Some(rows) = rows {
        rows.report(&desks, report);
        postgres::same_load(cli, &desks, report).await?;
    }
    latencies(cli, &mut desks, report).await?;
    for desk in &desks {
        desk.journeys(cli, report).await?;
        order_list::measure(desk, report).await?;
    }
    let mut viewed = Vec::new();
    for desk in desks {
        viewed.push(desk.first_views(cli, report).await?);
    }
    for desk in viewed {
        desk.close(report).await?;
    }
    if let (Some(library), Some(orders)) = (&cli.slow_sync, cli.measured_sizes().first()) {
        slow_disk::measure(cli, *orders, library, report).await?;
    }
    Ok(())
}

/// The PostgreSQL database and its number of orders, if there is one.
fn server(cli: &BenchCli) -> Option<(&str, u32)> {
    let orders = cli.measured_sizes().first().copied()?;
    cli.database.as_deref().map(|database| (database, orders))
}

/// Lists all targets, including those that this run does not measure.
fn expect_targets(cli: &BenchCli, report: &mut BenchReport) {
    let sizes = cli.target_sizes();
    if let Some(orders) = cli.measured_sizes().first() {
        let place = place(true, *orders) + slow_disk::SUFFIX;
        report.due(Target::Creation, &place);
    }
    for (n, orders) in sizes.iter().enumerate() {
        let place = place(true, *orders);
        if n > 0 {
            report.due(Target::CreationP99, &place);
        }
        let targets = Target::FOR_EACH_DESK.into_iter();
        for target in targets.chain([Target::CreationCpu]) {
            report.due(target, &place);
        }
    }
    if let Some((_, orders)) = server(cli) {
        for target in Target::FOR_EACH_DESK.into_iter().chain(Target::POSTGRES) {
            report.due(target, &place(false, orders));
        }
    }
}

fn place(sqlite: bool, orders: u32) -> String {
    let engine = if sqlite { "SQLite" } else { "PostgreSQL" };
    format!("{engine}, {} orders", grouped(u64::from(orders)))
}

fn notes(cli: &BenchCli) -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    vec![
        format!(
            "{cores} cores, shared by the desk, this load, the sandbox's network and the mall. Medians of {} runs of {} s, taken in turns.",
            cli.runs(),
            cli.duration().as_secs()
        ),
        format!(
            "Loopback HTTP/1.1, {CONNECTIONS} connections kept alive, {CALLERS} where orders are created as fast as it goes; requests are made and signed (Ed25519) before a run, never used twice.",
        ),
        format!(
            "Pay pages are viewed in turn over {} open orders; each view renders its page. First views after a start are rows of their own.",
            grouped(whole(PAGES))
        ),
        String::from(
            "Latencies are counted from when a request was due, at half the rate of the smallest desk.",
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

/// Compares the cost of an order and of a page with the machine's bare replies.
fn compare(desk: &MeasuredDesk, machine: &MachineLimits, report: &mut BenchReport) {
    let place = &desk.place;
    let over = hundredths(desk.created.cost(), machine.reply_cost());
    if desk.sqlite {
        report.judge(Target::CreationCpu, place, over);
    } else {
        report.row(Target::CreationCpu.what(), place, over, Unit::Hundredths);
    }
    let over = hundredths(desk.viewed.cost(), machine.page_reply_cost());
    report.judge(Target::PageCpu, place, over);
}

/// Latencies of creation and of pages, alternating between the desks, at the
/// same rate.
async fn latencies(
    cli: &BenchCli,
    desks: &mut [MeasuredDesk],
    report: &mut BenchReport,
) -> anyhow::Result<()> {
    let first = desks.first().context("at least one desk")?;
    let (create, view) = (first.created.rate() / 2, first.viewed.rate() / 2);
    for _ in 0..cli.latency_runs() {
        for desk in desks.iter_mut() {
            let own = desk.created.rate() / 2;
            let rate = if desk.sqlite { create } else { own };
            desk.create_at(rate, cli.duration()).await?;
        }
    }
    for desk in desks.iter() {
        let own = desk.viewed.rate() / 2;
        let rate = if desk.sqlite { view } else { own };
        let load = Load::in_turn(desk.deployment.at, 200, desk.pages.clone());
        let viewed = load.open_loop(rate, cli.duration()).await?;
        report.spread("page at half load, in turn", &desk.place, &viewed);
    }
    let mut smallest = None;
    for desk in desks.iter() {
        let p99 = desk.report_latencies(report);
        match smallest {
            None => smallest = Some(p99),
            Some(least) if desk.sqlite => {
                report.judge(Target::CreationP99, &desk.place, hundredths(p99, least));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
