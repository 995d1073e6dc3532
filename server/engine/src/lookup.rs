//! Looking an order up, for the mall that made it and nobody else.

use crate::engine::Engine;
use crate::error::Error;
use crate::store::{Tx, attempts, orders, surplus};
use domain::attempt::Attempt;
use domain::ids::{MallId, OrderId};
use domain::order::Order;

/// An order with what was tried to pay it, oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The order.
    pub(crate) order: Order,
    /// Its attempts.
    pub(crate) attempts: Vec<Attempt>,
}

impl Engine {
    /// How many payments came late or twice and have to go back, and their
    /// sum in minor units.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn surplus(&self) -> Result<(i64, i64), Error> {
        self.store
            .read(|tx| Box::pin(async move { surplus::total(tx).await }))
            .await
    }

    /// By the order's id.
    ///
    /// # Errors
    /// `not_found`, the same for none and for another mall's.
    pub(crate) async fn order_by_id(&self, mall: &MallId, id: &OrderId) -> Result<Found, Error> {
        let (mall, id) = (mall.clone(), id.clone());
        self.store
            .read(move |tx| {
                Box::pin(async move {
                    let order = orders::find(tx, &id).await?;
                    with_attempts(tx, &mall, order).await
                })
            })
            .await
    }

    /// By the mall's own number.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) async fn order_by_number(
        &self,
        mall: &MallId,
        number: &str,
    ) -> Result<Found, Error> {
        let (mall, number) = (mall.clone(), number.to_owned());
        self.store
            .read(move |tx| {
                Box::pin(async move {
                    let order = orders::by_number(tx, &mall, &number).await?;
                    with_attempts(tx, &mall, order).await
                })
            })
            .await
    }
}

/// The order with its attempts, if it is this mall's.
pub(crate) async fn with_attempts(
    tx: &mut Tx,
    mall: &MallId,
    order: Option<Order>,
) -> Result<Found, Error> {
    let order = order
        .filter(|o| o.mall_id == *mall)
        .ok_or_else(|| Error::not_found("order"))?;
    let attempts = attempts::of_order(tx, &order.id).await?;
    Ok(Found { order, attempts })
}
