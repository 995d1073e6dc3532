//! A queued write, and the answer its caller waits for.

use super::tx::Tx;
use crate::error::{Error, Fault};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tokio::sync::oneshot;
use tracing::{Instrument as _, Span};

/// A closure that runs in one transaction, once.
pub trait TxFn<T>: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, Error>> + Send {}

impl<T, F> TxFn<T> for F where
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, Error>> + Send
{
}

/// A closure that writes. A clone of it runs each time, because a transaction
/// that was undone runs again.
pub trait WriteFn<T>: TxFn<T> + Clone + Sync + 'static {}

impl<T, F> WriteFn<T> for F where F: TxFn<T> + Clone + Sync + 'static {}

/// What running a write means for its transaction.
#[derive(Clone, Debug)]
pub(crate) enum WriteEffect {
    /// It is kept with the commit.
    Keep,
    /// It is undone; the other writes are not affected.
    Undo,
    /// The transaction is lost, with all that is in it.
    TransactionLost(Fault),
}

/// A queued write with its result type erased.
pub(crate) type BoxedWrite = Box<dyn QueuedWrite>;

/// The interface of a queued write.
pub(crate) trait QueuedWrite: Send {
    /// Runs it in a transaction; may be called again in another.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, WriteEffect>;
    /// Sends its caller the result of the commit, or why it was not run.
    fn answer(self: Box<Self>, committed: Result<(), Fault>);
}

/// A closure, its answer of the last run, and the caller who waits for it.
pub(crate) struct PendingWrite<T, F> {
    write: Arc<F>,
    done: Option<Result<T, Error>>,
    caller: oneshot::Sender<Result<T, Error>>,
    /// The span of the caller, to which log lines of the write belong.
    span: Span,
}

impl<T, F> PendingWrite<T, F> {
    pub(crate) fn new(write: Arc<F>, caller: oneshot::Sender<Result<T, Error>>) -> Self {
        Self {
            write,
            done: None,
            caller,
            span: Span::current(),
        }
    }
}

impl<T, F> QueuedWrite for PendingWrite<T, F>
where
    T: Send + 'static,
    F: WriteFn<T>,
{
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, WriteEffect> {
        let write = F::clone(&self.write);
        Box::pin(async move {
            let (done, effect) = run_guarded(write, tx).instrument(self.span.clone()).await;
            self.done = Some(done);
            effect
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), Fault>) {
        let answer = match (committed, self.done) {
            (Err(_), Some(Err(Error::Fault(own)))) => Err(Error::Fault(own)),
            // A refusal may be based on another write that was rolled back.
            (Err(fault), _) => Err(Error::Fault(fault)),
            (Ok(()), Some(done)) => done,
            (Ok(()), None) => Err(Fault::new("a write was acknowledged that did not run").into()),
        };
        // The caller may have been dropped; the write is done anyway.
        drop(self.caller.send(answer));
    }
}

/// Runs a write. A panic in it is a fault, and so is a statement that failed
/// although the closure answered `Ok`.
async fn run_guarded<T, F>(write: F, tx: &mut Tx) -> (Result<T, Error>, WriteEffect)
where
    T: Send + 'static,
    F: TxFn<T>,
{
    let done = AssertUnwindSafe(async { write(tx).await })
        .catch_unwind()
        .await;
    let mut done = done.unwrap_or_else(|_| Err(Fault::new("a panic inside a transaction").into()));
    let failed = tx.take_failed();
    if let (Ok(_), Some(fault)) = (&done, &failed) {
        done = Err(fault.clone().into());
    }
    let fault = match &done {
        Err(Error::Fault(fault)) => Some(fault.clone()),
        _ => failed,
    };
    let effect = match fault {
        Some(fault) if fault.ends_transaction() => WriteEffect::TransactionLost(fault),
        _ if done.is_err() => WriteEffect::Undo,
        _ => WriteEffect::Keep,
    };
    (done, effect)
}
