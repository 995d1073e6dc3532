//! The writers: each runs all queued writes in one transaction and answers
//! after the commit (group commit).
//!
//! A disk sync costs the same for one write or many, so under load many
//! payments share one. Rules kept here:
//! - a write that is refused, fails or panics is undone alone and affects no
//!   other (`savepoints`);
//! - a transaction that is lost before its commit was sent was rolled back:
//!   each write in it fails with a fault that may be retried, and
//!   [`super::Store`] runs it again. This includes refusals: they may be based
//!   on writes that were rolled back;
//! - a commit whose end is not known is a fault for every write in it: never
//!   acknowledged, never run again;
//! - a connection that failed is closed; the next transaction opens another.

use super::after_commit::AfterCommit;
use super::batch::{self, TransactionEnd};
use super::dialect::Isolation;
use super::job_wakeups::JobWakeups;
use super::metrics::Counters;
use super::order_watches::OrderWatches;
use super::payment_result::PaymentResults;
use super::pool::Pool;
use super::queued_write::{BoxedWrite, PendingWrite, WriteFn};
use super::savepoints::Savepoints;
use crate::error::{Error, Fault};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot};
use tokio::task::JoinHandle;

/// Writes that may wait in the queue; further callers wait to enter it.
const QUEUE: usize = 1024;

/// A queue of writes and the tasks that serve it.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: Mutex<Option<mpsc::Sender<BoxedWrite>>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// What the tasks of a writer share.
#[derive(Clone, Debug)]
pub(crate) struct WriterContext {
    /// Connections that write, one for each task.
    pub(crate) connections: Arc<Pool>,
    /// How transactions begin.
    pub(crate) isolation: Isolation,
    /// No other transaction commits while one is open, so writes that are
    /// queued meanwhile may join it. Otherwise it would not see what was
    /// committed since it began, and a caller may have waited for that.
    pub(crate) is_alone: bool,
    /// Where changed orders are announced.
    pub(crate) order_watches: Arc<OrderWatches>,
    /// Where added jobs are announced.
    pub(crate) job_wakeups: Arc<JobWakeups>,
    /// What is counted.
    pub(crate) counters: Arc<Counters>,
    /// Where ended attempts are counted.
    pub(crate) payment_results: PaymentResults,
}

impl Writer {
    /// Starts `many` tasks that write at the same time.
    pub(crate) fn start(context: &WriterContext, many: usize) -> Self {
        let (queue, receiver) = mpsc::channel(QUEUE);
        let receiver = Arc::new(AsyncMutex::new(receiver));
        let task = |_| tokio::spawn(serve(context.clone(), Arc::clone(&receiver)));
        Self {
            queue: Mutex::new(Some(queue)),
            tasks: Mutex::new((0..many).map(task).collect()),
        }
    }

    /// Queues a write and waits for its commit.
    pub(crate) async fn run<T, F>(&self, write: Arc<F>) -> Result<T, Error>
    where
        T: Send + 'static,
        F: WriteFn<T>,
    {
        let closed = || Error::Fault(Fault::unavailable("the store is closed"));
        let (caller, answered) = oneshot::channel();
        let queue = self
            .queue
            .lock()
            .expect("nothing panics while holding this lock")
            .clone();
        queue
            .ok_or_else(closed)?
            .send(Box::new(PendingWrite::new(write, caller)))
            .await
            .map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Takes no more writes, runs those that wait, and ends.
    pub(crate) async fn stop(&self) {
        self.queue
            .lock()
            .expect("nothing panics while holding this lock")
            .take();
        let tasks = std::mem::take(
            &mut *self
                .tasks
                .lock()
                .expect("nothing panics while holding this lock"),
        );
        for task in tasks {
            if task.await.is_err() {
                tracing::error!("a writer ended by a panic");
            }
        }
    }
}

/// The receiver, shared by the tasks of a writer.
type SharedQueue = Arc<AsyncMutex<mpsc::Receiver<BoxedWrite>>>;

async fn serve(context: WriterContext, queue: SharedQueue) {
    let (mut waiting, mut savepoints) = (VecDeque::new(), Savepoints::default());
    loop {
        if waiting.is_empty() {
            let mut queue = queue.lock().await;
            let Some(first) = queue.recv().await else {
                return;
            };
            waiting.push_back(first);
            batch::fill(&mut waiting, &mut queue);
        }
        if let Err(fault) = transaction(&context, &mut savepoints, &mut waiting, &queue).await {
            // All waiting callers get the fault at once.
            if let Ok(mut queue) = queue.try_lock() {
                batch::fill(&mut waiting, &mut queue);
            }
            tracing::error!(fault = %fault.chain(), waiting = waiting.len(), "no transaction could be begun");
            for write in waiting.drain(..) {
                write.answer(Err(fault.clone()));
            }
        }
    }
}

/// One transaction with the writes in `waiting` and, if it is alone, those that
/// arrive meanwhile.
///
/// # Errors
/// None could be begun, and no write was taken from `waiting`.
async fn transaction(
    context: &WriterContext,
    savepoints: &mut Savepoints,
    waiting: &mut VecDeque<BoxedWrite>,
    queue: &SharedQueue,
) -> Result<(), Fault> {
    let begun = context.connections.begin(context.isolation).await;
    let (mut tx, permit) = begun.inspect_err(|_| context.counters.write_failed())?;
    let (mut ran, mut after_commit) = (Vec::new(), AfterCommit::default());
    let more = || {
        let mut queue = context.is_alone.then(|| queue.try_lock().ok())??;
        queue.try_recv().ok()
    };
    savepoints.begin_transaction();
    let end = batch::run(
        &mut tx,
        savepoints,
        waiting,
        more,
        &mut ran,
        &mut after_commit,
    )
    .await;
    context.counters.transaction(ran.len(), &end);
    let committed = match &end {
        // Without savepoints nothing is in `ran`: all of it waits again.
        TransactionEnd::Committed | TransactionEnd::NeedsSavepoints => Ok(()),
        TransactionEnd::Lost(fault) => {
            tracing::debug!(fault = %fault.chain(), "a transaction was undone, its writes run again");
            Err(Fault::conflict("the transaction it was in was undone"))
        }
        TransactionEnd::Unknown(fault) => {
            tracing::error!(fault = %fault.chain(), "a commit failed");
            let unknown = Fault::unavailable("it is not known whether the commit was kept");
            Err(unknown.because(fault.clone()))
        }
    };
    if end.leaves_connection_usable(&mut tx).await {
        let connection = tx.into_connection();
        context.connections.give_back(connection, permit);
    }
    for write in ran {
        write.answer(committed.clone());
    }
    if committed.is_ok() {
        for order in &after_commit.changed_orders {
            context.order_watches.notify(order);
        }
        for (lane, due) in after_commit.due_jobs {
            context.job_wakeups.notify(lane, due);
        }
        for payment in after_commit.payments {
            context.payment_results.count(&payment);
        }
    }
    Ok(())
}
