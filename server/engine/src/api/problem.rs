//! Problem documents (RFC 9457): how the API says no, and how it says that
//! something broke.
//!
//! `code` is stable and never translated; `detail` is for the engineer who
//! reads it; a fault shows its request id and nothing of itself.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ids::RequestId;
use domain::refusal::{Code, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::No;
use crate::error::Error;

/// What a client covers when it signs (RFC 9421 section 5.1).
const ACCEPT_SIGNATURE: &str = r#"sig1=("@method" "@target-uri" "content-digest");created;keyid"#;
/// Seconds after which a busy house is worth another try.
const RETRY_AFTER_S: &str = "1";

/// The body of every no.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// Always `about:blank`: the `code` tells problems apart.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The HTTP status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened and how to mend it, in English.
    detail: String,
    /// The stable code to branch on.
    code: String,
    /// What to quote when asking for help; also in the header `request-id`.
    request_id: String,
    /// The fields concerned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// One field of the request and what is wrong with it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FieldProblem {
    /// A JSON pointer into the body (RFC 6901): `/items/0/quantity`.
    pointer: String,
    /// What is wrong with it.
    detail: String,
}

/// A no on its way out, with the name of the request it answers.
#[derive(Debug)]
pub(super) struct Refused {
    error: Error,
    id: RequestId,
}

impl Refused {
    /// A refusal or a fault; a fault is logged here, once.
    pub(super) fn of(error: impl Into<Error>, id: &RequestId) -> Self {
        let error = error.into();
        if let Error::Fault(fault) = &error {
            fault.log(id);
        }
        Self {
            error,
            id: id.clone(),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self.error {
            Error::Refused(refusal) => refused(&refusal, self.id.to_string()),
            Error::Fault(fault) => broken(fault.passes(), self.id.to_string()),
        }
    }
}

fn refused(refusal: &Refusal, request_id: String) -> Response {
    let status = StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let field = |pointer: &String| FieldProblem {
        pointer: pointer.clone(),
        detail: refusal.detail.clone(),
    };
    let problem = Problem {
        kind: "about:blank",
        title: title(status),
        status: status.as_u16(),
        detail: refusal.detail.clone(),
        code: refusal.code.name().to_owned(),
        request_id,
        errors: refusal.pointer.iter().map(field).collect(),
    };
    let mut response = respond(status, &problem);
    advice(refusal.code, response.headers_mut());
    response.extensions_mut().insert(No {
        code: refusal.code.name(),
        pointer: refusal.pointer.clone(),
    });
    response
}

/// Headers that help a client mend it.
fn advice(code: Code, headers: &mut HeaderMap) {
    match code.status() {
        401 => {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Signature realm=\"paydesk\""),
            );
            headers.insert(
                HeaderName::from_static("accept-signature"),
                HeaderValue::from_static(ACCEPT_SIGNATURE),
            );
        }
        409 if code == Code::IdempotencyInFlight => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
        }
        _ => {}
    }
}

/// `passes`: the database is away, not a bug of ours; later is better.
fn broken(passes: bool, request_id: String) -> Response {
    let (status, code, what) = if passes {
        let what = "our database cannot be used just now";
        (StatusCode::SERVICE_UNAVAILABLE, "unavailable", what)
    } else {
        let what = "something broke on our side";
        (StatusCode::INTERNAL_SERVER_ERROR, "fault", what)
    };
    let problem = Problem {
        kind: "about:blank",
        title: title(status),
        status: status.as_u16(),
        detail: format!("{what}; the same request again, with the same Idempotency-Key, is safe"),
        code: code.to_owned(),
        request_id,
        errors: Vec::new(),
    };
    let mut response = respond(status, &problem);
    if passes {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
    }
    response
}

/// 405: the path is there, the method is not.
pub(super) fn wrong_method(id: &RequestId) -> Response {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    respond(
        status,
        &Problem {
            kind: "about:blank",
            title: title(status),
            status: status.as_u16(),
            detail: String::from("this path does not take this method; see /openapi.json"),
            code: String::from("method_not_allowed"),
            request_id: id.to_string(),
            errors: Vec::new(),
        },
    )
}

fn title(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or("Refused").to_owned()
}

fn respond(status: StatusCode, problem: &Problem) -> Response {
    let body = serde_json::to_string(problem).expect("texts and numbers are always JSON");
    (
        status,
        [(header::CONTENT_TYPE, "application/problem+json")],
        body,
    )
        .into_response()
}
