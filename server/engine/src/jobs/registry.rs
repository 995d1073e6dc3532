//! The jobs that this release can run, by their stored names.

use super::delete_expired_rows::DeleteExpiredRows;
use super::deliver_event::DeliverEvent;
use super::expire_order::ExpireOrder;
use super::query_payment::QueryPayment;
use super::remove_agreement::RemoveAgreement;
use super::send_refund::SendRefund;
use super::write_export::WriteExport;
use super::{Job, Next, payload};
use crate::engine::Engine;
use futures::future::BoxFuture;
use std::sync::Arc;
use store::Error;
use store::jobs::ClaimedJob;

type RunFn = for<'a> fn(&'a Arc<Engine>, &'a ClaimedJob) -> BoxFuture<'a, Result<Next, Error>>;

/// All types of jobs.
const REGISTERED: [RegisteredJob; 7] = [
    RegisteredJob::of::<DeleteExpiredRows>(),
    RegisteredJob::of::<DeliverEvent>(),
    RegisteredJob::of::<ExpireOrder>(),
    RegisteredJob::of::<QueryPayment>(),
    RegisteredJob::of::<RemoveAgreement>(),
    RegisteredJob::of::<SendRefund>(),
    RegisteredJob::of::<WriteExport>(),
];

/// A type of job, found by its name.
#[derive(Clone, Copy)]
pub(super) struct RegisteredJob {
    name: &'static str,
    /// Reads the payload and runs the job once.
    pub(super) run: RunFn,
}

impl RegisteredJob {
    const fn of<J: Job>() -> Self {
        Self {
            name: J::NAME,
            run: run::<J>,
        }
    }
}

/// The job of this name; `None` if this release has none.
pub(super) fn find(name: &str) -> Option<RegisteredJob> {
    REGISTERED.into_iter().find(|job| job.name == name)
}

fn run<'a, J: Job>(
    engine: &'a Arc<Engine>,
    job: &'a ClaimedJob,
) -> BoxFuture<'a, Result<Next, Error>> {
    Box::pin(async move { J::run(engine, job, payload::<J>(job)?).await })
}

#[cfg(test)]
mod tests {
    use super::REGISTERED;
    use std::collections::BTreeSet;

    /// As rows of earlier releases have them.
    #[test]
    fn the_stored_names_are_the_same_as_ever() {
        let names = REGISTERED.map(|job| job.name);
        assert_eq!(
            BTreeSet::from(names),
            BTreeSet::from([
                "deliver", "expire", "export", "forget", "prune", "query", "refund"
            ])
        );
    }
}
