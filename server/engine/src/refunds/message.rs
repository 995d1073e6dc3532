//! Refund messages, built from stored records.

use super::RefundContext;
use super::Refunds;
use channels::{Op, Outcome, RefundMessage, Request, RequestFacts};
use domain::network_request::NetworkRequest;
use domain::refund::RefundMethod;
use store::Error;

/// The message of one refund request. Depends on stored records only, so that a
/// repeated message is identical.
fn message(context: &RefundContext, request: &NetworkRequest) -> RefundMessage {
    RefundMessage {
        request: RequestFacts {
            number: request.number.clone(),
            time: request.network_time,
            amount: request.amount,
        },
        method: request
            .purpose
            .refund_method()
            .unwrap_or(RefundMethod::Refund),
        payment: context.refund.payment.clone(),
        paid: context.payment.amount,
        paid_by: context.attempt.paid_by(),
    }
}

impl Refunds {
    /// Sends a request that is stored as sent.
    ///
    /// # Errors
    /// A fault if nothing could be sent.
    pub(super) async fn send_refund(
        &self,
        context: &RefundContext,
        request: &NetworkRequest,
    ) -> Result<Outcome, Error> {
        self.call(context, request, Op::Refund(message(context, request)))
            .await
    }

    /// Queries the result of one request.
    ///
    /// # Errors
    /// As [`Refunds::send_refund`].
    pub(super) async fn query_refund(
        &self,
        context: &RefundContext,
        request: &NetworkRequest,
    ) -> Result<Outcome, Error> {
        self.call(context, request, Op::QueryRefund(message(context, request)))
            .await
    }

    async fn call(
        &self,
        context: &RefundContext,
        request: &NetworkRequest,
        op: Op,
    ) -> Result<Outcome, Error> {
        let call = Request {
            account: context.merchant.account(&request.account),
            op,
        };
        self.network.send(&request.channel, &call).await
    }
}
