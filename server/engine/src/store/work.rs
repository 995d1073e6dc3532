//! A piece of work on its way to a writer, and what it answers.

use super::tx::Tx;
use crate::error::{Error, Fault};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::panic::AssertUnwindSafe;
use tokio::sync::oneshot;

/// Told how the commit went; keeps the work's own answer inside.
pub(super) type Acknowledge = Box<dyn FnOnce(Result<(), Fault>) + Send>;

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

/// What a writer does with work: one of the two.
pub(super) trait Runs: Send {
    /// Runs it in a transaction.
    fn run(self: Box<Self>, tx: &mut Tx) -> BoxFuture<'_, (Verdict, Acknowledge)>;
    /// Answers that it was not run.
    fn refuse(self: Box<Self>, fault: Fault);
}

/// A closure and who waits for its answer.
pub(super) struct Piece<T, F> {
    work: F,
    answer: oneshot::Sender<Result<T, Error>>,
}

impl<T, F> Piece<T, F> {
    /// Takes work in.
    pub(super) const fn new(work: F, answer: oneshot::Sender<Result<T, Error>>) -> Self {
        Self { work, answer }
    }
}

impl<T, F> Runs for Piece<T, F>
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, Error>> + Send + 'static,
{
    fn run(self: Box<Self>, tx: &mut Tx) -> BoxFuture<'_, (Verdict, Acknowledge)> {
        Box::pin(guarded(*self, tx))
    }

    fn refuse(self: Box<Self>, fault: Fault) {
        // The caller may have gone away.
        drop(self.answer.send(Err(fault.into())));
    }
}

/// Runs the work; a panic in it is a fault like any other, and so is a
/// statement that failed though the work says that all went well.
async fn guarded<T, F>(piece: Piece<T, F>, tx: &mut Tx) -> (Verdict, Acknowledge)
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, Error>> + Send + 'static,
{
    let Piece { work, answer } = piece;
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
    let acknowledge: Acknowledge = Box::new(move |committed| {
        let told = match (committed, done) {
            (Err(_), Err(Error::Fault(own))) => Err(Error::Fault(own)),
            // A refusal may rest on what another piece did and was not kept.
            (Err(fault), _) => Err(Error::Fault(fault)),
            (Ok(()), done) => done,
        };
        // The caller may have gone away; the work is done all the same.
        drop(answer.send(told));
    });
    (verdict, acknowledge)
}
