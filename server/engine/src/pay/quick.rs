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
use super::{Scene, form};
use crate::agreements::Signing;
use crate::begin::{Beginning, begin_in, clear_way, trade_in};
use crate::engine::Engine;
use crate::error::Error;
use crate::record;
use crate::settle::Patience;
use crate::store::trades::{self, Kind, TradeRow};
use crate::store::{Tx, attempts, jobs, merchants, orders};
use crate::wire::{self, Case};
use channels::unionpay::{CardData, Holder, Op};
use channels::{Ask, Declined, Outcome, Signed};
use domain::attempt::{Attempt, AttemptState, DeclineReason};
use domain::card::Card;
use domain::clock::At;
use domain::desk::{CardEntry, Field, Place, Problem, Turn, Visit};
use domain::ids::{OrderId, PayToken};
use domain::machine::Happening;
use domain::order::Order;
use domain::product::Product;
use domain::secret::Secret;
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
    pub(crate) async fn card_form(
        self: &Arc<Self>,
        token: &PayToken,
        entry: CardEntry,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        let scene = self.scene(token).await?;
        let _turn = self.turns.take(&scene.order.id).await;
        let scene = self.scene(token).await?;
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
            Outcome::Ask(_) | Outcome::Paid(_) | Outcome::Waiting | Outcome::Unknown(_) => {
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
            Outcome::Ask(_) | Outcome::Paid(_) | Outcome::Waiting | Outcome::Unknown(_) => {
                Ok(form::code(sealed, Some(Problem::NoAnswer)))
            }
        }
    }

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
            .rfind(|t| t.kind == Kind::Sign && t.sms_at.is_some())
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
            Outcome::Ask(_) | Outcome::Paid(_) | Outcome::Waiting | Outcome::Unknown(_) => {
                Ok(form::code(sealed, Some(Problem::NoAnswer)))
            }
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
                    let trade = trade_in(tx, &attempt, Kind::Pay, &visit, engine.now()).await?;
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

    /// Money is asked to move, and the answer taken in. The caller has
    /// committed `unsettled` before.
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

    /// A no to a step that moves no money: the attempt ends; where the
    /// details can be mended, the form comes back with them.
    async fn card_declined(
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

    /// Records the next number for a code under a live attempt; `None` when
    /// it is too soon.
    pub(super) async fn next_code(
        self: &Arc<Self>,
        live: &Attempt,
        kind: Kind,
        visit: &Visit,
    ) -> Result<Option<(Case, TradeRow)>, Error> {
        let (id, visit, now) = (live.id.clone(), visit.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let attempt = attempts::get(tx, &id).await?;
                    let May::Send(trade) = code::next_in(tx, &attempt, kind, &visit, now).await?
                    else {
                        return Ok(None);
                    };
                    let order = orders::get(tx, &attempt.order_id).await?;
                    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
                    Ok(Some((
                        Case {
                            order,
                            merchant,
                            attempt,
                        },
                        trade,
                    )))
                })
            })
            .await
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
    fn unseal(&self, sealed: &str, attempt: &Attempt) -> Option<(CardEntry, Card)> {
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

fn card_data(card: &Card) -> CardData {
    CardData {
        number: card.number.clone(),
        expiry: card.expiry_yymm.clone(),
        cvn2: card.security_code.clone(),
    }
}

fn holder(card: &Card) -> Holder {
    Holder {
        name: card.name.clone(),
        id_number: card.id_number.clone(),
        phone: card.phone.clone(),
    }
}
