//! Refund messages, built from stored records.

use super::RefundContext;
use super::Refunds;
use channels::{NetworkRequest, Op, Outcome, PaymentMethod, RefundMessage, Request};
use domain::product::Product;
use store::Error;
use store::refund_tries::RefundTryRow;

/// The message of one refund request. Depends on stored records only, so that a
/// repeated message is identical.
fn message(context: &RefundContext, number: &RefundTryRow) -> RefundMessage {
    RefundMessage {
        request: NetworkRequest {
            number: number.wire_no.clone(),
            time: number.txn_time,
            amount: context.refund.amount,
        },
        method: number.sent_as,
        payment: context.refund.payment.clone(),
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
        number: &RefundTryRow,
    ) -> Result<Outcome, Error> {
        self.call(context, Op::Refund(message(context, number)))
            .await
    }

    /// Queries the result of one request.
    ///
    /// # Errors
    /// As [`Refunds::send_refund`].
    pub(super) async fn query_refund(
        &self,
        context: &RefundContext,
        number: &RefundTryRow,
    ) -> Result<Outcome, Error> {
        self.call(context, Op::QueryRefund(message(context, number)))
            .await
    }

    async fn call(&self, context: &RefundContext, op: Op) -> Result<Outcome, Error> {
        let request = Request {
            account: context.merchant.account(),
            op,
        };
        self.network.send(&context.refund.channel, &request).await
    }
}
