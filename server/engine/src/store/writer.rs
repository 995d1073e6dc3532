//! The writers: each takes all work that waits into one transaction, and
//! acknowledges after the commit (group commit).
//!
//! A disk sync costs milliseconds whatever is in it, so under load many
//! payments share one. Rules kept here:
//! - a piece that is refused, fails or panics is undone alone and spoils
//!   nothing else (`marks`);
//! - a transaction that is lost before its commit was sent took nothing with
//!   it: each piece of it is told so, and its door runs it again. Refusals
//!   too: they may rest on what was never kept;
//! - a commit whose end is not known is a fault, for all that were in it:
//!   never an acknowledgement, and never run again;
//! - a connection that failed is closed, and the next work opens another.

use super::after::After;
use super::batch::{self, End};
use super::bells::Bells;
use super::dialect::Isolation;
use super::figures::Figures;
use super::marks::Marks;
use super::pool::Pool;
use super::work::{Piece, Task, Work};
use crate::error::{Error, Fault};
use crate::metrics::Metrics;
use domain::ids::OrderId;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::sync::{Mutex as Turn, broadcast, mpsc, oneshot};
use tokio::task::JoinHandle;

/// Work that waits; more callers than this wait at the door.
const QUEUE: usize = 1024;

/// The door's side.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Work>>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// What the tasks of a writer share.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    /// Connections that write, one for each task.
    pub(super) connections: Arc<Pool>,
    /// How transactions begin.
    pub(super) isolation: Isolation,
    /// Who is told of changed orders.
    pub(super) changes: broadcast::Sender<OrderId>,
    /// Who is called to work that was put down.
    pub(super) bells: Arc<Bells>,
    /// What is counted.
    pub(super) figures: Arc<Figures>,
    /// Where payments are counted.
    pub(super) metrics: Metrics,
}

impl Writer {
    /// Starts `many` tasks that write side by side.
    pub(super) fn start(desk: &Desk, many: usize) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let waiting = Arc::new(Turn::new(waiting));
        let task = |_| tokio::spawn(serve(desk.clone(), Arc::clone(&waiting)));
        Self {
            queue: Mutex::new(Some(queue)),
            tasks: Mutex::new((0..many).map(task).collect()),
        }
    }

    /// Hands work in and waits for its commit.
    pub(super) async fn run<T, F>(&self, work: Arc<F>) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Task<T>,
    {
        let closed = || Error::Fault(Fault::unavailable("the store is closed"));
        let (answer, answered) = oneshot::channel();
        let queue = self
            .queue
            .lock()
            .expect("nothing panics while holding this lock")
            .clone();
        queue
            .ok_or_else(closed)?
            .send(Box::new(Piece::new(work, answer)))
            .await
            .map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Takes no more work, does what waits, and ends.
    pub(super) async fn stop(&self) {
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

/// Work that waits for a writer.
type Waiting = Arc<Turn<mpsc::Receiver<Work>>>;

async fn serve(desk: Desk, waiting: Waiting) {
    let (mut at_hand, mut marks) = (VecDeque::new(), Marks::default());
    loop {
        if at_hand.is_empty() {
            let mut queue = waiting.lock().await;
            let Some(first) = queue.recv().await else {
                return;
            };
            at_hand.push_back(first);
            batch::fill(&mut at_hand, &mut queue);
        }
        if let Err(fault) = transaction(&desk, &mut marks, &mut at_hand, &waiting).await {
            // Nothing was begun: who waits is told now, not one by one.
            if let Ok(mut queue) = waiting.try_lock() {
                batch::fill(&mut at_hand, &mut queue);
            }
            tracing::error!(fault = %fault.chain(), waiting = at_hand.len(), "no transaction could be begun");
            for work in at_hand.drain(..) {
                work.tell(Err(fault.clone()));
            }
        }
    }
}

/// One transaction with what is at hand and what comes in meanwhile.
///
/// # Errors
/// None could be begun, and no work was taken from `at_hand`.
async fn transaction(
    desk: &Desk,
    marks: &mut Marks,
    at_hand: &mut VecDeque<Work>,
    waiting: &Waiting,
) -> Result<(), Fault> {
    let begun = desk.connections.begin(desk.isolation).await;
    let (mut tx, place) = begun.inspect_err(|_| desk.figures.failed())?;
    let (mut ran, mut after) = (Vec::new(), After::default());
    let more = || waiting.try_lock().ok()?.try_recv().ok();
    marks.begin();
    let end = batch::run(&mut tx, marks, at_hand, more, &mut ran, &mut after).await;
    desk.figures.transaction(ran.len(), &end);
    let told = match &end {
        // Of what was not marked nobody is told: it is at hand again.
        End::Committed | End::Unmarked => Ok(()),
        End::Lost(fault) => {
            tracing::debug!(fault = %fault.chain(), "a transaction was undone, its work runs again");
            Err(Fault::conflict("the transaction it was in was undone"))
        }
        End::Unknown(fault) => {
            tracing::error!(fault = %fault.chain(), "a commit failed");
            let unknown = Fault::unavailable("whether it was kept is not known");
            Err(unknown.because(fault.clone()))
        }
    };
    if end.leaves_connection_whole(&mut tx).await {
        desk.connections.give_back(tx.into_connection(), place);
    }
    for work in ran {
        work.tell(told.clone());
    }
    if told.is_ok() {
        for order in after.orders {
            // No listener is no error.
            drop(desk.changes.send(order));
        }
        for (lane, due) in after.work {
            desk.bells.ring(lane, due);
        }
        for payment in after.payments {
            desk.metrics.payment(payment);
        }
    }
    Ok(())
}
