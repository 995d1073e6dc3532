//! A piece of work on its way to a writer, and what it answers.

use super::tx::Tx;
use crate::error::{Error, Fault};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tokio::sync::oneshot;
use tracing::{Instrument as _, Span};

/// What is asked of one transaction, once.
pub(crate) trait Look<T>:
    for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, Error>> + Send
{
}

impl<T, F> Look<T> for F where
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, Error>> + Send
{
}

/// What a writer is given: a clone of it runs, and runs again where the
/// transaction was for nothing.
pub(crate) trait Task<T>: Look<T> + Clone + Sync + 'static {}

impl<T, F> Task<T> for F where F: Look<T> + Clone + Sync + 'static {}

/// What becomes of what a piece did.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// It is kept with the commit.
    Keep,
    /// It is undone; the others are not touched.
    Undo,
    /// The transaction is lost, with all that is in it.
    Lost(Fault),
}

/// Work with its answer's type hidden.
pub(super) type Work = Box<dyn Runs>;

/// What a writer does with work: runs it, again where that was for nothing,
/// and tells who waits for it.
pub(super) trait Runs: Send {
    /// Runs it in a transaction.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, Verdict>;
    /// Says how the commit went; without one, that it was not run.
    fn tell(self: Box<Self>, committed: Result<(), Fault>);
}

/// A closure, what it answered when it ran last, and who waits for that.
pub(super) struct Piece<T, F> {
    work: Arc<F>,
    done: Option<Result<T, Error>>,
    answer: oneshot::Sender<Result<T, Error>>,
    /// Whose work it is: what it logs belongs there, not to the writer.
    span: Span,
}

impl<T, F> Piece<T, F> {
    /// Takes work in.
    pub(super) fn new(work: Arc<F>, answer: oneshot::Sender<Result<T, Error>>) -> Self {
        Self {
            work,
            done: None,
            answer,
            span: Span::current(),
        }
    }
}

impl<T, F> Runs for Piece<T, F>
where
    T: Send + 'static,
    F: Task<T>,
{
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, Verdict> {
        let work = F::clone(&self.work);
        Box::pin(async move {
            let (done, verdict) = guarded(work, tx).instrument(self.span.clone()).await;
            self.done = Some(done);
            verdict
        })
    }

    fn tell(self: Box<Self>, committed: Result<(), Fault>) {
        let told = match (committed, self.done) {
            (Err(_), Some(Err(Error::Fault(own)))) => Err(Error::Fault(own)),
            // A refusal may rest on what another piece did and was not kept.
            (Err(fault), _) => Err(Error::Fault(fault)),
            (Ok(()), Some(done)) => done,
            (Ok(()), None) => Err(Fault::new("work was not run, and acknowledged").into()),
        };
        // The caller may have gone away; the work is done all the same.
        drop(self.answer.send(told));
    }
}

/// Runs the work; a panic in it is a fault like any other, and so is a
/// statement that failed though the work says that all went well.
async fn guarded<T, F>(work: F, tx: &mut Tx) -> (Result<T, Error>, Verdict)
where
    T: Send + 'static,
    F: Look<T>,
{
    let done = AssertUnwindSafe(async { work(tx).await })
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
    let verdict = match fault {
        Some(fault) if fault.ends_transaction() => Verdict::Lost(fault),
        _ if done.is_err() => Verdict::Undo,
        _ => Verdict::Keep,
    };
    (done, verdict)
}
