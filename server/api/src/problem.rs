//! Problem documents (RFC 9457), the body of every refusal and fault.
//!
//! `code` is stable and never translated; `detail` is for engineers; a fault
//! shows its request id and nothing of its cause.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ids::RequestId;
use domain::refusal::{Code, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::ApiError;
use super::openapi::problems::ErrorCode;
use store::Fault;

/// What a signature has to cover (RFC 9421 section 5.1).
const ACCEPT_SIGNATURE: &str = r#"sig1=("@method" "@target-uri" "content-digest");created;keyid"#;
/// `Retry-After` of a 409 or 503, in seconds.
const RETRY_AFTER_S: &str = "1";

/// The body of every refusal and fault.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemDocument {
    /// Always `about:blank`: the `code` tells problems apart.
    #[serde(rename = "type")]
    #[schema(pattern = "^about:blank$")]
    kind: &'static str,
    /// The HTTP status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened and how to fix it, in English.
    detail: String,
    /// The stable code to branch on.
    #[schema(value_type = ErrorCode)]
    code: String,
    /// The id of the request, for support; also in the header `request-id`.
    #[schema(pattern = "^req_[0-9a-z]{26}$")]
    request_id: String,
    /// The fields concerned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldProblemJson>,
}

/// One field of the request and what is wrong with it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FieldProblem)]
pub(super) struct FieldProblemJson {
    /// A JSON pointer into the body (RFC 6901): `/items/0/quantity`.
    pointer: String,
    /// What is wrong with it.
    detail: String,
}

/// A problem document with the headers that go with its code.
#[derive(Debug)]
pub(super) struct ProblemResponse {
    document: ProblemDocument,
    status: StatusCode,
    headers: HeaderMap,
}

impl ProblemResponse {
    /// The answer to the request with this id.
    pub(super) fn new(error: &ApiError, id: &RequestId) -> Self {
        match error {
            ApiError::Refused(refusal) => Self::of_refusal(refusal, id),
            ApiError::Fault(fault) => Self::of_fault(fault, id),
            ApiError::WrongMethod => Self::with(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                String::from("this path does not take this method; see /openapi.json"),
                id,
            ),
        }
    }

    fn of_refusal(refusal: &Refusal, id: &RequestId) -> Self {
        let code = refusal.code;
        let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = Self::with(status, code.name(), refusal.detail.clone(), id);
        let field = |pointer: &String| FieldProblemJson {
            pointer: pointer.clone(),
            detail: refusal.detail.clone(),
        };
        response.document.errors = refusal.pointer.iter().map(field).collect();
        if status == StatusCode::UNAUTHORIZED {
            response.header(header::WWW_AUTHENTICATE, "Signature realm=\"paydesk\"");
            response.header(
                HeaderName::from_static("accept-signature"),
                ACCEPT_SIGNATURE,
            );
        }
        if let Some(limited) = refusal.limited {
            let wait_s = HeaderValue::from(limited.wait_s);
            response.headers.insert(header::RETRY_AFTER, wait_s);
        }
        match code {
            Code::IdempotencyInFlight => response.header(header::RETRY_AFTER, RETRY_AFTER_S),
            // RFC 9110 section 15.5.16: what would have been taken.
            Code::MediaTypeNotSupported => response.header(header::ACCEPT, "application/json"),
            Code::ContentEncodingNotSupported => {
                response.header(header::ACCEPT_ENCODING, "identity");
            }
            _ => {}
        }
        response
    }

    /// 503 for a temporary fault of the database, else 500.
    fn of_fault(fault: &Fault, id: &RequestId) -> Self {
        let unavailable = fault.is_temporary();
        let (status, code, what) = if unavailable {
            let what = "our database cannot be used just now";
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable", what)
        } else {
            let what = "something broke on our side";
            (StatusCode::INTERNAL_SERVER_ERROR, "fault", what)
        };
        let detail =
            format!("{what}; the same request again, with the same Idempotency-Key, is safe");
        let mut response = Self::with(status, code, detail, id);
        if unavailable {
            response.header(header::RETRY_AFTER, RETRY_AFTER_S);
        }
        response
    }

    fn with(status: StatusCode, code: &str, detail: String, id: &RequestId) -> Self {
        Self {
            document: ProblemDocument {
                kind: "about:blank",
                title: status.canonical_reason().unwrap_or("Refused").to_owned(),
                status: status.as_u16(),
                detail,
                code: code.to_owned(),
                request_id: id.to_string(),
                errors: Vec::new(),
            },
            status,
            headers: HeaderMap::new(),
        }
    }

    fn header(&mut self, name: HeaderName, value: &'static str) {
        self.headers.insert(name, HeaderValue::from_static(value));
    }
}

impl IntoResponse for ProblemResponse {
    fn into_response(self) -> Response {
        let body =
            serde_json::to_string(&self.document).expect("texts and numbers are always JSON");
        let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
        (self.status, self.headers, content_type, body).into_response()
    }
}
