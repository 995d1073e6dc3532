//! The store under work that fails, panics, races and comes in crowds.

use super::{Store, args};
use crate::error::{Error, Fault};
use domain::clock::At;
use domain::refusal::Code;
use futures::future::join_all;

async fn store(dir: &tempfile::TempDir) -> Store {
    Store::open(&dir.path().join("paydesk.db"), At::from_ms(0))
        .await
        .expect("opens")
}

fn dir() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

async fn add(store: &Store, name: &'static str) -> Result<(), Error> {
    store
        .write(move |tx| {
            Box::pin(async move {
                tx.run(
                    "INSERT INTO jobs (id, kind, subject, due_at, tries) VALUES ($1, 'query', $1, 0, 0)",
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
                let rows = tx.all("SELECT id FROM jobs ORDER BY id", args![]).await?;
                rows.iter().map(|row| row.text("id")).collect()
            })
        })
        .await
        .expect("reads")
}

#[tokio::test]
async fn what_fails_or_panics_takes_nothing_else_with_it() {
    let dir = dir();
    let store = store(&dir).await;
    let refused = store.write(|tx| {
        Box::pin(async move {
            tx.run("INSERT INTO jobs (id, kind, subject, due_at, tries) VALUES ('no', 'query', 'no', 0, 0)", args![])
                .await?;
            Err::<(), _>(Error::refused(Code::NotFound, "changed its mind"))
        })
    });
    let panicked = store.write(|tx| {
        Box::pin(async move {
            let sql = "INSERT INTO jobs (id, kind, subject, due_at, tries) VALUES ('bug', 'query', 'bug', 0, 0)";
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
async fn work_that_came_second_runs_again() {
    let dir = dir();
    let store = store(&dir).await;
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
        "it does not try for ever"
    );
}

#[tokio::test]
async fn a_reader_cannot_write_and_sees_only_what_was_committed() {
    let dir = dir();
    let store = store(&dir).await;
    let written = store
        .read(|tx| Box::pin(async move { tx.run("DELETE FROM jobs", args![]).await }))
        .await;
    assert!(written.is_err());
    add(&store, "one").await.expect("writes");
    assert_eq!(names(&store).await, ["one"]);
}

#[tokio::test]
async fn many_writers_all_get_their_answer_and_it_survives() {
    let dir = dir();
    let store = store(&dir).await;
    let writes = (0..300_i64).map(|n| {
        store.write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO jobs (id, kind, subject, due_at, tries) VALUES ($1, 'query', $1, $2, 0)";
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
    let again = self::store(&dir).await;
    assert_eq!(names(&again).await.len(), 300);
}

#[tokio::test]
async fn a_newer_or_edited_schema_is_refused() {
    for sql in [
        "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (99, 'future', 'x', 0)",
        "UPDATE schema_migrations SET checksum = 'edited' WHERE version = 1",
    ] {
        let dir = dir();
        let store = store(&dir).await;
        store
            .write(move |tx| Box::pin(async move { tx.run(sql, args![]).await }))
            .await
            .expect("writes");
        store.close().await;
        let path = dir.path().join("paydesk.db");
        assert!(Store::open(&path, At::from_ms(0)).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn a_reader_who_goes_away_half_way_leaves_no_view_open() {
    let dir = dir();
    let store = store(&dir).await;
    for _ in 0..2 * super::READERS {
        let (reached, half_way) = tokio::sync::oneshot::channel();
        let read = store.read(|tx| {
            Box::pin(async move {
                tx.one("SELECT 1", args![]).await?;
                reached.send(()).expect("the test waits for it");
                std::future::pending::<Result<(), Error>>().await
            })
        });
        // A browser that leaves a page: its request is dropped where it is.
        tokio::select! {
            done = read => panic!("the read never ends by itself: {done:?}"),
            reached = half_way => reached.expect("the read got half way"),
        }
    }
    add(&store, "later").await.expect("written");
    for _ in 0..2 * super::READERS {
        assert_eq!(names(&store).await, ["later"], "a new view each time");
    }
}
