//! The shopper corrects a typed card, while its code is awaited or after a
//! decline: the form is opened with what was typed. The card travels sealed in
//! the page (rule R8).

use super::Payments;
use super::form;
use domain::attempt::Attempt;
use domain::desk::{CardEntry, Field, FieldProblem, NextPage, Place};
use domain::ids::PayToken;
use std::sync::Arc;
use store::Error;

impl Payments {
    /// The card form for another try. The card has to be that of the order's
    /// last attempt. If that one still awaits its code, it ends: the code went to
    /// the phone that is corrected. Where the order has moved on, its page.
    ///
    /// # Errors
    /// `not_found`.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn change_card(
        self: &Arc<Self>,
        token: &PayToken,
        sealed: &str,
    ) -> Result<NextPage, Error> {
        let (_lock, current) = self.lock_order(token).await?;
        if current.order.state.is_final() {
            return Ok(self.current_page(&current));
        }
        let last = current.attempt.as_ref();
        let opened = last.and_then(|attempt| self.unseal(sealed, attempt));
        match (current.live(), opened) {
            (None, Some((entry, _))) => Ok(form::card(&entry, Vec::new())),
            (None, None) => Ok(form::card_problem(
                &CardEntry::default(),
                Field::Number,
                FieldProblem::CardAgain,
            )),
            (Some(live), Some((entry, _))) => {
                let changed = self.end_to_change(live, &entry).await;
                self.current_page_if_changed(token, changed).await
            }
            (Some(_), None) => Ok(self.current_page(&current)),
        }
    }

    /// Ends the attempt, and opens the card form with this card.
    ///
    /// # Errors
    /// `payment_in_progress` if our server has requested the payment.
    async fn end_to_change(
        self: &Arc<Self>,
        live: &Attempt,
        entry: &CardEntry,
    ) -> Result<NextPage, Error> {
        self.abandon_attempt(live).await?;
        Ok(form::card(entry, Vec::new()))
    }
}

/// The page after a payment with a typed card: a declined one keeps the card,
/// so that it can be corrected.
pub(super) fn keep_declined_card(next: NextPage, sealed: &str) -> NextPage {
    match next {
        NextPage::Go(Place::Declined) if !sealed.is_empty() => form::declined(sealed),
        next => next,
    }
}
