//! Makes a change that a second person approved, in the transaction of the
//! approval.

use crate::refunds;
use domain::clock::At;
use domain::console::{Approval, ApprovalCommand, RefundCommand};
use domain::entropy::Entropy;
use store::console_refunds::{self, NewConsoleRefund};
use store::{Error, Tx, orders, refund_limits};

/// Makes it.
pub(super) async fn make(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    approval: &Approval,
    now: At,
) -> Result<(), Error> {
    match &approval.command {
        ApprovalCommand::Refund(of) => refund(tx, entropy, (approval, of), now).await,
        ApprovalCommand::RefundLimit(of) => refund_limits::set(tx, &of.merchant, of.after).await,
    }
}

async fn refund(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    (approval, of): (&Approval, &RefundCommand),
    now: At,
) -> Result<(), Error> {
    let order = orders::get(tx, &of.order).await?;
    let asked = (of.amount, of.reason.with_note(&of.note));
    let refund = refunds::begin_for_merchant(tx, entropy, &order, asked, now).await?;
    let asked = NewConsoleRefund {
        refund: &refund.id,
        // The form's key is the request's; a request is approved once.
        form_key: approval.id.as_str(),
        asked_by: &approval.maker.id,
        approval: Some(&approval.id),
    };
    console_refunds::insert(tx, asked).await
}
