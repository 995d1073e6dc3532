//! The subject of what a second person approves, as it is now: its hash is
//! compared with the one of when it was asked for.

use super::people::secret_hash;
use domain::console::ApprovalCommand;
use domain::order::Order;
use store::{Error, Fault, Tx, orders, refund_limits};

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
