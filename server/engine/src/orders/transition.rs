//! Storing a transition of the order machine in the caller's transaction: the
//! changed records, journals, follow-up jobs and events.

use crate::events;
use crate::jobs::{self, ExpireOrder, QueryPayment, SendRefund};
use crate::webhooks::event_body::EventRecords;
use domain::attempt::{Attempt, AttemptStatus};
use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::RefundId;
use domain::machine::{Change, FollowUp, OrderEvent};
use domain::order::Order;
use domain::refund::Refund;
use domain::surplus::Surplus;
use store::{Error, PaymentResult, Tx, attempts, ledger, orders, refunds, surplus};

/// The order and what the transition changed, as stored.
#[derive(Clone, Debug)]
pub(crate) struct Applied {
    /// The order.
    pub(crate) order: Order,
    /// The attempt, if it changed.
    pub(crate) attempt: Option<Attempt>,
    /// The refund, if it changed.
    pub(crate) refund: Option<Refund>,
}

/// Applies an event to an order that was read in this transaction, and stores
/// the result.
///
/// # Errors
/// The order machine's refusal, with nothing stored; or a fault.
pub(crate) async fn apply(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    order: &Order,
    event: OrderEvent<'_>,
    now: At,
) -> Result<Applied, Error> {
    let before = status_before(&event);
    let step = order.apply(event, now)?;
    let mut stored = Applied {
        order: order.clone(),
        attempt: None,
        refund: None,
    };
    for change in step.changes {
        stored.write(tx, change).await?;
    }
    let ended = before
        .zip(stored.attempt.as_ref())
        .and_then(|(before, attempt)| PaymentResult::new(before, attempt));
    if let Some(ended) = ended {
        tx.payment_ended(ended);
    }
    for journal in &step.journals {
        ledger::post(tx, journal, now).await?;
    }
    for follow_up in &step.follow_ups {
        put_job(tx, entropy, &stored.order, follow_up, now).await?;
    }
    for &announcement in &step.events {
        let records = EventRecords {
            order: &stored.order,
            attempt: stored.attempt.as_ref(),
            refund: stored.refund.as_ref(),
        };
        events::announce(tx, entropy, announcement, records, now).await?;
    }
    Ok(stored)
}

impl Applied {
    /// Writes one record and keeps it with the version that it has then.
    async fn write(&mut self, tx: &mut Tx, change: Change) -> Result<(), Error> {
        match change {
            Change::Order(mut order) => {
                orders::update(tx, &order).await?;
                order.version += 1;
                self.order = order;
            }
            Change::NewAttempt(attempt) => {
                attempts::insert(tx, &attempt).await?;
                self.attempt = Some(attempt);
            }
            Change::Attempt(mut attempt) => {
                attempts::update(tx, &attempt).await?;
                attempt.version += 1;
                self.attempt = Some(attempt);
            }
            Change::NewRefund(refund) => {
                refunds::insert(tx, &self.order, &refund).await?;
                self.refund = Some(refund);
            }
            Change::Refund(mut refund) => {
                refunds::update(tx, &refund).await?;
                refund.version += 1;
                self.refund = Some(refund);
            }
        }
        Ok(())
    }
}

/// The status of the attempt that an event concerns. `None` for a new one.
const fn status_before(event: &OrderEvent<'_>) -> Option<AttemptStatus> {
    match event {
        OrderEvent::Submit(attempt)
        | OrderEvent::Learn(attempt, _)
        | OrderEvent::WrongCode(attempt)
        | OrderEvent::Cancel(attempt)
        | OrderEvent::Lapse(attempt) => Some(attempt.state.status()),
        OrderEvent::Begin(..)
        | OrderEvent::MoreTime
        | OrderEvent::Close
        | OrderEvent::Expire
        | OrderEvent::Refund(_)
        | OrderEvent::SendRefund(_)
        | OrderEvent::LearnRefund(..) => None,
    }
}

/// Stores a follow-up job. `order` is as stored.
async fn put_job(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    order: &Order,
    follow_up: &FollowUp,
    now: At,
) -> Result<(), Error> {
    match follow_up {
        FollowUp::Query(id, at) => {
            jobs::put::<QueryPayment>(tx, id.as_str(), &(), *at).await?;
        }
        FollowUp::ExpireAt(at) => {
            jobs::put::<ExpireOrder>(tx, order.id.as_str(), &(), *at).await?;
        }
        FollowUp::RefundSurplus(money) => {
            return_surplus(tx, entropy, order, money, now).await?;
        }
        FollowUp::Refund(id, at) => {
            jobs::put::<SendRefund>(tx, id.as_str(), &(), *at).await?;
        }
    }
    Ok(())
}

/// Starts the refund of surplus money in the transaction that recorded it,
/// once for each payment id of the network.
async fn return_surplus(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    order: &Order,
    money: &Surplus,
    now: At,
) -> Result<(), Error> {
    if !surplus::insert(tx, money, now).await? {
        return Ok(());
    }
    let network_id = &money.receipt.network_id;
    tracing::error!(order = %order.id, %network_id, "surplus payment is refunded");
    let refund = Refund::of_surplus(RefundId::new(entropy, now), money, now);
    let begins = OrderEvent::Refund(&refund);
    Box::pin(apply(tx, entropy, order, begins, now)).await?;
    Ok(())
}
