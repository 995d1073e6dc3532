//! Which compiler builds the browser half, and with which standard library.
//!
//! Two ways with the same result. The usual one: the toolchain's own, after
//! `rustup target add` has installed the target's library. Where that is not
//! possible: Debian's `rustc-web` with the library's source, compiled by
//! `-Zbuild-std`. That option is unstable and needs `RUSTC_BOOTSTRAP=1`; the
//! workspace's code uses stable Rust only.

use crate::apt;
use crate::command::{cargo, find, read, run};
use crate::step::{note, step};
use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target triple of WebAssembly in browsers.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The workspace's `rust-version`.
const NEEDED: &str = env!("CARGO_PKG_RUST_VERSION");
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_LIBRARY: &str = "/usr/lib/rustlib/src/rust/library";

/// The chosen way.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum WasmStd {
    /// The toolchain's if it is installed or can be, else Debian's.
    #[default]
    Auto,
    /// The toolchain's, by `rustup target add`.
    Toolchain,
    /// Built from Debian's source package.
    Debian,
}

/// A compiler that can build the browser half.
pub(crate) enum WasmCompiler {
    /// The toolchain that runs xtask.
    Toolchain,
    /// Debian's, with this linker.
    Debian { linker: PathBuf },
}

impl WasmCompiler {
    /// Finds a compiler, installing what is missing.
    pub(crate) fn get(wanted: WasmStd) -> Result<Self> {
        if wanted != WasmStd::Debian {
            if has_std() || fetch_std() {
                return Ok(Self::Toolchain);
            }
            if wanted == WasmStd::Toolchain {
                bail!("this toolchain has no {TARGET}, and rustup could not fetch it");
            }
            note("rustup could not fetch the target; Debian's compiler can build it instead");
        }
        Self::debian().with_context(|| {
            format!("no compiler for the browser half: try `rustup target add {TARGET}`")
        })
    }

    fn debian() -> Result<Self> {
        let there = [DEBIAN_RUSTC, DEBIAN_CARGO, DEBIAN_LIBRARY];
        if !there.iter().all(|path| Path::new(path).exists()) {
            let packages = ["rustc-web", "cargo-web", "rust-web-src"];
            apt::install("a compiler for the browser half", "2 min", &packages)?;
        }
        let version = read(Command::new(DEBIAN_RUSTC).arg("--version"))?;
        if minor(&version) < minor(NEEDED) {
            bail!(
                "Debian's compiler is too old ({}; {NEEDED} is needed)",
                version.trim()
            );
        }
        Ok(Self::Debian { linker: linker()? })
    }

    /// `cargo build` for the browser half, without its last arguments.
    pub(crate) fn build(&self) -> Command {
        match self {
            Self::Toolchain => {
                let mut command = cargo();
                command.args(["build", "--target", TARGET]);
                command
            }
            Self::Debian { linker } => {
                let mut command = Command::new(DEBIAN_CARGO);
                command
                    .args(["build", "--target", TARGET, "-Zbuild-std=std,panic_abort"])
                    .env("RUSTC", DEBIAN_RUSTC)
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                    // Set by `cargo run` for the toolchain that runs xtask.
                    .env_remove("LD_LIBRARY_PATH")
                    .env_remove("RUSTUP_TOOLCHAIN")
                    .env_remove("CARGO");
                command
            }
        }
    }
}

/// True if the toolchain has the target's library installed.
fn has_std() -> bool {
    let folder = read(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    let Ok(entries) = folder.and_then(|folder| Ok(std::fs::read_dir(folder.trim())?)) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}

/// Installs it by rustup. A failure is not an error: there is another way.
fn fetch_std() -> bool {
    find(&["rustup"]).is_some()
        && step(
            "rustup target add: the library for browsers",
            "10 s",
            || run(Command::new("rustup").args(["target", "add", TARGET])),
        )
        .is_ok()
        && has_std()
}

/// A linker for wasm: the rustup toolchain's own, or LLVM's.
fn linker() -> Result<PathBuf> {
    let host = read(Command::new("rustc").arg("-vV"))?;
    let host = host
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap_or_default();
    let sysroot = read(Command::new("rustc").args(["--print", "sysroot"]))?;
    let own = Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(host)
        .join("bin/rust-lld");
    if own.is_file() {
        return Ok(own);
    }
    if let Some(found) = find(&["rust-lld", "wasm-ld"]) {
        return Ok(found);
    }
    apt::install("a linker for the browser half", "1 min", &["lld"])?;
    find(&["wasm-ld"]).context("lld was installed, but wasm-ld is not in PATH")
}

/// The minor version, wherever the version starts in the text.
fn minor(version: &str) -> Option<u32> {
    let number = version
        .split_whitespace()
        .find(|word| word.starts_with("1."))?;
    number.split('.').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn versions_compare_by_their_second_number() {
        assert_eq!(
            minor("rustc 1.96.0 (ac68faa20 2026-05-25) (built from a tarball)"),
            Some(96)
        );
        assert!(minor("rustc 1.63.0 (Debian)") < minor("1.88"));
        assert_eq!(minor("no number"), None);
    }
}
