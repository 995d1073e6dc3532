//! Where an action leads, as a server function returns it. The card's values
//! stay out of its JSON: only the page made in the same request shows them.

use domain::desk::{FieldError, FormState, NextPage, Place};
use domain::ids::PayToken;
use serde::{Deserialize, Serialize};

/// Seconds left to pay.
pub(crate) type Seconds = i64;

/// [`NextPage`], with the address it leads to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "turn", rename_all = "snake_case")]
pub(crate) enum TurnAnswer {
    /// To another page.
    Go {
        /// Its path.
        path: String,
    },
    /// This page again, or the next, as the answer itself.
    Show(Box<Shown>),
}

/// A page to show as the answer to a form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Shown {
    /// Which page.
    pub(crate) place: Place,
    /// What to mend, in the order of the fields.
    pub(crate) errors: Vec<FieldError>,
    /// The sealed card the code form carries on.
    pub(crate) sealed: Option<String>,
    /// The bank that was picked or searched for.
    pub(crate) bank: Option<String>,
    /// The whole form, with the values typed: never written out.
    #[serde(skip)]
    pub(crate) form: FormState,
}

impl TurnAnswer {
    /// The answer for one order.
    pub(crate) fn new(token: &PayToken, turn: NextPage) -> Self {
        match turn {
            NextPage::Go(place) => Self::Go {
                path: place.path(token),
            },
            NextPage::Show(place, form) => Self::Show(Box::new(Shown {
                place,
                errors: form.errors.clone(),
                sealed: form.sealed.clone(),
                bank: form.bank.clone(),
                form: *form,
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TurnAnswer;
    use domain::desk::{CardEntry, FormState, NextPage, Place};
    use domain::ids::PayToken;
    use domain::secret::Secret;

    #[test]
    fn what_was_typed_is_not_in_the_answer() {
        let token = PayToken::parse("00000000000000000000000000").expect("26 letters");
        let card = CardEntry {
            number: Secret::new("6222021234567890"),
            ..CardEntry::default()
        };
        let form = FormState {
            card: Some(card),
            sealed: Some("sealed".into()),
            ..FormState::default()
        };
        let json = serde_json::to_string(&TurnAnswer::new(
            &token,
            NextPage::Show(Place::Card, Box::new(form)),
        ))
        .expect("JSON");
        assert!(!json.contains("6222021234567890"));
        assert!(json.contains("\"turn\":\"show\"") && json.contains("\"sealed\":\"sealed\""));
    }
}
