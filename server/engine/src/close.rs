//! Closing an order, for the mall that made it.

use crate::engine::Engine;
use crate::error::Error;
use crate::lookup::{Found, with_attempts};
use crate::record;
use crate::store::{Tx, orders};
use domain::ids::{MallId, OrderId};
use domain::machine::Happening;

/// Closes it, or finds it closed. In the caller's transaction, so that the
/// API keeps its answer beside it.
///
/// # Errors
/// `not_found`; `order_paid`, `order_expired`; `payment_in_progress` while an
/// attempt may still move money: its end decides.
#[tracing::instrument(name = "close_order", skip_all, fields(mall = %mall, order = %id))]
pub(crate) async fn close_in(
    tx: &mut Tx,
    engine: &Engine,
    mall: &MallId,
    id: &OrderId,
) -> Result<Found, Error> {
    let order = orders::find(tx, id).await?.filter(|o| o.mall_id == *mall);
    let order = order.ok_or_else(|| Error::not_found("order"))?;
    let closed = record::apply(tx, engine, &order, Happening::Close, engine.now()).await?;
    with_attempts(tx, mall, Some(closed.order)).await
}
