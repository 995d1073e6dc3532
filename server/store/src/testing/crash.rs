//! For tests: a process that dies in the middle of a commit, right before it,
//! or right after it and before any caller has its answer.
//!
//! A crash is planned for the current thread: each desk of the simulation runs
//! on a thread of its own and is ended when the crash is reported.

use std::cell::RefCell;

/// Where a writer stops for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrashPoint {
    /// All statements ran and nothing is kept.
    BeforeCommit,
    /// All is kept and no caller has its answer.
    AfterCommit,
}

/// Turns that other tasks get before the crash is reported.
const TURNS_BEFORE_REPORT: u32 = 50;

struct PlannedCrash {
    point: CrashPoint,
    /// Commits that pass the point before the one that crashes.
    commits: u32,
    report: Box<dyn FnOnce() + Send>,
}

thread_local! {
    static PLANNED: RefCell<Option<PlannedCrash>> = const { RefCell::new(None) };
}

/// Stops this thread's writers at `point` of a later commit, after `commits`
/// others; `report` is called when that happens.
pub fn plan(point: CrashPoint, commits: u32, report: impl FnOnce() + Send + 'static) {
    let planned = PlannedCrash {
        point,
        commits,
        report: Box::new(report),
    };
    PLANNED.set(Some(planned));
}

/// Called by each commit at each point.
pub(crate) async fn pass(point: CrashPoint) {
    if let Some(report) = due(point) {
        // An answer that was sent too early gets the time to arrive.
        for _ in 0..TURNS_BEFORE_REPORT {
            tokio::task::yield_now().await;
        }
        report();
        std::future::pending::<()>().await;
    }
}

fn due(point: CrashPoint) -> Option<Box<dyn FnOnce() + Send>> {
    let due = PLANNED.with_borrow_mut(|planned| match planned {
        Some(crash) if crash.point == point && crash.commits == 0 => planned.take(),
        Some(crash) if crash.point == point => {
            crash.commits -= 1;
            None
        }
        _ => None,
    });
    due.map(|crash| crash.report)
}
