//! Refunds: recorded first, then requested from Paydesk.

use super::Shop;
use crate::jsonl_file::JsonlError;
use crate::mall::desk_client::DeskCallError;
use crate::mall::order_request::ApiAmount;
use crate::mall::purchase::{NoteKind, Purchase};
use crate::mall::refund::{MallRefundState, PurchaseRefund, RefundBody};

impl Shop {
    /// Requests a refund of `amount`, or of all that is left, under the number
    /// `no`. A repeat with the same number has the first request's amount. Does
    /// nothing for an order that Paydesk does not have.
    pub(in crate::mall) async fn refund(
        &self,
        purchase: &Purchase,
        no: &str,
        amount: Option<ApiAmount>,
    ) -> Result<(), JsonlError> {
        let (our_no, now) = (purchase.no(), self.now());
        let Some(desk_id) = &purchase.desk_id else {
            return Ok(());
        };
        let asked = self
            .purchases
            .change(our_no, |p| p.request_refund(no, amount, now))?;
        let Some(PurchaseRefund {
            amount,
            state: MallRefundState::Sending,
            ..
        }) = asked
        else {
            return Ok(());
        };
        let request = RefundBody {
            mall_refund_no: no,
            amount: amount.as_ref(),
        };
        let answer = self.desk.refund(desk_id, &request).await;
        self.purchases.change(our_no, |p| match answer {
            Ok(refund) => drop(p.apply_refund(&refund, now)),
            Err(DeskCallError::Refused(problem)) => {
                tracing::warn!(
                    order = our_no,
                    code = problem.code,
                    detail = problem.detail,
                    "the desk refused a refund"
                );
                p.refuse_refund(no, &problem.code, now);
            }
            Err(DeskCallError::NoAnswer(_)) => p.note(now, NoteKind::NoAnswer),
        })?;
        Ok(())
    }
}
