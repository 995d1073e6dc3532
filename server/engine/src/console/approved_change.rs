//! Makes a change that a second person approved, in the transaction of the
//! approval.

use super::{activated_merchant, contract_change};
use crate::refunds;
use domain::clock::At;
use domain::console::{Approval, ApprovalCommand, FreezeCommand, RefundCommand, ReleaseCommand};
use domain::entropy::Entropy;
use domain::ids::PersonId;
use store::console_refunds::{self, NewConsoleRefund};
use store::freezes::{self, NewFreezeRow};
use store::{Error, Fault, Tx, channel_switches, orders, refund_limits};

/// Makes it.
pub(super) async fn make(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    (approval, checker): (&Approval, &PersonId),
    now: At,
) -> Result<(), Error> {
    let maker = &approval.maker.id;
    match &approval.command {
        ApprovalCommand::Refund(of) => refund(tx, entropy, (approval, of), now).await,
        ApprovalCommand::RefundLimit(of) => refund_limits::set(tx, &of.merchant, of.after).await,
        ApprovalCommand::Contract(of) => contract_change::make(tx, of, now).await,
        ApprovalCommand::ActivateMerchant(of) => {
            activated_merchant::make(tx, entropy, (approval, of), (checker, now)).await
        }
        ApprovalCommand::Freeze(of) => freeze(tx, of, (maker, checker), now).await,
        ApprovalCommand::Release(of) => release(tx, of, (maker, checker), now).await,
        ApprovalCommand::SwitchOn(of) => {
            if channel_switches::switch_on(tx, &of.switch, (maker, checker), now).await? {
                return Ok(());
            }
            Err(Fault::stale("somebody else switched it on").into())
        }
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

async fn freeze(
    tx: &mut Tx,
    of: &FreezeCommand,
    (asked_by, approved_by): (&PersonId, &PersonId),
    now: At,
) -> Result<(), Error> {
    if of.in_force {
        let by = (approved_by, now);
        if !freezes::confirm(tx, &of.freeze, of.until, by).await? {
            return Err(Fault::stale("the freeze is over").into());
        }
        return Ok(());
    }
    let row = NewFreezeRow {
        id: &of.freeze,
        subject: &of.subject,
        stops: of.stops,
        cause: &of.cause,
        begun_at: now,
        until: of.until,
        asked_by,
        approved_by: Some(approved_by),
    };
    freezes::insert(tx, row).await
}

async fn release(
    tx: &mut Tx,
    of: &ReleaseCommand,
    by: (&PersonId, &PersonId),
    now: At,
) -> Result<(), Error> {
    if freezes::release(tx, &of.freeze, by, now).await? {
        return Ok(());
    }
    Err(Fault::stale("somebody else released it").into())
}
