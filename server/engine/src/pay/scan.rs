//! Scan: the network makes a code for this order, the page shows it, the
//! payer's app pays it. A notice or a query brings the word.
//!
//! Crash points: the attempt and its number are on record before the network
//! is asked for a code. A crash before the code is on record leaves an
//! attempt without one: nobody was shown anything, so the next choice clears
//! it away, and its query job still asks until its time is over.

use super::Scene;
use super::form::problem;
use crate::begin::{Beginning, begin_in, clear_way, trade_in};
use crate::engine::Engine;
use crate::record;
use crate::settle::Patience;
use crate::wire::Case;
use channels::unionpay::Op;
use channels::{Ask, Outcome};
use domain::desk::{Field, Place, Problem, Turn, Visit};
use domain::machine::{Happening, Verdict};
use domain::product::Product;
use std::sync::Arc;
use store::trades::{TradeKind, TradeRow};
use store::{Error, attempts, orders};

impl Engine {
    /// Asks for a code, or shows the one there is.
    pub(super) async fn begin_scan(
        self: &Arc<Self>,
        scene: &Scene,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        if scene.live().is_some_and(|a| a.qr.is_some()) {
            return Ok(Turn::Go(Place::Scan));
        }
        let (case, trade) = self.record_scan(scene, visit).await?;
        match self
            .call(&Op::QrApply {
                trade: self.trade(&case, &trade),
            })
            .await?
        {
            Outcome::Ask(Ask::Qr { content }) => self.show_qr(&case, content).await,
            no @ Outcome::Declined(_) => {
                self.settle(&trade, no, Patience::Enough).await?;
                Ok(Turn::Go(Place::Declined))
            }
            Outcome::Ask(_)
            | Outcome::Paid(_)
            | Outcome::Returned(_)
            | Outcome::WithPayer
            | Outcome::Waiting
            | Outcome::Unknown(_) => {
                self.give_up(&case.attempt).await?;
                Ok(problem(Place::Choose, Field::Way, Problem::NoAnswer))
            }
        }
    }

    async fn record_scan(
        self: &Arc<Self>,
        scene: &Scene,
        visit: &Visit,
    ) -> Result<(Case, TradeRow), Error> {
        let (engine, id, visit) = (Arc::clone(self), scene.order.id.clone(), visit.clone());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let order = orders::get(tx, &id).await?;
                    let order = clear_way(tx, &engine, &order).await?;
                    let case = begin_in(
                        tx,
                        &engine,
                        &order,
                        &Beginning::elsewhere(Product::Scan, None),
                    )
                    .await?;
                    let trade =
                        trade_in(tx, &case.attempt, TradeKind::Qr, &visit, engine.now()).await?;
                    Ok((case, trade))
                })
            })
            .await
    }

    async fn show_qr(self: &Arc<Self>, case: &Case, content: String) -> Result<Turn, Error> {
        let (engine, id) = (Arc::clone(self), case.attempt.id.clone());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let mut attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    attempt.qr = Some(content);
                    let waits = Happening::Learn(&attempt, Verdict::AwaitingPayer);
                    record::apply(tx, &engine, &order, waits, engine.now()).await?;
                    Ok(Turn::Go(Place::Scan))
                })
            })
            .await
    }
}
