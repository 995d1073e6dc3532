//! The workspace from `cargo metadata`: its folders, packages and dependencies.

use crate::command;
use anyhow::{Context as _, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The part of `cargo metadata` that is used here.
#[derive(Deserialize)]
pub(crate) struct Workspace {
    /// The repository's folder.
    #[serde(rename = "workspace_root")]
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    #[serde(rename = "target_directory")]
    pub(crate) target: PathBuf,
    /// The workspace's packages.
    pub(crate) packages: Vec<Package>,
}

/// A package of the workspace.
#[derive(Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) dependencies: Vec<Dependency>,
    /// Its features, each with those that it enables.
    pub(crate) features: BTreeMap<String, Vec<String>>,
}

/// A dependency of a package.
#[derive(Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// `None` for a normal dependency, else `dev` or `build`.
    pub(crate) kind: Option<String>,
    /// The enabled features.
    pub(crate) features: Vec<String>,
}

impl Workspace {
    /// Runs `cargo metadata` without resolving, so that it needs no network.
    pub(crate) fn read() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
        let text = command::read(
            command::cargo()
                .args([
                    "metadata",
                    "--no-deps",
                    "--format-version=1",
                    "--manifest-path",
                ])
                .arg(manifest),
        )?;
        serde_json::from_str(&text).context("cannot read what cargo metadata says")
    }

    /// The folder of the site, which the server embeds (`server/build.rs`).
    pub(crate) fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// The target folder of the browser half: another compiler may build it.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        self.root.join("target-wasm")
    }

    /// The release binary.
    pub(crate) fn binary(&self) -> PathBuf {
        self.target.join("release/paydesk")
    }
}
