//! Giving money back: written down, then asked of the desk.

use super::Shop;
use crate::mall::desk_client::AskError;
use crate::mall::journal::JournalError;
use crate::mall::new_order::Amount;
use crate::mall::purchase::{Purchase, Saw};
use crate::mall::refund::{GivenBack, NewRefund, Stands};

impl Shop {
    /// Asks the desk to give `amount` back, or all that is left, under the
    /// number `no`. Asking again under the same number asks for the same
    /// again, whatever stands in the form by now. Nothing happens where the
    /// desk has no order.
    pub(in crate::mall) async fn refund(
        &self,
        purchase: &Purchase,
        no: &str,
        amount: Option<Amount>,
    ) -> Result<(), JournalError> {
        let (our_no, now) = (purchase.no(), self.now());
        let Some(desk_id) = &purchase.desk_id else {
            return Ok(());
        };
        let asked = self
            .purchases
            .change(our_no, |p| p.ask_back(no, amount, now))?;
        let Some(GivenBack {
            amount,
            stands: Stands::Sending,
            ..
        }) = asked
        else {
            return Ok(());
        };
        let wish = NewRefund {
            mall_refund_no: no,
            amount: amount.as_ref(),
        };
        let answer = self.desk.refund(desk_id, &wish).await;
        self.purchases.change(our_no, |p| match answer {
            Ok(refund) => drop(p.learn_refund(&refund, now)),
            Err(AskError::Refused(problem)) => {
                tracing::warn!(
                    order = our_no,
                    code = problem.code,
                    detail = problem.detail,
                    "the desk refused a refund"
                );
                p.refuse_refund(no, &problem.code, now);
            }
            Err(AskError::NoAnswer(_)) => p.note(now, Saw::NoAnswer),
        })?;
        Ok(())
    }
}
