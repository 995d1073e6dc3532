//! The refund job: sends a refund and queries until its result is known. Stored
//! in the transaction that created the refund, so no crash loses it.
//!
//! A refund that is made twice loses money, hence these rules:
//! - A request number is stored as sent before it is sent. It is used for
//!   nothing else, and the network accepts each number once.
//! - While a request is open, no other is sent.
//! - After a lost reply the request is queried: after 1, 3, 7, 15, 31 and 63
//!   seconds, then every minute, after half an hour every ten minutes, without
//!   end while the result is unknown.
//! - If the network has not found the request a minute after it was sent, the
//!   same message is sent again under the same number
//!   ([`AfterNotFound::Resend`]), while its `txnTime` is recent enough. The
//!   network counts one of the copies.
//! - A decline of such a copy may concern the copy only, so a query decides.
//! - Only when a request is older than any message the network accepts
//!   ([`ABANDON_S`]) and is still not found, it is abandoned and another is
//!   sent. It is queried again before a decline of the other is accepted.
//! - After the refund has ended, requests that may still move money are queried
//!   further ([`super::late_numbers`]).
//!
//! The first request for a whole payment on its clearing day is an undo
//! (31/00); if the network declines that, and in any other case, it is a refund
//! (04/00).
//!
//! Crash safety: before the request is stored nothing has happened, and the job
//! starts; after that the job queries, whether or not the call was made.

use super::Refunds;
use super::outcome::Source;
use super::{RefundContext, context};
use crate::jobs::Next;
use crate::network::query_schedule::QuerySchedule;
use crate::orders::transition;
use channels::unionpay::may_undo;
use channels::{Outcome, UnknownReason};
use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::RefundId;
use domain::machine::{OrderEvent, SURPLUS_RETRY_S};
use domain::refund::{RefundMethod, RefundState};
use std::sync::Arc;
use store::refund_tries::{self, RefundTryEnd, RefundTryRow};
use store::{Error, Tx};

/// Seconds after `txnTime` until which the same message may be sent again. The
/// network rejects a message whose `txnTime` is too old.
const RESEND_UNTIL_S: i64 = 300;
/// Seconds after which a copy may be sent; longer than any call takes.
const RESEND_S: i64 = 60;
/// Seconds after which no copy can be accepted any more: three times the ten
/// minutes that the network is assumed to allow.
const ABANDON_S: i64 = 1800;
/// Requests sent in one run: the undo and the refund after it.
const REQUESTS_PER_RUN: usize = 2;

/// What to do if the network has not found a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AfterNotFound {
    /// It may be under way: query later.
    Wait,
    /// Send the same message again.
    Resend,
    /// It never arrived: send another request.
    Abandon,
}

pub(super) fn after_not_found(number: &RefundTryRow, now: At) -> AfterNotFound {
    let since = |at: At| now.ms().saturating_sub(at.ms()) / 1000;
    if since(number.sent_at) >= ABANDON_S {
        AfterNotFound::Abandon
    } else if since(number.sent_at) >= RESEND_S && since(number.txn_time) < RESEND_UNTIL_S {
        AfterNotFound::Resend
    } else {
        AfterNotFound::Wait
    }
}

/// Time of the next query of a request.
pub(super) fn next_query_at(number: &RefundTryRow, now: At) -> At {
    QuerySchedule::REFUND.next(number.txn_time, now)
}

impl Refunds {
    /// Runs the job once and returns when to run again.
    #[tracing::instrument(skip_all, fields(refund = subject))]
    pub(crate) async fn refund_job(&self, subject: &str) -> Result<Next, Error> {
        let id = RefundId::stored(subject.to_owned());
        for _ in 0..REQUESTS_PER_RUN {
            let context = self.refund_context(&id).await?;
            if !context.refund.state.is_open() {
                return self.watch_refund(context).await;
            }
            match context.open_try() {
                None => self.send_new(&id).await?,
                Some(number) => self.query_open_number(&context, number).await?,
            }
            let context = self.refund_context(&id).await?;
            match (context.open_try(), context.refund.state) {
                (_, RefundState::Succeeded | RefundState::Failed) => {
                    return Ok(context.watch_again(self.clock.now()));
                }
                (Some(number), _) => return Ok(Next::At(next_query_at(number, self.clock.now()))),
                // An undo was declined, or a request was abandoned.
                (None, RefundState::Unknown) => {}
                // A surplus refund was declined; it is tried again later.
                (None, RefundState::Pending) => {
                    return Ok(Next::At(self.clock.now().plus_s(SURPLUS_RETRY_S)));
                }
            }
        }
        Ok(Next::At(self.clock.now().plus_s(RESEND_S)))
    }

    /// Stores a new request, sends it, and settles the reply.
    async fn send_new(&self, id: &RefundId) -> Result<(), Error> {
        let (entropy, now) = (Arc::clone(&self.entropy), self.clock.now());
        let id = id.clone();
        let begun = self
            .store
            .write(move |tx| {
                Box::pin(async move { record_number(tx, entropy.as_ref(), &id, now).await })
            })
            .await?;
        let Some((context, number)) = begun else {
            return Ok(());
        };
        let outcome = self.send_refund(&context, &number).await?;
        self.settle_reply(&context, &number, outcome, Source::Reply)
            .await
    }

    /// Queries the open request and acts on the outcome.
    async fn query_open_number(
        &self,
        context: &RefundContext,
        number: &RefundTryRow,
    ) -> Result<(), Error> {
        let outcome = self.query_refund(context, number).await?;
        if outcome != Outcome::Unknown(UnknownReason::NotFound) {
            return self
                .settle_reply(context, number, outcome, Source::Query)
                .await;
        }
        match after_not_found(number, self.clock.now()) {
            AfterNotFound::Wait => Ok(()),
            AfterNotFound::Abandon => self.abandon_number(number).await,
            AfterNotFound::Resend => {
                if self.record_resend(number).await? {
                    // A query decides, whatever the reply says.
                    self.send_refund(context, number).await?;
                }
                Ok(())
            }
        }
    }

    /// Settles an outcome. A decline counts only if every abandoned request is
    /// still not found or was declined too.
    async fn settle_reply(
        &self,
        context: &RefundContext,
        number: &RefundTryRow,
        outcome: Outcome,
        source: Source,
    ) -> Result<(), Error> {
        if matches!(outcome, Outcome::Declined(_)) {
            for lost in context
                .tries
                .iter()
                .filter(|t| t.ended == Some(RefundTryEnd::NotReceived))
            {
                match self.query_refund(context, lost).await? {
                    Outcome::Declined(_) | Outcome::Unknown(UnknownReason::NotFound) => {}
                    outcome @ Outcome::Returned(_) => {
                        self.settle_refund(&lost.wire_no, outcome, Source::Query)
                            .await?;
                        return Ok(());
                    }
                    // While one result is unknown, the decline is not settled.
                    _ => return Ok(()),
                }
            }
        }
        self.settle_refund(&number.wire_no, outcome, source)
            .await
            .map(drop)
    }

    pub(super) async fn abandon_number(&self, number: &RefundTryRow) -> Result<(), Error> {
        tracing::warn!(refund = %number.refund_id, wire_no = %number.wire_no, "refund request never arrived and is abandoned");
        let wire_no = number.wire_no.clone();
        self.store
            .write(move |tx| {
                Box::pin(
                    async move { refund_tries::end(tx, &wire_no, RefundTryEnd::NotReceived).await },
                )
            })
            .await
    }

    /// False if another process has recorded it already.
    async fn record_resend(&self, number: &RefundTryRow) -> Result<bool, Error> {
        let (number, now) = (number.clone(), self.clock.now());
        self.store
            .write(move |tx| {
                Box::pin(async move { refund_tries::record_resend(tx, &number, now).await })
            })
            .await
    }
}

/// Stores the refund's next request. `None` if the refund has ended or a
/// request is open.
async fn record_number(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    id: &RefundId,
    now: At,
) -> Result<Option<(RefundContext, RefundTryRow)>, Error> {
    let mut context = context(tx, id).await?;
    if !context.refund.state.is_open() || context.open_try().is_some() {
        return Ok(None);
    }
    let sends = OrderEvent::SendRefund(&context.refund);
    let stored = transition::apply(tx, entropy, &context.order, sends, now).await?;
    let number = RefundTryRow {
        wire_no: format!("{}{:02}", id.wire_no(), context.tries.len()),
        refund_id: id.clone(),
        sent_as: purpose(&context, now),
        txn_time: now,
        sent_at: now,
        sends: 1,
        ended: None,
    };
    refund_tries::insert(tx, &number).await?;
    context.refund = stored.refund.unwrap_or(context.refund);
    Ok(Some((context, number)))
}

fn purpose(context: &RefundContext, now: At) -> RefundMethod {
    let undone = context
        .tries
        .iter()
        .any(|number| number.sent_as == RefundMethod::Undo);
    let payment = &context.payment;
    let in_time = may_undo(payment.settle_date.as_deref(), payment.seen_at, now);
    if !undone && in_time && context.is_whole() {
        RefundMethod::Undo
    } else {
        RefundMethod::Refund
    }
}

#[cfg(test)]
mod tests {
    use super::{AfterNotFound, after_not_found, next_query_at};
    use domain::clock::At;
    use domain::ids::RefundId;
    use domain::refund::RefundMethod;
    use store::refund_tries::RefundTryRow;

    fn sent(txn_s: i64, sent_s: i64) -> RefundTryRow {
        RefundTryRow {
            wire_no: String::from("x"),
            refund_id: RefundId::stored(String::from("rfd_x")),
            sent_as: RefundMethod::Refund,
            txn_time: At::from_ms(txn_s * 1000),
            sent_at: At::from_ms(sent_s * 1000),
            sends: 1,
            ended: None,
        }
    }

    #[test]
    fn a_copy_is_sent_while_young_and_another_number_only_when_it_is_too_old_to_be_taken() {
        let at = |number: &RefundTryRow, s: i64| after_not_found(number, At::from_ms(s * 1000));
        let first = sent(0, 0);
        assert_eq!(at(&first, 59), AfterNotFound::Wait);
        assert_eq!(at(&first, 60), AfterNotFound::Resend);
        assert_eq!(at(&first, 299), AfterNotFound::Resend);
        assert_eq!(
            at(&first, 300),
            AfterNotFound::Wait,
            "its time is no longer now"
        );
        assert_eq!(at(&first, 1799), AfterNotFound::Wait);
        assert_eq!(at(&first, 1800), AfterNotFound::Abandon);
        let copied = sent(0, 240);
        assert_eq!(
            at(&copied, 299),
            AfterNotFound::Wait,
            "the copy may be under way"
        );
        assert_eq!(
            at(&copied, 1800),
            AfterNotFound::Wait,
            "counted from the last copy"
        );
        assert_eq!(at(&copied, 2040), AfterNotFound::Abandon);
    }

    #[test]
    fn it_is_asked_about_by_its_first_sending_and_without_end() {
        let copied = sent(0, 240);
        for (now_s, pause_s) in [(0, 1), (240, 60), (100_000, 3600), (100_000_000, 3600)] {
            let now = At::from_ms(now_s * 1000);
            assert_eq!(next_query_at(&copied, now), now.plus_s(pause_s), "{now_s}");
        }
    }
}
