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
use channels::{Outcome, UnknownReason};
use domain::clock::At;
use store::Error;
use store::refund_tries::{RefundTryEnd, RefundTryRow};

/// Seconds after which an abandoned request is no longer queried: a day, many
/// times longer than a message can be under way.
const LATE_S: i64 = 86_400;

impl RefundContext {
    /// Requests that may still move money.
    fn in_doubt(&self, now: At) -> impl Iterator<Item = &RefundTryRow> {
        self.tries.iter().filter(move |number| match number.ended {
            None => true,
            Some(RefundTryEnd::NotReceived) => now < number.txn_time.plus_s(LATE_S),
            Some(RefundTryEnd::Returned | RefundTryEnd::Declined) => false,
        })
    }

    /// When to query again after the refund has ended.
    pub(super) fn watch_again(&self, now: At) -> Next {
        let soonest = self
            .in_doubt(now)
            .map(|number| next_query_at(number, now))
            .min();
        soonest.map_or(Next::Done, Next::At)
    }
}

impl Refunds {
    /// Queries each request in doubt once.
    ///
    /// # Errors
    /// A fault; the job runs again.
    pub(super) async fn watch_refund(&self, context: RefundContext) -> Result<Next, Error> {
        let now = self.clock.now();
        for number in context.in_doubt(now) {
            match self.query_refund(&context, number).await? {
                Outcome::Unknown(UnknownReason::NotFound) => {
                    if number.ended.is_none()
                        && after_not_found(number, now) == AfterNotFound::Abandon
                    {
                        self.abandon_number(number).await?;
                    }
                }
                outcome => {
                    self.settle_refund(&number.wire_no, outcome, Source::Query)
                        .await?;
                }
            }
        }
        let context = self.refund_context(&context.refund.id).await?;
        Ok(context.watch_again(self.clock.now()))
    }
}
