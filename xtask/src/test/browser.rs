//! The browser tests: Playwright, in `end2end`, against the release binary.

use super::suite_times::SuiteTimes;
use super::tally::Tally;
use crate::command::run as run_command;
use crate::setup::Tools;
use crate::step::step;
use crate::workspace::Workspace;
use anyhow::{Context as _, Result};
use serde::Deserialize;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// The used part of Playwright's JSON report.
#[derive(Deserialize)]
struct PlaywrightReport {
    stats: PlaywrightStats,
    suites: Vec<PlaywrightSuite>,
}

/// A file of tests, or a group in one.
#[derive(Deserialize)]
struct PlaywrightSuite {
    file: String,
    #[serde(default)]
    suites: Vec<PlaywrightSuite>,
    #[serde(default)]
    specs: Vec<PlaywrightSpec>,
}

#[derive(Deserialize)]
struct PlaywrightSpec {
    tests: Vec<PlaywrightTest>,
}

#[derive(Deserialize)]
struct PlaywrightTest {
    results: Vec<PlaywrightResult>,
}

#[derive(Deserialize)]
struct PlaywrightResult {
    /// Milliseconds.
    duration: u64,
}

impl PlaywrightSuite {
    fn time(&self) -> Duration {
        let results = self.specs.iter().flat_map(|spec| &spec.tests);
        let own = results.flat_map(|test| &test.results);
        let own: u64 = own.map(|result| result.duration).sum();
        let inner: Duration = self.suites.iter().map(Self::time).sum();
        Duration::from_millis(own) + inner
    }
}

#[derive(Deserialize)]
struct PlaywrightStats {
    expected: u64,
    unexpected: u64,
    flaky: u64,
    skipped: u64,
}

/// Installs the locked npm packages. The browser is the system's.
pub(super) fn install(workspace: &Workspace) -> Result<()> {
    step("npm ci: the browser tests' packages", "10 s", || {
        run_command(
            Command::new("npm")
                .current_dir(workspace.root.join("end2end"))
                .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
                .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
        )
    })
}

/// Runs all browser tests. `python` has the packages of the tests of clients.
pub(super) fn run(workspace: &Workspace, tools: &Tools, python: &Path) -> Result<Tally> {
    let report = workspace.target.join("playwright.json");
    if report.exists() {
        std::fs::remove_file(&report)?;
    }
    step("run the browser tests", "5 min", || {
        let result = run_command(
            Command::new("npx")
                .current_dir(workspace.root.join("end2end"))
                .args(["playwright", "test", "--reporter=list,json"])
                .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
                .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
                .env("PAYDESK_BIN", workspace.binary())
                .env("PAYDESK_SITE", workspace.site())
                .env("CHROMIUM", &tools.browser)
                .env("NGINX", &tools.nginx)
                .env("PYTHON", python),
        );
        let Ok(text) = std::fs::read(&report) else {
            return Err(result
                .err()
                .unwrap_or_else(|| anyhow::anyhow!("no report was written")))
            .context("the browser tests did not run");
        };
        let report: PlaywrightReport =
            serde_json::from_slice(&text).context("cannot read the report")?;
        let mut files = SuiteTimes::default();
        for file in &report.suites {
            files.add(&file.file, file.time());
        }
        files.print();
        let PlaywrightStats {
            expected,
            unexpected,
            flaky,
            skipped,
        } = report.stats;
        // A flaky test, which passes only when repeated, counts as failed.
        let mut tally = Tally {
            passed: expected,
            failed: unexpected + flaky,
            skipped,
        };
        if tally.failed == 0 && result.is_err() {
            tally.failed = 1;
        }
        Ok(tally)
    })
}
