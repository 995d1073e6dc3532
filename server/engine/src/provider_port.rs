//! Implements [`ProviderConsole`], the calls of the provider's own pages, on the
//! engine.

use crate::console_port::EngineConsole;
use async_trait::async_trait;
use channels::Channel;
use domain::console::{
    ConsoleResult, ConsoleVisit, DirectoryPage, DirectoryQuery, MallDetail, MerchantDetail,
    OrderCursor, OrderFilter, OrderLookup, OrderPage, OrderRow, OrdersOf, ProviderConsole,
    SignedIn, SupportOrder, Work, WorkItem, WorkKind, WorkSubject,
};
use domain::ids::{MallId, MerchantId, OrderId};

#[async_trait]
impl ProviderConsole for EngineConsole {
    async fn orders_of(
        &self,
        by: &SignedIn,
        of: &OrdersOf,
        filter: &OrderFilter,
        cursor: Option<&OrderCursor>,
    ) -> ConsoleResult<OrderPage> {
        self.answer(self.people().orders_of(by, of, filter, cursor).await)
    }

    async fn find_orders(
        &self,
        by: &SignedIn,
        lookup: &OrderLookup,
    ) -> ConsoleResult<Vec<OrderRow>> {
        self.answer(self.people().find_orders(by, lookup).await)
    }

    async fn support_order(
        &self,
        by: &SignedIn,
        id: &OrderId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SupportOrder> {
        self.answer(self.people().support_order(by, id, visit).await)
    }

    async fn merchants(
        &self,
        by: &SignedIn,
        query: &DirectoryQuery<MerchantId>,
    ) -> ConsoleResult<DirectoryPage<MerchantId>> {
        self.answer(self.people().merchants(by, query).await)
    }

    async fn merchant(&self, by: &SignedIn, id: &MerchantId) -> ConsoleResult<MerchantDetail> {
        self.answer(self.people().merchant(by, id).await)
    }

    async fn malls(
        &self,
        by: &SignedIn,
        query: &DirectoryQuery<MallId>,
    ) -> ConsoleResult<DirectoryPage<MallId>> {
        self.answer(self.people().malls(by, query).await)
    }

    async fn mall(&self, by: &SignedIn, id: &MallId) -> ConsoleResult<MallDetail> {
        self.answer(self.people().mall(by, id).await)
    }

    async fn work(&self, by: &SignedIn) -> ConsoleResult<Work> {
        let channels = self.engine().channels().iter().map(Channel::id);
        let channels = channels.cloned().collect();
        self.answer(self.people().work(by, channels).await)
    }

    async fn run_work(
        &self,
        by: &SignedIn,
        kind_and_subject: (WorkKind, &WorkSubject),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().run_work(by, kind_and_subject, visit).await)
    }

    async fn work_items(&self, by: &SignedIn, kind: WorkKind) -> ConsoleResult<Vec<WorkItem>> {
        self.answer(self.people().work_items(by, kind).await)
    }
}
