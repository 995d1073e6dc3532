//! The Rust tests of all packages, counted while they are shown.

use super::tally::Tally;
use crate::build::SITE;
use crate::command::{cargo, line};
use crate::step::step;
use crate::workspace::Workspace;
use anyhow::{Context as _, Result};
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

/// Runs `cargo test` over the workspace, to the end even when some fail.
pub(super) fn run(workspace: &Workspace) -> Result<Tally> {
    step(
        "compile and run the Rust tests",
        "7 min the first time, 1-2 min after",
        || {
            let mut command = cargo();
            command
                .current_dir(&workspace.root)
                .args([
                    "test",
                    "--workspace",
                    "--exclude",
                    "paydesk-wasm",
                    "--no-fail-fast",
                ])
                .env(SITE, workspace.site())
                .stdout(Stdio::piped());
            let mut child = command
                .spawn()
                .with_context(|| format!("cannot start {}", line(&command)))?;
            let mut tally = Tally::default();
            let output = child.stdout.take().context("the output is piped")?;
            for text in BufReader::new(output).lines() {
                let text = text?;
                println!("{text}");
                if let Some(suite) = Tally::of_libtest(&text) {
                    tally += suite;
                }
            }
            if !child.wait()?.success() && tally.failed == 0 {
                // It did not compile, or a test took its process with it.
                tally.failed = 1;
            }
            Ok(tally)
        },
    )
}
