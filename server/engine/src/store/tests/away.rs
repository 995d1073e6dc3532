//! A database that goes away, fills up or is lost in the middle of a commit:
//! nothing is acknowledged that was not kept, and the store finds its way
//! back by itself.

use super::wire::{Line, Wire};
use super::{At, Error, Store, TestDatabase, add, args, database, names, store};
use crate::store::connection::{Connection, Role};
use crate::tests::database::checked_database;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

fn passes(answer: &Result<(), Error>) -> bool {
    matches!(answer, Err(Error::Fault(fault)) if fault.passes() && !fault.may_retry())
}

#[tokio::test]
async fn a_full_disk_is_told_to_all_and_passes() {
    // A file that may not grow is a disk that is full.
    let ground = tempfile::tempdir().expect("a folder");
    let file = crate::database::Database::Sqlite(ground.path().join("paydesk.db"));
    let store = Store::open(&file, At::from_ms(0)).await.expect("opens");
    add(&store, "before").await.expect("written");
    let full = store.write(|tx| {
        Box::pin(async move {
            tx.all("PRAGMA max_page_count = 1", args![]).await?;
            let sql = "INSERT INTO jobs (kind, subject, due_at, tries) VALUES ('query', $1, 0, 0)";
            for n in 0..2_000 {
                tx.run(sql, args![format!("{n:0>200}")]).await?;
            }
            Ok(())
        })
    });
    let (full, beside) = tokio::join!(full, add(&store, "beside"));
    assert!(passes(&full), "{full:?}");
    assert!(
        beside.is_ok(),
        "what was not in its way runs again: {beside:?}"
    );
    assert_eq!(names(&store).await, ["before", "beside"]);
}

/// Kills the server's process behind a connection.
async fn kill(admin: &mut Connection, pid: i64) {
    let killed = admin
        .run("SELECT pg_terminate_backend(CAST($1 AS INT))", args![pid])
        .await;
    killed.expect("killed");
}

/// What a backend is at, by the server's own list.
async fn is_at(admin: &mut Connection, pid: i64, query: &str) -> bool {
    let sql = "SELECT pid FROM pg_stat_activity WHERE pid = $1 AND query = $2 AND state = 'active'";
    admin
        .one(sql, args![pid, query])
        .await
        .expect("asked")
        .is_some()
}

/// Work that says who serves it, waits until it may go on, and counts.
struct Reporting {
    said: mpsc::Receiver<(i64, oneshot::Sender<()>)>,
    runs: Arc<AtomicU32>,
    work: tokio::task::JoinHandle<Result<(), Error>>,
}

impl Reporting {
    /// `again`: asks the database once more after it went on.
    fn start(store: &Arc<Store>, again: bool) -> Self {
        let (say, said) = mpsc::channel(1);
        let runs = Arc::new(AtomicU32::new(0));
        let (counted, store) = (Arc::clone(&runs), Arc::clone(store));
        let work = async move {
            let written = store.write(move |tx| {
                Box::pin(async move {
                    let sql = "INSERT INTO jobs (kind, subject, due_at, tries) VALUES ('query', 'it', 0, 0)";
                    tx.run(sql, args![]).await?;
                    let sql = "SELECT CAST(pg_backend_pid() AS BIGINT) AS pid";
                    let pid = tx.one(sql, args![]).await?.expect("a row").int("pid")?;
                    if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                        let (go, gone) = oneshot::channel();
                        say.send((pid, go)).await.expect("the test listens");
                        drop(gone.await);
                        if again {
                            tx.one("SELECT 1", args![]).await?;
                        }
                    }
                    Ok(())
                })
            });
            written.await
        };
        Self {
            said,
            runs,
            work: tokio::spawn(work),
        }
    }

    async fn who(&mut self) -> (i64, oneshot::Sender<()>) {
        self.said.recv().await.expect("it runs")
    }

    /// Its answer, and how often it ran.
    async fn end(self) -> (Result<(), Error>, u32) {
        let answer = self.work.await.expect("ends");
        (answer, self.runs.load(Ordering::SeqCst))
    }
}

async fn on_postgres() -> Option<(TestDatabase, Arc<Store>, Connection)> {
    let ground = checked_database();
    let store = Arc::new(store(&ground).await);
    if !store.is_shared() {
        // Told apart by the run with PAYDESK_TEST_POSTGRES, which the suite
        // always makes too.
        add(&store, "it").await.expect("written");
        return None;
    }
    let admin = Connection::open(&database(&ground), Role::Maker)
        .await
        .expect("opens");
    Some((ground, store, admin))
}

#[tokio::test]
async fn a_server_lost_in_mid_transaction_keeps_nothing() {
    let Some((_ground, store, mut admin)) = on_postgres().await else {
        return;
    };
    let mut work = Reporting::start(&store, true);
    let (pid, go) = work.who().await;
    kill(&mut admin, pid).await;
    go.send(()).expect("it waits");
    let (answer, runs) = work.end().await;
    assert!(passes(&answer), "{answer:?}");
    assert_eq!(runs, 1, "a lost server is not asked twice for one caller");
    assert!(names(&store).await.is_empty());
    add(&store, "after")
        .await
        .expect("another connection is opened");
}

#[tokio::test]
async fn a_server_lost_before_the_commit_was_sent_is_run_again() {
    let Some((_ground, store, mut admin)) = on_postgres().await else {
        return;
    };
    let mut work = Reporting::start(&store, false);
    let (pid, go) = work.who().await;
    kill(&mut admin, pid).await;
    go.send(()).expect("it waits");
    let (answer, runs) = work.end().await;
    answer.expect("kept by the second run");
    assert_eq!(runs, 2);
    assert_eq!(names(&store).await, ["it"]);
}

#[tokio::test]
async fn a_commit_whose_end_is_not_known_is_neither_acknowledged_nor_run_again() {
    let Some((_ground, store, mut admin)) = on_postgres().await else {
        return;
    };
    for sql in [
        "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN PERFORM pg_sleep(4); RETURN NULL; END $$",
        "CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON jobs DEFERRABLE INITIALLY DEFERRED
             FOR EACH ROW EXECUTE FUNCTION slowly()",
    ] {
        admin.raw(sql).await.expect("made");
    }
    let mut work = Reporting::start(&store, false);
    let (pid, go) = work.who().await;
    go.send(()).expect("it waits");
    let in_commit = async {
        while !is_at(&mut admin, pid, "COMMIT").await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(3), in_commit)
        .await
        .expect("it commits");
    kill(&mut admin, pid).await;
    let (answer, runs) = work.end().await;
    assert!(passes(&answer), "{answer:?}");
    assert_eq!(runs, 1);
    assert_eq!(store.figures().unknown, 1);
    admin
        .raw("DROP TRIGGER slowly ON jobs")
        .await
        .expect("dropped");
    add(&store, "after").await.expect("written");
    assert_eq!(names(&store).await, ["after"]);
}

async fn on_a_wire() -> Option<(TestDatabase, Wire, Store)> {
    let (ground, direct, admin) = on_postgres().await?;
    direct.close().await;
    admin.close().await;
    let wire = Wire::to(&ground.address()).await;
    let address = crate::database::Database::parse(&wire.address).expect("an address");
    let store = Store::open(&address, At::from_ms(0)).await.expect("opens");
    add(&store, "before").await.expect("written");
    Some((ground, wire, store))
}

#[tokio::test]
async fn a_line_that_is_cut_is_told_at_once_and_found_again() {
    let Some((_ground, wire, store)) = on_a_wire().await else {
        return;
    };
    assert!(store.answers().await);
    for lost in ["lost 1", "lost 2"] {
        wire.set(Line::Cut);
        let told = tokio::time::timeout(Duration::from_secs(4), add(&store, lost)).await;
        let told = told.expect("told in time");
        assert!(passes(&told), "{told:?}");
        assert!(!store.answers().await);
        wire.set(Line::Open);
        assert!(store.answers().await, "readers find it again");
    }
    add(&store, "after").await.expect("writers find it again");
    assert_eq!(names(&store).await, ["after", "before"]);
}

#[tokio::test]
async fn a_line_that_falls_silent_hangs_nobody() {
    let Some((_ground, wire, store)) = on_a_wire().await else {
        return;
    };
    wire.set(Line::Silent);
    let within = Duration::from_secs(20);
    let (ready, told) = tokio::join!(
        tokio::time::timeout(Duration::from_secs(4), store.answers()),
        tokio::time::timeout(within, add(&store, "lost")),
    );
    assert_eq!(ready.ok(), Some(false), "not ready, within seconds");
    let told = told.expect("told in time");
    assert!(passes(&told), "{told:?}");
    wire.set(Line::Open);
    add(&store, "after").await.expect("found again");
    assert_eq!(names(&store).await, ["after", "before"]);
}
