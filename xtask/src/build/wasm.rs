//! Compiling the browser half to wasm.

use crate::command::run;
use crate::setup::wasm::{TARGET, WasmCompiler};
use crate::step::step;
use crate::workspace::Workspace;
use anyhow::{Context as _, Result};

/// Compiles `paydesk-wasm`; gives the module as the linker made it. Cargo does
/// nothing when nothing has changed.
pub(super) fn compile(workspace: &Workspace, compiler: &WasmCompiler) -> Result<Vec<u8>> {
    let target = workspace.wasm_target();
    step(
        "compile the browser half",
        "2 min the first time, 20 s after a change",
        || {
            run(compiler
                .build()
                .current_dir(&workspace.root)
                .args([
                    "--profile",
                    "wasm-release",
                    "--package",
                    "paydesk-wasm",
                    "--target-dir",
                ])
                .arg(&target))
        },
    )?;
    let file = target.join(TARGET).join("wasm-release/paydesk_wasm.wasm");
    std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))
}
