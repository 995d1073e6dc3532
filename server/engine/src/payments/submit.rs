//! Requesting the payment, for both kinds of quick pay: stored as unsettled
//! with a query job, then the call, then its outcome.

use super::Payments;
use super::{OrderWithAttempt, form};
use crate::network::PaymentContext;
use crate::orders::transition;
use crate::payments::settle::DeclinePolicy;
use channels::{Op, PayBy};
use domain::attempt::{Attempt, AttemptState};
use domain::desk::{FieldProblem, NextPage, Place};
use domain::machine::OrderEvent;
use domain::order::Order;
use std::sync::Arc;
use store::trades::{self, TradeRow};
use store::{Error, Tx, jobs, merchants};

impl Payments {
    /// Requests the payment and settles the outcome. The caller has committed
    /// `unsettled` before.
    #[tracing::instrument(skip_all, fields(order = %context.order.id, attempt = %context.attempt.id))]
    pub(super) async fn pay_and_settle(
        self: &Arc<Self>,
        current: &OrderWithAttempt,
        context: &PaymentContext,
        trade: &TradeRow,
        by: PayBy,
    ) -> Result<NextPage, Error> {
        let pay = Op::Pay {
            payment: self.network.payment(context, trade),
            by,
        };
        let outcome = self.network.call(context, pay).await?;
        let mut settled = self
            .settle(trade, outcome, DeclinePolicy::AllowRetry)
            .await?;
        if settled.attempt.state == AttemptState::Unsettled {
            // "Accepted" is not "paid": query once while the shopper waits; the
            // query job continues.
            let outcome = self.network.query(context, trade).await?;
            settled = self
                .settle(trade, outcome, DeclinePolicy::AllowRetry)
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
    order: &Order,
    attempt: &Attempt,
    mut trade: TradeRow,
) -> Result<(PaymentContext, TradeRow), Error> {
    let now = payments.now();
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    let submitted = transition::apply(
        tx,
        payments.entropy.as_ref(),
        order,
        OrderEvent::Submit(attempt),
        now,
    )
    .await?;
    trades::submit(tx, &trade.wire_no, now).await?;
    trade.submitted_at = Some(now);
    jobs::put(tx, jobs::JobKind::Query, attempt.id.as_str(), now.plus_s(1)).await?;
    let attempt = submitted.attempt.unwrap_or_else(|| attempt.clone());
    Ok((
        PaymentContext {
            order: submitted.order,
            merchant,
            attempt,
        },
        trade,
    ))
}
