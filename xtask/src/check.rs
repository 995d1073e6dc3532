//! `cargo xtask check`: the checks without tests.

use crate::build::BUNDLES;
use crate::command::{cargo, find, run};
use crate::step::{note, step};
use crate::tidy;
use crate::workspace::Workspace;
use anyhow::Result;

/// Formatting, clippy with warnings as errors, the tidy rules, and by cargo-deny
/// the advisories, licences and sources of all packages. The browser half is
/// checked by `build`, which has its compiler.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    step("cargo fmt --check", "1 s", || {
        run(cargo()
            .current_dir(&workspace.root)
            .args(["fmt", "--all", "--check"]))
    })?;
    tidy::enforce(workspace)?;
    deny(workspace)?;
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

/// `.deny.toml`, where the tool is installed. It fetches the advisories.
fn deny(workspace: &Workspace) -> Result<()> {
    if find(&["cargo-deny"]).is_none() {
        note("cargo-deny is not installed: advisories and licences are not checked");
        return Ok(());
    }
    step("cargo deny check", "10 s", || {
        run(cargo().current_dir(&workspace.root).args(["deny", "check"]))
    })
}
