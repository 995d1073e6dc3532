//! Refund messages, built from stored records.

use super::RefundContext;
use super::Refunds;
use channels::{Op, Outcome, PaymentMethod, RefundMessage, Request, RequestFacts};
use domain::network_request::NetworkRequest;
use domain::product::Product;
use domain::refund::RefundMethod;
use store::Error;

/// The message of one refund request. Depends on stored records only, so that a
/// repeated message is identical.
fn message(context: &RefundContext, number: &NetworkRequest) -> RefundMessage {
    RefundMessage {
        request: RequestFacts {
            number: number.number.clone(),
            time: number.network_time,
            amount: number.amount,
        },
        method: number
            .purpose
            .refund_method()
            .unwrap_or(RefundMethod::Refund),
        payment: context.refund.payment.clone(),
        paid: context.payment.amount,
        paid_by: match context.attempt.product {
            Product::GatewayPersonal => PaymentMethod::BankPage,
            Product::Scan => PaymentMethod::Qr,
            Product::QuickAgreement => PaymentMethod::Agreement,
        },
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
        number: &NetworkRequest,
    ) -> Result<Outcome, Error> {
        self.call(context, number, Op::Refund(message(context, number)))
            .await
    }

    /// Queries the result of one request.
    ///
    /// # Errors
    /// As [`Refunds::send_refund`].
    pub(super) async fn query_refund(
        &self,
        context: &RefundContext,
        number: &NetworkRequest,
    ) -> Result<Outcome, Error> {
        self.call(context, number, Op::QueryRefund(message(context, number)))
            .await
    }

    async fn call(
        &self,
        context: &RefundContext,
        number: &NetworkRequest,
        op: Op,
    ) -> Result<Outcome, Error> {
        let request = Request {
            account: context.merchant.account(&number.account),
            op,
        };
        self.network.send(&number.channel, &request).await
    }
}
