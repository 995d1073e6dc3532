//! The outcome of an action, as a server function returns it. Its JSON has no
//! card data: only the page rendered in the same request shows them.

use domain::desk::{FieldError, FormState, NextPage, Place};
use domain::ids::PayToken;
use serde::{Deserialize, Serialize};

/// Seconds left to pay.
pub(crate) type Seconds = i64;

/// [`NextPage`], with the path it leads to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "turn", rename_all = "snake_case")]
pub(crate) enum ActionOutcome {
    /// To another page.
    Go {
        /// Its path.
        path: String,
    },
    /// Show a page as the answer itself: the same one, or the next.
    Show(Box<ShownPage>),
}

/// A page to show as the answer to a form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ShownPage {
    /// Which page.
    pub(crate) place: Place,
    /// The errors, in the order of the fields.
    pub(crate) errors: Vec<FieldError>,
    /// The sealed card, for the code form.
    pub(crate) sealed: Option<String>,
    /// The bank that was chosen or searched for.
    pub(crate) bank: Option<String>,
    /// The whole form with its typed values; never serialized.
    #[serde(skip)]
    pub(crate) form: FormState,
}

impl ActionOutcome {
    /// The outcome for one order.
    pub(crate) fn new(token: &PayToken, turn: NextPage) -> Self {
        match turn {
            NextPage::Go(place) => Self::Go {
                path: place.path(token),
            },
            NextPage::Show(place, form) => Self::Show(Box::new(ShownPage {
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
    use super::ActionOutcome;
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
        let json = serde_json::to_string(&ActionOutcome::new(
            &token,
            NextPage::Show(Place::Card, Box::new(form)),
        ))
        .expect("JSON");
        assert!(!json.contains("6222021234567890"));
        assert!(json.contains("\"turn\":\"show\"") && json.contains("\"sealed\":\"sealed\""));
    }
}
