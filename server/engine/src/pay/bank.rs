//! Online banking: the shopper's browser carries a signed form to the
//! network's page. There is no answer to the form: a notice, a query or the
//! shopper's return brings the word.
//!
//! Crash points: the attempt, its number and its query job are one commit,
//! before the form exists. The form is made from that record at each view,
//! the same number and time each time, so a reload is the same payment.

use super::Scene;
use crate::begin::{Beginning, begin_in, clear_way, trade_in};
use crate::engine::Engine;
use crate::error::Error;
use crate::record;
use crate::store::orders;
use crate::store::trades::Kind;
use domain::bank::Bank;
use domain::desk::{Place, Turn, Visit};
use domain::machine::{Happening, Verdict};
use domain::product::Product;
use std::sync::Arc;

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
}
