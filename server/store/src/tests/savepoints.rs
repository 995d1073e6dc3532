//! Writes that are undone alone, with and without a savepoint before them.

use super::checked_database;
use super::{add, names, store};
use crate::error::Error;
use crate::{Store, args};
use domain::refusal::Code;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

fn no() -> Error {
    Error::refused(Code::NotFound, "changed its mind")
}

/// Writes and is then refused; counts how often it ran.
pub(super) async fn written_and_refused(store: &Store, runs: &Arc<AtomicU32>) -> Result<(), Error> {
    let runs = Arc::clone(runs);
    store
        .write(move |tx| {
            Box::pin(async move {
                runs.fetch_add(1, Ordering::SeqCst);
                let sql =
                    "INSERT INTO jobs (name, subject, lane, payload, due_at, tries) VALUES ('query', 'no', 'money', 'null', 0, 0)";
                tx.run(sql, args![]).await?;
                Err(no())
            })
        })
        .await
}

#[tokio::test]
async fn a_refusal_that_wrote_nothing_undoes_nothing() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let looked_and_refused = store.write(|tx| {
        Box::pin(async move {
            let sql = "SELECT subject FROM jobs WHERE subject = 'nobody'";
            assert!(tx.one(sql, args![]).await?.is_none());
            let sql = "DELETE FROM jobs WHERE name = 'nothing' AND subject = 'nobody'";
            assert_eq!(tx.run(sql, args![]).await?, 0);
            Err::<(), _>(no())
        })
    });
    // Polled together, so that they share a commit.
    let (kept, refused) = tokio::join!(add(&store, "kept"), looked_and_refused);
    assert!(kept.is_ok() && matches!(refused, Err(Error::Refused(_))));
    assert_eq!(names(&store).await, ["kept"]);
    if !store.is_shared() {
        assert_eq!(store.metrics().undone, 0);
    }
}

#[tokio::test]
async fn a_savepoint_is_missing_once_and_set_from_then_on() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let runs = Arc::new(AtomicU32::new(0));
    let mut kept = Vec::new();
    for name in ["a", "b", "c", "d", "e", "f"] {
        let before = runs.load(Ordering::SeqCst);
        let (first, refused, last) = tokio::join!(
            add(&store, name),
            written_and_refused(&store, &runs),
            add(&store, name.repeat(2).leak()),
        );
        assert!(first.is_ok() && last.is_ok(), "{first:?} {last:?}");
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        kept.extend([name.to_owned(), name.repeat(2)]);
        let again = runs.load(Ordering::SeqCst) - before;
        // Where several write, each needs its own, and lost races run again too.
        if !store.is_shared() {
            assert_eq!(again, if name == "a" { 2 } else { 1 }, "{name}");
        }
    }
    assert_eq!(names(&store).await, kept, "and nothing that was refused");
    let undone = store.metrics().undone;
    assert!(
        undone >= 1 && (store.is_shared() || undone == 1),
        "{undone}"
    );
}

#[tokio::test]
async fn a_refusal_among_many_reaches_its_own_caller_only() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let runs = Arc::new(AtomicU32::new(0));
    let writes = (0..100_u32).map(|n| {
        let (store, runs) = (&store, Arc::clone(&runs));
        async move {
            if n % 10 == 7 {
                return written_and_refused(store, &runs).await;
            }
            add(store, format!("{n:03}").leak()).await
        }
    });
    let told = futures::future::join_all(writes).await;
    for (n, answer) in told.iter().enumerate() {
        let refused = matches!(answer, Err(Error::Refused(_)));
        assert_eq!(refused, n % 10 == 7, "{n}: {answer:?}");
        assert_eq!(answer.is_ok(), n % 10 != 7, "{n}: {answer:?}");
    }
    assert_eq!(names(&store).await.len(), 90);
}
