//! `cargo xtask run`: the demo, in release, in this terminal.

use crate::build;
use crate::command::line;
use crate::setup::wasm::WasmStd;
use crate::step::note;
use crate::workspace::Workspace;
use anyhow::{Result, anyhow};
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// Builds, then replaces this process by `paydesk demo`, so that Ctrl-C reaches
/// it directly.
pub(crate) fn run(workspace: &Workspace, wasm_std: WasmStd, arguments: &[String]) -> Result<()> {
    build::build(workspace, wasm_std)?;
    let mut command = Command::new(workspace.binary());
    command.arg("demo").args(arguments);
    note(&line(&command));
    let error = command.exec();
    Err(anyhow!(error).context(format!("cannot start {}", line(&command))))
}
