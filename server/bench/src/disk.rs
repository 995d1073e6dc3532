//! The disk that a process writes to: the machine's own, or the same where
//! each sync takes a millisecond at least.
//!
//! The target for creation measures what group commit is worth. Where a sync is
//! nearly free (a cache with a battery, a virtual disk) it measures processors
//! instead; so it is measured on a disk of known cost as well. The preloaded
//! `native/slow_sync.c` delays the syncs of the desk and of the one-row commits.

use anyhow::{Context, ensure};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::process::Command;

/// The disk.
#[derive(Clone, Debug, Default)]
pub(crate) struct DiskUnderTest {
    /// The library that is preloaded; none for the machine's own disk.
    slow: Option<PathBuf>,
}

impl DiskUnderTest {
    /// One whose syncs `library` delays.
    pub(crate) fn slow(library: &Path) -> Self {
        Self {
            slow: Some(library.to_owned()),
        }
    }

    /// Makes this process write to it.
    pub(crate) fn under(&self, process: &mut Command) {
        if let Some(library) = &self.slow {
            process.env("LD_PRELOAD", library);
        }
    }

    /// How many rows a process of its own commits to `file`, one by one.
    ///
    /// # Errors
    /// The process failed.
    pub(crate) async fn rows(&self, file: &Path, duration: Duration) -> anyhow::Result<u64> {
        let mut process = Command::new(std::env::current_exe()?);
        let millis = duration.as_millis().to_string();
        process.arg("rows").arg(file).arg(millis).kill_on_drop(true);
        self.under(&mut process);
        let output = process.output().await?;
        ensure!(output.status.success(), "the commits of one row failed");
        let text = String::from_utf8(output.stdout)?;
        text.trim().parse().context("a number of rows")
    }
}
