//! `cargo xtask bench`: builds the release and measures it.

use crate::build;
use crate::command::run;
use crate::setup::wasm::WasmStd;
use crate::step::note;
use crate::workspace::Workspace;
use anyhow::{Context as _, Result};
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

/// Builds, then runs `bench`; a missed target is an error. The databases are in
/// the target folder, whose disk is measured.
pub(crate) fn bench(workspace: &Workspace, wasm_std: WasmStd, arguments: &[String]) -> Result<()> {
    build::build_with(workspace, wasm_std, &["bench"])?;
    let slow_sync = slow_sync(workspace)?;
    note("measuring takes about 8 minutes; leave the machine alone meanwhile");
    let mut measure = Command::new(workspace.target.join("release/bench"));
    measure
        .current_dir(&workspace.root)
        .arg("--desk")
        .arg(workspace.binary())
        .arg("--folder")
        .arg(&workspace.target)
        .args(
            slow_sync
                .iter()
                .flat_map(|library| [OsStr::new("--slow-sync"), library.as_os_str()]),
        )
        .args(arguments);
    run(&mut measure).context("the benchmark, or one of its targets")
}

/// The library that makes each sync take a millisecond; `None` where it cannot
/// be preloaded, and its target is not measured.
fn slow_sync(workspace: &Workspace) -> Result<Option<PathBuf>> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    let library = workspace.target.join("slow_sync.so");
    let mut compiler = Command::new("cc");
    compiler
        .current_dir(&workspace.root)
        .args(["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o"])
        .arg(&library)
        .arg("server/bench/native/slow_sync.c");
    run(&mut compiler).context("compiling server/bench/native/slow_sync.c")?;
    Ok(Some(library))
}
