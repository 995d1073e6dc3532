//! A merchant's orders: the list, and one order with its timeline. An order of
//! another merchant is not found.

use super::timeline::Records;
use crate::engine::Engine;
use domain::console::{OrderCount, OrderCursor, OrderDetail, OrderFilter, OrderPage};
use domain::ids::{MerchantId, OrderId};
use std::sync::Arc;
use store::{Error, Store, order_list, orders};

/// The orders of merchants.
#[derive(Clone, Debug)]
pub struct ConsoleOrders {
    store: Arc<Store>,
}

impl Engine {
    /// The orders of merchants, for the consoles.
    pub fn console_orders(&self) -> ConsoleOrders {
        let store = Arc::clone(&self.store);
        ConsoleOrders { store }
    }
}

impl ConsoleOrders {
    /// A page of at most `limit` orders, at most [`OrderPage::ROWS_MAX`]; the
    /// first one without a cursor.
    ///
    /// # Errors
    /// A fault of the database.
    #[tracing::instrument(skip_all, fields(%merchant))]
    pub async fn list(
        &self,
        merchant: &MerchantId,
        filter: &OrderFilter,
        cursor: Option<&OrderCursor>,
        limit: u32,
    ) -> Result<OrderPage, Error> {
        let (merchant, filter, cursor) = (merchant.clone(), filter.clone(), cursor.cloned());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                order_list::page(tx, &merchant, &filter, cursor.as_ref(), limit).await
            })
        });
        read.await
    }

    /// How many orders a filter finds, counted up to [`OrderCount::MAX`]; its
    /// number is left out.
    ///
    /// # Errors
    /// A fault of the database.
    #[tracing::instrument(skip_all, fields(%merchant))]
    pub async fn count(
        &self,
        merchant: &MerchantId,
        filter: &OrderFilter,
    ) -> Result<OrderCount, Error> {
        let (merchant, filter) = (merchant.clone(), filter.clone());
        let read = self.store.read(move |tx| {
            Box::pin(async move { order_list::count(tx, &merchant, &filter).await })
        });
        read.await
    }

    /// One order with all that happened to it.
    ///
    /// # Errors
    /// `not_found`, also if it belongs to another merchant.
    #[tracing::instrument(skip_all, fields(%merchant, order = %id))]
    pub async fn detail(&self, merchant: &MerchantId, id: &OrderId) -> Result<OrderDetail, Error> {
        let (merchant, id) = (merchant.clone(), id.clone());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let order = orders::find(tx, &id).await?;
                let order = order.filter(|order| order.facts.merchant_id == merchant);
                let order = order.ok_or_else(|| Error::not_found("order"))?;
                let row = order_list::row(tx, &order).await?;
                let records = Records::of(tx, &order).await?;
                Ok(OrderDetail {
                    row,
                    timeline: records.timeline(&order),
                    expires_at: order.expires_at,
                    items: order.facts.items,
                    buyer_ref: order.facts.buyer_ref,
                    metadata: order.facts.metadata,
                })
            })
        });
        read.await
    }
}
