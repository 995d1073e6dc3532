//! Storing a transition of the order machine in the caller's transaction: the
//! order, its attempt or refund, journals, follow-up jobs and the event.

use crate::events;
use crate::jobs::{self, ExpireOrder, QueryPayment, SendRefund};
use domain::attempt::{Attempt, AttemptState};
use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::RefundId;
use domain::machine::{FollowUp, OrderEvent, Transition};
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
    let before = state_before(&event);
    let step = order.apply(event, now)?;
    let mut stored = Applied {
        order: step.order.clone(),
        attempt: step.attempt.clone(),
        refund: step.refund.clone(),
    };
    if let Some(attempt) = &mut stored.attempt {
        // Version 0: new, not read from the database.
        if attempt.version == 0 {
            attempts::insert(tx, attempt).await?;
        } else {
            attempts::update(tx, attempt).await?;
        }
        attempt.version += 1;
        if let Some(ended) = before.and_then(|before| PaymentResult::new(before, attempt)) {
            tx.payment_ended(ended);
        }
    }
    if let Some(refund) = &mut stored.refund {
        if refund.version == 0 {
            refunds::insert(tx, &order.mall_id, refund).await?;
        } else {
            refunds::update(tx, refund).await?;
        }
        refund.version += 1;
    }
    if step.order != *order {
        orders::update(tx, &step.order).await?;
        stored.order.version += 1;
    }
    for journal in &step.journals {
        ledger::post(tx, journal, now).await?;
    }
    follow_up(tx, entropy, &step, &stored.order, now).await?;
    Ok(stored)
}

/// The state of the attempt that an event concerns. `None` for a new one.
const fn state_before(event: &OrderEvent<'_>) -> Option<AttemptState> {
    match event {
        OrderEvent::Submit(attempt)
        | OrderEvent::Learn(attempt, _)
        | OrderEvent::WrongCode(attempt)
        | OrderEvent::Cancel(attempt)
        | OrderEvent::Lapse(attempt) => Some(attempt.state),
        OrderEvent::Begin(..)
        | OrderEvent::MoreTime
        | OrderEvent::Close
        | OrderEvent::Expire
        | OrderEvent::Refund(_)
        | OrderEvent::SendRefund(_)
        | OrderEvent::LearnRefund(..) => None,
    }
}

/// Stores follow-up jobs and the event. `order` is as stored.
async fn follow_up(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    step: &Transition,
    order: &Order,
    now: At,
) -> Result<(), Error> {
    for follow_up in &step.follow_ups {
        match follow_up {
            FollowUp::Query(id, at) => {
                jobs::put::<QueryPayment>(tx, id.as_str(), &(), *at).await?;
            }
            FollowUp::ExpireAt(at) => {
                jobs::put::<ExpireOrder>(tx, step.order.id.as_str(), &(), *at).await?;
            }
            FollowUp::RefundSurplus(money) => {
                return_surplus(tx, entropy, order, money, now).await?;
            }
            FollowUp::Refund(id, at) => {
                jobs::put::<SendRefund>(tx, id.as_str(), &(), *at).await?;
            }
        }
    }
    match step.event {
        Some(news) => events::announce(tx, entropy, step, news, now).await,
        None => Ok(()),
    }
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
