//! The code for a new card was submitted: sign the card, then pay. Steps 2 and
//! 3 of the table in `new_card`.

use super::Payments;
use super::agreements::{KeptAgreement, Signing};
use super::context;
use super::new_card::{CardStep, card_data};
use super::submit::record_submission;
use super::{OrderWithAttempt, form};
use crate::orders::transition;
use crate::payments::start::record_request;
use channels::{CardHolder, Done, Op, Outcome, PayBy, SignedAgreement};
use domain::attempt::{Attempt, AttemptState, DeclineReason};
use domain::card::CheckedCard;
use domain::desk::{CardEntry, Field, FieldProblem, NextPage, Place, Visit};
use domain::machine::OrderEvent;
use domain::network_request::Purpose;
use domain::secret::Secret;
use std::sync::Arc;
use store::{Error, attempts, orders};

impl Payments {
    /// Signs the card with the code, then pays.
    pub(super) async fn sign_and_pay(
        self: &Arc<Self>,
        current: &OrderWithAttempt,
        live: &Attempt,
        sealed: &str,
        code: Secret,
        visit: &Visit,
    ) -> Result<NextPage, Error> {
        let Some((entry, card)) = self.unseal(sealed, live) else {
            return Ok(form::card_problem(
                &CardEntry::default(),
                Field::Number,
                FieldProblem::CardAgain,
            ));
        };
        let (context, requests) = self.context_of(&current.order, live).await?;
        let Some(request) = requests
            .iter()
            .rfind(|t| t.purpose == Purpose::Sign && t.sms_at.is_some())
        else {
            return Ok(form::code(sealed, Some(FieldProblem::CodeExpired)));
        };
        let sign = Op::Sign {
            payment: self.network.payment(&context, request),
            card: card_data(&card),
            holder: holder(&card),
            code,
        };
        match self.network.call(&context, request, sign).await? {
            Outcome::Done(Done::Signed(signed)) => {
                self.pay_signed(current, live, card, signed, visit).await
            }
            Outcome::Declined(no) if no.reason == DeclineReason::WrongCode => {
                self.wrong_code(live, sealed).await
            }
            Outcome::Declined(no) => {
                let subjects = self.subjects_of_card(&card, visit);
                let refused = (CardStep::Sign, no);
                self.card_declined(&context, request, refused, &entry, &subjects)
                    .await
            }
            Outcome::Done(_)
            | Outcome::Moved(_)
            | Outcome::NotStarted
            | Outcome::Waiting
            | Outcome::Unknown(_) => Ok(form::code(sealed, Some(FieldProblem::NoAnswer))),
        }
    }

    async fn pay_signed(
        self: &Arc<Self>,
        current: &OrderWithAttempt,
        live: &Attempt,
        card: CheckedCard,
        signed: SignedAgreement,
        visit: &Visit,
    ) -> Result<NextPage, Error> {
        let (payments, id, visit) = (Arc::clone(self), live.id.clone(), visit.clone());
        let token = signed.token.clone();
        let ((context, request), once) = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let mut context = context::read(tx, &id).await?;
                    let signing = Signing {
                        order: &context.order,
                        attempt: &context.attempt,
                        card: &card,
                        signed: &signed,
                    };
                    let (saved, once) = match payments.keep_agreement(tx, &signing).await? {
                        KeptAgreement::Saved(id) => (Some(id), None),
                        KeptAgreement::ThisPaymentOnly(id) => (None, Some(id)),
                    };
                    if let Some(card) = context.attempt.details.card_mut() {
                        card.agreement = saved;
                    }
                    let purpose = Purpose::PayByAgreement;
                    let request = record_request(tx, &payments, &context, purpose, &visit).await?;
                    let submitted = record_submission(tx, &payments, context, request).await?;
                    Ok((submitted, once))
                })
            })
            .await?;
        let by = PayBy::Agreement { token, code: None };
        let next = self.pay_and_settle(current, &context, &request, by).await?;
        if let Some(agreement) = once.filter(|_| !matches!(next, NextPage::Go(Place::Waiting))) {
            self.remove_at_network(agreement).await?;
        }
        Ok(next)
    }

    /// The network declined the code as wrong; nothing was signed.
    async fn wrong_code(self: &Arc<Self>, live: &Attempt, sealed: &str) -> Result<NextPage, Error> {
        let (payments, id, now) = (Arc::clone(self), live.id.clone(), self.now());
        let attempt = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    if attempt.state == AttemptState::Unsettled {
                        // A concurrent request signed the card and is paying.
                        return Ok(attempt);
                    }
                    let counted = transition::apply(
                        tx,
                        payments.entropy.as_ref(),
                        &order,
                        OrderEvent::WrongCode(&attempt),
                        now,
                    )
                    .await?;
                    Ok(counted.attempt.unwrap_or(attempt))
                })
            })
            .await?;
        Ok(match attempt.state {
            AttemptState::Unsettled => NextPage::Go(Place::Waiting),
            state if state.is_live() => form::code(sealed, Some(FieldProblem::WrongCode)),
            _ => NextPage::Go(Place::Declined),
        })
    }
}

fn holder(card: &CheckedCard) -> CardHolder {
    CardHolder {
        name: card.name.clone(),
        id_number: card.id_number.clone(),
        phone: card.phone.clone(),
    }
}
