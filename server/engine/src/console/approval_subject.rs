//! The subject of what a second person approves, as it is now: its hash is
//! compared with the one of when it was asked for.

use super::people::secret_hash;
use super::{activated_merchant, contract_change};
use domain::clock::At;
use domain::console::{ApprovalCommand, FreezeSubject};
use domain::order::Order;
use std::fmt::Write as _;
use store::{Error, Fault, Tx, channel_switches, freezes, orders, refund_limits};

/// The hash of a command's subject as it is now.
pub(super) async fn hash(tx: &mut Tx, command: &ApprovalCommand) -> Result<String, Error> {
    let state = match command {
        ApprovalCommand::Refund(of) => {
            let order = orders::find(tx, &of.order).await?;
            let order = order.ok_or_else(|| Fault::new(format!("order {} is gone", of.order)))?;
            of_order(&order)
        }
        ApprovalCommand::RefundLimit(of) => {
            let limit = refund_limits::get(tx, &of.merchant).await?;
            format!("{} {limit}", of.merchant)
        }
        ApprovalCommand::Contract(of) => contract_change::subject(tx, of).await?,
        ApprovalCommand::ActivateMerchant(of) => activated_merchant::subject(tx, of).await?,
        ApprovalCommand::Freeze(of) => of_frozen(tx, &of.subject).await?,
        ApprovalCommand::Release(of) => of_frozen(tx, &of.subject).await?,
        ApprovalCommand::SwitchOn(of) => {
            let off = channel_switches::find(tx, &of.switch).await?;
            format!("{} {}", of.switch, off.is_some())
        }
    };
    Ok(secret_hash(&state))
}

/// What decides a refund: the payment, its payee, and what is left of it.
fn of_order(order: &Order) -> String {
    let paid = order.paid_attempt.as_ref().map_or("", |id| id.as_str());
    let (id, payee) = (&order.id, &order.facts.merchant_id);
    let (amount, left) = (order.facts.amount, order.refundable());
    format!("{id} {paid} {payee} {amount} {left}")
}

/// What decides a freeze or a release: the freezes of the same that nobody has
/// released.
async fn of_frozen(tx: &mut Tx, subject: &FreezeSubject) -> Result<String, Error> {
    let mut state = subject.id().to_owned();
    for freeze in freezes::unreleased_of(tx, subject.id()).await? {
        let until = freeze.until.map(At::ms);
        let stops = freeze.stops;
        let _ = write!(state, " {} {stops:?} {until:?}", freeze.id);
    }
    Ok(state)
}
