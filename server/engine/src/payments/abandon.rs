//! Abandoning an attempt that is not paid. The payer may still have its QR
//! code, so its request is closed at the network, if the network does that.
//!
//! The query job closes it, so that no crash prevents it: after the commit
//! that ends the attempt the job runs at once. It queries first, and closes
//! only what is unpaid then. A close that is declined or unknown changes
//! nothing: the request is queried as before.

use super::Payments;
use crate::jobs::{self, QueryPayment};
use crate::network::PaymentContext;
use crate::orders::transition;
use channels::{AfterDecline, Done, Outcome};
use domain::attempt::Attempt;
use domain::machine::OrderEvent;
use domain::network_request::{NetworkRequest, RequestEnd};
use domain::order::Order;
use std::sync::Arc;
use store::{Error, Tx, attempts, network_requests, orders};

/// Abandons the live attempt.
///
/// # Errors
/// `payment_in_progress` if our server has requested the payment.
pub(super) async fn abandon_in(
    tx: &mut Tx,
    payments: &Payments,
    order: &Order,
    attempt: &Attempt,
) -> Result<Order, Error> {
    let (entropy, cancels) = (payments.entropy.as_ref(), OrderEvent::Cancel(attempt));
    let ended = transition::apply(tx, entropy, order, cancels, payments.now()).await?;
    close_soon(tx, payments, attempt).await?;
    Ok(ended.order)
}

/// Runs the query job of an attempt that has ended at once, if the network
/// closes payments.
pub(super) async fn close_soon(
    tx: &mut Tx,
    payments: &Payments,
    attempt: &Attempt,
) -> Result<(), Error> {
    if payments.network.can_close(&attempt.channel) {
        jobs::put::<QueryPayment>(tx, attempt.id.as_str(), &(), payments.now()).await?;
    }
    Ok(())
}

/// True if a query's outcome shows that the network would still accept a
/// payment, and that none was made.
pub(super) const fn is_open_and_unpaid(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::NotStarted => true,
        Outcome::Declined(no) => matches!(no.then, AfterDecline::PayerMayRetry),
        Outcome::Done(_) | Outcome::Moved(_) | Outcome::Waiting | Outcome::Unknown(_) => false,
    }
}

impl Payments {
    /// Abandons an attempt, unless our server has requested the payment.
    pub(super) async fn abandon_attempt(self: &Arc<Self>, attempt: &Attempt) -> Result<(), Error> {
        let (payments, id) = (Arc::clone(self), attempt.id.clone());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    abandon_in(tx, &payments, &order, &attempt).await.map(drop)
                })
            })
            .await
    }

    /// Closes a request of an attempt that has ended. Called right after a
    /// query for which [`is_open_and_unpaid`] is true. Returns true if the
    /// network accepts no payment under its number any more.
    pub(super) async fn close_request(
        &self,
        context: &PaymentContext,
        request: &NetworkRequest,
    ) -> Result<bool, Error> {
        if !self.network.can_close(&request.channel) {
            return Ok(false);
        }
        let outcome = self.network.close(context, request).await?;
        let closed = outcome == Outcome::Done(Done::Closed);
        if closed {
            let request = request.clone();
            let end = self.store.write(move |tx| {
                Box::pin(
                    async move { network_requests::end(tx, &request, RequestEnd::Closed).await },
                )
            });
            end.await?;
        }
        Ok(closed)
    }
}

#[cfg(test)]
mod tests {
    use super::is_open_and_unpaid;
    use channels::{AfterDecline, Declined, Done, Outcome, UnknownReason};
    use domain::attempt::DeclineReason;

    #[test]
    fn only_what_a_query_found_open_and_unpaid_is_closed() {
        let declined = |then| {
            Outcome::Declined(Declined {
                code: String::from("1"),
                reason: DeclineReason::Other,
                field: None,
                then,
            })
        };
        assert!(is_open_and_unpaid(&Outcome::NotStarted));
        assert!(is_open_and_unpaid(&declined(AfterDecline::PayerMayRetry)));
        for outcome in [
            declined(AfterDecline::Final),
            Outcome::Waiting,
            Outcome::Done(Done::Closed),
            Outcome::Unknown(UnknownReason::NotFound),
            Outcome::Unknown(UnknownReason::NoReply),
        ] {
            assert!(!is_open_and_unpaid(&outcome), "{outcome:?}");
        }
    }
}
