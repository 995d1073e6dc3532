//! SMS codes: rate limits and sending.

use super::Payments;
use super::context;
use super::too_many;
use crate::network::PaymentContext;
use crate::orders::transition;
use crate::payments::start::record_request;
use domain::attempt::{Attempt, AttemptState};
use domain::desk::Visit;
use domain::ids::AttemptId;
use domain::machine::{AttemptOutcome, CODE_PAUSE_S, OrderEvent};
use domain::network_request::{NetworkRequest, Purpose};
use std::sync::Arc;
use store::network_requests;
use store::{Error, Tx, attempts, orders};

/// Maximum number of codes per attempt.
const PER_ATTEMPT: usize = 5;
/// Maximum number of codes per order, so that the page cannot be used to send
/// messages to strangers.
const PER_ORDER: u32 = 10;

/// Stores a request for a code under this attempt. `None` if the last code was
/// sent less than a minute ago.
///
/// # Errors
/// `too_many_requests`.
pub(super) async fn next_in(
    tx: &mut Tx,
    payments: &Payments,
    context: &PaymentContext,
    purpose: Purpose,
    visit: &Visit,
) -> Result<Option<NetworkRequest>, Error> {
    let (attempt, now) = (&context.attempt, payments.now());
    let card = attempt.details.card();
    let phone = card.map_or("", |card| &card.phone_masked);
    let (sent, last) = network_requests::codes_sent(tx, &attempt.order_id, phone).await?;
    let here = network_requests::of_subject(tx, attempt.id.as_str())
        .await?
        .iter()
        .filter(|t| t.sms_at.is_some())
        .count();
    if here >= PER_ATTEMPT || sent >= PER_ORDER {
        return Err(too_many(
            "too many codes were sent for this order; pay another way",
        ));
    }
    if last.is_some_and(|at| now < at.plus_s(CODE_PAUSE_S)) {
        return Ok(None);
    }
    let mut request = record_request(tx, payments, context, purpose, visit).await?;
    network_requests::record_code(tx, &request, now).await?;
    request.sms_at = Some(now);
    Ok(Some(request))
}

impl Payments {
    /// Stores the next request for a code under a live attempt. `None` if it is
    /// too soon.
    pub(super) async fn next_code(
        self: &Arc<Self>,
        live: &Attempt,
        purpose: Purpose,
        visit: &Visit,
    ) -> Result<Option<(PaymentContext, NetworkRequest)>, Error> {
        let (payments, id, visit) = (Arc::clone(self), live.id.clone(), visit.clone());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let context = context::read(tx, &id).await?;
                    let next = next_in(tx, &payments, &context, purpose, &visit).await?;
                    let Some(request) = next else {
                        return Ok(None);
                    };
                    Ok(Some((context, request)))
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
