//! A database that goes away, fills up or is lost in the middle of a commit:
//! nothing is acknowledged that was not kept, and the store works again by
//! itself.

use super::proxy::{Proxy, ProxyState};
use super::{At, Error, Store, TestDatabase, add, args, checked_database, database, names, store};
use crate::connection::Connection;
use crate::role::Role;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

fn is_temporary(answer: &Result<(), Error>) -> bool {
    matches!(answer, Err(Error::Fault(fault)) if fault.is_temporary() && !fault.may_retry())
}

#[tokio::test]
async fn a_full_disk_is_a_temporary_fault() {
    // A file that may not grow is a disk that is full.
    let test_database = tempfile::tempdir().expect("a folder");
    let file = crate::database::Database::Sqlite(test_database.path().join("paydesk.db"));
    let store = Store::open(&file, At::from_ms(0)).await.expect("opens");
    add(&store, "before").await.expect("written");
    let full = store.write(|tx| {
        Box::pin(async move {
            tx.all("PRAGMA max_page_count = 1", args![]).await?;
            let sql = "INSERT INTO jobs (name, subject, lane, payload, due_at, tries) VALUES ('query', $1, 'money', 'null', 0, 0)";
            for n in 0..2_000 {
                tx.run(sql, args![format!("{n:0>200}")]).await?;
            }
            Ok(())
        })
    });
    let (full, beside) = tokio::join!(full, add(&store, "beside"));
    assert!(is_temporary(&full), "{full:?}");
    assert!(beside.is_ok(), "the other write runs again: {beside:?}");
    assert_eq!(names(&store).await, ["before", "beside"]);
}

/// Kills the server's process behind a connection.
async fn kill(admin: &mut Connection, pid: i64) {
    let killed = admin
        .run("SELECT pg_terminate_backend(CAST($1 AS INT))", args![pid])
        .await;
    killed.expect("killed");
}

/// Whether a backend is running this query, by the server's own list.
async fn is_running(admin: &mut Connection, pid: i64, query: &str) -> bool {
    let sql = "SELECT pid FROM pg_stat_activity WHERE pid = $1 AND query = $2 AND state = 'active'";
    admin
        .one(sql, args![pid, query])
        .await
        .expect("asked")
        .is_some()
}

/// A write that reports its backend, waits until it may go on, and counts its
/// runs.
struct ReportingWrite {
    reports: mpsc::Receiver<(i64, oneshot::Sender<()>)>,
    runs: Arc<AtomicU32>,
    write: tokio::task::JoinHandle<Result<(), Error>>,
}

impl ReportingWrite {
    /// `query_again`: runs one more statement after it went on.
    fn start(store: &Arc<Store>, query_again: bool) -> Self {
        let (report, reports) = mpsc::channel(1);
        let runs = Arc::new(AtomicU32::new(0));
        let (counted, store) = (Arc::clone(&runs), Arc::clone(store));
        let write = async move {
            let written = store.write(move |tx| {
                Box::pin(async move {
                    let sql = "INSERT INTO jobs (name, subject, lane, payload, due_at, tries) VALUES ('query', 'it', 'money', 'null', 0, 0)";
                    tx.run(sql, args![]).await?;
                    let sql = "SELECT CAST(pg_backend_pid() AS BIGINT) AS pid";
                    let pid = tx.one(sql, args![]).await?.expect("a row").int("pid")?;
                    if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                        let (go, gone) = oneshot::channel();
                        report.send((pid, go)).await.expect("the test listens");
                        drop(gone.await);
                        if query_again {
                            tx.one("SELECT 1", args![]).await?;
                        }
                    }
                    Ok(())
                })
            });
            written.await
        };
        Self {
            reports,
            runs,
            write: tokio::spawn(write),
        }
    }

    async fn backend(&mut self) -> (i64, oneshot::Sender<()>) {
        self.reports.recv().await.expect("it runs")
    }

    /// Its answer, and how often it ran.
    async fn end(self) -> (Result<(), Error>, u32) {
        let answer = self.write.await.expect("ends");
        (answer, self.runs.load(Ordering::SeqCst))
    }
}

async fn on_postgres() -> Option<(TestDatabase, Arc<Store>, Connection)> {
    let test_database = checked_database();
    let store = Arc::new(store(&test_database).await);
    if !store.is_shared() {
        // The suite also runs with PAYDESK_TEST_POSTGRES, where this is not the
        // end of the test.
        add(&store, "it").await.expect("written");
        return None;
    }
    let admin = Connection::open(&database(&test_database), Role::Creator)
        .await
        .expect("opens");
    Some((test_database, store, admin))
}

#[tokio::test]
async fn a_connection_lost_in_a_transaction_keeps_nothing() {
    let Some((_test_database, store, mut admin)) = on_postgres().await else {
        return;
    };
    let mut work = ReportingWrite::start(&store, true);
    let (pid, go) = work.backend().await;
    kill(&mut admin, pid).await;
    go.send(()).expect("it waits");
    let (answer, runs) = work.end().await;
    assert!(is_temporary(&answer), "{answer:?}");
    assert_eq!(runs, 1, "the write does not run again for its caller");
    assert!(names(&store).await.is_empty());
    add(&store, "after")
        .await
        .expect("another connection is opened");
}

#[tokio::test]
async fn a_write_runs_again_when_the_connection_is_lost_before_the_commit() {
    let Some((_test_database, store, mut admin)) = on_postgres().await else {
        return;
    };
    let mut work = ReportingWrite::start(&store, false);
    let (pid, go) = work.backend().await;
    kill(&mut admin, pid).await;
    go.send(()).expect("it waits");
    let (answer, runs) = work.end().await;
    answer.expect("kept by the second run");
    assert_eq!(runs, 2);
    assert_eq!(names(&store).await, ["it"]);
}

#[tokio::test]
async fn a_commit_whose_end_is_not_known_is_neither_acknowledged_nor_run_again() {
    let Some((_test_database, store, mut admin)) = on_postgres().await else {
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
    let mut work = ReportingWrite::start(&store, false);
    let (pid, go) = work.backend().await;
    go.send(()).expect("it waits");
    let in_commit = async {
        while !is_running(&mut admin, pid, "COMMIT").await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(3), in_commit)
        .await
        .expect("it commits");
    kill(&mut admin, pid).await;
    let (answer, runs) = work.end().await;
    assert!(is_temporary(&answer), "{answer:?}");
    assert_eq!(runs, 1);
    assert_eq!(store.metrics().unknown, 1);
    admin
        .raw("DROP TRIGGER slowly ON jobs")
        .await
        .expect("dropped");
    add(&store, "after").await.expect("written");
    assert_eq!(names(&store).await, ["after"]);
}

async fn through_a_proxy() -> Option<(TestDatabase, Proxy, Store)> {
    let (test_database, direct, admin) = on_postgres().await?;
    direct.close().await;
    admin.close().await;
    let proxy = Proxy::to(&test_database.address()).await;
    let address = crate::database::Database::parse(&proxy.address).expect("an address");
    let store = Store::open(&address, At::from_ms(0)).await.expect("opens");
    add(&store, "before").await.expect("written");
    Some((test_database, proxy, store))
}

#[tokio::test]
async fn a_cut_connection_is_a_fault_at_once_and_opened_again() {
    let Some((_test_database, proxy, store)) = through_a_proxy().await else {
        return;
    };
    assert!(store.is_ready().await);
    for lost in ["lost 1", "lost 2"] {
        proxy.set(ProxyState::Cut);
        let answer = tokio::time::timeout(Duration::from_secs(4), add(&store, lost)).await;
        let answer = answer.expect("answers in time");
        assert!(is_temporary(&answer), "{answer:?}");
        assert!(!store.is_ready().await);
        proxy.set(ProxyState::Open);
        assert!(store.is_ready().await, "readers connect again");
    }
    add(&store, "after").await.expect("writers connect again");
    assert_eq!(names(&store).await, ["after", "before"]);
}

#[tokio::test]
async fn a_silent_server_is_a_fault_within_seconds() {
    let Some((_test_database, proxy, store)) = through_a_proxy().await else {
        return;
    };
    proxy.set(ProxyState::Silent);
    let within = Duration::from_secs(20);
    let (ready, answer) = tokio::join!(
        tokio::time::timeout(Duration::from_secs(4), store.is_ready()),
        tokio::time::timeout(within, add(&store, "lost")),
    );
    assert_eq!(ready.ok(), Some(false), "not ready, within seconds");
    let answer = answer.expect("answers in time");
    assert!(is_temporary(&answer), "{answer:?}");
    proxy.set(ProxyState::Open);
    add(&store, "after").await.expect("connects again");
    assert_eq!(names(&store).await, ["after", "before"]);
}
