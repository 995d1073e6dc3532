//! The binary: reads the command line, starts the log, runs one command.

mod access_log;
mod assets;
mod cli;
mod command;
mod common_headers;
mod data_folder;
mod decodable_path;
mod host_header;
mod listen;
mod metrics;
mod ops;
mod request_line;
mod retry_after;
mod security_txt;
mod settings;
mod telemetry;
mod trusted_proxies;
mod web;

use anyhow::Context as _;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// The system's allocator is slow when many threads allocate at once.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::from_command_line();
    let collector = cli.otlp_endpoint.as_deref();
    let traces = collector.map(telemetry::traces::exported_to).transpose();
    let exported = traces.as_ref().ok().cloned().flatten();
    let _telemetry = telemetry::start(cli.log_format, &cli.log, exported);
    match traces.and_then(|_| run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The chain of causes in one line; none of them holds a secret.
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: cli::Command) -> anyhow::Result<()> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().build();
    let runtime = runtime.context("the runtime did not start")?;
    runtime.block_on(command::run(command))
}
