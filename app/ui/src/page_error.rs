//! Why an action or a page failed, as a server function returns it.
//! `pages::error` renders it.

use domain::desk::DeskError;
use domain::refusal::Refusal;
use http::StatusCode;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// A refusal, a fault, or a request that no page of this site sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageError {
    /// No order has this token.
    UnknownOrder,
    /// A refusal.
    Refused(Refusal),
    /// A fault of database or network: the reference of its log entry.
    Fault(String),
    /// A form that no page sends.
    BadForm,
    /// A request from another site's page.
    CrossSite,
}

impl PageError {
    /// The HTTP status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::UnknownOrder => StatusCode::NOT_FOUND,
            Self::Refused(refusal) => StatusCode::from_u16(refusal.code.status())
                .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            Self::Fault(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::CrossSite => StatusCode::FORBIDDEN,
        }
    }
}

impl From<DeskError> for PageError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::UnknownOrder => Self::UnknownOrder,
            DeskError::Refused(refusal) => Self::Refused(refusal),
            DeskError::Fault(reference) => Self::Fault(reference),
        }
    }
}

impl FromServerFnError for PageError {
    type Encoder = JsonEncoding;

    /// The framework could not read the arguments. Its message may contain
    /// typed values, so it is dropped (rule R8).
    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::BadForm
    }
}
