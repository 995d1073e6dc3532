//! Online banking: the shopper's browser carries a signed form to the
//! network's page. There is no answer to the form: a notice, a query or the
//! shopper's return brings the word.
//!
//! Crash points: the attempt, its number and its query job are one commit,
//! before the form exists. The form is made from that record at each view,
//! the same number and time each time, so a reload is the same payment.
//!
//! A form does not keep: UnionPay refuses one whose `txnTime` is not "now",
//! within minutes. A shopper who comes for it later gets another number under
//! the same attempt, after the network was asked about the first. Each of
//! them is asked about; paid under two, the second goes back.

use super::Scene;
use crate::begin::{Beginning, begin_in, clear_way, trade_in};
use crate::engine::Engine;
use crate::error::Error;
use crate::query_job;
use crate::record;
use crate::store::trades::{self, Kind, TradeRow};
use crate::store::{Tx, attempts, jobs, orders};
use domain::attempt::{Attempt, AttemptState};
use domain::bank::Bank;
use domain::clock::At;
use domain::desk::{Place, Turn, Visit};
use domain::ids::{AttemptId, PayToken};
use domain::machine::{Happening, Verdict};
use domain::product::Product;
use std::sync::Arc;

/// How old a form may be when it is shown. The page asks for another after
/// four minutes more, so that none is sent that is older than nine; ten is
/// what the network is taken to allow.
const FORM_KEEPS_S: i64 = 300;

impl Engine {
    /// Begins at this bank, or goes on with what was begun there.
    pub(super) async fn begin_bank(
        self: &Arc<Self>,
        scene: &Scene,
        bank: Bank,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        if scene
            .live()
            .is_some_and(|a| a.bank.as_deref() == Some(bank.code))
        {
            return Ok(Turn::Go(Place::Bank));
        }
        let (engine, id, visit) = (Arc::clone(self), scene.order.id.clone(), visit.clone());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let order = orders::get(tx, &id).await?;
                    let order = clear_way(tx, &engine, &order).await?;
                    let new =
                        Beginning::elsewhere(Product::GatewayPersonal, Some(bank.code.to_owned()));
                    let case = begin_in(tx, &engine, &order, &new).await?;
                    let now = engine.now();
                    trade_in(tx, &case.attempt, Kind::Front, &visit, now).await?;
                    let waits = Happening::Learn(&case.attempt, Verdict::AwaitingPayer);
                    record::apply(tx, &engine, &case.order, waits, now).await?;
                    Ok(Turn::Go(Place::Bank))
                })
            })
            .await
    }

    /// The bank form is about to be shown: gives it a new number where the
    /// one it has is too old to be taken.
    ///
    /// # Errors
    /// `not_found`, or a fault.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn freshen_bank_form(
        self: &Arc<Self>,
        token: &PayToken,
        visit: &Visit,
    ) -> Result<(), Error> {
        let scene = self.scene(token).await?;
        let Some(live) = scene.live().filter(|a| waits_at_bank(a, self.now())) else {
            return Ok(());
        };
        let (_, trades) = self.case(&live.id).await?;
        if !stale(&trades, self.now()) {
            return Ok(());
        }
        // Paid under the old number, and the notice lost: then no other.
        self.look(token).await?;
        let _turn = self.turns.take(&scene.order.id).await;
        let (engine, id, visit) = (Arc::clone(self), live.id.clone(), visit.clone());
        self.store
            .write(move |tx| Box::pin(async move { freshen_in(tx, &engine, &id, &visit).await }))
            .await
    }
}

/// Looked at again in the transaction: two tabs make one new number.
async fn freshen_in(
    tx: &mut Tx,
    engine: &Engine,
    id: &AttemptId,
    visit: &Visit,
) -> Result<(), Error> {
    let now = engine.now();
    let attempt = attempts::get(tx, id).await?;
    let trades = trades::of_attempt(tx, id).await?;
    if !waits_at_bank(&attempt, now) || !stale(&trades, now) {
        return Ok(());
    }
    trade_in(tx, &attempt, Kind::Front, visit, now).await?;
    let due = query_job::first(&attempt, now);
    jobs::put(tx, jobs::Kind::Query, id.as_str(), due).await
}

/// The bank's page is still open to the shopper, by the network's clock.
fn waits_at_bank(attempt: &Attempt, now: At) -> bool {
    attempt.product == Product::GatewayPersonal
        && attempt.state == AttemptState::AwaitingPayer
        && now < attempt.pay_until
}

/// The form that would be shown is too old to be shown.
fn stale(trades: &[TradeRow], now: At) -> bool {
    let front = trades.iter().rfind(|t| t.kind == Kind::Front);
    front.is_some_and(|t| now >= t.txn_time.plus_s(FORM_KEEPS_S))
}
