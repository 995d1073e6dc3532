//! From a refund's records to the network.

use super::Case;
use crate::engine::Engine;
use crate::wire::on_wire;
use channels::unionpay::{Op, PaidBy, Refund as WireRefund};
use channels::{Outcome, Returned};
use domain::attempt::Receipt;
use domain::product::Product;
use domain::refund::SentAs;
use store::Error;
use store::refund_tries::RefundTryRow;

/// The refund of one of its numbers, as channels know it. Equal records make
/// equal messages, at any time.
fn refund(case: &Case, row: &RefundTryRow) -> WireRefund {
    WireRefund {
        order_id: row.wire_no.clone(),
        txn_time: row.txn_time,
        amount: case.refund.amount,
        merchant: on_wire(&case.merchant),
        payment: case.refund.payment.clone(),
        paid_by: match case.attempt.product {
            Product::GatewayPersonal => PaidBy::FrontPage,
            Product::Scan => PaidBy::Qr,
            Product::QuickAgreement => PaidBy::Token,
        },
    }
}

impl Engine {
    /// Sends a number that is on record as sent.
    ///
    /// # Errors
    /// A fault when nothing could be sent.
    pub(super) async fn send_refund(
        &self,
        case: &Case,
        row: &RefundTryRow,
    ) -> Result<Outcome, Error> {
        let refund = refund(case, row);
        let op = match row.sent_as {
            SentAs::Refund => Op::Refund { refund },
            SentAs::Undo => Op::Undo { refund },
        };
        self.call(&op).await
    }

    /// Asks what became of one number.
    ///
    /// # Errors
    /// As [`Engine::send_refund`].
    pub(super) async fn ask_refund(
        &self,
        case: &Case,
        row: &RefundTryRow,
    ) -> Result<Outcome, Error> {
        let op = Op::QueryRefund {
            refund: refund(case, row),
            sent_as: row.sent_as,
        };
        self.call(&op).await
    }
}

/// The network's word of money that went back, as we keep it.
pub(super) fn receipt(returned: &Returned) -> Receipt {
    let trace = match (&returned.trace_no, &returned.trace_time) {
        (Some(no), Some(time)) => Some(format!("{no} {time}")),
        (no, time) => no.clone().or_else(|| time.clone()),
    };
    Receipt {
        network_id: returned.query_id.clone(),
        trace,
        settle_date: returned.settle_date.clone(),
        amount: returned.amount,
        account: None,
        defect: returned.defect,
    }
}
