//! Error codes and problem responses, generated from the codes.

use std::collections::BTreeMap;

use domain::refusal::Code;
use serde_json::{Map, Value, json};
use utoipa::IntoResponses;
use utoipa::openapi::{Ref, RefOr, Response};

/// The response `Problem{STATUS}`; a handler lists one for each status.
pub(crate) enum Problem<const STATUS: u16> {}

impl<const STATUS: u16> IntoResponses for Problem<STATUS> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let response = Ref::from_response_name(response_name(STATUS));
        BTreeMap::from([(STATUS.to_string(), response.into())])
    }
}

/// Error codes that are not a refusal's: a wrong method, or a fault.
const NON_REFUSAL_CODES: [(&str, u16); 3] = [
    ("method_not_allowed", 405),
    ("fault", 500),
    ("unavailable", 503),
];

/// Codes of the pay page and of signed links, which no call of the API answers
/// with.
pub(super) const PAGE_ONLY: [Code; 4] = [
    Code::LinkInvalid,
    Code::LinkExpired,
    Code::PaymentUnknown,
    Code::AttemptEnded,
];

/// Every code a call may be answered with, and its status.
fn codes() -> impl Iterator<Item = (&'static str, u16)> {
    Code::ALL
        .iter()
        .filter(|code| !PAGE_ONLY.contains(code))
        .map(|code| (code.name(), code.status()))
        .chain(NON_REFUSAL_CODES)
}

fn response_name(status: u16) -> String {
    format!("Problem{status}")
}

/// A response for each status, by name.
pub(super) fn responses() -> impl Iterator<Item = (String, Value)> {
    let mut statuses: Vec<u16> = codes().map(|(_, status)| status).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
        .into_iter()
        .map(|status| (response_name(status), response(status)))
}

/// The schema of `code`.
pub(super) fn error_codes() -> Value {
    let mut names: Vec<&str> = codes().map(|(name, _)| name).collect();
    names.dedup();
    let lines: Vec<String> = codes()
        .map(|(name, status)| format!("| `{name}` | {status} |"))
        .collect();
    json!({
        "type": "string",
        "description": format!("Stable; new ones may be added.\n\n| code | status |\n|---|---|\n{}", lines.join("\n")),
        "enum": names,
    })
}

/// The response of a status, with an example of each of its codes.
fn response(status: u16) -> Value {
    let of_status = codes().filter(|(_, of)| *of == status);
    let examples: Map<String, Value> = of_status
        .map(|(name, _)| {
            let value = json!({
                "type": "about:blank", "title": title(status), "status": status, "code": name,
                "detail": "what happened, and how to fix it", "request_id": "req_6f3kz0c9w1x2v8t4r7q5p3n1ma",
            });
            (name.to_owned(), json!({ "value": value }))
        })
        .collect();
    let mut headers = json!({ "request-id": { "$ref": "#/components/headers/RequestId" } });
    // 409: for `idempotency_in_flight`.
    if matches!(status, 409 | 429 | 503) {
        headers["retry-after"] = json!({ "$ref": "#/components/headers/RetryAfter" });
    }
    json!({
        "description": title(status),
        "headers": headers,
        "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" }, "examples": examples,
        } },
    })
}

fn title(status: u16) -> &'static str {
    axum::http::StatusCode::from_u16(status)
        .ok()
        .and_then(|s| s.canonical_reason())
        .unwrap_or("Refused")
}
