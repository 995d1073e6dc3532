//! Quick pay with a saved card, and the actions of the code page for both kinds
//! of quick pay.
//!
//! A code and its payment use the same request number. A failed payment has
//! used up its number, so the next try after a wrong code has a new one, stored
//! before the call.
//!
//! Crash safety: as in `new_card`, steps 1, 3 and 4; there is nothing to sign.

use super::Payments;
use super::change_card::keep_declined_card;
use super::context;
use super::submit::record_submission;
use super::{OrderWithAttempt, form, sms_code};
use crate::limits::subjects::Subjects;
use crate::network::PaymentContext;
use crate::payments::settle::{DeclinePolicy, settle_in};
use crate::payments::start::{NewAttempt, record_request, release_live_attempt, start_attempt};
use channels::{CodeFor, Done, Op, Outcome, PayBy};
use domain::attempt::{Attempt, AttemptDetails, AttemptState, CardDetails};
use domain::desk::{Field, FieldProblem, NextPage, Place, Visit};
use domain::ids::{AgreementId, PayToken};
use domain::network_request::{NetworkRequest, Purpose};
use domain::product::Product;
use domain::secret::Secret;
use form::problem;
use std::sync::Arc;
use store::agreements::Agreement;
use store::network_requests;
use store::{Error, orders};

/// Seconds before `pay_until` from which a code is refused.
const TOO_LATE_S: i64 = 5;

/// What to do once a saved card was chosen.
enum SavedCardStart {
    /// Request a code.
    Fresh(Box<(PaymentContext, NetworkRequest, Subjects)>),
    /// This phone got a code less than a minute ago: shown at this page and field.
    TooSoon(Place, Field, FieldProblem),
}

impl Payments {
    /// Starts an attempt with a saved card: a code is sent.
    pub(super) async fn start_saved_card(
        self: &Arc<Self>,
        current: &OrderWithAttempt,
        card: &AgreementId,
        visit: &Visit,
    ) -> Result<NextPage, Error> {
        let waits = |a: &Attempt| {
            a.details.agreement() == Some(card) && a.state == AttemptState::AwaitingPayer
        };
        if current.live().is_some_and(waits) {
            return Ok(NextPage::Go(Place::Code));
        }
        let Some(agreement) = self.agreement(&current.order, card).await? else {
            return Ok(problem(Place::Choose, Field::Way, FieldProblem::NotOffered));
        };
        let subjects = self.subjects_of(&agreement, visit);
        let (payments, id, visit) = (Arc::clone(self), current.order.id.clone(), visit.clone());
        let new = NewAttempt {
            product: Product::QuickAgreement,
            channel: Some(agreement.channel.clone()),
            details: AttemptDetails::Card(CardDetails {
                agreement: Some(agreement.id.clone()),
                ..CardDetails::new(
                    agreement.last4.clone(),
                    agreement.phone_masked.clone(),
                    agreement.bank.clone(),
                )
            }),
        };
        let begun = self.store.write(move |tx| {
            Box::pin(async move {
                let order = orders::get(tx, &id).await?;
                let pause = sms_code::pause(tx, &id, &new.details, payments.now()).await?;
                if let Some(wait) = pause.filter(|_| order.live_attempt.is_some()) {
                    return Ok(SavedCardStart::TooSoon(Place::Choose, Field::Way, wait));
                }
                let order = release_live_attempt(tx, &payments, &order).await?;
                let context = start_attempt(tx, &payments, &order, &new, &visit).await?;
                if let Some(wait) = pause {
                    // The attempt waits; the code page offers another code after
                    // the pause.
                    return Ok(SavedCardStart::TooSoon(Place::Code, Field::Code, wait));
                }
                let purpose = Purpose::PayByAgreement;
                let request =
                    sms_code::next_in(tx, &payments, &context, purpose, &visit, &subjects).await?;
                Ok(SavedCardStart::Fresh(Box::new((
                    context, request, subjects,
                ))))
            })
        });
        match begun.await? {
            SavedCardStart::TooSoon(place, field, wait) => Ok(problem(place, field, wait)),
            SavedCardStart::Fresh(fresh) => {
                let (context, request, subjects) = *fresh;
                let result = self.send_pay_code(&context, &request, &agreement, &subjects);
                let result = result.await?;
                if let Some(FieldProblem::NoAnswer) = result {
                    self.abandon_attempt(&context.attempt).await?;
                    return Ok(problem(Place::Choose, Field::Way, FieldProblem::NoAnswer));
                }
                self.code_page(&current.order.token, result).await
            }
        }
    }

    /// The code page requests another code.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn another_code(
        self: &Arc<Self>,
        token: &PayToken,
        sealed: &str,
        visit: &Visit,
    ) -> Result<NextPage, Error> {
        let (_lock, current) = self.lock_order(token).await?;
        let Some(live) = current.live().filter(|a| waits_for_code(a)) else {
            return Ok(self.current_page(&current));
        };
        let Some(card) = live.details.agreement() else {
            let result = self.resend_to_card(live, sealed, visit).await;
            return self.current_page_if_changed(token, result).await;
        };
        let Some(agreement) = self.agreement(&current.order, card).await? else {
            return self.end_unusable_card(live).await;
        };
        let subjects = self.subjects_of(&agreement, visit);
        let purpose = Purpose::PayByAgreement;
        let next = self.next_code(live, purpose, visit, subjects.clone());
        match next.await? {
            Err(wait) => Ok(form::code("", Some(wait))),
            Ok((context, request)) => {
                let result = self.send_pay_code(&context, &request, &agreement, &subjects);
                let result = result.await?;
                self.code_page(token, result).await
            }
        }
    }

    /// The code form was submitted.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn code_form(
        self: &Arc<Self>,
        token: &PayToken,
        sealed: &str,
        typed: &Secret,
        visit: &Visit,
    ) -> Result<NextPage, Error> {
        let (_lock, current) = self.lock_order(token).await?;
        let Some(live) = current.live().filter(|a| waits_for_code(a)) else {
            return Ok(self.current_page(&current));
        };
        let code = match domain::sms_code::read(typed.expose()) {
            Ok(code) => Secret::new(code),
            Err(problem) => return Ok(form::code(sealed, Some(problem))),
        };
        if self.now() >= live.pay_until.plus_s(-TOO_LATE_S) {
            return self.end_unusable_card(live).await;
        }
        let result = match live.details.agreement() {
            None => self.sign_and_pay(&current, live, sealed, code, visit).await,
            Some(card) => match self.agreement(&current.order, card).await? {
                None => self.end_unusable_card(live).await,
                Some(agreement) => {
                    self.pay_saved(&current, live, &agreement, code, visit)
                        .await
                }
            },
        };
        let next = self.current_page_if_changed(token, result).await?;
        Ok(keep_declined_card(next, sealed))
    }

    async fn pay_saved(
        self: &Arc<Self>,
        current: &OrderWithAttempt,
        live: &Attempt,
        agreement: &Agreement,
        code: Secret,
        visit: &Visit,
    ) -> Result<NextPage, Error> {
        let card = live.details.card();
        if card.is_none_or(|card| card.code_sent_at.is_none()) {
            return Ok(form::code("", Some(FieldProblem::CodeExpired)));
        }
        let Some(token) = self.network_token(agreement) else {
            return self.end_unusable_card(live).await;
        };
        let (payments, id, visit) = (Arc::clone(self), live.id.clone(), visit.clone());
        let (context, request) = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let context = context::read(tx, &id).await?;
                    let purpose = Purpose::PayByAgreement;
                    let unused = |t: &NetworkRequest| {
                        t.purpose == purpose && t.sms_at.is_some() && t.money_at.is_none()
                    };
                    let requests = network_requests::of_subject(tx, id.as_str()).await?;
                    let request = if let Some(request) = requests.into_iter().rfind(unused) {
                        request
                    } else {
                        record_request(tx, &payments, &context, purpose, &visit).await?
                    };
                    record_submission(tx, &payments, context, request).await
                })
            })
            .await?;
        let by = PayBy::Agreement {
            token,
            code: Some(code),
        };
        self.pay_and_settle(current, &context, &request, by).await
    }

    /// Who a code for a saved card is counted for.
    fn subjects_of(&self, agreement: &Agreement, visit: &Visit) -> Subjects {
        let phone = self.agreed_phone(agreement);
        self.limits.subjects(phone.as_ref(), None, visit)
    }

    /// Requests a code from the network. Returns the problem if none was sent;
    /// `WrongCard` stands for a decline that ended the attempt.
    async fn send_pay_code(
        self: &Arc<Self>,
        context: &PaymentContext,
        request: &NetworkRequest,
        agreement: &Agreement,
        subjects: &Subjects,
    ) -> Result<Option<FieldProblem>, Error> {
        let (Some(token), Some(phone)) =
            (self.network_token(agreement), self.agreed_phone(agreement))
        else {
            self.code_not_sent(request, context, subjects).await?;
            self.abandon_attempt(&context.attempt).await?;
            return Ok(Some(FieldProblem::WrongCard));
        };
        let send = Op::SendCode {
            payment: self.network.payment(context, request),
            to: CodeFor::Paying(token),
            phone,
        };
        match self.network.call(context, request, send).await? {
            Outcome::Done(Done::CodeSent) => {
                self.code_sent(&context.attempt.id).await?;
                Ok(None)
            }
            no @ Outcome::Declined(_) => {
                self.code_declined(context, request, no, subjects).await?;
                Ok(Some(FieldProblem::WrongCard))
            }
            outcome => {
                if outcome.was_not_sent() {
                    self.code_not_sent(request, context, subjects).await?;
                }
                Ok(Some(FieldProblem::NoAnswer))
            }
        }
    }

    /// The network refused to send a code: the attempt ends.
    async fn code_declined(
        self: &Arc<Self>,
        context: &PaymentContext,
        request: &NetworkRequest,
        no: Outcome,
        subjects: &Subjects,
    ) -> Result<(), Error> {
        let (payments, context, request) = (Arc::clone(self), context.clone(), request.clone());
        let subjects = subjects.clone();
        let settled = self.store.write(move |tx| {
            Box::pin(async move {
                sms_code::not_sent_in(tx, &request, &context, &subjects).await?;
                settle_in(tx, &payments, &request, &no, DeclinePolicy::EndAttempt).await
            })
        });
        settled.await.map(drop)
    }

    async fn code_page(
        &self,
        token: &PayToken,
        result: Option<FieldProblem>,
    ) -> Result<NextPage, Error> {
        match result {
            None => Ok(NextPage::Go(Place::Code)),
            Some(FieldProblem::WrongCard) => {
                Ok(self.current_page(&self.order_with_attempt(token).await?))
            }
            Some(problem) => Ok(form::code("", Some(problem))),
        }
    }

    /// The card was removed meanwhile, or the attempt's time is over: the
    /// shopper chooses again.
    async fn end_unusable_card(self: &Arc<Self>, live: &Attempt) -> Result<NextPage, Error> {
        self.abandon_attempt(live).await?;
        Ok(problem(Place::Choose, Field::Way, FieldProblem::CardAgain))
    }
}

/// True if this attempt is shown on the code page.
fn waits_for_code(attempt: &Attempt) -> bool {
    attempt.details.card().is_some() && attempt.state != AttemptState::Unsettled
}
