//! Switching to another product: the live attempt ends first.
//!
//! If the payer may be paying elsewhere (the bank's page is open, a QR is
//! shown), every request of the attempt is queried before it is abandoned.
//! What the outcome means:
//!
//! | outcome | then |
//! |---|---|
//! | paid | the shopper sees the receipt |
//! | not found, payer has not started, or declined | the attempt ends |
//! | in progress at the network or bank | the attempt stays live |
//! | unknown | the same |
//!
//! "Not paid" holds for that moment only. A page or QR that is still open can
//! be paid later: its request is still queried, or closed where the network
//! does that ([`super::abandon`]). A late payment pays the order if it is
//! unpaid, else it is refunded.

use super::Payments;
use crate::orders::current_page::current_page;
use crate::payments::settle::DeclinePolicy;
use crate::payments::start::is_idle;
use channels::{Outcome, UnknownReason};
use domain::attempt::{Attempt, AttemptState};
use domain::desk::{NextPage, Place};
use domain::ids::PayToken;
use domain::order::Order;
use domain::refusal::{Code, Refusal};
use std::sync::Arc;
use store::Error;

impl Payments {
    /// Ends the live attempt, so that the shopper can choose another product.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn switch_product(
        self: &Arc<Self>,
        token: &PayToken,
    ) -> Result<NextPage, Error> {
        let (_lock, current) = self.lock_order(token).await?;
        let Some(live) = current.live() else {
            let at = current_page(&current.order, current.attempt.as_ref(), self.now());
            return Ok(NextPage::Go(if at.also.contains(&Place::Choose) {
                Place::Choose
            } else {
                at.place
            }));
        };
        let result = self.end_unless_paid(&current.order, live).await;
        self.current_page_if_changed(token, result).await
    }

    /// Ends an attempt after a query shows that it is not paid.
    ///
    /// # Errors
    /// `payment_unknown` if the query's outcome is unknown;
    /// `payment_in_progress` if our server has requested the payment.
    async fn end_unless_paid(
        self: &Arc<Self>,
        order: &Order,
        live: &Attempt,
    ) -> Result<NextPage, Error> {
        if live.state != AttemptState::Unsettled && !is_idle(live) {
            let (context, requests) = self.context_of(order, live).await?;
            let mut unknown = false;
            for request in requests.iter().filter(|request| request.may_move_money()) {
                let query = self.network.query(&context, request);
                let outcome = self.network.while_shopper_waits(query).await?;
                unknown |= !is_certainly_unpaid(&outcome);
                let attempt = self
                    .settle(request, outcome, DeclinePolicy::EndAttempt)
                    .await?
                    .attempt;
                match attempt.state {
                    AttemptState::Paid(_) => return Ok(NextPage::Go(Place::Paid)),
                    // Declined: the attempt has ended, and another may start.
                    state if !state.is_live() => return Ok(NextPage::Go(Place::Choose)),
                    _ => {}
                }
            }
            if unknown {
                return Err(Refusal::new(
                    Code::PaymentUnknown,
                    "the network did not say whether the attempt is paid; it is kept",
                )
                .into());
            }
        }
        self.abandon_attempt(live).await?;
        Ok(NextPage::Go(Place::Choose))
    }
}

/// True if a signed reply of the network shows that no money has moved, or
/// nothing was sent. A pending code or a missing reply is not proof.
const fn is_certainly_unpaid(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::NotStarted
        | Outcome::Declined(_)
        | Outcome::Unknown(UnknownReason::NotFound | UnknownReason::NotSent(_)) => true,
        Outcome::Waiting | Outcome::Done(_) | Outcome::Moved(_) | Outcome::Unknown(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_certainly_unpaid;
    use channels::{Outcome, UnknownReason};

    #[test]
    fn silence_and_work_under_way_never_say_unpaid() {
        for why in [
            UnknownReason::NoReply,
            UnknownReason::Http(502),
            UnknownReason::Unreadable,
            UnknownReason::PendingCode("04".into()),
            UnknownReason::Mismatch("txnAmt"),
        ] {
            assert!(
                !is_certainly_unpaid(&Outcome::Unknown(why.clone())),
                "{why:?}"
            );
        }
        assert!(is_certainly_unpaid(&Outcome::Unknown(
            UnknownReason::NotFound
        )));
        assert!(is_certainly_unpaid(&Outcome::Unknown(
            UnknownReason::NotSent("merAbbr")
        )));
        assert!(!is_certainly_unpaid(&Outcome::Waiting), "in progress");
        assert!(is_certainly_unpaid(&Outcome::NotStarted));
    }
}
