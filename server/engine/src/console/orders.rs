//! Orders for the consoles: the list, and one order with its timeline. A
//! merchant does not find an order of another one, nor the staff of a store one of
//! another store.

use super::timeline::Records;
use crate::engine::Engine;
use domain::clock::At;
use domain::console::{OrderCount, OrderCursor, OrderDetail, OrderFilter, OrderPage, OrdersOf};
use domain::ids::OrderId;
use domain::order::Order;
use std::sync::Arc;
use store::{Error, Store, Tx, order_list, orders};

/// The orders for the consoles.
#[derive(Clone, Debug)]
pub struct ConsoleOrders {
    pub(super) store: Arc<Store>,
    pub(super) now: At,
}

impl Engine {
    /// The orders of merchants, for the consoles.
    pub fn console_orders(&self) -> ConsoleOrders {
        ConsoleOrders::new(&self.store, self.clock.now())
    }
}

impl ConsoleOrders {
    /// On this database.
    pub(super) fn new(store: &Arc<Store>, now: At) -> Self {
        let store = Arc::clone(store);
        Self { store, now }
    }

    /// A page of at most `limit` orders, at most [`OrderPage::ROWS_MAX`]; the
    /// first one without a cursor.
    ///
    /// # Errors
    /// A fault of the database.
    #[tracing::instrument(skip_all)]
    pub async fn list(
        &self,
        of: impl Into<OrdersOf>,
        filter: &OrderFilter,
        cursor: Option<&OrderCursor>,
        limit: u32,
    ) -> Result<OrderPage, Error> {
        let (of, filter, cursor) = (of.into(), filter.clone(), cursor.cloned());
        let read = self.store.read(move |tx| {
            Box::pin(
                async move { order_list::page(tx, &of, &filter, cursor.as_ref(), limit).await },
            )
        });
        read.await
    }

    /// How many orders a filter finds, counted up to [`OrderCount::MAX`]; its
    /// number and what happened are left out.
    ///
    /// # Errors
    /// A fault of the database.
    #[tracing::instrument(skip_all)]
    pub async fn count(
        &self,
        of: impl Into<OrdersOf>,
        filter: &OrderFilter,
    ) -> Result<OrderCount, Error> {
        let (of, filter) = (of.into(), filter.clone());
        let read = self
            .store
            .read(move |tx| Box::pin(async move { order_list::count(tx, &of, &filter).await }));
        read.await
    }

    /// One order with all that happened to it.
    ///
    /// # Errors
    /// `not_found`, also if it is none of these orders.
    #[tracing::instrument(skip_all, fields(order = %id))]
    pub async fn detail(
        &self,
        of: impl Into<OrdersOf>,
        id: &OrderId,
    ) -> Result<OrderDetail, Error> {
        let (of, id, now) = (of.into(), id.clone(), self.now);
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let order = orders::find(tx, &id).await?;
                let order = order.filter(|order| of.has(order));
                let order = order.ok_or_else(|| Error::not_found("order"))?;
                detail(tx, order, now).await
            })
        });
        read.await
    }
}

/// An order with all that happened to it.
pub(super) async fn detail(tx: &mut Tx, order: Order, now: At) -> Result<OrderDetail, Error> {
    let row = order_list::row(tx, &order).await?;
    let records = Records::of(tx, &order).await?;
    Ok(OrderDetail {
        row,
        timeline: records.timeline(&order, now),
        expires_at: order.expires_at,
        items: order.facts.items,
        buyer_ref: order.facts.buyer_ref,
        metadata: order.facts.metadata,
    })
}
