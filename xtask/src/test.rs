//! `cargo xtask test`: all tests, and one line of counts at the end.
//!
//! All suites run even if one fails; then the command fails.

mod browser;
mod suite_times;
mod tally;
mod units;

use crate::build;
use crate::postgres::TestPostgres;
use crate::setup::wasm::WasmStd;
use crate::setup::{self, python};
use crate::step::note;
use crate::workspace::Workspace;
use anyhow::{Result, ensure};
use tally::Tally;

/// Builds, then runs the Rust tests and the browser tests.
pub(crate) fn test(workspace: &Workspace, wasm_std: WasmStd, long: bool) -> Result<()> {
    let tools = setup::for_tests()?;
    let site = build::build(workspace, wasm_std)?;
    let mut tally = Tally::default();
    tally.one("the budget of script and wasm", site.within_budget());
    browser::install(workspace)?;
    let python = python::environment(workspace, &tools.python)?;
    let postgres = TestPostgres::start()?;
    tally += units::on_sqlite(workspace)?;
    tally += units::on_postgres(workspace, &postgres)?;
    if long {
        tally += units::simulation(workspace, &postgres)?;
    }
    drop(postgres);
    tally += browser::run(workspace, &tools, &python)?;

    note("all suites have run");
    println!("{tally}");
    ensure!(tally.failed == 0, "{} of the tests failed", tally.failed);
    ensure!(tally.passed > 0, "no test ran");
    Ok(())
}
