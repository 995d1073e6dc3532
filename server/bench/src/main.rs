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
mod desk;
mod house;
mod journey;
mod live;
mod load;
mod mall;
mod measure;
mod network;
mod receiver;
mod report;
mod row;
mod statistics;
mod system;

use clap::Parser;
use std::process::ExitCode;

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

/// Answers whether every bar was passed.
async fn run(cli: cli::Cli) -> anyhow::Result<bool> {
    if let Some(cli::Command::Bare { bytes }) = cli.command {
        bare::serve(bytes.as_deref()).await?;
        return Ok(true);
    }
    let report = measure::all(&cli).await?;
    print!("{report}");
    if let Some(file) = &cli.json {
        std::fs::write(file, serde_json::to_string_pretty(&report)?)?;
    }
    Ok(report.passed())
}
