//! Quick pay with a new card: an SMS code, signing, paying.
//!
//! | step | stored before the call | call | after a crash here |
//! |---|---|---|---|
//! | 1 send the code | attempt `started`, a signing request | `SendCode` | no money can move: the next try cancels the attempt, or it lapses |
//! | 2 sign | nothing: signing moves no money | `Sign` | at worst an unknown token; the shopper requests another code |
//! | 3 pay | agreement, payment request, `unsettled`, query job | `Pay` | the query job queries this request |
//! | 4 outcome | the result, by `settle` | | as 3: the query returns the same result |
//!
//! So an unknown outcome of 1 or 2 means "no reply, try again"; only that of 3
//! means "unsettled". The card is never stored: between 1 and 2 it is in the
//! shopper's form, sealed (rule R8).

use super::Payments;
use super::form;
use super::sms_code;
use crate::limits::subjects::Subjects;
use crate::network::PaymentContext;
use crate::payments::settle::{DeclinePolicy, settle_in};
use crate::payments::start::{NewAttempt, release_live_attempt, start_attempt};
use channels::{CardData, CodeFor, Declined, Done, Op, Outcome};
use domain::attempt::{Attempt, AttemptDetails, AttemptState, CardDetails, DeclineReason};
use domain::card::CheckedCard;
use domain::clock::At;
use domain::desk::{CardEntry, Field, FieldProblem, NextPage, Place, Visit};
use domain::ids::{OrderId, PayToken};
use domain::machine::CODE_PAUSE_S;
use domain::network_request::{NetworkRequest, Purpose};
use domain::order::Order;
use domain::product::Product;
use std::sync::Arc;
use store::{Error, Tx, attempts, orders};

/// What to do after the card form, before the network is called.
enum CardStart {
    /// Request a code.
    Fresh(Box<(PaymentContext, NetworkRequest)>),
    /// The same card got its code a moment ago: a double click or a reload.
    Same(Box<Attempt>),
    /// This phone got a code less than a minute ago.
    TooSoon(FieldProblem),
}

/// The step that was declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CardStep {
    /// Sending the code.
    SendCode,
    /// Signing with the code.
    Sign,
}

impl Payments {
    /// The card form was submitted.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn card_form(
        self: &Arc<Self>,
        token: &PayToken,
        entry: CardEntry,
        visit: &Visit,
    ) -> Result<NextPage, Error> {
        let (_lock, current) = self.lock_order(token).await?;
        if current.order.state.is_final() {
            return Ok(self.current_page(&current));
        }
        let card = match entry.check(self.now()) {
            Ok(card) => card,
            Err(errors) => return Ok(form::card(&entry, errors)),
        };
        let result = self.first_code(&current.order, &entry, &card, visit).await;
        self.current_page_if_changed(token, result).await
    }

    async fn first_code(
        self: &Arc<Self>,
        order: &Order,
        entry: &CardEntry,
        card: &CheckedCard,
        visit: &Visit,
    ) -> Result<NextPage, Error> {
        let new = NewAttempt {
            product: Product::QuickAgreement,
            channel: None,
            details: AttemptDetails::Card(CardDetails {
                remember: entry.remember,
                ..CardDetails::new(
                    card.last4.clone(),
                    card.phone_masked.clone(),
                    card.bank.map(|bank| bank.code.to_owned()),
                )
            }),
        };
        let subjects = self.subjects_of_card(card, visit);
        let (payments, id, visit) = (Arc::clone(self), order.id.clone(), visit.clone());
        let of_card = subjects.clone();
        let begun = self.store.write(move |tx| {
            Box::pin(async move { begin_card(tx, &payments, &id, &new, &visit, &of_card).await })
        });
        match begun.await? {
            CardStart::TooSoon(wait) => Ok(form::card_problem(entry, Field::Phone, wait)),
            CardStart::Same(attempt) => Ok(form::code(&self.seal_card(entry, &attempt), None)),
            CardStart::Fresh(fresh) => {
                let (context, request) = *fresh;
                let form = (entry, card);
                self.send_first_code(&context, &request, form, &subjects)
                    .await
            }
        }
    }

    async fn send_first_code(
        self: &Arc<Self>,
        context: &PaymentContext,
        request: &NetworkRequest,
        (entry, card): (&CardEntry, &CheckedCard),
        subjects: &Subjects,
    ) -> Result<NextPage, Error> {
        let send = self.signing_code(context, request, card);
        match self.network.call(context, request, send).await? {
            Outcome::Done(Done::CodeSent) => {
                let attempt = self.code_sent(&context.attempt.id).await?;
                Ok(form::code(&self.seal_card(entry, &attempt), None))
            }
            Outcome::Declined(no) => {
                let refused = (CardStep::SendCode, no);
                self.card_declined(context, request, refused, entry, subjects)
                    .await
            }
            outcome => {
                if outcome.was_not_sent() {
                    self.code_not_sent(request, context, subjects).await?;
                }
                self.abandon_attempt(&context.attempt).await?;
                Ok(form::card_problem(
                    entry,
                    Field::Phone,
                    FieldProblem::NoAnswer,
                ))
            }
        }
    }

    /// Sends another code for the card in the form.
    pub(super) async fn resend_to_card(
        self: &Arc<Self>,
        live: &Attempt,
        sealed: &str,
        visit: &Visit,
    ) -> Result<NextPage, Error> {
        let Some((entry, card)) = self.unseal(sealed, live) else {
            return Ok(form::card_problem(
                &CardEntry::default(),
                Field::Number,
                FieldProblem::CardAgain,
            ));
        };
        let subjects = self.subjects_of_card(&card, visit);
        let next = self.next_code(live, Purpose::Sign, visit, subjects.clone());
        let (context, request) = match next.await? {
            Ok(next) => next,
            Err(wait) => return Ok(form::code(sealed, Some(wait))),
        };
        let send = self.signing_code(&context, &request, &card);
        match self.network.call(&context, &request, send).await? {
            Outcome::Done(Done::CodeSent) => {
                let attempt = self.code_sent(&live.id).await?;
                Ok(form::code(&self.seal_card(&entry, &attempt), None))
            }
            Outcome::Declined(no) => {
                let refused = (CardStep::SendCode, no);
                self.card_declined(&context, &request, refused, &entry, &subjects)
                    .await
            }
            outcome => {
                if outcome.was_not_sent() {
                    self.code_not_sent(&request, &context, &subjects).await?;
                }
                Ok(form::code(sealed, Some(FieldProblem::NoAnswer)))
            }
        }
    }

    /// A decline of a step that moves no money ends the attempt. Wrong data is
    /// counted, and a code that was not sent is not. The card form is shown again
    /// if the shopper can correct a field.
    pub(super) async fn card_declined(
        self: &Arc<Self>,
        context: &PaymentContext,
        request: &NetworkRequest,
        (step, no): (CardStep, Declined),
        entry: &CardEntry,
        subjects: &Subjects,
    ) -> Result<NextPage, Error> {
        let again = form::card_declined(entry, &no);
        let wrong_card = matches!(
            no.reason,
            DeclineReason::WrongCard | DeclineReason::WrongIdentity
        );
        let (payments, request, context) = (Arc::clone(self), request.clone(), context.clone());
        let (subjects, outcome) = (subjects.clone(), Outcome::Declined(no));
        let settled = self.store.write(move |tx| {
            Box::pin(async move {
                if wrong_card {
                    subjects.add_wrong_card(tx, payments.now()).await?;
                }
                if step == CardStep::SendCode {
                    sms_code::not_sent_in(tx, &request, &context, &subjects).await?;
                }
                let policy = DeclinePolicy::EndAttempt;
                settle_in(tx, &payments, &request, &outcome, policy).await
            })
        });
        settled.await?;
        Ok(again.unwrap_or(NextPage::Go(Place::Declined)))
    }

    /// Who a code for a typed card, and a decline of its data, is counted for.
    pub(super) fn subjects_of_card(&self, card: &CheckedCard, visit: &Visit) -> Subjects {
        let (phone, number) = (Some(&card.phone), Some(&card.number));
        self.limits.subjects(phone, number, visit)
    }

    fn signing_code(
        &self,
        context: &PaymentContext,
        request: &NetworkRequest,
        card: &CheckedCard,
    ) -> Op {
        Op::SendCode {
            payment: self.network.payment(context, request),
            to: CodeFor::Signing(card_data(card)),
            phone: card.phone.clone(),
        }
    }

    fn seal_card(&self, entry: &CardEntry, attempt: &Attempt) -> String {
        let owner = (&attempt.order_id, &attempt.id);
        self.seal_keys
            .seal_card(entry, owner, self.now(), self.entropy.as_ref())
    }

    /// The card in the form, if it belongs to this attempt and has not expired.
    pub(super) fn unseal(
        &self,
        sealed: &str,
        attempt: &Attempt,
    ) -> Option<(CardEntry, CheckedCard)> {
        let owner = (&attempt.order_id, &attempt.id);
        let entry = self.seal_keys.open_card(sealed, owner, self.now())?;
        let card = entry.check(self.now()).ok()?;
        let entry = CardEntry {
            remember: attempt.details.card()?.remember,
            ..entry
        };
        Some((entry, card))
    }
}

async fn begin_card(
    tx: &mut Tx,
    payments: &Payments,
    id: &OrderId,
    new: &NewAttempt,
    visit: &Visit,
    subjects: &Subjects,
) -> Result<CardStart, Error> {
    let (order, now) = (orders::get(tx, id).await?, payments.now());
    if let Some(live) = &order.live_attempt {
        let mut attempt = attempts::get(tx, live).await?;
        if is_same(&attempt, new, now) {
            // The shopper may have changed their mind about remembering it.
            let cards = attempt.details.card_mut().zip(new.details.card());
            if let Some((card, new)) = cards.filter(|(card, new)| card.remember != new.remember) {
                card.remember = new.remember;
                attempts::update(tx, &attempt).await?;
            }
            return Ok(CardStart::Same(Box::new(attempt)));
        }
    }
    subjects.check_card(tx, now).await?;
    if let Some(wait) = sms_code::pause(tx, id, &new.details, now).await? {
        return Ok(CardStart::TooSoon(wait));
    }
    let order = release_live_attempt(tx, payments, &order).await?;
    let context = start_attempt(tx, payments, &order, new, visit).await?;
    let purpose = Purpose::Sign;
    let request = sms_code::next_in(tx, payments, &context, purpose, visit, subjects).await?;
    Ok(CardStart::Fresh(Box::new((context, request))))
}

/// True if this card got its code less than a minute ago.
fn is_same(attempt: &Attempt, new: &NewAttempt, now: At) -> bool {
    let (Some(card), Some(new)) = (attempt.details.card(), new.details.card()) else {
        return false;
    };
    attempt.state == AttemptState::AwaitingPayer
        && card.agreement.is_none()
        && card.last4 == new.last4
        && card.phone_masked == new.phone_masked
        && card
            .code_sent_at
            .is_some_and(|at| now < at.plus_s(CODE_PAUSE_S))
}

pub(super) fn card_data(card: &CheckedCard) -> CardData {
    CardData {
        number: card.number.clone(),
        expiry: card.expiry_yymm.clone(),
        security_code: card.security_code.clone(),
    }
}
