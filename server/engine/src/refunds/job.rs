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
//!   ([`RefundTiming::not_found_final_s`]) and is still not found, it is
//!   abandoned and another is sent. It is queried again before a decline of the other is accepted.
//! - After the refund has ended, requests that may still move money are queried
//!   further ([`super::late_requests`]).
//!
//! A request that cannot be sent at all is declined: nothing of it can have
//! arrived.
//!
//! The channel decides whether a request is an undo or a refund. If an undo is
//! declined, the next request is a refund.
//!
//! Crash safety: before the request is stored nothing has happened, and the job
//! starts; after that the job queries, whether or not the call was made.

use super::Refunds;
use super::outcome::Source;
use super::{RefundContext, context};
use crate::jobs::Next;
use crate::network::{Network, declined_if_not_sent};
use crate::orders::transition;
use channels::{AfterDecline, Moved, NumberSeed, Outcome, RefundTiming, UnknownReason};
use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::RefundId;
use domain::machine::{OrderEvent, SURPLUS_RETRY_S};
use domain::network_request::{NetworkRequest, Purpose, RequestData, RequestEnd};
use domain::refund::{RefundMethod, RefundState};
use std::sync::Arc;
use store::network_requests;
use store::{Error, Fault, Tx};

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

pub(super) fn after_not_found(
    request: &NetworkRequest,
    timing: &RefundTiming,
    now: At,
) -> AfterNotFound {
    let since = |at: At| now.ms().saturating_sub(at.ms()) / 1000;
    let sent_at = request.last_sent_at.unwrap_or(request.network_time);
    if since(sent_at) >= timing.not_found_final_s {
        AfterNotFound::Abandon
    } else if since(sent_at) >= timing.resend_after_s
        && since(request.network_time) < timing.resend_until_s
    {
        AfterNotFound::Resend
    } else {
        AfterNotFound::Wait
    }
}

/// Time of the next query of a request.
pub(super) fn next_query_at(request: &NetworkRequest, timing: &RefundTiming, now: At) -> At {
    timing.queries.next(request.network_time, now)
}

impl Refunds {
    /// Runs the job once and returns when to run again.
    #[tracing::instrument(skip_all, fields(refund = subject))]
    pub(crate) async fn refund_job(&self, subject: &str) -> Result<Next, Error> {
        let id = RefundId::stored(subject.to_owned());
        let channel = self.refund_context(&id).await?.refund.channel;
        let timing = self.network.refund_timing(&channel)?;
        for _ in 0..REQUESTS_PER_RUN {
            let context = self.refund_context(&id).await?;
            if !context.refund.state.is_open() {
                return self.watch_refund(context, &timing).await;
            }
            match context.open_request() {
                None => self.send_new(&id).await?,
                Some(request) => self.query_open_request(&context, request, &timing).await?,
            }
            let context = self.refund_context(&id).await?;
            match (context.open_request(), context.refund.state) {
                (_, RefundState::Succeeded | RefundState::Failed) => {
                    return Ok(context.watch_again(&timing, self.clock.now()));
                }
                (Some(request), _) => {
                    let at = next_query_at(request, &timing, self.clock.now());
                    return Ok(Next::At(at));
                }
                // An undo was declined, or a request was abandoned.
                (None, RefundState::Unknown) => {}
                // A surplus refund was declined; it is tried again later.
                (None, RefundState::Pending) => {
                    return Ok(Next::At(self.clock.now().plus_s(SURPLUS_RETRY_S)));
                }
            }
        }
        Ok(Next::At(self.clock.now().plus_s(timing.resend_after_s)))
    }

    /// Stores a new request, sends it, and settles the reply.
    async fn send_new(&self, id: &RefundId) -> Result<(), Error> {
        let (entropy, network) = (Arc::clone(&self.entropy), Arc::clone(&self.network));
        let (id, now) = (id.clone(), self.clock.now());
        let begun = self
            .store
            .write(move |tx| {
                Box::pin(
                    async move { record_request(tx, &network, entropy.as_ref(), &id, now).await },
                )
            })
            .await?;
        let Some((context, request)) = begun else {
            return Ok(());
        };
        let outcome = self.send_refund(&context, &request).await?;
        let then = match request.purpose.refund_method() {
            Some(RefundMethod::Undo) => AfterDecline::OtherMethod,
            _ => AfterDecline::Final,
        };
        let outcome = declined_if_not_sent(outcome, then);
        self.settle_reply(&context, &request, outcome, Source::Reply)
            .await
    }

    /// Queries the open request and acts on the outcome.
    async fn query_open_request(
        &self,
        context: &RefundContext,
        request: &NetworkRequest,
        timing: &RefundTiming,
    ) -> Result<(), Error> {
        let outcome = self.query_refund(context, request).await?;
        if outcome != Outcome::Unknown(UnknownReason::NotFound) {
            return self
                .settle_reply(context, request, outcome, Source::Query)
                .await;
        }
        match after_not_found(request, timing, self.clock.now()) {
            AfterNotFound::Wait => Ok(()),
            AfterNotFound::Abandon => self.abandon_request(request, timing).await,
            AfterNotFound::Resend => {
                if self.record_resend(request).await? {
                    // A query decides, whatever the reply says.
                    self.send_refund(context, request).await?;
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
        request: &NetworkRequest,
        outcome: Outcome,
        source: Source,
    ) -> Result<(), Error> {
        if matches!(outcome, Outcome::Declined(_)) {
            for lost in context
                .requests
                .iter()
                .filter(|t| t.ended == Some(RequestEnd::NotReceived))
            {
                match self.query_refund(context, lost).await? {
                    Outcome::Declined(_) | Outcome::Unknown(UnknownReason::NotFound) => {}
                    outcome @ Outcome::Moved(Moved::Refund(_)) => {
                        self.settle_refund(lost, outcome, Source::Query).await?;
                        return Ok(());
                    }
                    // While one result is unknown, the decline is not settled.
                    _ => return Ok(()),
                }
            }
        }
        self.settle_refund(request, outcome, source).await.map(drop)
    }

    pub(super) async fn abandon_request(
        &self,
        request: &NetworkRequest,
        timing: &RefundTiming,
    ) -> Result<(), Error> {
        tracing::warn!(refund = %request.subject, number = %request.number, "refund request never arrived and is abandoned");
        let watch_until = request.network_time.plus_s(timing.watch_s);
        let request = request.clone();
        self.store
            .write(move |tx| {
                Box::pin(async move { network_requests::give_up(tx, &request, watch_until).await })
            })
            .await
    }

    /// False if another process has recorded it already.
    async fn record_resend(&self, request: &NetworkRequest) -> Result<bool, Error> {
        let (request, now) = (request.clone(), self.clock.now());
        self.store
            .write(move |tx| {
                Box::pin(async move { network_requests::record_resend(tx, &request, now).await })
            })
            .await
    }
}

/// The merchant's number that the payment was made to. The merchant's account
/// may have another one by now.
async fn paid_account(tx: &mut Tx, context: &RefundContext) -> Result<String, Error> {
    let channel = &context.refund.channel;
    let requests = network_requests::of_subject(tx, context.attempt.id.as_str()).await?;
    let paid = |request: &&NetworkRequest| {
        request.channel == *channel && request.ended == Some(RequestEnd::Paid)
    };
    if let Some(request) = requests.iter().rfind(paid) {
        return Ok(request.account.clone());
    }
    let account = context.merchant.number_at(channel).ok_or_else(|| {
        let merchant = &context.merchant.id;
        Fault::new(format!("merchant {merchant} has no account at {channel}"))
    })?;
    Ok(account.to_owned())
}

/// Stores the refund's next request. `None` if the refund has ended or a
/// request is open.
async fn record_request(
    tx: &mut Tx,
    network: &Network,
    entropy: &dyn Entropy,
    id: &RefundId,
    now: At,
) -> Result<Option<(RefundContext, NetworkRequest)>, Error> {
    let mut context = context(tx, id).await?;
    if !context.refund.state.is_open() || context.open_request().is_some() {
        return Ok(None);
    }
    let sends = OrderEvent::SendRefund(&context.refund);
    let stored = transition::apply(tx, entropy, &context.order, sends, now).await?;
    let channel = &context.refund.channel;
    let seed = NumberSeed {
        subject: id.wire_no(),
        before: context.requests.len(),
    };
    let account = paid_account(tx, &context).await?;
    let method = network.refund_method(channel, &context.case())?;
    let request = NetworkRequest {
        channel: channel.clone(),
        number: network.new_number(channel, &seed)?,
        subject: id.to_string(),
        purpose: Purpose::of_refund(method),
        account,
        amount: context.refund.amount,
        network_time: now,
        last_sent_at: Some(now),
        sends: 1,
        sms_at: None,
        money_at: Some(now),
        ended: None,
        watch_until: None,
        data: RequestData::default(),
    };
    network_requests::insert(tx, &request).await?;
    context.refund = stored.refund.unwrap_or(context.refund);
    Ok(Some((context, request)))
}

#[cfg(test)]
mod tests {
    use super::{AfterNotFound, after_not_found, next_query_at};
    use channels::{QuerySchedule, RefundTiming};
    use domain::channel_id::ChannelId;
    use domain::clock::At;
    use domain::money::Money;
    use domain::network_request::{NetworkRequest, Purpose, RequestData};

    /// Times of an invented network.
    const TIMING: RefundTiming = RefundTiming {
        queries: QuerySchedule {
            intervals: &[(1, 1), (1800, 60)],
            last_s: 3600,
        },
        resend_after_s: 60,
        resend_until_s: 300,
        not_found_final_s: 1800,
        watch_s: 86_400,
    };

    fn sent(txn_s: i64, sent_s: i64) -> NetworkRequest {
        NetworkRequest {
            channel: ChannelId::constant("invented"),
            number: String::from("x"),
            subject: String::from("rfd_x"),
            purpose: Purpose::Refund,
            account: String::from("1"),
            amount: Money::fen(1),
            network_time: At::from_ms(txn_s * 1000),
            last_sent_at: Some(At::from_ms(sent_s * 1000)),
            sends: 1,
            sms_at: None,
            money_at: None,
            ended: None,
            watch_until: None,
            data: RequestData::default(),
        }
    }

    #[test]
    fn a_copy_is_sent_while_young_and_another_request_only_when_it_is_too_old_to_be_accepted() {
        let at = |request: &NetworkRequest, s: i64| {
            after_not_found(request, &TIMING, At::from_ms(s * 1000))
        };
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
    fn it_is_queried_from_its_first_sending_on_without_end() {
        let copied = sent(0, 240);
        for (now_s, pause_s) in [(0, 1), (240, 60), (100_000, 3600), (100_000_000, 3600)] {
            let now = At::from_ms(now_s * 1000);
            assert_eq!(
                next_query_at(&copied, &TIMING, now),
                now.plus_s(pause_s),
                "{now_s}"
            );
        }
    }
}
