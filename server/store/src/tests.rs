//! The store under writes that fail, panic, race and come in large numbers.

mod approvals;
mod attempt_details;
mod attempt_states;
mod concurrent_stores;
mod connection_loss;
mod crash;
mod database_state;
mod freezes;
mod job_wakeups;
mod notifications;
mod order_list;
mod payment_sums;
mod proxy;
mod savepoints;
mod schema;
mod work;

use super::{Store, args};
use crate::database::Database;
use crate::error::{Error, Fault};
use crate::jobs::{Lane, NewJob};
use domain::clock::At;
use domain::ids::OrderId;
use domain::refusal::Code;
use futures::FutureExt as _;
use futures::future::join_all;
use testkit::database::TestDatabase;

/// An empty database whose books are checked when the test ends.
pub(crate) fn checked_database() -> TestDatabase {
    TestDatabase::new().checked()
}

pub(crate) async fn store(test_database: &TestDatabase) -> Store {
    Store::open(&database(test_database), At::from_ms(0))
        .await
        .expect("opens")
}

fn database(test_database: &TestDatabase) -> Database {
    Database::parse(&test_database.address()).expect("a database")
}

/// A job without a payload.
const fn job<'a>(name: &'a str, lane: Lane, subject: &'a str) -> NewJob<'a> {
    NewJob {
        name,
        subject,
        lane,
        payload: "null",
    }
}

async fn add(store: &Store, name: &'static str) -> Result<(), Error> {
    store
        .write(move |tx| {
            Box::pin(async move {
                tx.run(
                    "INSERT INTO jobs (name, subject, lane, payload, due_at, tries) VALUES ('query', $1, 'money', 'null', 0, 0)",
                    args![name],
                )
                .await?;
                Ok(())
            })
        })
        .await
}

async fn names(store: &Store) -> Vec<String> {
    store
        .read(|tx| {
            Box::pin(async move {
                let rows = tx
                    .all("SELECT subject FROM jobs ORDER BY subject", args![])
                    .await?;
                rows.iter().map(|row| row.text("subject")).collect()
            })
        })
        .await
        .expect("reads")
}

#[tokio::test]
async fn a_write_that_fails_or_panics_affects_no_other() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let runs = std::sync::Arc::default();
    let refused = savepoints::written_and_refused(&store, &runs);
    let panicked = store.write(|tx| {
        Box::pin(async move {
            let sql =
                "INSERT INTO jobs (name, subject, lane, payload, due_at, tries) VALUES ('query', 'bug', 'money', 'null', 0, 0)";
            let rows = tx.run(sql, args![]).await?;
            assert_eq!(rows, 2, "a bug");
            Ok(())
        })
    });
    // Polled together, so that they share a commit.
    let (first, refused, panicked, last) =
        tokio::join!(add(&store, "first"), refused, panicked, add(&store, "last"));
    assert!(first.is_ok() && last.is_ok());
    assert!(matches!(refused, Err(Error::Refused(r)) if r.code == Code::NotFound));
    assert!(matches!(panicked, Err(Error::Fault(_))));
    assert_eq!(names(&store).await, ["first", "last"]);
}

#[tokio::test]
async fn a_write_that_lost_a_race_runs_again() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let runs = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let counted = runs.clone();
    let answer = store
        .write(move |_| {
            Box::pin(async move {
                match counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
                    0 | 1 => Err(Fault::stale("somebody else").into()),
                    n => Ok(n),
                }
            })
        })
        .await;
    assert_eq!(answer.expect("the third run"), 2);
    let never = store
        .write(|_| Box::pin(async move { Err::<(), _>(Fault::stale("always").into()) }))
        .await;
    assert!(
        matches!(never, Err(Error::Fault(_))),
        "it ends after some tries"
    );
}

#[tokio::test]
async fn a_reader_cannot_write_and_sees_only_what_was_committed() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let written = store
        .read(|tx| Box::pin(async move { tx.run("DELETE FROM jobs", args![]).await }))
        .await;
    assert!(written.is_err());
    add(&store, "one").await.expect("writes");
    assert_eq!(names(&store).await, ["one"]);
}

#[tokio::test]
async fn many_writes_are_all_answered_and_kept() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let writes = (0..300_i64).map(|n| {
        store.write(move |tx| {
            Box::pin(async move {
                let sql =
                    "INSERT INTO jobs (name, subject, lane, payload, due_at, tries) VALUES ('query', $1, 'money', 'null', $2, 0)";
                tx.run(sql, args![format!("{n:03}"), n]).await?;
                Ok(n)
            })
        })
    });
    let answers: Vec<_> = join_all(writes)
        .await
        .into_iter()
        .map(|a| a.expect("written"))
        .collect();
    assert_eq!(answers, (0..300).collect::<Vec<_>>());
    store.close().await;
    assert!(
        add(&store, "late").await.is_err(),
        "a closed store takes nothing"
    );
    let again = self::store(&test_database).await;
    assert_eq!(names(&again).await.len(), 300);
}

#[tokio::test]
async fn a_newer_or_edited_schema_is_refused() {
    for (sql, words) in [
        (
            "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (99, 'future', 'x', 0)",
            "the database is of a newer release (migration 99); run that one, or restore a backup",
        ),
        (
            "UPDATE schema_migrations SET checksum = 'edited' WHERE version = 1",
            "migration 1 (house) differs from the one that ran",
        ),
    ] {
        // Its books are not checked either.
        let test_database = TestDatabase::new();
        let store = store(&test_database).await;
        store
            .write(move |tx| Box::pin(async move { tx.run(sql, args![]).await }))
            .await
            .expect("writes");
        store.close().await;
        let database = database(&test_database);
        let refused = Store::open(&database, At::from_ms(0)).await.err();
        let said = refused.map(|fault| fault.to_string()).unwrap_or_default();
        assert!(said.contains(words), "{sql}: {said:?}");
    }
}

#[tokio::test]
async fn a_reader_that_is_dropped_leaves_no_transaction_open() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    for _ in 0..2 * crate::store::READERS {
        let (reached, half_way) = tokio::sync::oneshot::channel();
        let read = store.read(|tx| {
            Box::pin(async move {
                tx.one("SELECT 1", args![]).await?;
                reached.send(()).expect("the test waits for it");
                std::future::pending::<Result<(), Error>>().await
            })
        });
        // As when a browser leaves a page: its request is dropped.
        tokio::select! {
            done = read => panic!("the read never ends by itself: {done:?}"),
            reached = half_way => reached.expect("the read got half way"),
        }
    }
    add(&store, "later").await.expect("written");
    for _ in 0..2 * crate::store::READERS {
        assert_eq!(names(&store).await, ["later"], "a new view each time");
    }
}

#[tokio::test]
async fn a_refusal_that_rests_on_what_was_undone_is_not_answered() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let fresh = || std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let (there, once) = (fresh(), fresh());
    // There when it runs first, and not any more when it runs again.
    let first = store.write(move |tx| {
        Box::pin(async move {
            if there.swap(false, std::sync::atomic::Ordering::SeqCst) {
                let sql = "INSERT INTO jobs (name, subject, lane, payload, due_at, tries) VALUES ('query', 'first', 'money', 'null', 0, 0)";
                tx.run(sql, args![]).await?;
            }
            Ok::<_, Error>(())
        })
    });
    let taken = store.write(|tx| {
        Box::pin(async move {
            match tx
                .one("SELECT subject FROM jobs WHERE subject = 'first'", args![])
                .await?
            {
                Some(_) => Err::<(), _>(Error::refused(Code::OrderConflict, "taken")),
                None => Ok(()),
            }
        })
    });
    let lost = store.write(move |_| {
        Box::pin(async move {
            if once.swap(false, std::sync::atomic::Ordering::SeqCst) {
                return Err(Fault::conflict("the database undid it all").into());
            }
            Ok(())
        })
    });
    // One commit, where there is one writer.
    let (first, taken, lost) = tokio::join!(first, taken, lost);
    assert!(first.is_ok() && lost.is_ok(), "{first:?} {lost:?}");
    assert_eq!(
        names(&store).await.is_empty(),
        taken.is_ok(),
        "it was refused for what is there: {taken:?}"
    );
    assert!(store.metrics().undone > 0 && store.metrics().again > 0);
}

#[tokio::test]
async fn what_was_undone_is_not_announced() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let mut watches =
        ["ord_undone", "ord_kept"].map(|id| store.watch_order(&OrderId::stored(String::from(id))));
    let undone = store.write(|tx| {
        Box::pin(async move {
            tx.order_changed(&OrderId::stored(String::from("ord_undone")));
            Err::<(), _>(Error::refused(Code::NotFound, "changed its mind"))
        })
    });
    let kept = store.write(|tx| {
        Box::pin(async move {
            tx.order_changed(&OrderId::stored(String::from("ord_kept")));
            Ok(())
        })
    });
    // Polled together, so that they may share a commit.
    let (undone, kept) = tokio::join!(undone, kept);
    assert!(undone.is_err() && kept.is_ok());
    let told = watches
        .each_mut()
        .map(|watch| watch.changed().now_or_never());
    assert_eq!(told, [None, Some(())]);
}

#[tokio::test]
async fn the_writes_of_a_lost_transaction_run_again_before_they_are_acknowledged() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let once = std::sync::atomic::AtomicBool::new(true);
    let once = std::sync::Arc::new(once);
    let lost = store.write(move |_| {
        Box::pin(async move {
            if once.swap(false, std::sync::atomic::Ordering::SeqCst) {
                return Err(Fault::conflict("the database undid it all").into());
            }
            Ok(())
        })
    });
    // One commit, where there is one writer.
    let (first, lost) = tokio::join!(add(&store, "first"), lost);
    assert!(first.is_ok() && lost.is_ok(), "{first:?} {lost:?}");
    assert_eq!(names(&store).await, ["first"]);
}

#[tokio::test]
async fn a_write_that_ignores_a_failed_statement_keeps_nothing() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let blind = store.write(|tx| {
        Box::pin(async move {
            let sql =
                "INSERT INTO jobs (name, subject, lane, payload, due_at, tries) VALUES ('query', 'it', 'money', 'null', 0, 0)";
            tx.run(sql, args![]).await?;
            // The same again is refused by the table; this work does not look.
            drop(tx.run(sql, args![]).await);
            Ok(())
        })
    });
    let (blind, beside) = tokio::join!(blind, add(&store, "beside"));
    assert!(matches!(blind, Err(Error::Fault(_))), "{blind:?}");
    assert!(beside.is_ok(), "{beside:?}");
    assert_eq!(names(&store).await, ["beside"]);
}
