//! Forms that are shown again, with errors and what was typed.

use super::Payments;
use channels::Declined;
use domain::attempt::DeclineReason;
use domain::desk::{CardEntry, Field, FieldError, FieldProblem, FormState, NextPage, Place};
use domain::ids::PayToken;
use domain::secret::Secret;

impl Payments {
    /// Seals the answer to a form of this order.
    pub(crate) fn seal_answer(&self, token: &PayToken, answer: &Secret) -> String {
        self.seal_keys
            .seal_answer(answer, token, self.now(), self.entropy.as_ref())
    }

    /// Opens what [`Payments::seal_answer`] sealed.
    pub(crate) fn open_answer(&self, token: &PayToken, sealed: &str) -> Option<Secret> {
        self.seal_keys.open_answer(sealed, token, self.now())
    }
}

/// A page with one field error.
pub(super) fn problem(place: Place, field: Field, problem: FieldProblem) -> NextPage {
    let errors = vec![FieldError { field, problem }];
    NextPage::Show(
        place,
        Box::new(FormState {
            errors,
            ..FormState::default()
        }),
    )
}

/// The card form with what was typed, except for the security code (rule R8).
pub(super) fn card(entry: &CardEntry, errors: Vec<FieldError>) -> NextPage {
    let card = CardEntry {
        security_code: Secret::default(),
        ..entry.clone()
    };
    NextPage::Show(
        Place::Card,
        Box::new(FormState {
            errors,
            card: Some(card),
            ..FormState::default()
        }),
    )
}

/// The card form with the fields to correct after a decline. `None` if only
/// another card or product helps.
pub(super) fn card_declined(entry: &CardEntry, no: &Declined) -> Option<NextPage> {
    let errors: Vec<_> = fields_to_correct(no)
        .into_iter()
        .map(|(field, problem)| FieldError { field, problem })
        .collect();
    (!errors.is_empty()).then(|| card(entry, errors))
}

/// The card form with one field error.
pub(super) fn card_problem(entry: &CardEntry, field: Field, problem: FieldProblem) -> NextPage {
    card(entry, vec![FieldError { field, problem }])
}

/// The code form, with the sealed card it carries.
pub(super) fn code(sealed: &str, wrong: Option<FieldProblem>) -> NextPage {
    let errors = wrong
        .map(|problem| FieldError {
            field: Field::Code,
            problem,
        })
        .into_iter()
        .collect();
    let sealed = Some(sealed.to_owned()).filter(|s| !s.is_empty());
    NextPage::Show(
        Place::Code,
        Box::new(FormState {
            errors,
            sealed,
            ..FormState::default()
        }),
    )
}

/// The declined page, with the sealed card it carries.
pub(super) fn declined(sealed: &str) -> NextPage {
    NextPage::Show(
        Place::Declined,
        Box::new(FormState {
            sealed: Some(sealed.to_owned()),
            ..FormState::default()
        }),
    )
}

/// The fields to correct after a decline; none if only another card or product
/// helps. A network that says "wrong identity" does not say whether the name,
/// the id number or the phone is wrong.
fn fields_to_correct(no: &Declined) -> Vec<(Field, FieldProblem)> {
    match no.reason {
        DeclineReason::WrongCard | DeclineReason::CardState => {
            let field = no.field.unwrap_or(Field::Number);
            vec![(field, FieldProblem::WrongCard)]
        }
        DeclineReason::WrongIdentity => [Field::Name, Field::IdNumber, Field::Phone]
            .map(|field| (field, FieldProblem::WrongIdentity))
            .to_vec(),
        DeclineReason::NotEnrolled | DeclineReason::Unsupported => {
            vec![(Field::Number, FieldProblem::NotOffered)]
        }
        DeclineReason::WrongCode
        | DeclineReason::InsufficientFunds
        | DeclineReason::LimitExceeded
        | DeclineReason::Risk
        | DeclineReason::Issuer
        | DeclineReason::TimedOut
        | DeclineReason::Other => Vec::new(),
    }
}
