//! SMS codes: their limits ([`RateLimit`]), and sending. A page must not send
//! messages to strangers. A code that certainly was not sent (the network
//! refused, or the request was not put on the wire) is not counted.

use super::Payments;
use super::context;
use crate::limits::subjects::Subjects;
use crate::network::PaymentContext;
use crate::orders::transition;
use crate::payments::start::record_request;
use domain::attempt::{Attempt, AttemptState};
use domain::desk::{FieldProblem, Visit};
use domain::ids::AttemptId;
use domain::machine::{AttemptOutcome, CODE_PAUSE_S, OrderEvent};
use domain::network_request::{NetworkRequest, Purpose};
use domain::rate_limits::RateLimit;
use domain::refusal::Refusal;
use std::sync::Arc;
use store::network_requests;
use store::{Error, Tx, attempts, orders};

/// Stores a request for a code under this attempt, or says how long to wait if
/// the last code was sent less than a minute ago.
///
/// # Errors
/// `too_many_requests`.
pub(super) async fn next_in(
    tx: &mut Tx,
    payments: &Payments,
    context: &PaymentContext,
    purpose: Purpose,
    visit: &Visit,
    subjects: &Subjects,
) -> Result<Result<NetworkRequest, FieldProblem>, Error> {
    let (attempt, now) = (&context.attempt, payments.now());
    let card = attempt.details.card();
    let phone = card.map_or("", |card| &card.phone_masked);
    let sent = network_requests::codes_sent(tx, &attempt.order_id, phone).await?;
    let requests = network_requests::of_subject(tx, attempt.id.as_str()).await?;
    let here = requests
        .iter()
        .filter_map(|request| request.sms_at)
        .collect();
    for (limit, requested) in [
        (RateLimit::CodesPerAttempt, here),
        (RateLimit::CodesPerOrder, sent.requested),
    ] {
        let full_at = limit.bound().full_after(requested);
        limit.check(full_at, now).map_err(Refusal::from)?;
    }
    let over = sent.last_to_phone.map(|at| at.plus_s(CODE_PAUSE_S));
    if let Some(over) = over.filter(|over| now < *over) {
        // A clock that was set back makes the pause no longer.
        let wait_s = over.seconds_left(now).min(CODE_PAUSE_S);
        let wait_s = u32::try_from(wait_s).unwrap_or(u32::MAX);
        return Ok(Err(FieldProblem::TooSoon { wait_s }));
    }
    let merchant = &context.merchant.id;
    subjects.take_code(tx, merchant, now).await?;
    let mut request = record_request(tx, payments, context, purpose, visit).await?;
    network_requests::record_code(tx, &request, now).await?;
    request.sms_at = Some(now);
    Ok(Ok(request))
}

/// Stores that the network did not send the code of this request, so that it is
/// not counted.
pub(super) async fn not_sent_in(
    tx: &mut Tx,
    request: &NetworkRequest,
    context: &PaymentContext,
    subjects: &Subjects,
) -> Result<(), Error> {
    if network_requests::record_code_not_sent(tx, request).await? {
        subjects.give_code_back(tx, &context.merchant.id).await?;
    }
    Ok(())
}

impl Payments {
    /// [`not_sent_in`], for a request that was not put on the wire.
    pub(super) async fn code_not_sent(
        &self,
        request: &NetworkRequest,
        context: &PaymentContext,
        subjects: &Subjects,
    ) -> Result<(), Error> {
        let (request, context) = (request.clone(), context.clone());
        let subjects = subjects.clone();
        self.store
            .write(move |tx| {
                Box::pin(async move { not_sent_in(tx, &request, &context, &subjects).await })
            })
            .await
    }

    /// [`next_in`] for a live attempt.
    pub(super) async fn next_code(
        self: &Arc<Self>,
        live: &Attempt,
        purpose: Purpose,
        visit: &Visit,
        subjects: Subjects,
    ) -> Result<Result<(PaymentContext, NetworkRequest), FieldProblem>, Error> {
        let (payments, id, visit) = (Arc::clone(self), live.id.clone(), visit.clone());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let context = context::read(tx, &id).await?;
                    let next = next_in(tx, &payments, &context, purpose, &visit, &subjects).await?;
                    Ok(next.map(|request| (context, request)))
                })
            })
            .await
    }

    /// Stores that the network sent the code. The attempt now awaits the payer.
    pub(super) async fn code_sent(self: &Arc<Self>, id: &AttemptId) -> Result<Attempt, Error> {
        let (payments, id, now) = (Arc::clone(self), id.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let mut attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    if let Some(card) = attempt.details.card_mut() {
                        card.code_sent_at = Some(now);
                    }
                    if attempt.state == AttemptState::Started {
                        let waits = OrderEvent::Learn(&attempt, AttemptOutcome::AwaitingPayer);
                        let stored =
                            transition::apply(tx, payments.entropy.as_ref(), &order, waits, now)
                                .await?;
                        return Ok(stored.attempt.unwrap_or(attempt));
                    }
                    attempts::update(tx, &attempt).await?;
                    attempt.version += 1;
                    Ok(attempt)
                })
            })
            .await
    }
}
