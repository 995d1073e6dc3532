//! What the provider's staff look up while a shopper asks about an order, over
//! all merchants.

use super::orders::{ConsoleOrders, detail};
use super::people::{Answer, Change, People, add_entries};
use crate::jobs::{Job, QueryPayment};
use domain::clock::At;
use domain::console::{
    AuditAction, ConsoleError, ConsoleVisit, OrderCursor, OrderFilter, OrderLookup, OrderPage,
    OrderRow, OrdersOf, Right, Scope, ShopperFact, SignedIn, SupportOrder,
};
use domain::ids::OrderId;
use store::{Error, Tx, freezes, jobs, merchants, order_list, orders};

impl People {
    /// A page of the orders of all merchants, of one, or of a mall.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn orders_of(
        &self,
        by: &SignedIn,
        of: &OrdersOf,
        filter: &OrderFilter,
        cursor: Option<&OrderCursor>,
    ) -> Answer<OrderPage> {
        self.check_staff(by, Right::SeeOrders).await?;
        let orders = ConsoleOrders::new(&self.store, self.now());
        Ok(orders.list(of, filter, cursor, OrderPage::ROWS).await?)
    }

    /// The orders that a shopper may mean, the newest first.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn find_orders(
        &self,
        by: &SignedIn,
        lookup: &OrderLookup,
    ) -> Answer<Vec<OrderRow>> {
        self.check_staff(by, Right::SeeOrders).await?;
        let lookup = lookup.clone();
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                match &lookup {
                    OrderLookup::Number(number) => {
                        let number = number.trim();
                        order_list::of_number(tx, &OrdersOf::All, number, OrderLookup::MAX).await
                    }
                    OrderLookup::Card { last4, amount, day } => {
                        order_list::of_card(tx, last4, *amount, *day).await
                    }
                }
            })
        });
        Ok(read.await?)
    }

    /// One order of any merchant. The look is on record before it is answered.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn support_order(
        &self,
        by: &SignedIn,
        id: &OrderId,
        visit: &ConsoleVisit,
    ) -> Answer<SupportOrder> {
        self.check_staff(by, Right::SeeOrders).await?;
        let (order, now) = (id.clone(), self.now());
        let read = self
            .store
            .read(move |tx| Box::pin(async move { support_order(tx, &order, now).await }));
        let Some(found) = read.await? else {
            return Err(ConsoleError::NotFound.into());
        };
        let look = Change::of(AuditAction::ViewOrder, id.as_str());
        let entry = self.entry(&Scope::Provider, Some(&by.person.id), visit, look);
        let entries = vec![entry];
        let noted = self.store.write(move |tx| {
            let entries = entries.clone();
            Box::pin(async move { add_entries(tx, &entries).await })
        });
        noted.await?;
        Ok(found)
    }

    /// Checks a right of the provider's staff.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(super) async fn check_staff(&self, by: &SignedIn, right: Right) -> Answer<()> {
        let visit = ConsoleVisit::default();
        self.check(by, &Scope::Provider, right, &visit).await
    }
}

async fn support_order(tx: &mut Tx, id: &OrderId, now: At) -> Result<Option<SupportOrder>, Error> {
    let Some(order) = orders::find(tx, id).await? else {
        return Ok(None);
    };
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    let next = jobs::next_of_attempts(tx, QueryPayment::NAME, id).await?;
    let mall = order.mall_id.clone();
    let freezes = freezes::of_order(tx, &merchant.id, id).await?;
    let detail = detail(tx, order, now).await?;
    Ok(Some(SupportOrder {
        facts: ShopperFact::all(&detail, next),
        detail,
        merchant: merchant.id,
        legal_name: merchant.legal_name,
        display_name: merchant.brand.display_name.clone(),
        support: merchant.brand.support.clone(),
        mall,
        freezes,
    }))
}
