//! Why a call is not answered as asked, on its way to the middleware that
//! writes the problem document.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::refusal::Refusal;

use store::{Error, Fault};

/// A refusal, a fault, or a method the path does not take.
#[derive(Clone, Debug)]
pub(super) enum ApiError {
    /// An expected no.
    Refused(Refusal),
    /// Something broke on our side.
    Fault(Fault),
    /// 405.
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

/// An empty response that carries the error. The middleware of
/// [`super::finish`] knows the request id and answers in its place.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
