//! `bench`: measures a desk from outside, under the load of malls and shoppers,
//! beside the limits of the machine itself, in one run and one table.
//!
//! What is measured is a `paydesk serve` process alone. The load, the
//! sandbox's network and the mall that takes events are in this process; the
//! bare replies that the desk is compared with are a third process, so that
//! both serve under the same conditions. Started by `cargo xtask bench`.

mod baseline;
mod cli;
mod commits;
mod cpu_meter;
mod deployment;
mod desk_process;
mod disk;
mod http_connection;
mod load;
mod mailbox;
mod measure;
mod measurement;
mod payment_to_page;
mod progress;
mod qr_codes;
mod report;
mod request_signer;
mod shopper;
mod statistics;
mod system;
mod targets;
mod webhook_receiver;

use clap::Parser;
use std::process::ExitCode;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    match run(cli::BenchCli::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// True when everything was measured and no target missed. The table is
/// printed in any case, with what was known when something went wrong.
async fn run(cli: cli::BenchCli) -> anyhow::Result<bool> {
    match &cli.command {
        Some(cli::BenchCommand::Bare { bytes }) => {
            baseline::serve(bytes.as_deref()).await?;
            return Ok(true);
        }
        Some(cli::BenchCommand::Rows { file, millis }) => {
            let end = system::now() + Duration::from_millis(*millis);
            let rows = commits::write_rows(file, 1, end)?;
            println!("{rows}");
            return Ok(true);
        }
        None => {}
    }
    let mut report = report::BenchReport::default();
    report.cut_short = cut_short(&cli, &mut report).await?;
    print!("{report}");
    if let Some(file) = &cli.json {
        std::fs::write(file, serde_json::to_string_pretty(&report)?)?;
    }
    Ok(report.passed())
}

/// Measures; gives the reason where it ended early. The desks and their folders
/// are removed in any case.
async fn cut_short(
    cli: &cli::BenchCli,
    report: &mut report::BenchReport,
) -> anyhow::Result<Option<String>> {
    let mut told = signal(SignalKind::terminate())?;
    let log = deployment::log(&cli.folder);
    std::fs::write(&log, "")?;
    let limit = Duration::from_secs(cli.limit);
    let why = tokio::select! {
        done = measure::all(cli, report) => {
            let text = log.display();
            return Ok(done.err().map(|error| format!("{error:#}; the desk's log is {text}")));
        }
        () = tokio::time::sleep(limit) => format!("the limit of {} s was reached", cli.limit),
        _ = tokio::signal::ctrl_c() => String::from("it was told to end"),
        _ = told.recv() => String::from("it was told to end"),
    };
    Ok(Some(why))
}
