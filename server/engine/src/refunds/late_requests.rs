//! Requests of an ended refund that may still move money.
//!
//! An abandoned request may arrive after all. Then the refund ends by it while
//! its replacement is under way or done. So every such request is queried until
//! its result is known; nothing is sent here. Settling a second refund of the
//! same money logs an error ([`super::outcome`]).

use super::RefundContext;
use super::Refunds;
use super::job::{AfterNotFound, after_not_found, next_query_at};
use super::outcome::Source;
use crate::jobs::Next;
use channels::{Outcome, RefundTiming, UnknownReason};
use domain::clock::At;
use domain::network_request::NetworkRequest;
use store::Error;

impl RefundContext {
    /// Requests that may still move money.
    fn in_doubt(&self, now: At) -> impl Iterator<Item = &NetworkRequest> {
        self.requests
            .iter()
            .filter(move |request| request.is_in_doubt(now))
    }

    /// When to query again after the refund has ended.
    pub(super) fn watch_again(&self, timing: &RefundTiming, now: At) -> Next {
        let soonest = self
            .in_doubt(now)
            .map(|request| next_query_at(request, timing, now))
            .min();
        soonest.map_or(Next::Done, Next::At)
    }
}

impl Refunds {
    /// Queries each request in doubt once.
    ///
    /// # Errors
    /// A fault; the job runs again.
    pub(super) async fn watch_refund(
        &self,
        context: RefundContext,
        timing: &RefundTiming,
    ) -> Result<Next, Error> {
        let now = self.clock.now();
        for request in context.in_doubt(now) {
            match self.query_refund(&context, request).await? {
                Outcome::Unknown(UnknownReason::NotFound) => {
                    if request.ended.is_none()
                        && after_not_found(request, timing, now) == AfterNotFound::Abandon
                    {
                        self.abandon_request(request, timing).await?;
                    }
                }
                outcome => {
                    self.settle_refund(request, outcome, Source::Query).await?;
                }
            }
        }
        let context = self.refund_context(&context.refund.id).await?;
        Ok(context.watch_again(timing, self.clock.now()))
    }
}
