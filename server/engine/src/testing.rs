//! What only tests call: jobs one at a time, the locks of orders, caches, and
//! deliveries without a mall.

use crate::engine::Engine;
use crate::jobs::{self, DeliverEvent, Next, QueryPayment};
use crate::webhooks::client::DeliveryAnswer;
use crate::webhooks::delivery_job::{DeliveryPlan, plan};
use domain::clock::At;
use domain::ids::{AttemptId, EventId, OrderId, RefundId};
use std::sync::Arc;
use store::events::EventRow;
use store::jobs::{ClaimedJob, Lane};
use store::{Error, Tx};
use tokio::sync::OwnedMutexGuard;

/// What the delivery job does for an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryStep {
    /// Nothing: the event is gone, or its delivery is over.
    Nothing,
    /// It waits for an earlier event of the order.
    Wait,
    /// It tries the mall's endpoint.
    Try,
}

/// The next step of an event's delivery job.
///
/// # Errors
/// A fault of the database.
pub async fn delivery_step(tx: &mut Tx, event: &EventId) -> Result<DeliveryStep, Error> {
    Ok(match plan(tx, event).await? {
        DeliveryPlan::Nothing => DeliveryStep::Nothing,
        DeliveryPlan::Wait => DeliveryStep::Wait,
        DeliveryPlan::Try(..) => DeliveryStep::Try,
    })
}

/// Adds the job that queries an attempt.
///
/// # Errors
/// A fault of the database.
pub async fn put_query_job(tx: &mut Tx, attempt: &AttemptId, due: At) -> Result<(), Error> {
    jobs::put::<QueryPayment>(tx, attempt.as_str(), &(), due).await
}

/// Adds the job that delivers an event.
///
/// # Errors
/// A fault of the database.
pub async fn put_delivery_job(tx: &mut Tx, event: &EventId, due: At) -> Result<(), Error> {
    jobs::put::<DeliverEvent>(tx, event.as_str(), &(), due).await
}

impl Engine {
    /// Leases due jobs of a lane.
    pub async fn lease_jobs(&self, lane: Lane, limit: usize) -> Vec<ClaimedJob> {
        self.claim(lane, limit).await
    }

    /// Renews the lease of a job.
    pub async fn renew_lease(&self, job: &mut ClaimedJob) {
        self.renew(job).await;
    }

    /// Runs a leased job, then deletes or reschedules it.
    pub async fn run_leased_job(self: &Arc<Self>, job: ClaimedJob) {
        Arc::clone(self).run_job(job).await;
    }

    /// Runs the job of a refund, leased or not.
    ///
    /// # Errors
    /// Those of the job.
    pub async fn run_refund_job(&self, refund: &RefundId) -> Result<(), Error> {
        self.refunds.refund_job(refund.as_str()).await.map(drop)
    }

    /// Records that the mall's endpoint answered with a status, or that it has
    /// none. Returns when the event is tried again.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn record_delivery(
        &self,
        event: EventRow,
        answer: Option<(String, u16)>,
    ) -> Result<Option<At>, Error> {
        let tried = answer.map(|(endpoint, status)| {
            let answer = DeliveryAnswer::Status {
                status,
                retry_after: None,
            };
            (endpoint, answer)
        });
        Ok(match self.record_try(event, tried).await? {
            Next::Done => None,
            Next::At(at) => Some(at),
        })
    }

    /// Waits for the order's lock without a limit.
    pub async fn hold_order(&self, order: &OrderId) -> OwnedMutexGuard<()> {
        self.payments.order_locks.lock(order).await
    }

    /// Number of callers that wait for the lock of an order.
    pub fn waiting_for_orders(&self) -> usize {
        self.payments.order_locks.waiting()
    }
}
