//! SMS codes: their limits ([`RateLimit`]), and sending. A page must not send
//! messages to strangers. A code that certainly was not sent (the network
//! refused, or the request was not put on the wire) is not counted.

use super::Payments;
use super::context;
use crate::limits::subjects::Subjects;
use crate::network::PaymentContext;
use crate::orders::transition;
use crate::payments::start::record_request;
use domain::attempt::{Attempt, AttemptDetails, AttemptState};
use domain::clock::At;
use domain::desk::{FieldProblem, Visit};
use domain::ids::{AttemptId, OrderId};
use domain::machine::{AttemptOutcome, CODE_PAUSE_S, OrderEvent};
use domain::network_request::{NetworkRequest, Purpose};
use domain::rate_limits::RateLimit;
use domain::refusal::Refusal;
use std::sync::Arc;
use store::network_requests;
use store::{Error, Tx, attempts, orders};

/// How long to wait if the last code to this phone, for this order, was sent
/// less than a minute ago. Asked before a live attempt is left, whose code the
/// shopper may hold.
pub(super) async fn pause(
    tx: &mut Tx,
    order: &OrderId,
    details: &AttemptDetails,
    now: At,
) -> Result<Option<FieldProblem>, Error> {
    let phone = details.card().map_or("", |card| &card.phone_masked);
    let sent = network_requests::codes_sent(tx, order, phone).await?;
    let over = sent.last_to_phone.map(|at| at.plus_s(CODE_PAUSE_S));
    Ok(over.filter(|over| now < *over).map(|over| {
        // A clock that was set back makes the pause no longer.
        let wait_s = over.seconds_left(now).min(CODE_PAUSE_S);
        FieldProblem::TooSoon {
            wait_s: u32::try_from(wait_s).unwrap_or(u32::MAX),
        }
    }))
}

/// Stores a request for a code under this attempt.
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
) -> Result<NetworkRequest, Error> {
    let (attempt, now) = (&context.attempt, payments.now());
    let sent = network_requests::codes_sent(tx, &attempt.order_id, "").await?;
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
    let merchant = &context.merchant.id;
    subjects.take_code(tx, merchant, now).await?;
    let mut request = record_request(tx, payments, context, purpose, visit).await?;
    network_requests::record_code(tx, &request, now).await?;
    request.sms_at = Some(now);
    Ok(request)
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

    /// [`next_in`] for a live attempt, after its [`pause`].
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
                    let attempt = &context.attempt;
                    let (order, details) = (&attempt.order_id, &attempt.details);
                    if let Some(wait) = pause(tx, order, details, payments.now()).await? {
                        return Ok(Err(wait));
                    }
                    let next = next_in(tx, &payments, &context, purpose, &visit, &subjects);
                    let request = next.await?;
                    Ok(Ok((context, request)))
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
