//! Implements [`MerchantRefunds`], the calls of the pages with a merchant's
//! refunds.

use super::EngineConsole;
use async_trait::async_trait;
use domain::console::{
    ConsoleResult, ConsoleVisit, MerchantRefunds, NewRefund, RefundAsked, RefundCursor, RefundForm,
    RefundLimitForm, RefundPage, Scope, SignedIn,
};
use domain::ids::{ApprovalId, OrderId};
use domain::money::Money;

#[async_trait]
impl MerchantRefunds for EngineConsole {
    async fn refunds(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&RefundCursor>,
    ) -> ConsoleResult<RefundPage> {
        self.answer(self.people().refunds(by, scope, after).await)
    }

    async fn refund_form(
        &self,
        by: &SignedIn,
        scope: &Scope,
        order: &OrderId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<RefundForm> {
        self.answer(self.people().refund_form(by, scope, order, visit).await)
    }

    async fn refund(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (order, new): (&OrderId, NewRefund),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<RefundAsked> {
        // Concurrent refunds of one order wait here instead of conflicting in
        // the database.
        let lock = self.0.lock_order(order).await;
        let _lock = lock.map_err(|fault| self.error(fault.into()))?;
        self.answer(self.people().refund(by, scope, (order, new), visit).await)
    }

    async fn refund_limit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<RefundLimitForm> {
        self.answer(self.people().refund_limit(by, scope, visit).await)
    }

    async fn set_refund_limit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        shown_and_new: (Money, Money),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<Option<ApprovalId>> {
        let set = self
            .people()
            .set_refund_limit(by, scope, shown_and_new, visit);
        self.answer(set.await)
    }
}
