//! The query job: queries the network until an attempt's result is known.
//! Stored in the transaction that creates the attempt, so no crash loses it.
//!
//! | attempt | queried |
//! |---|---|
//! | requested by our server | after 1, 3, 7, 15, 31, 63 s, then every minute, after 30 min every 10 min |
//! | with the payer (bank page, QR) | after 5, 15, 35, 75 s, then every minute, after 5 min every 5 min, after 30 min every 10 min |
//! | no payment requested yet | never; it lapses when its time is over |
//!
//! It does not stop while a result is unknown. This includes a second request
//! of an attempt that is already paid: if it is paid too, it is refunded. "Not
//! found", "with the payer" and "declined" mean unpaid once the network's time
//! to pay (`Attempt::pay_until`) has been over for its grace period
//! (`Network::lapses_at`); the attempt then lapses. A missing or unreadable
//! reply, and the codes for "ask again" and "in progress" never mean unpaid. A
//! request for which no query can be built was never sent either, since both
//! are built from the same records.
//!
//! Attempts of one order that have ended share one cadence: with five of them,
//! each is queried a fifth as often. So a shopper who begins many leaves no
//! more queries than one who begins two.
//!
//! A request of an attempt that has ended is closed after the query, if the
//! network closes payments ([`super::abandon`]), and then not queried again.

use super::Payments;
use super::abandon::is_open_and_unpaid;
use super::context;
use crate::jobs::Next;
use crate::network::PaymentContext;
use crate::orders::transition;
use crate::payments::settle::{DeclinePolicy, Settled};
use channels::{AfterDecline, Moved, Outcome, UnknownReason};
use domain::attempt::Attempt;
use domain::clock::At;
use domain::ids::AttemptId;
use domain::machine::OrderEvent;
use domain::network_request::{NetworkRequest, Purpose, RequestEnd};
use domain::order::Order;
use std::sync::Arc;
use store::{Error, attempts, merchants, network_requests, orders};

/// True if this outcome, after the attempt's time at the network, means that
/// nothing was paid.
fn means_unpaid(outcome: &Outcome, kind: Purpose) -> bool {
    match outcome {
        Outcome::Unknown(UnknownReason::NotFound | UnknownReason::NotSent(_))
        | Outcome::Declined(_) => true,
        // The payer cannot start after the network's deadline. A token payment
        // is completed by our server, not by the payer: keep querying.
        Outcome::NotStarted => kind != Purpose::PayByAgreement,
        // In progress at the network or bank: it may still succeed.
        Outcome::Waiting | Outcome::Done(_) | Outcome::Moved(_) | Outcome::Unknown(_) => false,
    }
}

impl Payments {
    /// Runs the job once and returns when to run again.
    pub(crate) async fn query_job(self: &Arc<Self>, subject: &str) -> Result<Next, Error> {
        let id = AttemptId::stored(subject.to_owned());
        let (context, requests) = self.payment_context(&id).await?;
        if !requests.iter().any(NetworkRequest::may_move_money) {
            return self.end_unrequested(&context.attempt).await;
        }
        let lapses_at = self.network.lapses_at(&context.attempt)?;
        let queries = self.network.payment_timing(&context.attempt)?.queries;
        let over = self.now() >= lapses_at;
        let policy = if over {
            DeclinePolicy::EndAttempt
        } else {
            DeclinePolicy::AllowRetry
        };
        let (mut unpaid, mut next) = (true, None::<At>);
        if context.attempt.state.is_live() {
            self.claim_query(&context.attempt, self.now()).await?;
        }
        for request in requests.iter().filter(|t| t.may_move_money()) {
            let outcome = self.network.query(&context, request).await?;
            unpaid &= means_unpaid(&outcome, request.purpose);
            let closable = !over && is_open_and_unpaid(&outcome);
            let mut ended = match &outcome {
                Outcome::Moved(Moved::Payment(_)) => true,
                Outcome::Declined(no) => no.then != AfterDecline::PayerMayRetry,
                Outcome::Moved(_)
                | Outcome::Done(_)
                | Outcome::NotStarted
                | Outcome::Waiting
                | Outcome::Unknown(_) => false,
            };
            let attempt = self.settle(request, outcome, policy).await?.attempt;
            if closable && !attempt.state.is_live() {
                ended = self.close_request(&context, request).await?;
            }
            if !ended {
                let now = self.now();
                let mut at = queries.next(request.money_at.unwrap_or(now), now);
                if now < lapses_at {
                    at = at.min(lapses_at);
                }
                next = Some(next.map_or(at, |earlier| earlier.min(at)));
            }
        }
        if over && unpaid {
            self.lapse(&id).await?;
            return Ok(Next::Done);
        }
        self.next_run(&id, next, lapses_at).await
    }

    /// Ends an attempt for which no payment was requested, once its time is over.
    /// Needs no network: its channel may not be configured any more.
    async fn end_unrequested(self: &Arc<Self>, attempt: &Attempt) -> Result<Next, Error> {
        let timed = self.network.lapses_at(attempt);
        let lapses_at = timed.unwrap_or(attempt.pay_until);
        if !attempt.state.is_live() {
            return Ok(Next::Done);
        }
        if self.now() < lapses_at {
            return Ok(Next::At(lapses_at));
        }
        self.lapse(&attempt.id).await?;
        Ok(Next::Done)
    }

    /// The next run after all requests of an attempt were queried. An order has
    /// one cadence: its attempts that have ended take turns.
    async fn next_run(
        &self,
        id: &AttemptId,
        next: Option<At>,
        lapses_at: At,
    ) -> Result<Next, Error> {
        let id = id.clone();
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let attempt = attempts::get(tx, &id).await?;
                let live = attempt.state.is_live();
                let in_doubt = if live {
                    1
                } else {
                    network_requests::attempts_in_doubt(tx, &attempt.order_id).await?
                };
                Ok((live, in_doubt))
            })
        });
        let (live, in_doubt) = read.await?;
        Ok(match next {
            Some(at) => Next::At(in_turn(at, in_doubt, lapses_at, self.now())),
            None if live => Next::At(lapses_at),
            None => Next::Done,
        })
    }

    /// Ends the attempt: its time at the network is over and nothing was paid.
    async fn lapse(self: &Arc<Self>, id: &AttemptId) -> Result<(), Error> {
        let (payments, id, now) = (Arc::clone(self), id.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    for request in network_requests::of_subject(tx, id.as_str())
                        .await?
                        .iter()
                        .filter(|t| t.may_move_money())
                    {
                        network_requests::end(tx, request, RequestEnd::Lapsed).await?;
                    }
                    transition::apply(
                        tx,
                        payments.entropy.as_ref(),
                        &order,
                        OrderEvent::Lapse(&attempt),
                        now,
                    )
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// An attempt with everything a query needs.
    pub(crate) async fn payment_context(
        &self,
        id: &AttemptId,
    ) -> Result<(PaymentContext, Vec<NetworkRequest>), Error> {
        let id = id.clone();
        self.store
            .read(move |tx| {
                Box::pin(async move {
                    let context = context::read(tx, &id).await?;
                    Ok((
                        context,
                        network_requests::of_subject(tx, id.as_str()).await?,
                    ))
                })
            })
            .await
    }

    /// As [`Payments::payment_context`], where the order and its attempt were
    /// read already.
    pub(super) async fn context_of(
        &self,
        order: &Order,
        attempt: &Attempt,
    ) -> Result<(PaymentContext, Vec<NetworkRequest>), Error> {
        let (order, attempt) = (order.clone(), attempt.clone());
        self.store
            .read(move |tx| {
                Box::pin(async move {
                    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
                    let requests = network_requests::of_subject(tx, attempt.id.as_str()).await?;
                    let context = PaymentContext {
                        order,
                        merchant,
                        attempt,
                    };
                    Ok((context, requests))
                })
            })
            .await
    }

    /// Queries an attempt at once because the shopper is waiting, at most every
    /// [`QUERY_PAUSE_S`]. `None` if it was queried a moment ago, or has nothing
    /// to query.
    pub(crate) async fn query_for_shopper(
        self: &Arc<Self>,
        order: &Order,
        attempt: &Attempt,
    ) -> Result<Option<Settled>, Error> {
        let since = self.now().plus_s(-QUERY_PAUSE_S);
        if !self.claim_query(attempt, since).await? {
            return Ok(None);
        }
        let (context, requests) = self.context_of(order, attempt).await?;
        let mut last = None;
        for request in requests.iter().filter(|t| t.may_move_money()) {
            let outcome = self.network.query(&context, request).await?;
            last = Some(
                self.settle(request, outcome, DeclinePolicy::EndAttempt)
                    .await?,
            );
        }
        Ok(last)
    }

    /// Stores that the attempt is queried now, which its page shows. False if
    /// it was queried after `since`.
    async fn claim_query(&self, attempt: &Attempt, since: At) -> Result<bool, Error> {
        let (attempt, now) = (attempt.clone(), self.now());
        self.store
            .write(move |tx| {
                let attempt = attempt.clone();
                Box::pin(async move { attempts::claim_query(tx, &attempt, since, now).await })
            })
            .await
    }
}

/// When one of `many` attempts is queried again that alone would be queried at
/// `at`: each waits for the others' turns, but none beyond its lapse.
fn in_turn(at: At, many: u32, lapses_at: At, now: At) -> At {
    let pause_ms = at.ms().saturating_sub(now.ms());
    let pause_ms = pause_ms.saturating_mul(i64::from(many.max(1)));
    let turn = At::from_ms(now.ms().saturating_add(pause_ms));
    if at <= lapses_at {
        turn.min(lapses_at)
    } else {
        turn
    }
}

/// Minimum time between two queries for a waiting shopper, in seconds.
const QUERY_PAUSE_S: i64 = 3;

#[cfg(test)]
mod tests {
    use super::means_unpaid;
    use channels::{Outcome, UnknownReason};
    use domain::network_request::Purpose;

    #[test]
    fn only_a_clear_word_means_unpaid() {
        let unknown = [
            UnknownReason::NoReply,
            UnknownReason::Http(502),
            UnknownReason::Unreadable,
            UnknownReason::PendingCode("03".into()),
            UnknownReason::Mismatch("txnAmt"),
        ];
        for why in unknown {
            for kind in [
                Purpose::PayOnPage,
                Purpose::PayByQr,
                Purpose::PayByAgreement,
            ] {
                assert!(
                    !means_unpaid(&Outcome::Unknown(why.clone()), kind),
                    "{why:?}"
                );
            }
        }
        assert!(means_unpaid(
            &Outcome::Unknown(UnknownReason::NotFound),
            Purpose::PayByAgreement
        ));
        assert!(means_unpaid(
            &Outcome::Unknown(UnknownReason::NotSent("merAbbr")),
            Purpose::PayByQr
        ));
        for kind in [
            Purpose::PayOnPage,
            Purpose::PayByQr,
            Purpose::PayByAgreement,
        ] {
            assert!(
                !means_unpaid(&Outcome::Waiting, kind),
                "in progress: the money may yet move"
            );
        }
        for kind in [Purpose::PayOnPage, Purpose::PayByQr] {
            assert!(means_unpaid(&Outcome::NotStarted, kind));
        }
        assert!(
            !means_unpaid(&Outcome::NotStarted, Purpose::PayByAgreement),
            "our own call may still be worked on"
        );
    }
}
