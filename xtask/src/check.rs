//! `cargo xtask check`: the checks without tests.

use crate::build::BUNDLES;
use crate::command::{cargo, run};
use crate::step::step;
use crate::tidy;
use crate::workspace::Workspace;
use anyhow::Result;

/// Formatting, clippy with warnings as errors, and the tidy rules. The browser
/// half is checked by `build`, which has its compiler.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    step("cargo fmt --check", "1 s", || {
        run(cargo()
            .current_dir(&workspace.root)
            .args(["fmt", "--all", "--check"]))
    })?;
    tidy::enforce(workspace)?;
    step(
        "cargo clippy, warnings are errors",
        "4 min the first time, 20 s after a change",
        || {
            run(cargo()
                .current_dir(&workspace.root)
                .args(["clippy", "--workspace", "--all-targets"])
                .args(BUNDLES.iter().flat_map(|of| ["--exclude", of.package]))
                .args(["--", "--deny", "warnings"]))
        },
    )
}
