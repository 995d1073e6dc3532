//! Looking up an order or a refund, for the mall that owns it.

use super::Orders;
use domain::attempt::Attempt;
use domain::ids::{MallId, OrderId, RefundId};
use domain::order::Order;
use domain::refund::Refund;
use store::{Error, Tx, attempts, orders, refunds, surplus};

/// An order with its attempts and refunds, oldest first.
#[derive(Clone, Debug)]
pub struct OrderDetails {
    /// The order.
    pub order: Order,
    /// Its attempts.
    pub attempts: Vec<Attempt>,
    /// Its refunds, including those of surplus.
    pub refunds: Vec<Refund>,
}

impl OrderDetails {
    /// A new order without attempts.
    pub const fn fresh(order: Order) -> Self {
        Self {
            order,
            attempts: Vec::new(),
            refunds: Vec::new(),
        }
    }
}

impl Orders {
    /// Number of all surplus payments, returned or not, and their sum in minor
    /// units.
    ///
    /// # Errors
    /// A fault of the database.
    pub(crate) async fn surplus(&self) -> Result<(i64, i64), Error> {
        self.store
            .read(|tx| Box::pin(async move { surplus::total(tx).await }))
            .await
    }

    /// Number of open refunds, and how many of them the network has declined
    /// before.
    ///
    /// # Errors
    /// A fault of the database.
    pub(crate) async fn open_refunds(&self) -> Result<(i64, i64), Error> {
        self.store
            .read(|tx| Box::pin(async move { refunds::open(tx).await }))
            .await
    }

    /// A refund by its id.
    ///
    /// # Errors
    /// `not_found`, also if it belongs to another mall.
    pub async fn refund_by_id(&self, mall: &MallId, id: &RefundId) -> Result<Refund, Error> {
        let (mall, id) = (mall.clone(), id.clone());
        let found = self
            .store
            .read(move |tx| Box::pin(async move { refunds::of_mall(tx, &mall, &id).await }))
            .await?;
        found.ok_or_else(|| Error::not_found("refund"))
    }

    /// An order by its id.
    ///
    /// # Errors
    /// `not_found`, also if it belongs to another mall.
    #[tracing::instrument(skip_all, fields(order = %id))]
    pub async fn order_by_id(&self, mall: &MallId, id: &OrderId) -> Result<OrderDetails, Error> {
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

    /// An order by the mall's own number.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn order_by_number(
        &self,
        mall: &MallId,
        number: &str,
    ) -> Result<OrderDetails, Error> {
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

/// Adds attempts and refunds to the order, if it is this mall's.
///
/// # Errors
/// `not_found`.
pub async fn with_attempts(
    tx: &mut Tx,
    mall: &MallId,
    order: Option<Order>,
) -> Result<OrderDetails, Error> {
    let order = order
        .filter(|o| o.mall_id == *mall)
        .ok_or_else(|| Error::not_found("order"))?;
    let attempts = attempts::of_order(tx, &order.id).await?;
    let refunds = refunds::of_order(tx, &order.id).await?;
    Ok(OrderDetails {
        order,
        attempts,
        refunds,
    })
}
