//! The calls of the provider's console that a merchant's does not have. All of
//! them are about every merchant and mall; each checks its right in
//! [`Scope::Provider`](super::Scope).

use super::directory::{DirectoryPage, DirectoryQuery, MallDetail, MerchantDetail};
use super::order_list::{OrderCursor, OrderFilter, OrderPage, OrderRow};
use super::{
    ConsoleResult, ConsoleVisit, OrderLookup, OrdersOf, SignedIn, SupportOrder, Work, WorkItem,
    WorkKind, WorkSubject,
};
use crate::ids::{MallId, MerchantId, OrderId};
use async_trait::async_trait;

/// The calls of the provider's own pages.
#[async_trait]
pub trait ProviderConsole: Send + Sync {
    /// A page of the orders of all merchants, of one, or of a mall; the first
    /// one without a cursor. The end of a mall's number is found with a merchant
    /// alone.
    async fn orders_of(
        &self,
        by: &SignedIn,
        of: &OrdersOf,
        filter: &OrderFilter,
        cursor: Option<&OrderCursor>,
    ) -> ConsoleResult<OrderPage>;

    /// The orders that a shopper may mean, the newest first, at most
    /// [`OrderLookup::MAX`].
    async fn find_orders(
        &self,
        by: &SignedIn,
        lookup: &OrderLookup,
    ) -> ConsoleResult<Vec<OrderRow>>;

    /// One order of any merchant. Each look has an audit entry.
    async fn support_order(
        &self,
        by: &SignedIn,
        id: &OrderId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SupportOrder>;

    /// A page of the merchants.
    async fn merchants(
        &self,
        by: &SignedIn,
        query: &DirectoryQuery<MerchantId>,
    ) -> ConsoleResult<DirectoryPage<MerchantId>>;

    /// One merchant.
    async fn merchant(&self, by: &SignedIn, id: &MerchantId) -> ConsoleResult<MerchantDetail>;

    /// A page of the malls.
    async fn malls(
        &self,
        by: &SignedIn,
        query: &DirectoryQuery<MallId>,
    ) -> ConsoleResult<DirectoryPage<MallId>>;

    /// One mall.
    async fn mall(&self, by: &SignedIn, id: &MallId) -> ConsoleResult<MallDetail>;

    /// What needs to be looked at, and how the networks do.
    async fn work(&self, by: &SignedIn) -> ConsoleResult<Work>;

    /// Runs now what works on a thing anyway: a query, a refund of surplus, a
    /// delivery, a job. No payment begins. Has an audit entry.
    ///
    /// # Errors
    /// `Conflict` where the thing needs nothing any more.
    async fn run_work(
        &self,
        by: &SignedIn,
        (kind, of): (WorkKind, &WorkSubject),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// The things of a kind, the oldest first, at most [`WorkItem::ROWS`].
    async fn work_items(&self, by: &SignedIn, kind: WorkKind) -> ConsoleResult<Vec<WorkItem>>;
}
