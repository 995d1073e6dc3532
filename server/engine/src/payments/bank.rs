//! Online banking: the shopper's browser posts a signed form to the network's
//! page. The result comes by notice or query.
//!
//! Crash safety: the attempt, its request number and its query job are one
//! commit, before the form exists. The form is built from these records at each
//! view, with the same number and time, so a reload is the same payment.
//!
//! A network may refuse an old form. A shopper who opens the page later gets a
//! new number under the same attempt, after a query of the old one. Each number is queried; if two are paid, the
//! second payment is refunded.

use super::OrderWithAttempt;
use super::Payments;
use super::context;
use crate::jobs::{self, QueryPayment};
use crate::orders::transition;
use crate::payments::start::{NewAttempt, record_request, release_live_attempt, start_attempt};
use channels::{PaymentMethod, PaymentTiming};
use domain::attempt::{Attempt, AttemptDetails, AttemptState};
use domain::bank::Bank;
use domain::clock::At;
use domain::desk::{NextPage, Place, Visit};
use domain::ids::{AttemptId, PayToken};
use domain::machine::{AttemptOutcome, OrderEvent};
use domain::network_request::{NetworkRequest, Purpose};
use domain::product::Product;
use std::sync::Arc;
use store::network_requests;
use store::{Error, Tx, orders};

impl Payments {
    /// Starts an attempt at this bank, or continues the one that is live.
    pub(super) async fn start_bank(
        self: &Arc<Self>,
        current: &OrderWithAttempt,
        bank: Bank,
        visit: &Visit,
    ) -> Result<NextPage, Error> {
        let details = AttemptDetails::BankPage {
            bank: bank.code.to_owned(),
        };
        if current.live().is_some_and(|a| a.details == details) {
            return Ok(NextPage::Go(Place::Bank));
        }
        let new = NewAttempt {
            product: Product::GatewayPersonal,
            channel: None,
            details,
        };
        let (payments, id, visit) = (Arc::clone(self), current.order.id.clone(), visit.clone());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let order = orders::get(tx, &id).await?;
                    let order = release_live_attempt(tx, &payments, &order).await?;
                    let context = start_attempt(tx, &payments, &order, &new, &visit).await?;
                    let now = payments.now();
                    record_request(tx, &payments, &context, Purpose::PayOnPage, &visit).await?;
                    let waits = OrderEvent::Learn(&context.attempt, AttemptOutcome::AwaitingPayer);
                    transition::apply(tx, payments.entropy.as_ref(), &context.order, waits, now)
                        .await?;
                    Ok(NextPage::Go(Place::Bank))
                })
            })
            .await
    }

    /// Called before the bank form is shown: replaces its number if it is too
    /// old.
    ///
    /// # Errors
    /// `not_found`, or a fault.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn renew_bank_form(
        self: &Arc<Self>,
        token: &PayToken,
        visit: &Visit,
    ) -> Result<(), Error> {
        let current = self.order_with_attempt(token).await?;
        let Some(live) = current.live().filter(|a| can_pay_at_bank(a, self.now())) else {
            return Ok(());
        };
        let (_, requests) = self.context_of(&current.order, live).await?;
        let timing = self.network.payment_timing(live)?;
        if !is_stale(&requests, timing, self.now()) {
            return Ok(());
        }
        let (payments, id, visit) = (Arc::clone(self), live.id.clone(), visit.clone());
        // If it was paid under the old number, there must be no new one.
        let current = self.query_if_pending(current).await?;
        let _lock = self.order_locks.lock(&current.order.id).await;
        self.store
            .write(move |tx| Box::pin(async move { renew_in(tx, &payments, &id, &visit).await }))
            .await
    }
}

/// Checks again inside the transaction, so that two tabs create one number.
async fn renew_in(
    tx: &mut Tx,
    payments: &Payments,
    id: &AttemptId,
    visit: &Visit,
) -> Result<(), Error> {
    let now = payments.now();
    let context = context::read(tx, id).await?;
    let attempt = &context.attempt;
    let requests = network_requests::of_subject(tx, id.as_str()).await?;
    let timing = payments.network.payment_timing(attempt)?;
    if !can_pay_at_bank(attempt, now) || !is_stale(&requests, timing, now) {
        return Ok(());
    }
    record_request(tx, payments, &context, Purpose::PayOnPage, visit).await?;
    let due = payments.network.first_query(attempt, now)?;
    jobs::put::<QueryPayment>(tx, id.as_str(), &(), due).await
}

/// True if the shopper can still pay on the bank's page.
fn can_pay_at_bank(attempt: &Attempt, now: At) -> bool {
    attempt.paid_by() == PaymentMethod::BankPage
        && attempt.state == AttemptState::AwaitingPayer
        && now < attempt.pay_until
}

/// True if the latest form is too old to be shown.
fn is_stale(requests: &[NetworkRequest], timing: PaymentTiming, now: At) -> bool {
    let front = requests.iter().rfind(|t| t.purpose == Purpose::PayOnPage);
    front
        .zip(timing.form_max_age_s)
        .is_some_and(|(t, max_age_s)| now >= t.network_time.plus_s(max_age_s))
}
