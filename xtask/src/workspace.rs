//! The workspace as cargo sees it: where things are, and who depends on whom.

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
    /// Our own packages.
    pub(crate) packages: Vec<Package>,
}

/// One of our own packages.
#[derive(Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) dependencies: Vec<Dependency>,
    /// Its own features, each with those it switches on.
    pub(crate) features: BTreeMap<String, Vec<String>>,
}

/// One line of a package's dependencies.
#[derive(Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// `None` for a normal one, else `dev` or `build`.
    pub(crate) kind: Option<String>,
    /// Its features that are switched on.
    pub(crate) features: Vec<String>,
}

impl Workspace {
    /// Asks cargo; resolves nothing, so it works without a network.
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

    /// Where the browser half is laid out for the server to embed (`server/build.rs`).
    pub(crate) fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// The browser half's own target folder: another compiler may build it.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        self.root.join("target-wasm")
    }

    /// The release binary.
    pub(crate) fn binary(&self) -> PathBuf {
        self.target.join("release/paydesk")
    }
}
