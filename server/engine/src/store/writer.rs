//! The one writer: takes all work that waits into one transaction, a
//! savepoint for each, and acknowledges after the commit (group commit).
//!
//! A disk sync costs milliseconds whatever is in it, so under load many
//! payments share one. A piece of work that fails or panics is rolled back
//! to its savepoint and spoils nothing else; a commit that fails is told to
//! all that were in it.

use super::dialect;
use super::tx::Tx;
use crate::error::{Error, Fault};
use domain::ids::OrderId;
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::Sqlite;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::JoinHandle;

/// Work that waits; more callers than this wait at the door.
const QUEUE: usize = 1024;
/// Work that shares one commit.
const BATCH: usize = 64;

/// Told how the commit went; keeps the work's own answer inside.
type Acknowledge = Box<dyn FnOnce(Result<(), Fault>) + Send>;
/// Work, with its answer's type hidden: says whether it is to be kept.
type Work = Box<dyn for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, (bool, Acknowledge)> + Send>;

/// The door's side.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Work>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the task that owns the connection.
    pub(super) fn start(
        connection: PoolConnection<Sqlite>,
        changes: broadcast::Sender<OrderId>,
    ) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let task = tokio::spawn(serve(Tx::new(connection), waiting, changes));
        Self {
            queue: Mutex::new(Some(queue)),
            task: Mutex::new(Some(task)),
        }
    }

    /// Hands work in and waits for its commit.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, Error>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let queue = self
            .queue
            .lock()
            .expect("nothing panics while holding this lock")
            .clone();
        let work: Work = Box::new(move |tx| guarded(work, tx, answer).boxed());
        let closed = || Error::Fault(Fault::new("the store is closed"));
        queue
            .ok_or_else(closed)?
            .send(work)
            .await
            .map_err(|_| closed())?;
        // Dropped unanswered: no transaction could be had, nothing was kept.
        answered
            .await
            .map_err(|_| Error::Fault(Fault::stale("the store could not take the work")))?
    }

    /// Takes no more work, does what waits, and ends.
    pub(super) async fn stop(&self) {
        self.queue
            .lock()
            .expect("nothing panics while holding this lock")
            .take();
        let task = self
            .task
            .lock()
            .expect("nothing panics while holding this lock")
            .take();
        if let Some(task) = task
            && task.await.is_err()
        {
            tracing::error!("the writer ended by a panic");
        }
    }
}

/// Runs the work; a panic in it is a fault like any other.
async fn guarded<T, F>(
    work: F,
    tx: &mut Tx,
    answer: oneshot::Sender<Result<T, Error>>,
) -> (bool, Acknowledge)
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, Error>> + Send + 'static,
{
    let done = AssertUnwindSafe(async { work(tx).await })
        .catch_unwind()
        .await;
    let done = done.unwrap_or_else(|_| Err(Fault::new("a panic inside a transaction").into()));
    let keep = done.is_ok();
    let acknowledge: Acknowledge = Box::new(move |committed| {
        let told = match committed {
            Err(fault) if keep => Err(Error::Fault(fault)),
            _ => done,
        };
        // The caller may have gone away; the work is done all the same.
        drop(answer.send(told));
    });
    (keep, acknowledge)
}

async fn serve(mut tx: Tx, mut waiting: mpsc::Receiver<Work>, changes: broadcast::Sender<OrderId>) {
    while let Some(first) = waiting.recv().await {
        let mut acknowledged = Vec::new();
        let committed = batch(&mut tx, first, &mut waiting, &mut acknowledged).await;
        let touched = tx.take_touched();
        if let Err(fault) = &committed {
            tracing::error!(%fault, "a commit failed");
            // Leaves no transaction open; there may be none.
            drop(tx.raw("ROLLBACK").await);
        }
        let kept = committed.is_ok();
        for acknowledge in acknowledged {
            acknowledge(committed.clone());
        }
        for order in touched.into_iter().filter(|_| kept) {
            // No listener is no error.
            drop(changes.send(order));
        }
    }
}

/// One transaction with all that waits, at most [`BATCH`].
async fn batch(
    tx: &mut Tx,
    first: Work,
    waiting: &mut mpsc::Receiver<Work>,
    acknowledged: &mut Vec<Acknowledge>,
) -> Result<(), Fault> {
    let begun = tx.raw(dialect::BEGIN_WRITE).await;
    let mut next = Some(first);
    while let Some(work) = next {
        // Without a transaction nothing is run; the work is dropped and its
        // caller told that the store could not take it.
        begun.clone()?;
        acknowledged.push(one(tx, work).await?);
        next = if acknowledged.len() < BATCH {
            waiting.try_recv().ok()
        } else {
            None
        };
    }
    tx.raw("COMMIT").await
}

async fn one(tx: &mut Tx, work: Work) -> Result<Acknowledge, Fault> {
    tx.raw("SAVEPOINT work").await?;
    let before = tx.take_touched();
    let (keep, acknowledge) = work(tx).await;
    let mut touched = tx.take_touched();
    if !keep {
        touched.clear();
        tx.raw("ROLLBACK TO SAVEPOINT work").await?;
    }
    tx.raw("RELEASE SAVEPOINT work").await?;
    for order in before.iter().chain(&touched) {
        tx.touch(order);
    }
    Ok(acknowledge)
}
