//! Settling: the one way by which the network's word changes an attempt,
//! whoever brings it: a notice, a query, a return, a direct answer.
//!
//! Safe to call with the same word any number of times, in any order and
//! from many places at once:
//! - paid is believed once; the same payment told again changes nothing, and
//!   another payment under an attempt already paid is surplus;
//! - a no ends the attempt only when nothing else of it may still pay;
//! - silence and "not yet" change nothing.

use crate::engine::Engine;
use crate::error::Error;
use crate::record;
use crate::store::trades::TradeRow;
use crate::store::{Tx, attempts, orders, trades};
use crate::wire;
use channels::{Declined, Outcome, Paid};
use domain::attempt::{Attempt, AttemptState, DeclineReason};
use domain::clock::At;
use domain::machine::{Happening, Verdict};
use domain::order::Order;
use std::sync::Arc;

/// Whether a no that the payer may still turn into a yes (another try on the
/// bank's page) ends the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// The payer may be at it: wait.
    Wait,
    /// The payer has left the page, or the time is over: a no is a no. Late
    /// money is still seen.
    Enough,
}

/// Order and attempt after a word was taken in.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    /// The order now.
    pub(crate) order: Order,
    /// The attempt now.
    pub(crate) attempt: Attempt,
}

impl Engine {
    /// Takes in what the network said of one number.
    ///
    /// # Errors
    /// A fault; the word was then not taken in.
    pub(crate) async fn settle(
        self: &Arc<Self>,
        trade: &TradeRow,
        outcome: Outcome,
        patience: Patience,
    ) -> Result<Settled, Error> {
        let (engine, trade) = (Arc::clone(self), trade.clone());
        self.store
            .write(move |tx| {
                Box::pin(async move { settle_in(tx, &engine, &trade, &outcome, patience).await })
            })
            .await
    }
}

/// [`Engine::settle`], in the caller's transaction.
#[tracing::instrument(name = "settle", skip_all, fields(order = tracing::field::Empty, attempt = %trade.attempt_id))]
pub(crate) async fn settle_in(
    tx: &mut Tx,
    engine: &Engine,
    trade: &TradeRow,
    outcome: &Outcome,
    patience: Patience,
) -> Result<Settled, Error> {
    let attempt = attempts::get(tx, &trade.attempt_id).await?;
    let order = orders::get(tx, &attempt.order_id).await?;
    tracing::Span::current().record("order", order.id.as_str());
    let case = Settled { order, attempt };
    let now = engine.now();
    match outcome {
        Outcome::Paid(paid) => pay(tx, engine, trade, case, paid, now).await,
        Outcome::Declined(no) => decline(tx, engine, trade, case, no, patience, now).await,
        Outcome::WithPayer | Outcome::Waiting => {
            let learned = Happening::Learn(&case.attempt, Verdict::AwaitingPayer);
            let stored = record::apply(tx, engine, &case.order, learned, now).await?;
            Ok(Settled {
                order: stored.order,
                attempt: stored.attempt.unwrap_or(case.attempt),
            })
        }
        Outcome::Ask(_) | Outcome::Returned(_) | Outcome::Unknown(_) => Ok(case),
    }
}

async fn pay(
    tx: &mut Tx,
    engine: &Engine,
    trade: &TradeRow,
    case: Settled,
    paid: &Paid,
    now: At,
) -> Result<Settled, Error> {
    let receipt = wire::receipt(paid);
    trades::end(tx, &trade.wire_no, "paid").await?;
    if receipt.defect {
        tracing::warn!(order = %case.order.id, network_id = %receipt.network_id, "paid with a defect (A6)");
    }
    let learned = Happening::Learn(&case.attempt, Verdict::Paid(receipt));
    let stored = record::apply(tx, engine, &case.order, learned, now).await?;
    Ok(Settled {
        order: stored.order,
        attempt: stored.attempt.unwrap_or(case.attempt),
    })
}

async fn decline(
    tx: &mut Tx,
    engine: &Engine,
    trade: &TradeRow,
    case: Settled,
    no: &Declined,
    patience: Patience,
    now: At,
) -> Result<Settled, Error> {
    if no.may_retry && patience == Patience::Wait {
        return Ok(case);
    }
    let mut ours = trades::of_attempt(tx, &case.attempt.id).await?;
    let known = ours
        .iter()
        .any(|t| t.wire_no == trade.wire_no && t.ended.is_some());
    if !no.may_retry {
        trades::end(tx, &trade.wire_no, "declined").await?;
    }
    ours.retain(|t| t.wire_no != trade.wire_no);
    if known || !case.attempt.state.is_live() || ours.iter().any(TradeRow::may_pay) {
        return Ok(case);
    }
    let reason = wire::reason(no.reason);
    // Another code may be typed only where the order still waits for this
    // attempt: late money of an earlier one may have paid it meanwhile.
    let may_type_again = case.attempt.state == AttemptState::Unsettled
        && case.order.live_attempt.as_ref() == Some(&case.attempt.id);
    let happening = if reason == DeclineReason::WrongCode && may_type_again {
        Happening::WrongCode(&case.attempt)
    } else {
        Happening::Learn(&case.attempt, Verdict::Declined(reason, no.code.clone()))
    };
    let stored = record::apply(tx, engine, &case.order, happening, now).await?;
    Ok(Settled {
        order: stored.order,
        attempt: stored.attempt.unwrap_or(case.attempt),
    })
}
