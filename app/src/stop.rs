//! Why an action could not be carried out, as a server function answers it.
//! Pages are made of it by `pages::stop`, in the house's own words.

use domain::desk::DeskError;
use domain::refusal::Refusal;
use http::StatusCode;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// A no, a fault, or a request that was never a page's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stop {
    /// No order by this token.
    UnknownOrder,
    /// An expected no.
    Refused(Refusal),
    /// Database or network: logged where it arose, shown by its reference.
    Fault(String),
    /// A form that none of our pages sends.
    BadForm,
    /// A request from another site's page.
    CrossSite,
    /// Loaded inside another page (rule R1).
    Embedded,
}

impl Stop {
    /// The HTTP status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::UnknownOrder => StatusCode::NOT_FOUND,
            Self::Refused(refusal) => StatusCode::from_u16(refusal.code.status())
                .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            Self::Fault(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::CrossSite | Self::Embedded => StatusCode::FORBIDDEN,
        }
    }
}

impl From<DeskError> for Stop {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::UnknownOrder => Self::UnknownOrder,
            DeskError::Refused(refusal) => Self::Refused(refusal),
            DeskError::Fault(reference) => Self::Fault(reference),
        }
    }
}

impl FromServerFnError for Stop {
    type Encoder = JsonEncoding;

    /// What the framework could not read. Its text may hold what was typed,
    /// so it goes no further (rule R8).
    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::BadForm
    }
}
