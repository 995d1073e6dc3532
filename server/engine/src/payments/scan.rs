//! Products that are paid by a QR code: the network returns a code for this
//! order, the page shows it, the payer's app pays it. The result comes by notice or query.
//!
//! Crash safety: the attempt and its request number are stored before the
//! network is called. After a crash before the QR is stored, no QR was shown:
//! the next choice cancels the attempt. Its query job then closes it at the
//! network, or runs until its time is over. So it is where the code comes later
//! than a shopper waits.

use super::OrderWithAttempt;
use super::Payments;
use super::form::problem;
use crate::network::PaymentContext;
use crate::orders::transition;
use crate::payments::settle::DeclinePolicy;
use crate::payments::start::{NewAttempt, record_request, release_live_attempt, start_attempt};
use channels::{Done, Op, Outcome, PayBy, Show};
use domain::attempt::{Attempt, AttemptDetails};
use domain::desk::{Field, FieldProblem, NextPage, Place, Visit};
use domain::machine::{AttemptOutcome, OrderEvent};
use domain::network_request::{NetworkRequest, Purpose};
use domain::product::Product;
use std::sync::Arc;
use store::{Error, attempts, orders};

impl Payments {
    /// Requests a QR for this product, or shows the existing one.
    pub(super) async fn start_scan(
        self: &Arc<Self>,
        current: &OrderWithAttempt,
        product: Product,
        visit: &Visit,
    ) -> Result<NextPage, Error> {
        let shown = |a: &Attempt| a.product == product && a.details.qr_code().is_some();
        if current.live().is_some_and(shown) {
            return Ok(NextPage::Go(Place::Scan));
        }
        let (context, request) = self.record_scan(current, product, visit).await?;
        let pay = Op::Pay {
            payment: self.network.payment(&context, &request),
            by: PayBy::Qr,
        };
        let call = self.network.call(&context, &request, pay);
        match self.network.while_shopper_waits(call).await? {
            Outcome::Done(Done::Show(Show::Qr(code))) => self.show_qr(&context, code).await,
            no @ Outcome::Declined(_) => {
                self.settle(&request, no, DeclinePolicy::EndAttempt).await?;
                Ok(NextPage::Go(Place::Declined))
            }
            Outcome::Done(_)
            | Outcome::Moved(_)
            | Outcome::NotStarted
            | Outcome::Waiting
            | Outcome::Unknown(_) => {
                self.abandon_attempt(&context.attempt).await?;
                Ok(problem(Place::Choose, Field::Way, FieldProblem::NoAnswer))
            }
        }
    }

    async fn record_scan(
        self: &Arc<Self>,
        current: &OrderWithAttempt,
        product: Product,
        visit: &Visit,
    ) -> Result<(PaymentContext, NetworkRequest), Error> {
        let (payments, id, visit) = (Arc::clone(self), current.order.id.clone(), visit.clone());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let order = orders::get(tx, &id).await?;
                    let order = release_live_attempt(tx, &payments, &order).await?;
                    let new = NewAttempt {
                        product,
                        channel: None,
                        details: AttemptDetails::Qr { code: None },
                    };
                    let context = start_attempt(tx, &payments, &order, &new, &visit).await?;
                    let request =
                        record_request(tx, &payments, &context, Purpose::PayByQr, &visit).await?;
                    Ok((context, request))
                })
            })
            .await
    }

    async fn show_qr(
        self: &Arc<Self>,
        context: &PaymentContext,
        code: String,
    ) -> Result<NextPage, Error> {
        let (payments, id) = (Arc::clone(self), context.attempt.id.clone());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let mut attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    attempt.details = AttemptDetails::Qr { code: Some(code) };
                    let waits = OrderEvent::Learn(&attempt, AttemptOutcome::AwaitingPayer);
                    transition::apply(tx, payments.entropy.as_ref(), &order, waits, payments.now())
                        .await?;
                    Ok(NextPage::Go(Place::Scan))
                })
            })
            .await
    }
}
