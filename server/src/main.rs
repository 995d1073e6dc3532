//! The binary: reads the command line, starts the log, runs one command.

mod access_log;
mod assets;
mod cli;
mod command;
mod data_folder;
mod decodable_path;
mod listen;
mod ops;
mod retry_after;
mod settings;
mod system;
mod telemetry;
mod web;

use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// Many threads allocate at once here, and the system's one makes them wait
/// for each other.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let _log = telemetry::start(cli.log_format, &cli.log);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "the runtime did not start");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(command::run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The chain of causes in one line; none of them holds a secret.
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
