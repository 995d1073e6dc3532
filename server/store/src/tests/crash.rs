//! A process that dies in the middle of a commit: its write was kept or not by
//! whether the database committed, and its caller never got an answer.

use super::{add, checked_database, names, store};
use crate::testing::crash::{self, CrashPoint};
use std::future::Future;
use std::time::Duration;
use tokio::sync::oneshot;

/// Runs one process's life; what still runs at its end is dropped.
fn process<T>(life: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(life)
}

/// Crashes in the second commit; answers what the next process finds.
fn left_by_a_crash(point: CrashPoint) -> Vec<String> {
    let test_database = checked_database();
    process(async {
        let store = store(&test_database).await;
        let (report, crashed) = oneshot::channel();
        crash::plan(point, 1, move || {
            report.send(point).expect("the test waits for it");
        });
        add(&store, "first").await.expect("the first commit passes");
        tokio::select! {
            answer = add(&store, "second") => panic!("it was answered: {answer:?}"),
            crashed = tokio::time::timeout(Duration::from_secs(20), crashed) => {
                let crashed = crashed.expect("in time").expect("it is reported");
                assert_eq!(crashed, point);
            }
        }
    });
    process(async {
        let store = store(&test_database).await;
        let found = names(&store).await;
        store.close().await;
        found
    })
}

#[test]
fn a_crash_before_the_commit_keeps_nothing_of_it() {
    assert_eq!(left_by_a_crash(CrashPoint::BeforeCommit), ["first"]);
}

#[test]
fn a_crash_after_the_commit_keeps_all_of_it() {
    let found = left_by_a_crash(CrashPoint::AfterCommit);
    assert_eq!(found, ["first", "second"]);
}
