//! Settling: the only code that lets a network's outcome change an attempt,
//! whether it came by notice, query or reply.
//!
//! Idempotent, in any order, and safe to run concurrently:
//! - a payment is recorded once; another payment under a paid attempt is
//!   surplus;
//! - a decline ends the attempt only if no other request of it may still pay;
//! - an unknown or pending outcome changes nothing.

use super::Payments;
use super::abandon::close_soon;
use crate::network::moved;
use crate::orders::transition;
use channels::{AfterDecline, Declined, Outcome};
use domain::attempt::{Attempt, AttemptState, DeclineReason, Receipt};
use domain::clock::At;
use domain::ids::AttemptId;
use domain::machine::{AttemptOutcome, OrderEvent};
use domain::network_request::{NetworkRequest, RequestEnd};
use domain::order::Order;
use std::sync::Arc;
use store::{Error, Tx, attempts, network_requests, orders};

/// What a decline means that the payer may still turn into a payment, for
/// example by another try on the bank's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeclinePolicy {
    /// The attempt stays live.
    AllowRetry,
    /// The attempt ends: the payer has left the page, or the time is over. A
    /// late payment is still recorded.
    EndAttempt,
}

/// Order and attempt after settling.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    /// The order.
    pub(crate) order: Order,
    /// The attempt.
    pub(crate) attempt: Attempt,
}

impl Payments {
    /// Settles the outcome of one request.
    ///
    /// # Errors
    /// A fault; nothing was changed.
    pub(crate) async fn settle(
        self: &Arc<Self>,
        request: &NetworkRequest,
        outcome: Outcome,
        policy: DeclinePolicy,
    ) -> Result<Settled, Error> {
        let (payments, request) = (Arc::clone(self), request.clone());
        self.store
            .write(move |tx| {
                Box::pin(async move { settle_in(tx, &payments, &request, &outcome, policy).await })
            })
            .await
    }
}

/// [`Payments::settle`], in the caller's transaction.
#[tracing::instrument(name = "settle", skip_all, fields(order = tracing::field::Empty, attempt = %request.subject))]
pub(crate) async fn settle_in(
    tx: &mut Tx,
    payments: &Payments,
    request: &NetworkRequest,
    outcome: &Outcome,
    policy: DeclinePolicy,
) -> Result<Settled, Error> {
    let attempt = attempts::get(tx, &AttemptId::stored(request.subject.clone())).await?;
    let order = orders::get(tx, &attempt.order_id).await?;
    tracing::Span::current().record("order", order.id.as_str());
    let context = Settled { order, attempt };
    let now = payments.now();
    match outcome {
        Outcome::Moved(moved) => match moved::receipt(request, moved) {
            Some(receipt) => pay(tx, payments, request, context, receipt, now).await,
            None => Ok(context),
        },
        Outcome::Declined(no) => decline(tx, payments, request, context, no, policy, now).await,
        Outcome::NotStarted | Outcome::Waiting => {
            let learned = OrderEvent::Learn(&context.attempt, AttemptOutcome::AwaitingPayer);
            let stored =
                transition::apply(tx, payments.entropy.as_ref(), &context.order, learned, now)
                    .await?;
            Ok(Settled {
                order: stored.order,
                attempt: stored.attempt.unwrap_or(context.attempt),
            })
        }
        Outcome::Done(_) | Outcome::Unknown(_) => Ok(context),
    }
}

async fn pay(
    tx: &mut Tx,
    payments: &Payments,
    request: &NetworkRequest,
    context: Settled,
    receipt: &Receipt,
    now: At,
) -> Result<Settled, Error> {
    network_requests::end(tx, request, RequestEnd::Paid).await?;
    if receipt.defect {
        tracing::warn!(order = %context.order.id, network_id = %receipt.network_id, "paid with a defect");
    }
    let learned = OrderEvent::Learn(&context.attempt, AttemptOutcome::Paid(receipt.clone()));
    let stored =
        transition::apply(tx, payments.entropy.as_ref(), &context.order, learned, now).await?;
    Ok(Settled {
        order: stored.order,
        attempt: stored.attempt.unwrap_or(context.attempt),
    })
}

async fn decline(
    tx: &mut Tx,
    payments: &Payments,
    request: &NetworkRequest,
    context: Settled,
    no: &Declined,
    policy: DeclinePolicy,
    now: At,
) -> Result<Settled, Error> {
    let may_retry = no.then == AfterDecline::PayerMayRetry;
    if may_retry && policy == DeclinePolicy::AllowRetry {
        return Ok(context);
    }
    let mut ours = network_requests::of_subject(tx, context.attempt.id.as_str()).await?;
    let known = ours
        .iter()
        .any(|t| t.number == request.number && t.ended.is_some());
    if !may_retry {
        network_requests::end(tx, request, RequestEnd::Declined).await?;
    }
    ours.retain(|t| t.number != request.number);
    if known || !context.attempt.state.is_live() || ours.iter().any(NetworkRequest::may_move_money)
    {
        return Ok(context);
    }
    let reason = no.reason;
    // The payer may enter another code only while this attempt is the live
    // one: a late payment of an earlier attempt may have paid the order.
    let may_retry_code = context.attempt.state == AttemptState::Unsettled
        && context.order.live_attempt.as_ref() == Some(&context.attempt.id);
    let event = if reason == DeclineReason::WrongCode && may_retry_code {
        OrderEvent::WrongCode(&context.attempt)
    } else {
        OrderEvent::Learn(
            &context.attempt,
            AttemptOutcome::Declined(reason, no.code.clone()),
        )
    };
    let stored =
        transition::apply(tx, payments.entropy.as_ref(), &context.order, event, now).await?;
    let attempt = stored.attempt.unwrap_or(context.attempt);
    if may_retry && !attempt.state.is_live() {
        close_soon(tx, payments, &attempt).await?;
    }
    Ok(Settled {
        order: stored.order,
        attempt,
    })
}
