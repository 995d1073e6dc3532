//! Quick pay with a signed card, and what both kinds of quick pay share: the
//! code page's three buttons.
//!
//! A code and the payment it is for carry the same number at the network. A
//! payment that failed has used its number up, so after a wrong code the
//! next try has a number of its own, on record before the call.
//!
//! Crash points: as in `quick`, steps 1, 3 and 4; there is nothing to sign.

use super::submit::submit_in;
use super::{Scene, code, form};
use crate::begin::{Beginning, begin_in, clear_way, trade_in};
use crate::engine::Engine;
use crate::error::Error;
use crate::settle::Patience;
use crate::store::agreements::Agreement;
use crate::store::trades::{self, Kind, TradeRow};
use crate::store::{attempts, orders};
use crate::wire::Case;
use channels::unionpay::Op;
use channels::{Ask, Outcome};
use code::May;
use domain::attempt::{Attempt, AttemptState};
use domain::desk::{Field, Place, Problem, Turn, Visit};
use domain::ids::{AgreementId, PayToken};
use domain::product::Product;
use domain::secret::Secret;
use form::problem;
use std::sync::Arc;

/// The last moments in which a code is not taken any more: the network's own
/// time for the attempt is as good as over.
const TOO_LATE_S: i64 = 5;

impl Engine {
    /// Begins with a signed card: a code is sent.
    pub(super) async fn begin_saved(
        self: &Arc<Self>,
        scene: &Scene,
        card: &AgreementId,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        let waits = |a: &Attempt| {
            a.agreement.as_ref() == Some(card) && a.state == AttemptState::AwaitingPayer
        };
        if scene.live().is_some_and(waits) {
            return Ok(Turn::Go(Place::Code));
        }
        let Some(agreement) = self.agreement(&scene.order, card).await? else {
            return Ok(problem(Place::Choose, Field::Way, Problem::NotOffered));
        };
        let (engine, id, visit) = (Arc::clone(self), scene.order.id.clone(), visit.clone());
        let new = Beginning {
            product: Product::QuickAgreement,
            bank: agreement.bank.clone(),
            agreement: Some(agreement.id.clone()),
            card_last4: Some(agreement.last4.clone()),
            phone_masked: Some(agreement.phone_masked.clone()),
        };
        let begun = self.store.write(move |tx| {
            Box::pin(async move {
                let order = orders::get(tx, &id).await?;
                let order = clear_way(tx, &engine, &order).await?;
                let case = begin_in(tx, &engine, &order, &new).await?;
                let may = code::next_in(tx, &case.attempt, Kind::Pay, &visit, engine.now()).await?;
                Ok((case, may))
            })
        });
        match begun.await? {
            // The attempt waits; the code page offers another code when the
            // minute is over.
            (_, May::TooSoon) => Ok(form::code("", Some(Problem::TooSoon))),
            (case, May::Send(trade)) => {
                let led = self.send_pay_code(&case, &trade, &agreement).await?;
                if let Some(Problem::NoAnswer) = led {
                    self.give_up(&case.attempt).await?;
                    return Ok(problem(Place::Choose, Field::Way, Problem::NoAnswer));
                }
                self.after_code(&scene.order.token, led).await
            }
        }
    }

    /// Another code, on the code page.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn another_code(
        self: &Arc<Self>,
        token: &PayToken,
        sealed: &str,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        let (_turn, scene) = self.scene_in_turn(token).await?;
        let Some(live) = scene.live().filter(|a| waits_for_code(a)) else {
            return Ok(self.elsewhere(&scene));
        };
        let Some(card) = &live.agreement else {
            let led = self.resend_to_card(live, sealed, visit).await;
            return self.or_where_it_is(token, led).await;
        };
        let Some(agreement) = self.agreement(&scene.order, card).await? else {
            return self.card_is_gone(live).await;
        };
        match self.next_code(live, Kind::Pay, visit).await? {
            None => Ok(form::code("", Some(Problem::TooSoon))),
            Some((case, trade)) => {
                let led = self.send_pay_code(&case, &trade, &agreement).await?;
                self.after_code(token, led).await
            }
        }
    }

    /// The code was handed in.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn code_form(
        self: &Arc<Self>,
        token: &PayToken,
        sealed: &str,
        typed: &Secret,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        let (_turn, scene) = self.scene_in_turn(token).await?;
        let Some(live) = scene.live().filter(|a| waits_for_code(a)) else {
            return Ok(self.elsewhere(&scene));
        };
        let code = match code::read(typed) {
            Ok(code) => code,
            Err(problem) => return Ok(form::code(sealed, Some(problem))),
        };
        if self.now() >= live.pay_until.plus_s(-TOO_LATE_S) {
            return self.card_is_gone(live).await;
        }
        let led = match &live.agreement {
            None => self.sign_and_pay(&scene, live, sealed, code, visit).await,
            Some(card) => match self.agreement(&scene.order, card).await? {
                None => self.card_is_gone(live).await,
                Some(agreement) => self.pay_saved(&scene, live, &agreement, code, visit).await,
            },
        };
        self.or_where_it_is(token, led).await
    }

    async fn pay_saved(
        self: &Arc<Self>,
        scene: &Scene,
        live: &Attempt,
        agreement: &Agreement,
        code: Secret,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        if live.code_sent_at.is_none() {
            return Ok(form::code("", Some(Problem::CodeExpired)));
        }
        let Some(token) = self.network_token(agreement) else {
            return self.card_is_gone(live).await;
        };
        let (engine, id, visit) = (Arc::clone(self), live.id.clone(), visit.clone());
        let (case, trade) = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    let unused = |t: &TradeRow| t.kind == Kind::Pay && t.submitted_at.is_none();
                    let sent = trades::of_attempt(tx, &id).await?.into_iter().rfind(unused);
                    let trade = match sent {
                        Some(trade) => trade,
                        None => trade_in(tx, &attempt, Kind::Pay, &visit, engine.now()).await?,
                    };
                    submit_in(tx, &engine, &order, &attempt, trade).await
                })
            })
            .await?;
        let pay = Op::Pay {
            trade: self.trade(&case, &trade),
            token,
            sms_code: Some(code),
        };
        self.pay_and_learn(scene, &case, &trade, &pay).await
    }

    /// Asks the network for a code; what is wrong where none was sent.
    /// `WrongCard` stands for a no that ended the attempt.
    async fn send_pay_code(
        self: &Arc<Self>,
        case: &Case,
        trade: &TradeRow,
        agreement: &Agreement,
    ) -> Result<Option<Problem>, Error> {
        let (Some(token), Some(phone)) =
            (self.network_token(agreement), self.agreed_phone(agreement))
        else {
            self.give_up(&case.attempt).await?;
            return Ok(Some(Problem::WrongCard));
        };
        match self
            .call(&Op::PaySms {
                trade: self.trade(case, trade),
                token,
                phone,
            })
            .await?
        {
            Outcome::Ask(Ask::SmsSent) => {
                self.code_sent(&case.attempt.id).await?;
                Ok(None)
            }
            no @ Outcome::Declined(_) => {
                self.settle(trade, no, Patience::Enough).await?;
                Ok(Some(Problem::WrongCard))
            }
            Outcome::Ask(_)
            | Outcome::Paid(_)
            | Outcome::Returned(_)
            | Outcome::WithPayer
            | Outcome::Waiting
            | Outcome::Unknown(_) => Ok(Some(Problem::NoAnswer)),
        }
    }

    async fn after_code(&self, token: &PayToken, led: Option<Problem>) -> Result<Turn, Error> {
        match led {
            None => Ok(Turn::Go(Place::Code)),
            Some(Problem::WrongCard) => Ok(self.elsewhere(&self.scene(token).await?)),
            Some(problem) => Ok(form::code("", Some(problem))),
        }
    }

    /// The card was removed meanwhile, or the attempt's time is over: choose
    /// again.
    async fn card_is_gone(self: &Arc<Self>, live: &Attempt) -> Result<Turn, Error> {
        self.give_up(live).await?;
        Ok(problem(Place::Choose, Field::Way, Problem::CardAgain))
    }
}

/// True where the code page is this attempt's page.
fn waits_for_code(attempt: &Attempt) -> bool {
    attempt.product == Product::QuickAgreement && attempt.state != AttemptState::Unsettled
}
