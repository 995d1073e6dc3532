//! Python for the tests of clients: the system's, and a virtual environment
//! with the locked packages.

use crate::apt;
use crate::command::{find, read, run};
use crate::step::step;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the packages need: this version or newer, and `venv` with `pip`.
const FITS: &str = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))";
/// The packages, each with the digests of its files.
const LOCK: &str = "end2end/requirements.txt";

/// The system's Python, installed if missing.
pub(super) fn interpreter() -> Result<PathBuf> {
    let fitting = || {
        let python = find(&["python3"])?;
        let fits = read(Command::new(&python).args(["-c", FITS])).is_ok();
        fits.then_some(python)
    };
    if let Some(python) = fitting() {
        return Ok(python);
    }
    apt::install(
        "Python, for the tests of clients",
        "20 s",
        &["python3", "python3-venv"],
    )?;
    match fitting() {
        Some(python) => Ok(python),
        None => bail!("the tests of clients need Python 3.10 or newer with venv"),
    }
}

/// The interpreter of the environment in `target/python`, which is made anew
/// where the lock has changed.
pub(crate) fn environment(workspace: &Workspace, python: &Path) -> Result<PathBuf> {
    let folder = workspace.target.join("python");
    let (lock, installed) = (workspace.root.join(LOCK), folder.join("requirements.txt"));
    let interpreter = folder.join("bin/python");
    let wanted = std::fs::read(&lock)?;
    // Also run, because an environment breaks where the system's Python goes.
    let works =
        || read(Command::new(&interpreter).args(["-c", "import requests_http_signature"])).is_ok();
    if std::fs::read(&installed).is_ok_and(|lock| lock == wanted) && works() {
        return Ok(interpreter);
    }
    step(
        "pip install: a client of the API, for the tests",
        "15 s",
        || {
            run(Command::new(python)
                .args(["-m", "venv", "--clear"])
                .arg(&folder))?;
            run(Command::new(&interpreter)
                .args(["-m", "pip", "install", "--quiet", "--require-hashes"])
                .args(["--disable-pip-version-check", "--requirement"])
                .arg(&lock))?;
            // Written last, so that an install that failed is made again.
            Ok(std::fs::write(&installed, &wanted)?)
        },
    )?;
    Ok(interpreter)
}
