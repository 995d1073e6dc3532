//! Reading what a payment request is built from.

use crate::network::PaymentContext;
use domain::ids::AttemptId;
use store::{Error, Tx, attempts, merchants, orders};

/// An attempt with its order and payee.
pub(crate) async fn read(tx: &mut Tx, id: &AttemptId) -> Result<PaymentContext, Error> {
    let attempt = attempts::get(tx, id).await?;
    let order = orders::get(tx, &attempt.order_id).await?;
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    Ok(PaymentContext {
        order,
        merchant,
        attempt,
    })
}
