//! `bench`: measures a desk from outside, as malls and shoppers would load
//! it, and what the machine itself can do, in one run and one table.
//!
//! What is measured is a `paydesk serve` process alone. The load, the
//! sandbox's network and the mall that takes events are in this process; the
//! bare replies that the desk is compared with are a third process, so that
//! both serve under the same conditions. Started by `cargo xtask bench`.

mod bare;
mod board;
mod cli;
mod client;
mod commits;
mod desk;
mod disk;
mod house;
mod journey;
mod live;
mod load;
mod mall;
mod measure;
mod meter;
mod network;
mod progress;
mod promise;
mod receiver;
mod report;
mod row;
mod statistics;
mod system;

use clap::Parser;
use std::process::ExitCode;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    match run(cli::Cli::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Answers whether all of it was measured and no bar missed. The table is
/// written in any case: what was known when something went wrong is in it.
async fn run(cli: cli::Cli) -> anyhow::Result<bool> {
    match &cli.command {
        Some(cli::Command::Bare { bytes }) => {
            bare::serve(bytes.as_deref()).await?;
            return Ok(true);
        }
        Some(cli::Command::Rows { file, millis }) => {
            let end = system::now() + Duration::from_millis(*millis);
            let rows = commits::write_rows(file, 1, end)?;
            println!("{rows}");
            return Ok(true);
        }
        None => {}
    }
    let mut report = report::Report::default();
    report.cut_short = cut_short(&cli, &mut report).await?;
    print!("{report}");
    if let Some(file) = &cli.json {
        std::fs::write(file, serde_json::to_string_pretty(&report)?)?;
    }
    Ok(report.passed())
}

/// Measures, and answers why it ended before it was done, if it did. However
/// it ends, the desks and their folders go with it.
async fn cut_short(cli: &cli::Cli, report: &mut report::Report) -> anyhow::Result<Option<String>> {
    let mut told = signal(SignalKind::terminate())?;
    let log = house::log(&cli.folder);
    std::fs::write(&log, "")?;
    let limit = Duration::from_secs(cli.limit);
    let why = tokio::select! {
        done = measure::all(cli, report) => {
            let said = log.display();
            return Ok(done.err().map(|error| format!("{error:#}; the desk's log is {said}")));
        }
        () = tokio::time::sleep(limit) => format!("the limit of {} s was reached", cli.limit),
        _ = tokio::signal::ctrl_c() => String::from("it was told to end"),
        _ = told.recv() => String::from("it was told to end"),
    };
    Ok(Some(why))
}
