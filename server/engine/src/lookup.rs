//! Looking an order or a refund up, for the mall that made it and nobody else.

use crate::engine::Engine;
use crate::error::Error;
use crate::store::{Tx, attempts, orders, refunds, surplus};
use domain::attempt::Attempt;
use domain::ids::{MallId, OrderId, RefundId};
use domain::order::Order;
use domain::refund::Refund;

/// An order with what was tried to pay it and what went back, oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The order.
    pub(crate) order: Order,
    /// Its attempts.
    pub(crate) attempts: Vec<Attempt>,
    /// Its refunds, asked for or of surplus.
    pub(crate) refunds: Vec<Refund>,
}

impl Found {
    /// A new order, which nobody has tried to pay.
    pub(crate) const fn fresh(order: Order) -> Self {
        Self {
            order,
            attempts: Vec::new(),
            refunds: Vec::new(),
        }
    }
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

    /// How many refunds have begun and not ended, and how many of them the
    /// network refused before.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn open_refunds(&self) -> Result<(i64, i64), Error> {
        self.store
            .read(|tx| Box::pin(async move { refunds::open(tx).await }))
            .await
    }

    /// A refund by its id.
    ///
    /// # Errors
    /// `not_found`, the same for none and for another mall's.
    pub(crate) async fn refund_by_id(&self, mall: &MallId, id: &RefundId) -> Result<Refund, Error> {
        let (mall, id) = (mall.clone(), id.clone());
        let found = self
            .store
            .read(move |tx| Box::pin(async move { refunds::of_mall(tx, &mall, &id).await }))
            .await?;
        found.ok_or_else(|| Error::not_found("refund"))
    }

    /// By the order's id.
    ///
    /// # Errors
    /// `not_found`, the same for none and for another mall's.
    #[tracing::instrument(skip_all, fields(order = %id))]
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

/// The order with its attempts and refunds, if it is this mall's.
pub(crate) async fn with_attempts(
    tx: &mut Tx,
    mall: &MallId,
    order: Option<Order>,
) -> Result<Found, Error> {
    let order = order
        .filter(|o| o.mall_id == *mall)
        .ok_or_else(|| Error::not_found("order"))?;
    let attempts = attempts::of_order(tx, &order.id).await?;
    let refunds = refunds::of_order(tx, &order.id).await?;
    Ok(Found {
        order,
        attempts,
        refunds,
    })
}
