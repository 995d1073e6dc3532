//! The disk that a process writes to: the machine's own, or the same where
//! each sync takes a millisecond at least.
//!
//! The bar on creation asks what it is worth that orders share a sync. Where
//! a sync is nearly free (a cache with a battery, a virtual disk) there is
//! nothing to share, and the bar becomes one on processors; so it is measured
//! on a disk of known cost as well. `native/slow_sync.c` makes it: preloaded,
//! it holds back the syncs of the desk and of the one-row commits alike.

use anyhow::{Context, ensure};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::process::Command;

/// The disk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    /// What is preloaded; the machine's own without.
    slow: Option<PathBuf>,
}

impl Disk {
    /// One whose syncs `library` holds back.
    pub(crate) fn slow(library: &Path) -> Self {
        Self {
            slow: Some(library.to_owned()),
        }
    }

    /// Has this process write to it.
    pub(crate) fn under(&self, process: &mut Command) {
        if let Some(library) = &self.slow {
            process.env("LD_PRELOAD", library);
        }
    }

    /// How many rows a process of its own commits to `file`, one by one.
    ///
    /// # Errors
    /// The process failed.
    pub(crate) async fn rows(&self, file: &Path, lasts: Duration) -> anyhow::Result<u64> {
        let mut process = Command::new(std::env::current_exe()?);
        let millis = lasts.as_millis().to_string();
        process.arg("rows").arg(file).arg(millis).kill_on_drop(true);
        self.under(&mut process);
        let output = process.output().await?;
        ensure!(output.status.success(), "the commits of one row failed");
        let said = String::from_utf8(output.stdout)?;
        said.trim().parse().context("a number of rows")
    }
}
