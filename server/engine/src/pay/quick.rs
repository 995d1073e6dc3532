//! Quick pay with a new card: a code by SMS, signing, paying.
//!
//! | step | on record before | the network is asked | a crash here leaves |
//! |---|---|---|---|
//! | 1 send the code | attempt `started`, a signing number | `OpenSms` | an attempt under which no money can move: the next try clears it away, or it lapses |
//! | 2 sign | nothing new: signing moves no money | `Open` | at worst a token nobody knows; the shopper asks for another code |
//! | 3 pay | the agreement, a paying number, `unsettled`, the query job | `Pay` | an unsettled attempt: the query job asks for exactly that number |
//! | 4 answer | the verdict, by `settle` | | as 3: the same answer comes by query |
//!
//! So an unknown answer to 1 or 2 is "no answer, try again", and only to 3
//! it is "unsettled". The card itself is in no record: between 1 and 2 it is
//! in the shopper's form, sealed (rule R8).

use super::code::{self, May};
use super::form;
use crate::begin::{Beginning, begin_in, clear_way};
use crate::engine::Engine;
use crate::error::Error;
use crate::record;
use crate::settle::Patience;
use crate::store::trades::{Kind, TradeRow};
use crate::store::{Tx, attempts, orders};
use crate::wire::Case;
use channels::unionpay::{CardData, Op};
use channels::{Ask, Declined, Outcome};
use domain::attempt::{Attempt, AttemptState};
use domain::card::Card;
use domain::clock::At;
use domain::desk::{CardEntry, Field, Place, Problem, Turn, Visit};
use domain::ids::{OrderId, PayToken};
use domain::machine::Happening;
use domain::order::Order;
use domain::product::Product;
use std::sync::Arc;

/// What the card form led to, before the network is asked.
enum Begun {
    /// Ask for a code under this number.
    Fresh(Box<(Case, TradeRow)>),
    /// The same card just got its code: a double click, a reload.
    Same(Box<Attempt>),
    /// This phone got a code less than a minute ago.
    TooSoon,
}

impl Engine {
    /// The card form was handed in.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn card_form(
        self: &Arc<Self>,
        token: &PayToken,
        entry: CardEntry,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        let (_turn, scene) = self.scene_in_turn(token).await?;
        if scene.order.state.is_final() {
            return Ok(self.elsewhere(&scene));
        }
        let card = match entry.check(self.now()) {
            Ok(card) => card,
            Err(errors) => return Ok(form::card(&entry, errors)),
        };
        let led = self.first_code(&scene.order, &entry, &card, visit).await;
        self.or_where_it_is(token, led).await
    }

    async fn first_code(
        self: &Arc<Self>,
        order: &Order,
        entry: &CardEntry,
        card: &Card,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        let new = Beginning {
            product: Product::QuickAgreement,
            bank: card.bank.map(|bank| bank.code.to_owned()),
            agreement: None,
            card_last4: Some(card.last4.clone()),
            phone_masked: Some(card.phone_masked.clone()),
        };
        let (engine, id, visit) = (Arc::clone(self), order.id.clone(), visit.clone());
        let begun = self.store.write(move |tx| {
            Box::pin(async move { begin_card(tx, &engine, &id, &new, &visit).await })
        });
        match begun.await? {
            Begun::TooSoon => Ok(form::card_problem(entry, Field::Phone, Problem::TooSoon)),
            Begun::Same(attempt) => Ok(form::code(&self.seal_card(entry, &attempt), None)),
            Begun::Fresh(fresh) => {
                let (case, trade) = *fresh;
                self.send_first_code(&case, &trade, entry, card).await
            }
        }
    }

    async fn send_first_code(
        self: &Arc<Self>,
        case: &Case,
        trade: &TradeRow,
        entry: &CardEntry,
        card: &Card,
    ) -> Result<Turn, Error> {
        match self.call(&self.open_sms(case, trade, card)).await? {
            Outcome::Ask(Ask::SmsSent) => {
                let attempt = self.code_sent(&case.attempt.id).await?;
                Ok(form::code(&self.seal_card(entry, &attempt), None))
            }
            Outcome::Declined(no) => self.card_declined(trade, no, entry).await,
            Outcome::Ask(_)
            | Outcome::Paid(_)
            | Outcome::Returned(_)
            | Outcome::WithPayer
            | Outcome::Waiting
            | Outcome::Unknown(_) => {
                self.give_up(&case.attempt).await?;
                Ok(form::card_problem(entry, Field::Phone, Problem::NoAnswer))
            }
        }
    }

    /// Another code for the card in the form.
    pub(super) async fn resend_to_card(
        self: &Arc<Self>,
        live: &Attempt,
        sealed: &str,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        let Some((entry, card)) = self.unseal(sealed, live) else {
            return Ok(form::card_problem(
                &CardEntry::default(),
                Field::Number,
                Problem::CardAgain,
            ));
        };
        let Some((case, trade)) = self.next_code(live, Kind::Sign, visit).await? else {
            return Ok(form::code(sealed, Some(Problem::TooSoon)));
        };
        match self.call(&self.open_sms(&case, &trade, &card)).await? {
            Outcome::Ask(Ask::SmsSent) => {
                let attempt = self.code_sent(&live.id).await?;
                Ok(form::code(&self.seal_card(&entry, &attempt), None))
            }
            Outcome::Declined(no) => self.card_declined(&trade, no, &entry).await,
            Outcome::Ask(_)
            | Outcome::Paid(_)
            | Outcome::Returned(_)
            | Outcome::WithPayer
            | Outcome::Waiting
            | Outcome::Unknown(_) => Ok(form::code(sealed, Some(Problem::NoAnswer))),
        }
    }

    /// A no to a step that moves no money: the attempt ends; where the
    /// details can be mended, the form comes back with them.
    pub(super) async fn card_declined(
        self: &Arc<Self>,
        trade: &TradeRow,
        no: Declined,
        entry: &CardEntry,
    ) -> Result<Turn, Error> {
        let mend = form::to_mend(&no);
        self.settle(trade, Outcome::Declined(no), Patience::Enough)
            .await?;
        Ok(match mend {
            Some((field, problem)) => form::card_problem(entry, field, problem),
            None => Turn::Go(Place::Declined),
        })
    }

    fn open_sms(&self, case: &Case, trade: &TradeRow, card: &Card) -> Op {
        Op::OpenSms {
            trade: self.trade(case, trade),
            card: card_data(card),
            phone: card.phone.clone(),
        }
    }

    fn seal_card(&self, entry: &CardEntry, attempt: &Attempt) -> String {
        let owner = (&attempt.order_id, &attempt.id);
        self.seal
            .card(entry, owner, self.now(), self.entropy.as_ref())
    }

    /// The card in the form, if it is this attempt's and not too old.
    pub(super) fn unseal(&self, sealed: &str, attempt: &Attempt) -> Option<(CardEntry, Card)> {
        let owner = (&attempt.order_id, &attempt.id);
        let entry = self.seal.open_card(sealed, owner, self.now()).ok()?;
        let card = entry.check(self.now()).ok()?;
        Some((entry, card))
    }
}

async fn begin_card(
    tx: &mut Tx,
    engine: &Engine,
    id: &OrderId,
    new: &Beginning,
    visit: &Visit,
) -> Result<Begun, Error> {
    let (order, now) = (orders::get(tx, id).await?, engine.now());
    if let Some(live) = &order.live_attempt {
        let attempt = attempts::get(tx, live).await?;
        if is_same(&attempt, new, now) {
            return Ok(Begun::Same(Box::new(attempt)));
        }
    }
    let order = clear_way(tx, engine, &order).await?;
    let case = begin_in(tx, engine, &order, new).await?;
    match code::next_in(tx, &case.attempt, Kind::Sign, visit, now).await? {
        May::Send(trade) => Ok(Begun::Fresh(Box::new((case, trade)))),
        May::TooSoon => {
            // The attempt that was just made ends again: one place, one rule.
            record::apply(
                tx,
                engine,
                &case.order,
                Happening::Cancel(&case.attempt),
                now,
            )
            .await?;
            Ok(Begun::TooSoon)
        }
    }
}

/// True where this very card got its code less than a minute ago.
fn is_same(attempt: &Attempt, new: &Beginning, now: At) -> bool {
    attempt.product == new.product
        && attempt.agreement.is_none()
        && attempt.state == AttemptState::AwaitingPayer
        && attempt.card_last4 == new.card_last4
        && attempt.phone_masked == new.phone_masked
        && attempt
            .code_sent_at
            .is_some_and(|at| now < at.plus_s(code::PAUSE_S))
}

pub(super) fn card_data(card: &Card) -> CardData {
    CardData {
        number: card.number.clone(),
        expiry: card.expiry_yymm.clone(),
        cvn2: card.security_code.clone(),
    }
}
