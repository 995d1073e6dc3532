//! A desk's death in the middle of a commit, for tests: right before it, or
//! right after it and before anybody is told.
//!
//! Armed for the thread it is armed in: each desk of the simulation has one
//! of its own, and dies as soon as the charge went off.

use std::cell::RefCell;

/// Where a writer stops for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// All is written and nothing is kept.
    BeforeCommit,
    /// All is kept and nobody was told.
    AfterCommit,
}

/// Turns that other tasks get before the end.
const LAST_WORDS: u32 = 50;

struct Charge {
    point: Point,
    /// So many commits pass before.
    commits: u32,
    tell: Box<dyn FnOnce() + Send>,
}

thread_local! {
    static CHARGE: RefCell<Option<Charge>> = const { RefCell::new(None) };
}

/// The writers of this thread stop at `point` of a commit to come, after so
/// many others; `tell` is called when they do.
pub(crate) fn arm(point: Point, commits: u32, tell: impl FnOnce() + Send + 'static) {
    let charge = Charge {
        point,
        commits,
        tell: Box::new(tell),
    };
    CHARGE.set(Some(charge));
}

/// Passed by each commit.
pub(super) async fn pass(point: Point) {
    if let Some(tell) = due(point) {
        // Whoever was told too early has the time to say so.
        for _ in 0..LAST_WORDS {
            tokio::task::yield_now().await;
        }
        tell();
        std::future::pending::<()>().await;
    }
}

fn due(point: Point) -> Option<Box<dyn FnOnce() + Send>> {
    let due = CHARGE.with_borrow_mut(|charge| match charge {
        Some(armed) if armed.point == point && armed.commits == 0 => charge.take(),
        Some(armed) if armed.point == point => {
            armed.commits -= 1;
            None
        }
        _ => None,
    });
    due.map(|charge| charge.tell)
}
