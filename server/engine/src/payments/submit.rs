//! Requesting the payment, for both kinds of quick pay: stored as unsettled
//! with a query job, then the call, then its outcome.

use super::Payments;
use super::{OrderWithAttempt, form};
use crate::jobs::{self, QueryPayment};
use crate::network::{PaymentContext, declined_if_not_sent};
use crate::orders::transition;
use crate::payments::settle::DeclinePolicy;
use channels::{AfterDecline, Op, PayBy};
use domain::attempt::AttemptState;
use domain::desk::{FieldProblem, NextPage, Place};
use domain::machine::OrderEvent;
use domain::network_request::NetworkRequest;
use std::sync::Arc;
use store::network_requests;
use store::{Error, Tx};

impl Payments {
    /// Requests the payment and settles the outcome. The caller has committed
    /// `unsettled` before.
    #[tracing::instrument(skip_all, fields(order = %context.order.id, attempt = %context.attempt.id))]
    pub(super) async fn pay_and_settle(
        self: &Arc<Self>,
        current: &OrderWithAttempt,
        context: &PaymentContext,
        request: &NetworkRequest,
        by: PayBy,
    ) -> Result<NextPage, Error> {
        let pay = Op::Pay {
            payment: self.network.payment(context, request),
            by,
        };
        let outcome = self.network.call(context, request, pay).await?;
        let outcome = declined_if_not_sent(outcome, AfterDecline::Final);
        let mut settled = self
            .settle(request, outcome, DeclinePolicy::AllowRetry)
            .await?;
        if settled.attempt.state == AttemptState::Unsettled {
            // "Accepted" is not "paid": query once while the shopper waits; the
            // query job continues.
            let outcome = self.network.query(context, request).await?;
            settled = self
                .settle(request, outcome, DeclinePolicy::AllowRetry)
                .await?;
        }
        Ok(match settled.attempt.state {
            AttemptState::Paid(_) => NextPage::Go(Place::Paid),
            AttemptState::Declined { .. } => NextPage::Go(Place::Declined),
            AttemptState::AwaitingPayer => form::code("", Some(FieldProblem::WrongCode)),
            AttemptState::Unsettled => NextPage::Go(Place::Waiting),
            AttemptState::Started | AttemptState::Abandoned | AttemptState::Surplus(_) => {
                self.current_page(&self.order_with_attempt(&current.order.token).await?)
            }
        })
    }
}

/// Stores that the payment is about to be requested: `unsettled`, with a query
/// job.
pub(super) async fn record_submission(
    tx: &mut Tx,
    payments: &Payments,
    context: PaymentContext,
    mut request: NetworkRequest,
) -> Result<(PaymentContext, NetworkRequest), Error> {
    let now = payments.now();
    let (entropy, order) = (payments.entropy.as_ref(), &context.order);
    let submit = OrderEvent::Submit(&context.attempt);
    let submitted = transition::apply(tx, entropy, order, submit, now).await?;
    network_requests::record_submission(tx, &request, now).await?;
    request.money_at = Some(now);
    let id = context.attempt.id.as_str();
    jobs::put::<QueryPayment>(tx, id, &(), now.plus_s(1)).await?;
    let context = PaymentContext {
        order: submitted.order,
        attempt: submitted.attempt.unwrap_or(context.attempt),
        ..context
    };
    Ok((context, request))
}
