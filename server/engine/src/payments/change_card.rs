//! After a decline the shopper may correct the card: its form is opened with
//! what was typed. The card travels sealed in the declined page (rule R8).

use super::Payments;
use super::form;
use domain::desk::{CardEntry, Field, FieldProblem, NextPage, Place};
use domain::ids::PayToken;
use store::Error;

impl Payments {
    /// The card form for another try. The card has to be that of the order's
    /// last attempt, which has ended; where the order has moved on, its page.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) async fn change_card(
        &self,
        token: &PayToken,
        sealed: &str,
    ) -> Result<NextPage, Error> {
        let current = self.order_with_attempt(token).await?;
        if current.order.state.is_final() || current.live().is_some() {
            return Ok(self.current_page(&current));
        }
        let last = current.attempt.as_ref();
        let opened = last.and_then(|attempt| self.unseal(sealed, attempt));
        Ok(match opened {
            Some((entry, _)) => form::card(&entry, Vec::new()),
            None => form::card_problem(
                &CardEntry::default(),
                Field::Number,
                FieldProblem::CardAgain,
            ),
        })
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
