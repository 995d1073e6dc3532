//! `cargo xtask bench`: builds the release, then has it measured.

use crate::build;
use crate::command::{cargo, run};
use crate::setup::wasm::WasmStd;
use crate::step::{note, step};
use crate::workspace::Workspace;
use anyhow::{Context as _, Result};
use std::process::Command;

/// Builds, then runs `bench` to its end; a bar that is missed is an error.
/// The databases are made in the target folder: the disk that is measured.
pub(crate) fn bench(workspace: &Workspace, wasm_std: WasmStd, arguments: &[String]) -> Result<()> {
    build::build(workspace, wasm_std)?;
    step("compile the benchmark", "3 min the first time", || {
        run(cargo()
            .current_dir(&workspace.root)
            .args(["build", "--release", "--package", "bench"]))
    })?;
    note("measuring takes about 8 minutes; leave the machine alone meanwhile");
    let mut measure = Command::new(workspace.target.join("release/bench"));
    measure
        .current_dir(&workspace.root)
        .arg("--desk")
        .arg(workspace.binary())
        .arg("--folder")
        .arg(&workspace.target)
        .args(arguments);
    run(&mut measure).context("the benchmark, or one of its bars")
}
