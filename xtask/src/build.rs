//! `cargo xtask build`: the browser half, its site, then the release binary.
//!
//! The server's build script embeds the site, so the release is one file. A
//! part whose inputs have not changed is not built again.

mod bindings;
mod bundle;
mod compress;
mod preview_style;
mod script;
mod site;
mod style;
mod wasm;

use crate::command::{cargo, run};
use crate::setup::{self, wasm::WasmStd};
use crate::step::step;
use crate::workspace::Workspace;
use anyhow::Result;
pub(crate) use bundle::BUNDLES;
pub(crate) use site::SiteManifest;

/// The variable with the site's folder, for `server/build.rs`.
pub(crate) const SITE: &str = "PAYDESK_SITE";

/// Builds both halves; returns the manifest of the site.
pub(crate) fn build(workspace: &Workspace, wasm_std: WasmStd) -> Result<SiteManifest> {
    build_with(workspace, wasm_std, &[])
}

/// [`build`], and the release binaries of `others` in the same cargo run:
/// separately, other features of the shared crates would compile them again.
pub(crate) fn build_with(
    workspace: &Workspace,
    wasm_std: WasmStd,
    others: &[&str],
) -> Result<SiteManifest> {
    let compiler = setup::for_build(wasm_std)?;
    let modules = wasm::compile(workspace, &compiler)?;
    let site = site::lay_out(workspace, &modules)?;
    step(
        "compile the server for release",
        "5 min the first time, 40 s after a change",
        || {
            run(cargo()
                .current_dir(&workspace.root)
                .args(["build", "--release", "--package", "paydesk"])
                .args(others.iter().flat_map(|package| ["--package", package]))
                .env(SITE, workspace.site()))
        },
    )?;
    Ok(site)
}
