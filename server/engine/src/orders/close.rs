//! Closing an order, by the mall that created it.

use crate::orders::lookup::{OrderDetails, with_attempts};
use crate::orders::transition;
use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::{MallId, OrderId};
use domain::machine::OrderEvent;
use store::{Error, Tx, orders};

/// Closes the order, or returns it if it is closed. Runs in the caller's
/// transaction, so that the API stores its response with it.
///
/// # Errors
/// `not_found`; `order_paid`, `order_expired`; `payment_in_progress` while an
/// attempt may still move money.
#[tracing::instrument(name = "close_order", skip_all, fields(mall = %mall, order = %id))]
pub async fn close_in(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    mall: &MallId,
    id: &OrderId,
    now: At,
) -> Result<OrderDetails, Error> {
    let order = orders::find(tx, id).await?.filter(|o| o.mall_id == *mall);
    let order = order.ok_or_else(|| Error::not_found("order"))?;
    let closed = transition::apply(tx, entropy, &order, OrderEvent::Close, now).await?;
    with_attempts(tx, mall, Some(closed.order)).await
}
