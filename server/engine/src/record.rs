//! What left the machine, stored together: the order, its attempt or refund,
//! the work that follows and the news for the mall, in the caller's transaction.

use crate::engine::Engine;
use crate::error::Error;
use crate::events;
use crate::metrics::PaymentEnd;
use crate::query_job;
use crate::store::{Tx, attempts, jobs, ledger, orders, refunds, surplus};
use domain::attempt::Attempt;
use domain::clock::At;
use domain::ids::RefundId;
use domain::machine::{Happening, Step, Work};
use domain::order::Order;
use domain::refund::Refund;
use domain::surplus::Surplus;

/// An order and the attempt or refund a happening concerned, as stored.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    /// The order now.
    pub(crate) order: Order,
    /// The attempt now, where the happening changed one.
    pub(crate) attempt: Option<Attempt>,
    /// The refund now, where the happening changed one.
    pub(crate) refund: Option<Refund>,
}

/// Applies a happening to an order read in this transaction, and stores what
/// comes of it.
///
/// # Errors
/// The machine's refusal (nothing is stored), or a fault.
pub(crate) async fn apply(
    tx: &mut Tx,
    engine: &Engine,
    order: &Order,
    happening: Happening<'_>,
    now: At,
) -> Result<Recorded, Error> {
    let before = attempt_before(&happening).cloned();
    let step = order.apply(happening, now)?;
    let mut stored = Recorded {
        order: step.order.clone(),
        attempt: step.attempt.clone(),
        refund: step.refund.clone(),
    };
    if let Some(attempt) = &mut stored.attempt {
        // Version 0: made here, not read.
        if attempt.version == 0 {
            attempts::insert(tx, attempt).await?;
        } else {
            attempts::update(tx, attempt).await?;
        }
        attempt.version += 1;
        let ended = before.and_then(|before| PaymentEnd::new(&before, attempt));
        if let Some(ended) = ended {
            tx.ended(ended);
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
    follow_up(tx, engine, &step, &stored.order, now).await?;
    Ok(stored)
}

/// The attempt a happening concerns, as it was; none where one begins.
const fn attempt_before<'a>(happening: &Happening<'a>) -> Option<&'a Attempt> {
    match happening {
        Happening::Submit(attempt)
        | Happening::Learn(attempt, _)
        | Happening::WrongCode(attempt)
        | Happening::Cancel(attempt)
        | Happening::Lapse(attempt) => Some(attempt),
        Happening::Begin(_)
        | Happening::MoreTime
        | Happening::Close
        | Happening::Expire
        | Happening::Refund(_)
        | Happening::SendRefund(_)
        | Happening::LearnRefund(..) => None,
    }
}

/// `order` is the step's, as stored.
async fn follow_up(
    tx: &mut Tx,
    engine: &Engine,
    step: &Step,
    order: &Order,
    now: At,
) -> Result<(), Error> {
    for work in &step.work {
        match work {
            Work::Query(id) => {
                let due = step
                    .attempt
                    .as_ref()
                    .map_or(now, |a| query_job::first(a, now));
                jobs::put(tx, jobs::Kind::Query, id.as_str(), due).await?;
            }
            Work::ExpireAt(at) => {
                jobs::put(tx, jobs::Kind::Expire, step.order.id.as_str(), *at).await?;
            }
            Work::Return(money) => give_back(tx, engine, order, money, now).await?,
            Work::Refund(id, at) => jobs::put(tx, jobs::Kind::Refund, id.as_str(), *at).await?,
        }
    }
    match step.news {
        Some(news) => events::announce(tx, engine, step, news, now).await,
        None => Ok(()),
    }
}

/// Money that is not wanted goes back: its refund begins in the transaction
/// that saw it come, once for each of the network's numbers.
async fn give_back(
    tx: &mut Tx,
    engine: &Engine,
    order: &Order,
    money: &Surplus,
    now: At,
) -> Result<(), Error> {
    if !surplus::insert(tx, money, now).await? {
        return Ok(());
    }
    let network_id = &money.receipt.network_id;
    tracing::error!(order = %order.id, %network_id, "late, double or wrong money: goes back");
    let refund = Refund::returning(RefundId::new(engine.entropy.as_ref(), now), money, now);
    let begins = Happening::Refund(&refund);
    Box::pin(apply(tx, engine, order, begins, now)).await?;
    Ok(())
}
