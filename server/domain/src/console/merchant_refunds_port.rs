//! The calls of the pages with a merchant's refunds.

use super::{
    ConsoleResult, ConsoleVisit, NewRefund, RefundAsked, RefundCursor, RefundForm, RefundLimitForm,
    RefundPage, Scope, SignedIn,
};
use crate::ids::{ApprovalId, OrderId};
use crate::money::Money;
use async_trait::async_trait;

/// A merchant's refunds.
#[async_trait]
pub trait MerchantRefunds: Send + Sync {
    /// A page of them; the first one without a cursor.
    async fn refunds(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&RefundCursor>,
    ) -> ConsoleResult<RefundPage>;

    /// What the form of a refund of this order shows.
    async fn refund_form(
        &self,
        by: &SignedIn,
        scope: &Scope,
        order: &OrderId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<RefundForm>;

    /// Refunds, which needs a recent confirmation, or asks a second person to
    /// approve the refund. The same form again is answered as before.
    async fn refund(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (order, new): (&OrderId, NewRefund),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<RefundAsked>;

    /// The amount above which refunds of an order take a second person.
    async fn refund_limit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<RefundLimitForm>;

    /// Changes it from what the form showed. A higher one waits for a second
    /// person, where there is one. Needs a recent confirmation.
    async fn set_refund_limit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (shown, new): (Money, Money),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<Option<ApprovalId>>;
}
