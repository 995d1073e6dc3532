//! Refund messages, built from stored records.

use super::RefundContext;
use super::Refunds;
use crate::network::{on_wire, trace};
use channels::unionpay::{Operation, PaymentMethod, RefundTrade};
use channels::{Outcome, Returned};
use domain::attempt::Receipt;
use domain::product::Product;
use domain::refund::RefundMethod;
use store::Error;
use store::refund_tries::RefundTryRow;

/// The channel's view of one refund request. Depends on stored records only, so
/// that a repeated message is identical.
fn refund(context: &RefundContext, number: &RefundTryRow) -> RefundTrade {
    RefundTrade {
        order_id: number.wire_no.clone(),
        txn_time: number.txn_time,
        amount: context.refund.amount,
        merchant: on_wire(&context.merchant),
        payment: context.refund.payment.clone(),
        paid_by: match context.attempt.product {
            Product::GatewayPersonal => PaymentMethod::FrontPage,
            Product::Scan => PaymentMethod::Qr,
            Product::QuickAgreement => PaymentMethod::Token,
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
        let refund = refund(context, number);
        let op = match number.sent_as {
            RefundMethod::Refund => Operation::Refund { refund },
            RefundMethod::Undo => Operation::Undo { refund },
        };
        self.network.call(&op).await
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
        let op = Operation::QueryRefund {
            refund: refund(context, number),
            sent_as: number.sent_as,
        };
        self.network.call(&op).await
    }
}

/// The receipt of a refund, as stored.
pub(super) fn receipt(returned: &Returned) -> Receipt {
    Receipt {
        network_id: returned.query_id.clone(),
        trace: trace(returned.trace_no.as_deref(), returned.trace_time.as_deref()),
        settle_date: returned.settle_date.clone(),
        amount: returned.amount,
        account: None,
        defect: returned.defect,
    }
}
