//! The packages in what is shipped: the binary, and the browser half that it
//! embeds. From `cargo metadata`, for the platform of this machine and for
//! WebAssembly; packages that only build or test are left out.

use crate::build::BUNDLES;
use crate::command::{cargo, read};
use crate::workspace::Workspace;
use anyhow::{Context as _, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A package, as its manifest describes it.
#[derive(Clone, Deserialize)]
pub(crate) struct ShippedPackage {
    id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    /// An SPDX expression; older packages write `/` for OR.
    pub(crate) license: Option<String>,
    pub(crate) repository: Option<String>,
    /// `None` for the packages of this workspace.
    pub(crate) source: Option<String>,
    pub(crate) manifest_path: PathBuf,
    /// The names and versions of the packages it depends on.
    #[serde(skip)]
    pub(crate) needs: BTreeSet<(String, String)>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<ShippedPackage>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<NodeDependency>,
}

#[derive(Deserialize)]
struct NodeDependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    /// `None` for a normal dependency, else `dev` or `build`.
    kind: Option<String>,
}

/// All of them, by name and version.
pub(crate) fn packages(
    workspace: &Workspace,
) -> Result<BTreeMap<(String, String), ShippedPackage>> {
    let host = host()?;
    let mut shipped = BTreeMap::new();
    add(workspace, &host, &["paydesk"], &mut shipped)?;
    let bundles: Vec<&str> = BUNDLES.iter().map(|bundle| bundle.package).collect();
    add(workspace, "wasm32-unknown-unknown", &bundles, &mut shipped)?;
    Ok(shipped)
}

/// Adds these packages of the workspace and all that they need on a platform.
fn add(
    workspace: &Workspace,
    platform: &str,
    roots: &[&str],
    shipped: &mut BTreeMap<(String, String), ShippedPackage>,
) -> Result<()> {
    let text = read(
        cargo()
            .current_dir(&workspace.root)
            .args(["metadata", "--format-version=1", "--locked"])
            .args(["--filter-platform", platform]),
    )?;
    let metadata: Metadata = serde_json::from_str(&text).context("cargo metadata")?;
    let packages: BTreeMap<&str, &ShippedPackage> =
        metadata.packages.iter().map(|p| (&*p.id, p)).collect();
    let nodes: BTreeMap<&str, &Node> = metadata.resolve.nodes.iter().map(|n| (&*n.id, n)).collect();
    let is_root = |p: &&ShippedPackage| p.source.is_none() && roots.contains(&&*p.name);
    let mut open: Vec<&str> = metadata
        .packages
        .iter()
        .filter(is_root)
        .map(|p| &*p.id)
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        let (Some(package), Some(node)) = (packages.get(id), nodes.get(id)) else {
            continue;
        };
        if !seen.insert(id) {
            continue;
        }
        let normal = |d: &&NodeDependency| d.dep_kinds.iter().any(|kind| kind.kind.is_none());
        let needs: Vec<&str> = node.deps.iter().filter(normal).map(|d| &*d.pkg).collect();
        let key = |p: &ShippedPackage| (p.name.clone(), p.version.clone());
        let entry = shipped
            .entry(key(package))
            .or_insert_with(|| (*package).clone());
        entry.needs.extend(
            needs
                .iter()
                .filter_map(|id| packages.get(id))
                .map(|p| key(p)),
        );
        open.extend(needs);
    }
    Ok(())
}

/// The platform of this machine.
fn host() -> Result<String> {
    let about = read(std::process::Command::new("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc names no host")
}
