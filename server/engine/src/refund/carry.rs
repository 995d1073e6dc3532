//! The refund job: carries a refund out and asks until its end is known.
//! Written in the transaction that began the refund, so no crash loses it.
//!
//! A refund sent twice is money lost, so this is the whole of it:
//! - A number is on record as sent before it is sent. It is never used for
//!   anything else, and the network takes each number once.
//! - While a number is open, nothing is sent under another one.
//! - A number whose reply was lost is asked about: after 1, 3, 7, 15, 31 and
//!   63 seconds, then each minute, after half an hour each ten minutes, and
//!   for as long as nothing is known. Silence never ends it.
//! - The network says it has never heard of the number: once a minute has
//!   passed since it was sent it is sent again, the same message under the
//!   same number ([`Unheard::Again`]), as long as its time is young enough to
//!   be taken. So however many copies arrive, one counts.
//! - A no to such a copy may speak of the copy, so it is not believed: the
//!   question decides.
//! - Only when the number is older than the network takes any message
//!   ([`LOST_S`]) and the network still has not heard of it is it given up,
//!   and another begun. It is asked about once more before a no to that other
//!   one is believed.
//! - A refund that has ended while another of its numbers may still move
//!   money is not left alone yet ([`super::watch`]).
//!
//! The first number of a whole payment on its clearing day undoes it (31/00);
//! where the network refuses that, and any other time, it is refunded (04/00).
//!
//! Crash points: before the number is on record, nothing happened and the job
//! begins; after it, whether or not the call was made or answered, the job
//! asks.

use super::learn::Belief;
use super::{Case, case};
use crate::cadence::Cadence;
use crate::engine::Engine;
use crate::error::Error;
use crate::jobs::Next;
use crate::record;
use crate::store::Tx;
use crate::store::refund_tries::{self, Ended, TryRow};
use channels::unionpay::{SentAs, may_undo};
use channels::{Outcome, Why};
use domain::clock::At;
use domain::ids::RefundId;
use domain::machine::{Happening, RETURN_AGAIN_S};
use domain::refund::RefundState;
use std::sync::Arc;

/// The network takes a message only while its `txnTime` is "now"; within five
/// minutes it still is.
const FRESH_S: i64 = 300;
/// So long after it was sent last, a copy may be sent: longer than any call.
const AGAIN_S: i64 = 60;
/// Ten minutes are what the network is taken to allow; after three times that
/// no copy of a message can be taken any more.
const LOST_S: i64 = 1800;
/// Numbers used in one run of the job: the undo and the refund after it.
const NUMBERS_AT_ONCE: usize = 2;

/// What follows where the network has not heard of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unheard {
    /// It may be on its way: ask later.
    Wait,
    /// The same message once more.
    Again,
    /// It is lost for certain: another number.
    Lost,
}

pub(super) fn unheard(row: &TryRow, now: At) -> Unheard {
    let since = |at: At| now.ms().saturating_sub(at.ms()) / 1000;
    if since(row.sent_at) >= LOST_S {
        Unheard::Lost
    } else if since(row.sent_at) >= AGAIN_S && since(row.txn_time) < FRESH_S {
        Unheard::Again
    } else {
        Unheard::Wait
    }
}

/// When to ask again about a number.
pub(super) fn ask_at(row: &TryRow, now: At) -> At {
    Cadence::OF_REFUND.next(row.txn_time, now)
}

impl Engine {
    /// Runs once for the refund and says when again.
    #[tracing::instrument(skip_all, fields(refund = subject))]
    pub(crate) async fn refund_job(self: &Arc<Self>, subject: &str) -> Result<Next, Error> {
        let id = RefundId::stored(subject.to_owned());
        for _ in 0..NUMBERS_AT_ONCE {
            let case = self.refund_case(&id).await?;
            if !case.refund.state.is_open() {
                return self.watch_refund(case).await;
            }
            match case.open_try() {
                None => self.try_refund(&id).await?,
                Some(row) => self.pursue(&case, row).await?,
            }
            let case = self.refund_case(&id).await?;
            match (case.open_try(), case.refund.state) {
                (_, RefundState::Succeeded | RefundState::Failed) => {
                    return Ok(case.watch_again(self.now()));
                }
                (Some(row), _) => return Ok(Next::At(ask_at(row, self.now()))),
                // An undo was refused for being one, or a number got lost.
                (None, RefundState::Unknown) => {}
                // Surplus was refused: its job was moved with the refusal.
                (None, RefundState::Pending) => {
                    return Ok(Next::At(self.now().plus_s(RETURN_AGAIN_S)));
                }
            }
        }
        Ok(Next::At(self.now().plus_s(AGAIN_S)))
    }

    /// Puts a new number on record, sends it, and takes the reply in.
    async fn try_refund(self: &Arc<Self>, id: &RefundId) -> Result<(), Error> {
        let (engine, subject) = (Arc::clone(self), id.clone());
        let begun = self
            .store
            .write(move |tx| Box::pin(async move { begin_in(tx, &engine, &subject).await }))
            .await?;
        let Some((case, row)) = begun else {
            return Ok(());
        };
        let outcome = self.send_refund(&case, &row).await?;
        self.take_in(&case, &row, outcome, Belief::Replied).await
    }

    /// Asks about the number that is with the network, and does what its
    /// answer calls for.
    async fn pursue(self: &Arc<Self>, case: &Case, row: &TryRow) -> Result<(), Error> {
        let outcome = self.ask_refund(case, row).await?;
        if outcome != Outcome::Unknown(Why::NotFound) {
            return self.take_in(case, row, outcome, Belief::Asked).await;
        }
        match unheard(row, self.now()) {
            Unheard::Wait => Ok(()),
            Unheard::Lost => self.give_number_up(row).await,
            Unheard::Again => {
                if self.record_copy(row).await? {
                    // Whatever it says: the question decides.
                    self.send_refund(case, row).await?;
                }
                Ok(())
            }
        }
    }

    /// Takes the network's word in. A no is believed only when numbers that
    /// were given up before are still unheard of, or were refused as well.
    async fn take_in(
        self: &Arc<Self>,
        case: &Case,
        row: &TryRow,
        outcome: Outcome,
        belief: Belief,
    ) -> Result<(), Error> {
        if matches!(outcome, Outcome::Declined(_)) {
            for lost in case.tries.iter().filter(|t| t.ended == Some(Ended::Lost)) {
                match self.ask_refund(case, lost).await? {
                    Outcome::Declined(_) | Outcome::Unknown(Why::NotFound) => {}
                    word @ Outcome::Returned(_) => {
                        self.learn_refund(&lost.wire_no, word, Belief::Asked)
                            .await?;
                        return Ok(());
                    }
                    // Not known: nothing is, then.
                    _ => return Ok(()),
                }
            }
        }
        self.learn_refund(&row.wire_no, outcome, belief)
            .await
            .map(drop)
    }

    pub(super) async fn give_number_up(self: &Arc<Self>, row: &TryRow) -> Result<(), Error> {
        tracing::warn!(refund = %row.refund_id, wire_no = %row.wire_no, "a refund's number never arrived and is given up");
        let wire_no = row.wire_no.clone();
        self.store
            .write(move |tx| {
                Box::pin(async move { refund_tries::end(tx, &wire_no, Ended::Lost).await })
            })
            .await
    }

    /// False where nothing is to be sent: another desk was first.
    async fn record_copy(self: &Arc<Self>, row: &TryRow) -> Result<bool, Error> {
        let (row, now) = (row.clone(), self.now());
        self.store
            .write(move |tx| Box::pin(async move { refund_tries::again(tx, &row, now).await }))
            .await
    }
}

/// The refund's next number, on record; `None` where somebody else was first.
async fn begin_in(
    tx: &mut Tx,
    engine: &Engine,
    id: &RefundId,
) -> Result<Option<(Case, TryRow)>, Error> {
    let mut case = case(tx, id).await?;
    if !case.refund.state.is_open() || case.open_try().is_some() {
        return Ok(None);
    }
    let now = engine.now();
    let sends = Happening::SendRefund(&case.refund);
    let stored = record::apply(tx, engine, &case.order, sends, now).await?;
    let row = TryRow {
        wire_no: format!("{}{:02}", id.wire_no(), case.tries.len()),
        refund_id: id.clone(),
        sent_as: way(&case, now),
        txn_time: now,
        sent_at: now,
        sends: 1,
        ended: None,
    };
    refund_tries::insert(tx, &row).await?;
    case.refund = stored.refund.unwrap_or(case.refund);
    Ok(Some((case, row)))
}

fn way(case: &Case, now: At) -> SentAs {
    let undone = case.tries.iter().any(|row| row.sent_as == SentAs::Undo);
    let payment = &case.payment;
    let in_time = may_undo(payment.settle_date.as_deref(), payment.seen_at, now);
    if !undone && in_time && case.is_whole() {
        SentAs::Undo
    } else {
        SentAs::Refund
    }
}

#[cfg(test)]
mod tests {
    use super::{Unheard, ask_at, unheard};
    use crate::store::refund_tries::TryRow;
    use channels::unionpay::SentAs;
    use domain::clock::At;
    use domain::ids::RefundId;

    fn sent(txn_s: i64, sent_s: i64) -> TryRow {
        TryRow {
            wire_no: String::from("x"),
            refund_id: RefundId::stored(String::from("rfd_x")),
            sent_as: SentAs::Refund,
            txn_time: At::from_ms(txn_s * 1000),
            sent_at: At::from_ms(sent_s * 1000),
            sends: 1,
            ended: None,
        }
    }

    #[test]
    fn a_copy_is_sent_while_young_and_another_number_only_when_it_is_too_old_to_be_taken() {
        let at = |row: &TryRow, s: i64| unheard(row, At::from_ms(s * 1000));
        let first = sent(0, 0);
        assert_eq!(at(&first, 59), Unheard::Wait);
        assert_eq!(at(&first, 60), Unheard::Again);
        assert_eq!(at(&first, 299), Unheard::Again);
        assert_eq!(at(&first, 300), Unheard::Wait, "its time is no longer now");
        assert_eq!(at(&first, 1799), Unheard::Wait);
        assert_eq!(at(&first, 1800), Unheard::Lost);
        let copied = sent(0, 240);
        assert_eq!(at(&copied, 299), Unheard::Wait, "the copy may be under way");
        assert_eq!(
            at(&copied, 1800),
            Unheard::Wait,
            "counted from the last copy"
        );
        assert_eq!(at(&copied, 2040), Unheard::Lost);
    }

    #[test]
    fn it_is_asked_about_by_its_first_sending_and_without_end() {
        let copied = sent(0, 240);
        for (now_s, pause_s) in [(0, 1), (240, 60), (100_000, 3600), (100_000_000, 3600)] {
            let now = At::from_ms(now_s * 1000);
            assert_eq!(ask_at(&copied, now), now.plus_s(pause_s), "{now_s}");
        }
    }
}
