//! Background jobs: what a job is, and how one is stored.
//!
//! Jobs are rows in the database, so a restart continues them. A use case adds
//! one by its type, in the transaction that makes it necessary; the runner
//! finds the type by the stored name. Every job is safe to run twice.

mod delete_expired_rows;
mod deliver_event;
mod expire_order;
mod query_payment;
mod registry;
mod remove_agreement;
mod runner;
mod send_refund;
mod sum_payments;
pub(crate) mod unknown_jobs;
mod write_export;

pub(crate) use deliver_event::DeliverEvent;
pub(crate) use expire_order::ExpireOrder;
pub(crate) use query_payment::QueryPayment;
pub(crate) use remove_agreement::RemoveAgreement;
pub use runner::JobsHandle;
pub(crate) use send_refund::SendRefund;
pub(crate) use write_export::WriteExport;

use crate::engine::Engine;
use domain::clock::At;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use store::jobs::{ClaimedJob, Lane, NewJob};
use store::{Error, Fault, Tx, jobs};

/// A type of job. It runs only if the registry has it.
pub(crate) trait Job {
    /// The name in the database. Rows of earlier releases have it, so it never
    /// changes.
    const NAME: &'static str;
    /// The lane of new rows.
    const LANE: Lane;
    /// What it needs besides the subject's id. Stored as JSON, so a change must
    /// still read the rows of earlier releases.
    type Payload: Serialize + DeserializeOwned + Send + Sync;

    /// Runs it once. After an error it runs again later.
    fn run(
        engine: &Arc<Engine>,
        job: &ClaimedJob,
        payload: Self::Payload,
    ) -> impl Future<Output = Result<Next, Error>> + Send;
}

/// What to do with a job after a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Delete it.
    Done,
    /// Run it again at this time.
    At(At),
}

/// Adds a job about a subject, or reschedules the existing one and ends its
/// lease.
pub(crate) async fn put<J: Job>(
    tx: &mut Tx,
    subject: &str,
    payload: &J::Payload,
    due: At,
) -> Result<(), Error> {
    let payload = serde_json::to_string(payload)
        .map_err(|error| payload_fault::<J>("cannot be written", error))?;
    jobs::put(tx, &new_job::<J>(subject, &payload), due).await
}

const fn new_job<'a, J: Job>(subject: &'a str, payload: &'a str) -> NewJob<'a> {
    NewJob {
        name: J::NAME,
        subject,
        lane: J::LANE,
        payload,
    }
}

/// The payload of a stored job.
fn payload<J: Job>(job: &ClaimedJob) -> Result<J::Payload, Error> {
    serde_json::from_str(&job.payload).map_err(|error| payload_fault::<J>("cannot be read", error))
}

fn payload_fault<J: Job>(what: &str, error: serde_json::Error) -> Error {
    Fault::new(format!("the payload of a job {} {what}", J::NAME))
        .because(error)
        .into()
}

#[cfg(test)]
mod tests;
