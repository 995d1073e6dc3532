//! Settling a refund: the only code that lets a network's outcome change one,
//! whether it came by reply, query or notice. Idempotent, in any order.
//!
//! - A refund that was made is recorded at once, under any request.
//! - A decline counts only if no other request of the refund may have moved
//!   money. Otherwise a merchant would refund again what was refunded.
//! - A declined undo ends its request only; the job goes on with a refund under
//!   a new number.

use super::Refunds;
use crate::jobs::{self, SendRefund};
use crate::network::moved;
use crate::orders::transition;
use channels::{AfterDecline, Declined, Outcome};
use domain::attempt::Receipt;
use domain::clock::At;
use domain::console::NotificationKind;
use domain::entropy::Entropy;
use domain::ids::RefundId;
use domain::machine::OrderEvent;
use domain::network_request::{NetworkRequest, RequestEnd};
use domain::refund::{Refund, RefundCause, RefundOutcome, RefundState};
use std::sync::Arc;
use store::network_requests;
use store::notifications::{self, NewNotification};
use store::{Error, Fault, Tx, orders, refunds};

/// Where an outcome comes from. A decline may concern only the latest copy of a
/// request, depending on the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A query: the outcome of the request itself. The job has queried
    /// abandoned requests as well.
    Query,
    /// The reply to a message: if copies were sent, it may concern this copy
    /// only.
    Reply,
    /// A notice: as a reply, but abandoned requests were not queried.
    Notice,
}

impl Source {
    /// True if a decline of this request covers all earlier ones.
    fn is_decline_final(self, request: &NetworkRequest, requests: &[NetworkRequest]) -> bool {
        let lost = requests
            .iter()
            .any(|request| request.ended == Some(RequestEnd::NotReceived));
        match self {
            Self::Query => true,
            Self::Reply => request.sends == 1,
            Self::Notice => request.sends == 1 && !lost,
        }
    }
}

impl Refunds {
    /// Settles the outcome of one request.
    ///
    /// # Errors
    /// A fault; nothing was changed.
    pub(super) async fn settle_refund(
        &self,
        request: &NetworkRequest,
        outcome: Outcome,
        source: Source,
    ) -> Result<Refund, Error> {
        let (entropy, now) = (Arc::clone(&self.entropy), self.clock.now());
        let request = request.clone();
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    settle_refund_in(tx, entropy.as_ref(), &request, &outcome, source, now).await
                })
            })
            .await
    }
}

/// [`Refunds::settle_refund`], in the caller's transaction.
#[tracing::instrument(name = "settle_refund", skip_all)]
pub(crate) async fn settle_refund_in(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    request: &NetworkRequest,
    outcome: &Outcome,
    source: Source,
    now: At,
) -> Result<Refund, Error> {
    // As it is now: it may have been sent again, or have ended.
    let request = network_requests::find(tx, &request.channel, &request.number).await?;
    let request = request.ok_or_else(|| Fault::new("a refund's request is gone"))?;
    let refund = refunds::get(tx, &RefundId::stored(request.subject.clone())).await?;
    match outcome {
        Outcome::Moved(moved) => match moved::receipt(&request, moved) {
            Some(receipt) => returned(tx, entropy, &request, refund, receipt, now).await,
            None => Ok(refund),
        },
        Outcome::Declined(no) => declined(tx, entropy, &request, refund, no, source, now).await,
        Outcome::Done(_) | Outcome::NotStarted | Outcome::Waiting | Outcome::Unknown(_) => {
            Ok(refund)
        }
    }
}

async fn returned(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    request: &NetworkRequest,
    refund: Refund,
    receipt: &Receipt,
    now: At,
) -> Result<Refund, Error> {
    let (id, network_id) = (&refund.id, &receipt.network_id);
    network_requests::end(tx, request, RequestEnd::Returned).await?;
    if receipt.defect {
        tracing::warn!(refund = %id, %network_id, "refunded with a defect");
    }
    let known = refund.receipt.as_ref();
    if known.is_some_and(|known| known.network_id != *network_id) {
        tracing::error!(refund = %id, %network_id, "a refund was made twice: get the money back");
    }
    let result = RefundOutcome::Succeeded(receipt.clone());
    let learned = apply(tx, entropy, refund, result, now).await?;
    if learned.state != RefundState::Succeeded {
        tracing::error!(refund = %learned.id, %network_id, state = learned.state.name(),
            "the network made a refund that could not be booked: get the money back");
    }
    Ok(learned)
}

async fn declined(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    request: &NetworkRequest,
    refund: Refund,
    no: &Declined,
    source: Source,
    now: At,
) -> Result<Refund, Error> {
    if request.ended.is_some() {
        return Ok(refund);
    }
    let requests = network_requests::of_subject(tx, refund.id.as_str()).await?;
    if !source.is_decline_final(request, &requests) {
        run_job_now(tx, &refund.id, now).await?;
        return Ok(refund);
    }
    network_requests::end(tx, request, RequestEnd::Declined).await?;
    if !refund.state.is_open() {
        return Ok(refund);
    }
    if no.then == AfterDecline::OtherMethod {
        run_job_now(tx, &refund.id, now).await?;
        return Ok(refund);
    }
    match refund.cause {
        RefundCause::Merchant => {
            tracing::warn!(refund = %refund.id, code = %no.code, "the network refused a refund");
        }
        RefundCause::Surplus => {
            tracing::error!(refund = %refund.id, code = %no.code, "the network refused to take surplus back: tried again later");
        }
    }
    apply(
        tx,
        entropy,
        refund,
        RefundOutcome::Declined(no.code.clone()),
        now,
    )
    .await
}

async fn run_job_now(tx: &mut Tx, id: &RefundId, now: At) -> Result<(), Error> {
    jobs::put::<SendRefund>(tx, id.as_str(), &(), now).await
}

async fn apply(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    refund: Refund,
    result: RefundOutcome,
    now: At,
) -> Result<Refund, Error> {
    let order = orders::get(tx, &refund.order_id).await?;
    let learned = OrderEvent::LearnRefund(&refund, result);
    let stored = transition::apply(tx, entropy, &order, learned, now).await?;
    let learned = stored.refund.unwrap_or_else(|| refund.clone());
    if learned.state == RefundState::Failed && refund.state != RefundState::Failed {
        let failed = NewNotification {
            merchant: &order.facts.merchant_id,
            kind: NotificationKind::RefundFailed,
            subject: order.id.as_str(),
            amount: Some(learned.amount),
            at: now,
        };
        notifications::insert(tx, failed).await?;
    }
    Ok(learned)
}
