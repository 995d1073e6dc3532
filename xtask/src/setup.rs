//! `cargo xtask setup`: installs what is missing on the machine.
//!
//! The other commands call it, so it is optional; it does nothing when all is
//! there. What cannot be installed is named in the error.

pub(crate) mod python;
pub(crate) mod wasm;

use crate::apt;
use crate::command::{find, read};
use crate::postgres;
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;
use wasm::{WasmCompiler, WasmStd};

/// The oldest Node that Playwright supports.
const NODE: u32 = 20;

/// Ensures that both halves can be compiled.
pub(crate) fn for_build(wanted: WasmStd) -> Result<WasmCompiler> {
    if find(&["cc", "gcc", "clang"]).is_none() {
        apt::install(
            "a C compiler, for cryptography and SQLite",
            "1 min",
            &["build-essential"],
        )?;
    }
    WasmCompiler::get(wanted)
}

/// The programs of the tests outside of Rust.
pub(crate) struct Tools {
    /// The browser.
    pub(crate) browser: PathBuf,
    /// A reverse proxy in front of Paydesk.
    pub(crate) nginx: PathBuf,
    /// The system's Python.
    pub(crate) python: PathBuf,
}

/// Ensures that a database server and the browser tests can run.
pub(crate) fn for_tests() -> Result<Tools> {
    node()?;
    postgres::programs()?;
    Ok(Tools {
        browser: with_chinese_fonts()?,
        nginx: nginx()?,
        python: python::interpreter()?,
    })
}

/// `nginx`, which Debian installs outside of `PATH`.
fn nginx() -> Result<PathBuf> {
    let installed = || find(&["nginx", "/usr/sbin/nginx"]);
    if installed().is_none() {
        apt::install("a reverse proxy, for the tests", "10 s", &["nginx-light"])?;
    }
    match installed() {
        Some(nginx) => Ok(nginx),
        None => bail!("nginx was installed but is not in PATH"),
    }
}

/// A browser and Chinese fonts.
fn with_chinese_fonts() -> Result<PathBuf> {
    let chinese = find(&["fc-list"])
        .and_then(|fc_list| read(Command::new(fc_list).arg(":lang=zh")).ok())
        .is_some_and(|fonts| !fonts.trim().is_empty());
    let browser = browser();
    let mut missing = Vec::new();
    if browser.is_none() {
        missing.push("chromium");
    }
    if !chinese {
        missing.extend(["fontconfig", "fonts-noto-cjk"]);
    }
    if !missing.is_empty() {
        apt::install(
            "a browser with Chinese fonts, for the tests",
            "1-2 min",
            &missing,
        )?;
    }
    match browser.or_else(self::browser) {
        Some(browser) => Ok(browser),
        None => bail!("chromium was installed but is not in PATH"),
    }
}

/// `CHROMIUM` if it is set, else the system's browser.
fn browser() -> Option<PathBuf> {
    let set = std::env::var_os("CHROMIUM")
        .map(PathBuf::from)
        .filter(|file| file.is_file());
    set.or_else(|| {
        find(&[
            "chromium",
            "chromium-browser",
            "google-chrome-stable",
            "google-chrome",
        ])
    })
}

fn node() -> Result<()> {
    if find(&["node"]).is_none() || find(&["npm"]).is_none() {
        bail!(
            "the browser tests need Node {NODE} or newer with npm: install it from nodejs.org or your system"
        );
    }
    let version = read(Command::new("node").arg("--version"))?;
    if major(&version).is_none_or(|major| major < NODE) {
        bail!(
            "the browser tests need Node {NODE} or newer, this is {}",
            version.trim()
        );
    }
    Ok(())
}

/// The first number of `v20.1.0`.
fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_the_first_number() {
        assert_eq!(major("v20.11.1\n"), Some(20));
        assert_eq!(major("not a version"), None);
    }
}
