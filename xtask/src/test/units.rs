//! The Rust tests of all packages, counted from their output. Packages that
//! store orders are tested on each database.

use super::suite_times::{self, SuiteTimes};
use super::tally::Tally;
use crate::build::{BUNDLES, SITE};
use crate::command::{cargo, line};
use crate::postgres::{self, TestPostgres};
use crate::step::step;
use crate::workspace::Workspace;
use anyhow::{Context as _, Result, ensure};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The variable with the simulation's number of orders.
const SIMULATED: &str = "PAYDESK_SIMULATION_ORDERS";
/// The simulation's test.
const SIMULATION: &str = "simulation::every_order_ends_right_whatever_happens";
/// Tests that need a database server. They create their own, so the run on
/// `SQLite` skips them.
const ON_POSTGRES_ONLY: &str = "only_postgres::";
/// The simulation's orders in a long run.
const MANY: &str = "100000";

/// All packages, with SQLite; continues after failures.
pub(super) fn on_sqlite(workspace: &Workspace) -> Result<Tally> {
    step(
        "compile and run the Rust tests",
        "8 min the first time, 2-3 min after",
        || {
            let mut command = tests(workspace);
            command
                .arg("--workspace")
                .args(BUNDLES.iter().flat_map(|of| ["--exclude", of.package]))
                .args(["--", "--skip", ON_POSTGRES_ONLY])
                .env_remove(postgres::URL);
            counted(&mut command)
        },
    )
}

/// The packages that store orders, with PostgreSQL.
pub(super) fn on_postgres(workspace: &Workspace, postgres: &TestPostgres) -> Result<Tally> {
    step("run the Rust tests on PostgreSQL", "3-5 min", || {
        let mut command = tests(workspace);
        command
            .args(["--package", "store", "--package", "engine"])
            .args(["--package", "api", "--package", "paydesk"])
            .env(postgres::URL, postgres.url());
        counted(&mut command)
    })
}

/// The simulation with many orders on each database, in an optimised build with
/// debug assertions.
pub(super) fn simulation(workspace: &Workspace, postgres: &TestPostgres) -> Result<Tally> {
    let simulation = || {
        let mut command = tests(workspace);
        command
            .args(["--profile", "long", "--package", "api", "--test", "api"])
            .args(["--", "--exact", SIMULATION])
            .env(SIMULATED, MANY);
        command
    };
    let mut tally = step(
        "compile the simulation and run it with 100,000 orders",
        "6 min to compile the first time, then 20 min",
        || counted(simulation().env_remove(postgres::URL)),
    )?;
    tally += step("run it with 100,000 orders on PostgreSQL", "1 h", || {
        counted(simulation().env(postgres::URL, postgres.url()))
    })?;
    let ran = tally.passed + tally.failed;
    ensure!(ran == 2, "{SIMULATION} ran {ran} times, not once on each");
    Ok(tally)
}

fn tests(workspace: &Workspace) -> Command {
    let mut command = cargo();
    command
        .current_dir(&workspace.root)
        .args(["test", "--no-fail-fast"])
        .env(SITE, workspace.site());
    command
}

/// Runs `cargo test`, shows its output, counts tests, and prints slow suites.
fn counted(command: &mut Command) -> Result<Tally> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", line(command)))?;
    let running = Arc::new(Mutex::new(String::new()));
    let errors = child.stderr.take().context("its errors are piped")?;
    let named = Arc::clone(&running);
    let naming = std::thread::spawn(move || {
        for text in BufReader::new(errors).lines().map_while(Result::ok) {
            eprintln!("{text}");
            if let Some(suite) = suite_times::of_cargo(&text) {
                suite.clone_into(&mut lock(&named));
            }
        }
    });
    let (mut tally, mut suite_times) = (Tally::default(), SuiteTimes::default());
    let output = child.stdout.take().context("the output is piped")?;
    for text in BufReader::new(output).lines() {
        let text = text?;
        println!("{text}");
        if let Some(suite) = Tally::of_libtest(&text) {
            tally += suite;
        }
        if let Some(time) = suite_times::of_libtest(&text) {
            suite_times.add(&lock(&running), time);
        }
    }
    naming.join().expect("it only reads lines");
    suite_times.print();
    if !child.wait()?.success() && tally.failed == 0 {
        // It did not compile, or a test aborted the process.
        tally.failed = 1;
    }
    Ok(tally)
}

fn lock(name: &Mutex<String>) -> MutexGuard<'_, String> {
    name.lock().unwrap_or_else(PoisonError::into_inner)
}
