//! `bench`: measures Paydesk from outside, under the load of malls and
//! shoppers, and the limits of the machine, in one run and one table.
//!
//! Each measured desk is a `paydesk serve` process. This process has the load,
//! the sandbox's network and the malls' webhook. The baseline server is a third
//! process, so that both are served under the same conditions. `cargo xtask
//! bench` starts it.

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
mod pgbench;
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

/// True when everything was measured and no target was missed. The table is
/// always printed, also after an error.
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

/// Measures; returns the reason if the run ended early. The desks and their
/// folders are always removed.
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
