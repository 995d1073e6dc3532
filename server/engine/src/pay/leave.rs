//! Leaving a way to pay for another: the old attempt ends first.
//!
//! Where the payer may be paying elsewhere (the bank's page is open, a QR is
//! shown) the network is asked about every number of it before the attempt
//! is given up. UnionPay has no message that closes an unpaid order (wire
//! facts 1.6: a consume is undone only once it is paid); for a network that
//! has one, this is where it is called. What the answer means here:
//!
//! | the network says | then |
//! |---|---|
//! | paid | the shopper sees "paid"; there is nothing to switch |
//! | not paid: unknown to it, with a payer who has not begun, or refused | the attempt ends, another may begin |
//! | in work at the network or the bank (05, 83) | the attempt is kept, the shopper is asked to wait |
//! | nothing, or nothing that can be read or trusted | the same |
//!
//! "Not paid" is true of that moment. A page or code still open elsewhere can
//! be paid later: its number goes on being asked about, and what comes then
//! either pays the order, if nothing did meanwhile, or goes back by itself.

use crate::begin::is_idle;
use crate::engine::Engine;
use crate::error::Error;
use crate::place::place;
use crate::record;
use crate::settle::Patience;
use crate::store::{attempts, orders};
use channels::{Outcome, Why};
use domain::attempt::{Attempt, AttemptState};
use domain::desk::{Place, Turn};
use domain::ids::PayToken;
use domain::machine::Happening;
use domain::refusal::{Code, Refusal};
use std::sync::Arc;

impl Engine {
    /// The shopper gives the live attempt up, to pay another way.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn cancel_attempt(self: &Arc<Self>, token: &PayToken) -> Result<Turn, Error> {
        let (_turn, scene) = self.scene_in_turn(token).await?;
        let Some(live) = scene.live() else {
            let at = place(&scene.order, scene.attempt.as_ref(), self.now());
            return Ok(Turn::Go(if at.also.contains(&Place::Choose) {
                Place::Choose
            } else {
                at.place
            }));
        };
        let led = self.leave(live).await;
        self.or_where_it_is(token, led).await
    }

    /// Ends an attempt, after the network said that nothing is paid under it.
    ///
    /// # Errors
    /// `payment_unknown` where the network did not say; `payment_in_progress`
    /// where we ourselves asked for the money.
    async fn leave(self: &Arc<Self>, live: &Attempt) -> Result<Turn, Error> {
        if live.state != AttemptState::Unsettled && !is_idle(live) {
            let (case, trades) = self.case(&live.id).await?;
            let mut silent = false;
            for trade in trades.iter().filter(|trade| trade.may_pay()) {
                // No word by then counts as none.
                let enough = self.transport.shopper_waits();
                let asked = tokio::time::timeout(enough, self.ask(&case, trade)).await;
                let outcome = asked.unwrap_or(Ok(Outcome::Unknown(Why::NoReply)))?;
                silent |= !says_unpaid(&outcome);
                let attempt = self.settle(trade, outcome, Patience::Enough).await?.attempt;
                match attempt.state {
                    AttemptState::Paid => return Ok(Turn::Go(Place::Paid)),
                    // Refused there: over already, and free to choose.
                    state if !state.is_live() => return Ok(Turn::Go(Place::Choose)),
                    _ => {}
                }
            }
            if silent {
                return Err(Refusal::new(
                    Code::PaymentUnknown,
                    "the network did not say whether the attempt is paid; it is kept",
                )
                .into());
            }
        }
        self.give_up(live).await?;
        Ok(Turn::Go(Place::Choose))
    }

    /// Gives an attempt up, if no money was asked to move under it by us.
    pub(crate) async fn give_up(self: &Arc<Self>, attempt: &Attempt) -> Result<(), Error> {
        let (engine, id, now) = (Arc::clone(self), attempt.id.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    record::apply(tx, &engine, &order, Happening::Cancel(&attempt), now).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// True where the network itself said, and signed, that no money has moved, or
/// where it can never have heard of the number.
/// A code that means "ask again" or "in work" does not say it, and neither
/// does silence.
const fn says_unpaid(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::WithPayer
        | Outcome::Declined(_)
        | Outcome::Unknown(Why::NotFound | Why::NotSent(_)) => true,
        Outcome::Waiting
        | Outcome::Ask(_)
        | Outcome::Paid(_)
        | Outcome::Returned(_)
        | Outcome::Unknown(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::says_unpaid;
    use channels::{Outcome, Why};

    #[test]
    fn silence_and_work_under_way_never_say_unpaid() {
        for why in [
            Why::NoReply,
            Why::Http(502),
            Why::Unreadable,
            Why::PendingCode("04".into()),
            Why::Mismatch("txnAmt"),
        ] {
            assert!(!says_unpaid(&Outcome::Unknown(why.clone())), "{why:?}");
        }
        assert!(says_unpaid(&Outcome::Unknown(Why::NotFound)));
        assert!(says_unpaid(&Outcome::Unknown(Why::NotSent("merAbbr"))));
        assert!(!says_unpaid(&Outcome::Waiting), "05 and 83");
        assert!(says_unpaid(&Outcome::WithPayer));
    }
}
