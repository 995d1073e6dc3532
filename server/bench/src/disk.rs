//! The disk that a process writes to: the machine's own, or one with at least a
//! millisecond per sync.
//!
//! The target for creation measures the effect of group commit. Where a sync
//! costs almost nothing (a cache with a battery, a virtual disk) it would
//! measure processors instead, so it is also measured on a disk of known cost.
//! The preloaded `native/slow_sync.c` delays the syncs of the desk and of the
//! one-row commits.

use anyhow::{Context, ensure};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::process::Command;

/// A disk.
#[derive(Clone, Debug, Default)]
pub(crate) struct DiskUnderTest {
    /// The library to preload; `None` for the machine's own disk.
    slow: Option<PathBuf>,
}

impl DiskUnderTest {
    /// A disk whose syncs `library` delays.
    pub(crate) fn slow(library: &Path) -> Self {
        Self {
            slow: Some(library.to_owned()),
        }
    }

    /// Applies it to this command.
    pub(crate) fn under(&self, process: &mut Command) {
        if let Some(library) = &self.slow {
            process.env("LD_PRELOAD", library);
        }
    }

    /// Commits rows to `file` one by one, in a process of its own; returns
    /// their number.
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
