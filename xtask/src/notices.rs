//! `cargo xtask notices`: the licences of all packages in a release, with their
//! texts, in `target/third-party-notices.txt`. It goes with each release.

use crate::shipped::{self, ShippedPackage};
use crate::step::note;
use crate::workspace::Workspace;
use anyhow::Result;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

/// How the names of files with licence texts begin.
const NAMES: [&str; 6] = [
    "license",
    "licence",
    "copying",
    "copyright",
    "notice",
    "unlicense",
];

/// Writes the file. Packages with the same text share it.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    let packages = shipped::packages(workspace)?;
    let others: Vec<_> = packages.values().filter(|p| p.source.is_some()).collect();
    let mut of_text: BTreeMap<String, Vec<&ShippedPackage>> = BTreeMap::new();
    let mut without = Vec::new();
    for package in &others {
        let texts = texts(package)?;
        if texts.is_empty() {
            without.push(*package);
        }
        for text in texts {
            of_text.entry(text).or_default().push(package);
        }
    }
    let mut out = String::from("Packages in Paydesk, with their licences.\n\n");
    for package in &others {
        writeln!(out, "{}", line(package))?;
    }
    if !without.is_empty() {
        out.push_str("\nThese have no text of their licence with them:\n\n");
        for package in &without {
            let repository = package.repository.as_deref().unwrap_or("no address");
            writeln!(out, "{}: {repository}", line(package))?;
        }
    }
    for (text, packages) in &of_text {
        let names: Vec<String> = packages.iter().map(|p| line(p)).collect();
        write!(
            out,
            "\n{}\n{}\n\n{text}\n",
            "=".repeat(78),
            names.join("\n")
        )?;
    }
    let path = workspace.target.join("third-party-notices.txt");
    fs::write(&path, out)?;
    let (all, bare) = (others.len(), without.len());
    note(&format!(
        "{all} packages, {bare} without a text: {}",
        path.display()
    ));
    Ok(())
}

fn line(package: &ShippedPackage) -> String {
    let license = package.license.as_deref().unwrap_or("no licence named");
    format!("{} {} ({license})", package.name, package.version)
}

/// The licence texts in a package's folder.
fn texts(package: &ShippedPackage) -> Result<Vec<String>> {
    let Some(folder) = package.manifest_path.parent() else {
        return Ok(Vec::new());
    };
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_lowercase();
        if entry.path().is_file() && NAMES.iter().any(|begin| name.starts_with(begin)) {
            let text = String::from_utf8_lossy(&fs::read(entry.path())?).replace("\r\n", "\n");
            texts.push(text.trim().to_owned());
        }
    }
    texts.sort();
    Ok(texts)
}
