//! What the provider's staff do about a thing that needs to be looked at: the
//! job that works on it anyway runs now. It queries, sends the same refund on or
//! delivers the same event once more; no payment begins. Twice is as good as once.

use super::people::{Answer, Change, People};
use crate::jobs::{self, DeliverEvent, QueryPayment, SendRefund};
use domain::clock::At;
use domain::console::{
    AuditAction, Conflict, ConsoleError, ConsoleVisit, Right, Scope, SignedIn, WorkKind,
    WorkSubject,
};
use domain::ids::{AttemptId, EventId};
use store::{Error, Tx, audit_entries, deliveries, work};

impl People {
    /// Runs the job of a thing now.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`; `Conflict` where it needs nothing any more.
    pub(crate) async fn run_work(
        &self,
        by: &SignedIn,
        (kind, of): (WorkKind, &WorkSubject),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        self.check(by, &Scope::Provider, Right::RunWork, visit)
            .await?;
        let what = Change {
            after: Some(kind.name().to_owned()),
            ..Change::of(AuditAction::RunWork, of.subject.as_str())
        };
        let entry = self.entry(&Scope::Provider, Some(&by.person.id), visit, what);
        let (of, now) = (of.clone(), self.now());
        let done = self.store.write(move |tx| {
            Box::pin(async move {
                if !run(tx, (kind, &of), now).await? {
                    return Ok(Err(ConsoleError::Conflict(Conflict::WorkDone)));
                }
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(done.await??)
    }
}

/// Schedules the job. False where the thing is not as it was listed.
async fn run(tx: &mut Tx, (kind, of): (WorkKind, &WorkSubject), now: At) -> Result<bool, Error> {
    let Some(subject) = work::find(tx, kind, of).await? else {
        return Ok(false);
    };
    let is_payment = AttemptId::parse(&subject).is_some();
    match kind {
        WorkKind::UnsettledPayments | WorkKind::OpenRequests if is_payment => {
            jobs::put::<QueryPayment>(tx, &subject, &(), now).await?;
        }
        WorkKind::UnsettledPayments | WorkKind::OpenRequests | WorkKind::StuckSurplus => {
            jobs::put::<SendRefund>(tx, &subject, &(), now).await?;
        }
        WorkKind::FailingWebhooks => {
            deliveries::reopen(tx, &EventId::stored(subject.clone()), now).await?;
            jobs::put::<DeliverEvent>(tx, &subject, &(), now).await?;
        }
        WorkKind::LateJobs => return store::jobs::run_now(tx, (&of.of, &subject), now).await,
    }
    Ok(true)
}
