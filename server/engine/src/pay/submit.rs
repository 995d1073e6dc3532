//! The moment money is asked to move, for both kinds of quick pay: first on
//! record as unsettled, with a query job; then the call; then its answer.

use super::{Scene, form};
use crate::engine::Engine;
use crate::error::Error;
use crate::record;
use crate::settle::Patience;
use crate::store::trades::{self, TradeRow};
use crate::store::{Tx, jobs, merchants};
use crate::wire::Case;
use channels::unionpay::Op;
use domain::attempt::{Attempt, AttemptState};
use domain::desk::{Place, Problem, Turn};
use domain::machine::Happening;
use domain::order::Order;
use std::sync::Arc;

impl Engine {
    /// Money is asked to move, and the answer taken in. The caller has
    /// committed `unsettled` before.
    #[tracing::instrument(skip_all, fields(order = %case.order.id, attempt = %case.attempt.id))]
    pub(super) async fn pay_and_learn(
        self: &Arc<Self>,
        scene: &Scene,
        case: &Case,
        trade: &TradeRow,
        pay: &Op,
    ) -> Result<Turn, Error> {
        let outcome = self.call(pay).await?;
        let mut settled = self.settle(trade, outcome, Patience::Wait).await?;
        if settled.attempt.state == AttemptState::Unsettled {
            // "Accepted" is not "paid": ask what became of it, once, while
            // the shopper waits; then the query job goes on.
            let outcome = self.ask(case, trade).await?;
            settled = self.settle(trade, outcome, Patience::Wait).await?;
        }
        Ok(match settled.attempt.state {
            AttemptState::Paid => Turn::Go(Place::Paid),
            AttemptState::Declined => Turn::Go(Place::Declined),
            AttemptState::AwaitingPayer => form::code("", Some(Problem::WrongCode)),
            AttemptState::Unsettled => Turn::Go(Place::Waiting),
            AttemptState::Started | AttemptState::Abandoned | AttemptState::Surplus => {
                self.elsewhere(&self.scene(&scene.order.token).await?)
            }
        })
    }
}

/// Money is about to be asked to move under this number: `unsettled`, and a
/// query job that will ask for it.
pub(super) async fn submit_in(
    tx: &mut Tx,
    engine: &Engine,
    order: &Order,
    attempt: &Attempt,
    mut trade: TradeRow,
) -> Result<(Case, TradeRow), Error> {
    let now = engine.now();
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    let submitted = record::apply(tx, engine, order, Happening::Submit(attempt), now).await?;
    trades::submit(tx, &trade.wire_no, now).await?;
    trade.submitted_at = Some(now);
    jobs::put(tx, jobs::Kind::Query, attempt.id.as_str(), now.plus_s(1)).await?;
    let attempt = submitted.attempt.unwrap_or_else(|| attempt.clone());
    Ok((
        Case {
            order: submitted.order,
            merchant,
            attempt,
        },
        trade,
    ))
}
