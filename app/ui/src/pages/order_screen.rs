//! What to show on a page of an order.

use domain::clock::At;
use domain::desk::{FormState, PayPage, Place};
use domain::refusal::{Code, Refusal};
use serde::{Deserialize, Serialize};

/// A page of an order, with the state of its form.
pub struct OrderScreen {
    /// The order.
    pub page: PayPage,
    /// Which page of the order.
    pub place: Place,
    /// Typed values and their errors.
    pub form: FormState,
    /// The result of the last action.
    pub message: Option<Message>,
}

/// The result of an action, shown once on top of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// The action was refused.
    Refused(Code),
    /// The action was refused by a limit.
    TooMany {
        /// Seconds until it may be tried again.
        wait_s: i64,
    },
    /// Another SMS code was sent.
    CodeSent,
    /// More time was added.
    MoreTime,
    /// No more time can be added.
    NoMoreTime,
    /// The card was removed.
    CardRemoved,
    /// The network is not queried again so soon after this query.
    AskedAlready(At),
}

impl From<&Refusal> for Message {
    fn from(refusal: &Refusal) -> Self {
        match refusal.limited {
            Some(limited) => Self::TooMany {
                wait_s: limited.wait_s,
            },
            None => Self::Refused(refusal.code),
        }
    }
}

impl Message {
    /// The message after an action that was accepted.
    pub fn after(action: &str) -> Option<Self> {
        match action {
            "more_time" => Some(Self::MoreTime),
            "resend_code" => Some(Self::CodeSent),
            "remove_card" => Some(Self::CardRemoved),
            _ => None,
        }
    }
}
