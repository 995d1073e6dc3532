//! The query job: asks the network about an attempt until its end is known.
//! Written in the transaction that made the attempt, so no crash loses it.
//!
//! | an attempt that | is asked about |
//! |---|---|
//! | was submitted by our server | 1, 3, 7, 15, 31, 63 s after, then each minute, after 30 min each 10 min |
//! | is with the payer (bank page, QR) | 5, 15, 35, 75 s after, then each minute, after 5 min each 5 min, after 30 min each 10 min |
//! | has moved no money yet | not at all; let go when its time is over |
//!
//! It never gives up while the result is not known, also of a second number
//! of an attempt that is paid under the first: that money goes back. When the time the
//! network itself allows ([`Attempt::pay_until`]) is over, and a while more
//! for clocks that differ and calls under way ([`GRACE_S`]), "not found",
//! "with the payer" and "not paid" mean not paid: the attempt lapses. A
//! time-out, an unreadable answer, a code that says "ask again" and "in work"
//! (05, 83: the payer paid, the bank has not said) never mean that. A number
//! that cannot even be asked about was never sent either: a question is the
//! least of messages, and is made of the same record.

use crate::cadence::Cadence;
use crate::engine::Engine;
use crate::jobs::Next;
use crate::record;
use crate::settle::{Patience, Settled};
use crate::wire::Case;
use channels::{Outcome, Why};
use domain::attempt::Attempt;
use domain::clock::At;
use domain::ids::AttemptId;
use domain::machine::Happening;
use std::sync::Arc;
use store::trades::{TradeKind, TradeRow};
use store::{Error, attempts, merchants, orders, trades};

/// How long after `pay_until` the network may still answer otherwise: half a
/// minute of clock skew, and as much for a call on its way.
pub(crate) const GRACE_S: i64 = 60;

/// When to ask first about an attempt that begins now.
pub(crate) fn first(attempt: &Attempt, now: At) -> At {
    if attempt.product.payer_pays_elsewhere() {
        now.plus_s(5)
    } else {
        lapses_at(attempt)
    }
}

/// From when on "not found", "with the payer" and "not paid" mean not paid.
pub(crate) const fn lapses_at(attempt: &Attempt) -> At {
    attempt.pay_until.plus_s(GRACE_S)
}

/// When to ask again about a number.
fn again(trade: &TradeRow, attempt: &Attempt, now: At) -> At {
    let cadence = if trade.kind == TradeKind::Pay {
        Cadence::BY_SERVER
    } else {
        Cadence::BY_PAYER
    };
    let next = cadence.next(trade.submitted_at.unwrap_or(now), now);
    if now < lapses_at(attempt) {
        next.min(lapses_at(attempt))
    } else {
        next
    }
}

/// True where, after [`lapses_at`], this answer means that nothing was paid.
fn means_unpaid(outcome: &Outcome, kind: TradeKind) -> bool {
    match outcome {
        Outcome::Unknown(Why::NotFound | Why::NotSent(_)) | Outcome::Declined(_) => true,
        // Who has not begun by the network's own time cannot any more. Our
        // own call with a token has no payer who could be late: ask on.
        Outcome::WithPayer => kind != TradeKind::Pay,
        // In work at the network or the bank: it may end well at any time.
        Outcome::Waiting
        | Outcome::Ask(_)
        | Outcome::Paid(_)
        | Outcome::Returned(_)
        | Outcome::Unknown(_) => false,
    }
}

impl Engine {
    /// Runs once for the attempt and says when again.
    pub(crate) async fn query_job(self: &Arc<Self>, subject: &str) -> Result<Next, Error> {
        let id = AttemptId::stored(subject.to_owned());
        let (case, trades) = self.case(&id).await?;
        let over = self.now() >= lapses_at(&case.attempt);
        let patience = if over {
            Patience::Enough
        } else {
            Patience::Wait
        };
        let (mut unpaid, mut next) = (true, None::<At>);
        for trade in trades.iter().filter(|t| t.may_pay()) {
            let outcome = self.ask(&case, trade).await?;
            unpaid &= means_unpaid(&outcome, trade.kind);
            let ended = match &outcome {
                Outcome::Paid(_) => true,
                Outcome::Declined(no) => !no.may_retry,
                Outcome::Ask(_)
                | Outcome::Returned(_)
                | Outcome::WithPayer
                | Outcome::Waiting
                | Outcome::Unknown(_) => false,
            };
            self.settle(trade, outcome, patience).await?;
            if !ended {
                let at = again(trade, &case.attempt, self.now());
                next = Some(next.map_or(at, |earlier| earlier.min(at)));
            }
        }
        if over && unpaid {
            self.lapse(&id).await?;
            return Ok(Next::Done);
        }
        self.rest(&id, next).await
    }

    /// What is left to do for an attempt whose numbers were asked about.
    async fn rest(&self, id: &AttemptId, next: Option<At>) -> Result<Next, Error> {
        let (case, _) = self.case(id).await?;
        Ok(match next {
            Some(at) => Next::At(at),
            None if case.attempt.state.is_live() => Next::At(lapses_at(&case.attempt)),
            None => Next::Done,
        })
    }

    /// The network's time for the attempt is over and nothing was paid.
    async fn lapse(self: &Arc<Self>, id: &AttemptId) -> Result<(), Error> {
        let (engine, id, now) = (Arc::clone(self), id.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    for trade in trades::of_attempt(tx, &id)
                        .await?
                        .iter()
                        .filter(|t| t.may_pay())
                    {
                        trades::end(tx, &trade.wire_no, "lapsed").await?;
                    }
                    record::apply(tx, &engine, &order, Happening::Lapse(&attempt), now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// An attempt with all that a question about it needs.
    pub(crate) async fn case(&self, id: &AttemptId) -> Result<(Case, Vec<TradeRow>), Error> {
        let id = id.clone();
        self.store
            .read(move |tx| {
                Box::pin(async move {
                    let attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
                    let trades = trades::of_attempt(tx, &id).await?;
                    Ok((
                        Case {
                            order,
                            merchant,
                            attempt,
                        },
                        trades,
                    ))
                })
            })
            .await
    }

    /// Asks at once about what is not known of an attempt, because the
    /// shopper is here to see it; at most once in three seconds.
    pub(crate) async fn ask_now(
        self: &Arc<Self>,
        id: &AttemptId,
    ) -> Result<Option<Settled>, Error> {
        let (attempt, now) = (id.clone(), self.now());
        let claimed = self.store.write(move |tx| {
            Box::pin(async move {
                attempts::claim_question(tx, &attempt, now.plus_s(-ASK_PAUSE_S), now).await
            })
        });
        if !claimed.await? {
            return Ok(None);
        }
        let (case, trades) = self.case(id).await?;
        let mut last = None;
        for trade in trades.iter().filter(|t| t.may_pay()) {
            let outcome = self.ask(&case, trade).await?;
            last = Some(self.settle(trade, outcome, Patience::Enough).await?);
        }
        Ok(last)
    }
}

/// Between two questions asked because a shopper looks.
const ASK_PAUSE_S: i64 = 3;

#[cfg(test)]
mod tests {
    use super::means_unpaid;
    use channels::{Outcome, Why};
    use store::trades::TradeKind;

    #[test]
    fn only_a_clear_word_means_unpaid() {
        let silent = [
            Why::NoReply,
            Why::Http(502),
            Why::Unreadable,
            Why::PendingCode("03".into()),
            Why::Mismatch("txnAmt"),
        ];
        for why in silent {
            for kind in [TradeKind::Front, TradeKind::Qr, TradeKind::Pay] {
                assert!(
                    !means_unpaid(&Outcome::Unknown(why.clone()), kind),
                    "{why:?}"
                );
            }
        }
        assert!(means_unpaid(
            &Outcome::Unknown(Why::NotFound),
            TradeKind::Pay
        ));
        assert!(means_unpaid(
            &Outcome::Unknown(Why::NotSent("merAbbr")),
            TradeKind::Qr
        ));
        for kind in [TradeKind::Front, TradeKind::Qr, TradeKind::Pay] {
            assert!(
                !means_unpaid(&Outcome::Waiting, kind),
                "05 and 83 are in work: the money may yet move"
            );
        }
        for kind in [TradeKind::Front, TradeKind::Qr] {
            assert!(means_unpaid(&Outcome::WithPayer, kind));
        }
        assert!(
            !means_unpaid(&Outcome::WithPayer, TradeKind::Pay),
            "our own call may still be worked on"
        );
    }
}
