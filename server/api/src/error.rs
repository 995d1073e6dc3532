//! The error of a handler. The middleware [`super::finish`] writes its problem
//! document.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::refusal::Refusal;

use store::{Error, Fault};

/// A refusal, a fault, or a method that the path does not accept.
#[derive(Clone, Debug)]
pub(super) enum ApiError {
    /// Refused by a rule: nothing was changed.
    Refused(Refusal),
    /// The database, the network or a bug.
    Fault(Fault),
    /// The path does not accept this method (405).
    WrongMethod,
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::Refused(refusal),
            Error::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// An empty response with the error as an extension. The middleware replaces it
/// by the problem document with the request id.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
