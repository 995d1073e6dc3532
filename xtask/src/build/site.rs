//! The site: all files that the server embeds, in `target/site`.
//!
//! `assets/` has the files named by their content hash, `public/` those with a
//! fixed path, each with its `.br` and `.gz` where those are smaller;
//! `style.css`, `outcome.css`, `console.css` and `preview.css` are inlined into
//! pages; `manifest.json` names the files of each bundle.
//! Unchanged files are not written, so that nothing is compiled again.

use super::bundle::{BUNDLES, WasmBundle};
use super::{bindings, compress, preview_style, style};
use crate::step::{note, step};
use crate::workspace::Workspace;
use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// The manifest.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct SiteManifest {
    bundles: BTreeMap<String, BuiltBundle>,
}

/// The files of a bundle.
#[derive(Serialize, Deserialize)]
struct BuiltBundle {
    /// The hash of the wasm module and of the code that bound it.
    from: String,
    /// The script's file name in `assets/`.
    js: String,
    /// The wasm's file name in `assets/`.
    wasm: String,
    /// The size of script and wasm together, in bytes after brotli.
    brotli: usize,
}

impl SiteManifest {
    /// Refuses a bundle over its budget.
    pub(crate) fn within_budget(&self) -> Result<()> {
        for WasmBundle { name, budget, .. } in &BUNDLES {
            let size = self.bundles[*name].brotli;
            ensure!(
                size <= *budget,
                "script and wasm of {name} are {size} bytes after brotli; the budget is {budget}"
            );
        }
        Ok(())
    }
}

/// The style sheets, and the folder of each.
const SHEETS: [(&str, &str); 3] = [
    ("style.css", "style"),
    ("outcome.css", "style/outcome"),
    ("console.css", "style/console"),
];

/// Builds the site for the modules of [`BUNDLES`].
pub(super) fn lay_out(workspace: &Workspace, modules: &[Vec<u8>]) -> Result<SiteManifest> {
    let folder = workspace.site();
    let mut files = BTreeMap::new();
    for (name, folder) in SHEETS {
        let sheet = style::read(&workspace.root.join(folder))?;
        files.insert(name.to_owned(), sheet.into_bytes());
    }
    let preview: String = ["style.css", "outcome.css"]
        .iter()
        .map(|name| preview_style::derive(&String::from_utf8_lossy(&files[*name])))
        .collect();
    files.insert("preview.css".to_owned(), preview.into_bytes());
    gather_public(&workspace.root.join("public"), &mut files)?;

    let mut before = read(&folder);
    let mut site = SiteManifest::default();
    for (WasmBundle { name, budget, .. }, module) in BUNDLES.iter().zip(modules) {
        let from = hash(&[
            module,
            include_bytes!("bindings.rs"),
            include_bytes!("script.rs"),
        ]);
        let same = before.bundles.remove(*name);
        let bundle = if let Some(same) = same.filter(|of| of.from == from && of.is_in(&folder)) {
            for name in [&same.js, &same.wasm] {
                keep(&folder, &format!("assets/{name}"), &mut files)?;
            }
            same
        } else {
            let what = format!("bind the browser half of {name} to its pages, and compress it");
            step(&what, "5 s", || bind(name, module, from, &mut files))?
        };
        note(&format!(
            "browser half of {name}: {} bytes of {budget}, after brotli",
            bundle.brotli
        ));
        site.bundles.insert((*name).to_owned(), bundle);
    }
    let manifest = serde_json::to_vec_pretty(&site)?;
    files.insert("manifest.json".to_owned(), manifest);
    write(&folder, &files)?;
    Ok(site)
}

fn bind(
    name: &str,
    module: &[u8],
    from: String,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<BuiltBundle> {
    let bindings = bindings::bind(name, module)?;
    let js = format!("{name}-{}.js", hash(&[bindings.js.as_bytes()]));
    let wasm = format!("{name}-{}.wasm", hash(&[&bindings.wasm]));
    let mut brotli = 0;
    for (name, bytes) in [(&js, bindings.js.into_bytes()), (&wasm, bindings.wasm)] {
        brotli += insert(&format!("assets/{name}"), bytes, files)?;
    }
    Ok(BuiltBundle {
        from,
        js,
        wasm,
        brotli,
    })
}

/// The files with a fixed path, directly in the folder.
fn gather_public(folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_file() && !name.starts_with('.') {
                insert(
                    &format!("public/{name}"),
                    std::fs::read(entry.path())?,
                    files,
                )?;
            }
        }
    }
    Ok(())
}

/// Adds a file and its compressions; returns its size after brotli.
fn insert(path: &str, bytes: Vec<u8>, files: &mut BTreeMap<String, Vec<u8>>) -> Result<usize> {
    let brotli = compress::brotli(&bytes)?;
    let size = brotli.len();
    for (ending, packed) in [("br", brotli), ("gz", compress::gzip(&bytes)?)] {
        if packed.len() < bytes.len() {
            files.insert(format!("{path}.{ending}"), packed);
        }
    }
    files.insert(path.to_owned(), bytes);
    Ok(size)
}

/// Takes a file and its compressions from the previous site.
fn keep(folder: &Path, path: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for path in [path.to_owned(), format!("{path}.br"), format!("{path}.gz")] {
        let bytes =
            std::fs::read(folder.join(&path)).with_context(|| format!("cannot read {path}"))?;
        files.insert(path, bytes);
    }
    Ok(())
}

/// The previous manifest; empty if there is none.
fn read(folder: &Path) -> SiteManifest {
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap_or_default();
    serde_json::from_slice(&manifest).unwrap_or_default()
}

impl BuiltBundle {
    /// True if all of its files are there.
    fn is_in(&self, folder: &Path) -> bool {
        [&self.js, &self.wasm].iter().all(|name| {
            let there = |ending| folder.join(format!("assets/{name}{ending}")).is_file();
            ["", ".br", ".gz"].into_iter().all(there)
        })
    }
}

/// Writes these files into the folder and removes all others.
fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    for part in ["assets", "public"] {
        let part = folder.join(part);
        std::fs::create_dir_all(&part)?;
        for entry in std::fs::read_dir(&part)? {
            let path = entry?.path();
            let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
            if !files.contains_key(&name) {
                std::fs::remove_file(&path)?;
            }
        }
    }
    for (name, bytes) in files {
        let file = folder.join(name);
        if std::fs::read(&file).ok().as_ref() != Some(bytes) {
            std::fs::write(&file, bytes)
                .with_context(|| format!("cannot write {}", file.display()))?;
        }
    }
    Ok(())
}

/// Sixteen hexadecimal digits of SHA-256, to name a file by its content.
fn hash(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest.finalize()[..8]);
    format!("{:016x}", u64::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests;
