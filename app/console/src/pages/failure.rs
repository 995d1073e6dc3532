//! Why a page cannot be shown, or a form changed nothing.

use domain::console::{ConsoleError, Right, Scope};
use http::StatusCode;

/// A failure that has a page of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Not signed in; answered with the sign-in page.
    SignedOut,
    /// The person has to confirm who it is; answered with the page that asks.
    Unconfirmed,
    /// There is no such page, or not for this person.
    NotFound,
    /// The role in this scope lacks a right.
    Forbidden(Right, Scope),
    /// Too many tries, with the seconds to wait.
    TooMany(i64),
    /// A fault of the server: its reference.
    Fault(String),
    /// A one-time link that was used, withdrawn or has expired.
    LinkEnded,
    /// A form of another site, or of another session.
    StaleForm,
    /// A form that no page sends.
    BadForm,
    /// A form that is too large.
    TooLarge,
}

impl Failure {
    /// The failure of a call, on a page of this scope.
    pub(crate) fn of(error: ConsoleError, scope: Option<&Scope>) -> Self {
        match (error, scope) {
            (ConsoleError::SignedOut, _) => Self::SignedOut,
            (ConsoleError::Unconfirmed, _) => Self::Unconfirmed,
            (ConsoleError::Forbidden(right), Some(scope)) => Self::Forbidden(right, scope.clone()),
            (ConsoleError::NotFound | ConsoleError::Forbidden(_), _) => Self::NotFound,
            (ConsoleError::TooMany { wait_s }, _) => Self::TooMany(wait_s),
            (ConsoleError::Fault(reference), _) => Self::Fault(reference),
            (
                ConsoleError::WrongSignIn
                | ConsoleError::Invalid(_)
                | ConsoleError::Changed
                | ConsoleError::LastManager
                | ConsoleError::ExportRunning
                | ConsoleError::OwnRequest
                | ConsoleError::Conflict(_)
                | ConsoleError::WrongPasskey
                | ConsoleError::AlreadyMember,
                _,
            ) => Self::BadForm,
        }
    }

    /// The status of its page.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::NotFound | Self::LinkEnded => StatusCode::NOT_FOUND,
            Self::Forbidden(..) | Self::StaleForm | Self::Unconfirmed => StatusCode::FORBIDDEN,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Fault(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }
}

impl From<ConsoleError> for Failure {
    fn from(error: ConsoleError) -> Self {
        Self::of(error, None)
    }
}
