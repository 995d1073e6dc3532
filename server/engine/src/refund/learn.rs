//! The one way by which the network's word changes a refund, whoever brings
//! it: the job's call, its question, a notice. Safe with the same word any
//! number of times, in any order.
//!
//! - Money that went back is believed at once, under whichever number.
//! - A no is believed only where no other number of the refund may have
//!   moved money. A refund that is called failed while it was made is one
//!   that a merchant makes twice.
//! - An undo that is refused for being one ends its number only: the job goes
//!   on with a refund, under a number of its own.

use super::wire::receipt;
use crate::engine::Engine;
use crate::error::{Error, Fault};
use crate::record;
use crate::store::refund_tries::{self, Ended, TryRow};
use crate::store::{Tx, jobs, orders, refunds};
use channels::unionpay::{SentAs, refund_instead};
use channels::{Declined, Outcome, Returned};
use domain::clock::At;
use domain::ids::RefundId;
use domain::machine::Happening;
use domain::refund::{Cause, Refund, RefundState, Word};
use std::sync::Arc;

/// Where a word comes from: how far a no may be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Belief {
    /// The answer to a question: it speaks of the number. The job asked
    /// about numbers given up before as well.
    Asked,
    /// The reply to the message: where copies of it were sent since, it may
    /// speak of this copy only.
    Replied,
    /// It came by itself: as a reply, and nobody asked about numbers given
    /// up before.
    Told,
}

impl Belief {
    /// True where a no to this number is one to the refund's whole past.
    fn holds(self, row: &TryRow, tries: &[TryRow]) -> bool {
        let lost = tries.iter().any(|row| row.ended == Some(Ended::Lost));
        match self {
            Self::Asked => true,
            Self::Replied => row.sends == 1,
            Self::Told => row.sends == 1 && !lost,
        }
    }
}

impl Engine {
    /// Takes in what the network said of one number.
    ///
    /// # Errors
    /// A fault; the word was then not taken in.
    pub(super) async fn learn_refund(
        self: &Arc<Self>,
        wire_no: &str,
        outcome: Outcome,
        belief: Belief,
    ) -> Result<Refund, Error> {
        let (engine, wire_no) = (Arc::clone(self), wire_no.to_owned());
        self.store
            .write(move |tx| {
                Box::pin(async move { learn_in(tx, &engine, &wire_no, &outcome, belief).await })
            })
            .await
    }
}

/// [`Engine::learn_refund`], in the caller's transaction.
#[tracing::instrument(name = "learn_refund", skip_all)]
pub(crate) async fn learn_in(
    tx: &mut Tx,
    engine: &Engine,
    wire_no: &str,
    outcome: &Outcome,
    belief: Belief,
) -> Result<Refund, Error> {
    let row = refund_tries::find(tx, wire_no).await?;
    let row = row.ok_or_else(|| Fault::new("a refund's number is gone"))?;
    let refund = refunds::get(tx, &row.refund_id).await?;
    let now = engine.now();
    match outcome {
        Outcome::Returned(done) => returned(tx, engine, &row, refund, done, now).await,
        Outcome::Declined(no) => declined(tx, engine, &row, refund, no, belief, now).await,
        Outcome::Ask(_)
        | Outcome::Paid(_)
        | Outcome::WithPayer
        | Outcome::Waiting
        | Outcome::Unknown(_) => Ok(refund),
    }
}

async fn returned(
    tx: &mut Tx,
    engine: &Engine,
    row: &TryRow,
    refund: Refund,
    done: &Returned,
    now: At,
) -> Result<Refund, Error> {
    let (id, network_id) = (&refund.id, &done.query_id);
    refund_tries::end(tx, &row.wire_no, Ended::Returned).await?;
    if done.defect {
        tracing::warn!(refund = %id, %network_id, "refunded with a defect (A6)");
    }
    let known = refund.receipt.as_ref();
    if known.is_some_and(|receipt| receipt.network_id != *network_id) {
        tracing::error!(refund = %id, %network_id, "a refund was made twice: get the money back");
    }
    let word = Word::Succeeded(receipt(done));
    let learned = apply(tx, engine, refund, word, now).await?;
    if learned.state != RefundState::Succeeded {
        tracing::error!(refund = %learned.id, %network_id, state = learned.state.name(),
            "the network made a refund that could not be booked: get the money back");
    }
    Ok(learned)
}

async fn declined(
    tx: &mut Tx,
    engine: &Engine,
    row: &TryRow,
    refund: Refund,
    no: &Declined,
    belief: Belief,
    now: At,
) -> Result<Refund, Error> {
    if row.ended.is_some() {
        return Ok(refund);
    }
    let tries = refund_tries::of_refund(tx, &refund.id).await?;
    if !belief.holds(row, &tries) {
        carry_on(tx, &refund.id, now).await?;
        return Ok(refund);
    }
    refund_tries::end(tx, &row.wire_no, Ended::Declined).await?;
    if !refund.state.is_open() {
        return Ok(refund);
    }
    if row.sent_as == SentAs::Undo && refund_instead(&no.code) {
        carry_on(tx, &refund.id, now).await?;
        return Ok(refund);
    }
    match refund.cause {
        Cause::Merchant => {
            tracing::warn!(refund = %refund.id, code = %no.code, "the network refused a refund");
        }
        Cause::Surplus => {
            tracing::error!(refund = %refund.id, code = %no.code, "the network refused to take surplus back: tried again later");
        }
    }
    apply(tx, engine, refund, Word::Declined(no.code.clone()), now).await
}

async fn carry_on(tx: &mut Tx, id: &RefundId, now: At) -> Result<(), Error> {
    jobs::put(tx, jobs::Kind::Refund, id.as_str(), now).await
}

async fn apply(
    tx: &mut Tx,
    engine: &Engine,
    refund: Refund,
    word: Word,
    now: At,
) -> Result<Refund, Error> {
    let order = orders::get(tx, &refund.order_id).await?;
    let learned = Happening::LearnRefund(&refund, word);
    let stored = record::apply(tx, engine, &order, learned, now).await?;
    Ok(stored.refund.unwrap_or(refund))
}
