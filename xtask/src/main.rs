//! `cargo xtask`: all tasks of developers and CI.
//!
//! One file per command, with the command's name. Each step prints its usual
//! duration, and is quick when repeated.

mod apt;
mod bench;
mod build;
mod check;
mod command;
mod notices;
mod postgres;
mod run;
mod sbom;
mod setup;
mod shipped;
mod step;
mod test;
mod tidy;
mod workspace;

use clap::{Parser, Subcommand};
use setup::wasm::WasmStd;
use std::process::ExitCode;
use workspace::Workspace;

/// The command line.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Set up, build, run, check and test Paydesk"
)]
struct XtaskCli {
    /// Where the standard library of the browser half comes from.
    #[arg(
        long,
        global = true,
        env = "PAYDESK_WASM_STD",
        value_enum,
        default_value_t
    )]
    wasm_std: WasmStd,
    #[command(subcommand)]
    command: XtaskCommand,
}

/// What to do.
#[derive(Subcommand)]
enum XtaskCommand {
    /// Install what is missing: the wasm compiler; a browser, fonts, a database,
    /// a reverse proxy and Python for the tests.
    Setup,
    /// Build the browser half and the release binary that holds it.
    Build,
    /// Build, then start the demo: desk, demo mall and sandbox networks.
    Run {
        /// Passed on to `paydesk demo`, after `--`.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Formatting, clippy with warnings as errors, the tidy rules, and advisories
    /// and licences where cargo-deny is installed.
    Check,
    /// Build, then every test: Rust, on `SQLite` and on `PostgreSQL`, then the
    /// browser's.
    Test {
        /// The simulation with 100,000 orders on each database: takes much
        /// longer.
        #[arg(long)]
        long: bool,
    },
    /// Build, then measure: rates, latencies, memory and start, against the
    /// machine's own limits.
    Bench {
        /// Passed on to the benchmark, after `--`: `--quick`, `--limit
        /// SECONDS`, `--json FILE`, `--database URL`.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Only the tidy rules of `check`.
    Tidy,
    /// List the packages in a release as `CycloneDX`: target/paydesk.cdx.json.
    Sbom,
    /// Collect their licences: target/third-party-notices.txt.
    Notices,
}

fn main() -> ExitCode {
    let cli = XtaskCli::parse();
    match carry_out(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(cli: XtaskCli) -> anyhow::Result<()> {
    let workspace = Workspace::read()?;
    match cli.command {
        XtaskCommand::Setup => {
            setup::for_build(cli.wasm_std)?;
            setup::for_tests()?;
            Ok(())
        }
        XtaskCommand::Build => build::build(&workspace, cli.wasm_std).map(drop),
        XtaskCommand::Run { arguments } => run::run(&workspace, cli.wasm_std, &arguments),
        XtaskCommand::Check => check::check(&workspace),
        XtaskCommand::Test { long } => test::test(&workspace, cli.wasm_std, long),
        XtaskCommand::Bench { arguments } => bench::bench(&workspace, cli.wasm_std, &arguments),
        XtaskCommand::Tidy => tidy::enforce(&workspace),
        XtaskCommand::Sbom => sbom::write(&workspace),
        XtaskCommand::Notices => notices::write(&workspace),
    }
}
