//! What an answer shows.

use crate::page_error::PageError;
use domain::desk::{FormState, PayPage, Place};
use domain::refusal::Code;

/// A page of an order, or of an error.
pub(crate) enum Screen {
    /// A page of an order.
    Order(Box<OrderScreen>),
    /// No order to show.
    Error {
        /// Why.
        error: PageError,
        /// The address to open at top level.
        open: Option<String>,
    },
}

/// A page of an order, with the state of its form.
pub(crate) struct OrderScreen {
    /// The order.
    pub page: PayPage,
    /// Which page of it.
    pub place: Place,
    /// What was typed and what is wrong with it.
    pub form: FormState,
    /// The result of the action that was just done.
    pub message: Option<Message>,
}

/// The result of an action, shown once on top of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// It was refused.
    Refused(Code),
    /// Another code was sent.
    CodeSent,
    /// There is more time.
    MoreTime,
    /// The card was removed.
    CardRemoved,
}

impl Message {
    /// The message after an action that was accepted.
    pub(crate) fn after(action: &str) -> Option<Self> {
        match action {
            "resend_code" => Some(Self::CodeSent),
            "more_time" => Some(Self::MoreTime),
            "remove_card" => Some(Self::CardRemoved),
            _ => None,
        }
    }
}
