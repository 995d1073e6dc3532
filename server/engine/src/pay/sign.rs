//! The code for a new card was handed in: the card is signed, and pays.
//! Steps 2 and 3 of the table in `quick`.

use super::quick::card_data;
use super::submit::submit_in;
use super::{Scene, form};
use crate::agreements::Signing;
use crate::begin::trade_in;
use crate::engine::Engine;
use crate::record;
use crate::wire;
use channels::unionpay::{Holder, Op};
use channels::{Ask, Outcome, Signed};
use domain::attempt::{Attempt, AttemptState, DeclineReason};
use domain::card::Card;
use domain::desk::{CardEntry, Field, Place, Problem, Turn, Visit};
use domain::machine::Happening;
use domain::secret::Secret;
use std::sync::Arc;
use store::trades::TradeKind;
use store::{Error, attempts, orders};

impl Engine {
    /// The code for a new card was handed in: signs, and pays.
    pub(super) async fn sign_and_pay(
        self: &Arc<Self>,
        scene: &Scene,
        live: &Attempt,
        sealed: &str,
        code: Secret,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        let Some((entry, card)) = self.unseal(sealed, live) else {
            return Ok(form::card_problem(
                &CardEntry::default(),
                Field::Number,
                Problem::CardAgain,
            ));
        };
        let (case, trades) = self.case(&live.id).await?;
        let Some(trade) = trades
            .iter()
            .rfind(|t| t.kind == TradeKind::Sign && t.sms_at.is_some())
        else {
            return Ok(form::code(sealed, Some(Problem::CodeExpired)));
        };
        let open = Op::Open {
            trade: self.trade(&case, trade),
            card: card_data(&card),
            holder: holder(&card),
            sms_code: code,
        };
        match self.call(&open).await? {
            Outcome::Ask(Ask::Signed(signed)) => {
                self.pay_signed(scene, live, card, signed, visit).await
            }
            Outcome::Declined(no) if wire::reason(no.reason) == DeclineReason::WrongCode => {
                self.wrong_code(live, sealed).await
            }
            Outcome::Declined(no) => self.card_declined(trade, no, &entry).await,
            Outcome::Ask(_)
            | Outcome::Paid(_)
            | Outcome::Returned(_)
            | Outcome::WithPayer
            | Outcome::Waiting
            | Outcome::Unknown(_) => Ok(form::code(sealed, Some(Problem::NoAnswer))),
        }
    }

    async fn pay_signed(
        self: &Arc<Self>,
        scene: &Scene,
        live: &Attempt,
        card: Card,
        signed: Signed,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        let (engine, id, visit) = (Arc::clone(self), live.id.clone(), visit.clone());
        let token = signed.token.clone();
        let (case, trade) = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let mut attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    let signing = Signing {
                        order: &order,
                        card: &card,
                        signed: &signed,
                    };
                    attempt.agreement = engine.keep_agreement(tx, &signing).await?;
                    let trade =
                        trade_in(tx, &attempt, TradeKind::Pay, &visit, engine.now()).await?;
                    submit_in(tx, &engine, &order, &attempt, trade).await
                })
            })
            .await?;
        let pay = Op::Pay {
            trade: self.trade(&case, &trade),
            token,
            sms_code: None,
        };
        self.pay_and_learn(scene, &case, &trade, &pay).await
    }

    /// The network said that the code is wrong and nothing was signed.
    async fn wrong_code(self: &Arc<Self>, live: &Attempt, sealed: &str) -> Result<Turn, Error> {
        let (engine, id, now) = (Arc::clone(self), live.id.clone(), self.now());
        let attempt = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    if attempt.state == AttemptState::Unsettled {
                        // Another request signed and pays: its word counts.
                        return Ok(attempt);
                    }
                    let counted =
                        record::apply(tx, &engine, &order, Happening::WrongCode(&attempt), now)
                            .await?;
                    Ok(counted.attempt.unwrap_or(attempt))
                })
            })
            .await?;
        Ok(match attempt.state {
            AttemptState::Unsettled => Turn::Go(Place::Waiting),
            state if state.is_live() => form::code(sealed, Some(Problem::WrongCode)),
            _ => Turn::Go(Place::Declined),
        })
    }
}

fn holder(card: &Card) -> Holder {
    Holder {
        name: card.name.clone(),
        id_number: card.id_number.clone(),
        phone: card.phone.clone(),
    }
}
