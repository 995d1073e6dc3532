//! Error codes and problem responses, generated from the codes.

use std::collections::BTreeMap;

use domain::refusal::Code;
use serde_json::{Map, Value, json};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Ref, RefOr, Response, Schema};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

/// The response `Problem{STATUS}`; a handler lists one for each status.
pub(crate) enum Problem<const STATUS: u16> {}

impl<const STATUS: u16> IntoResponses for Problem<STATUS> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let response = Ref::from_response_name(response_name(STATUS));
        BTreeMap::from([(STATUS.to_string(), response.into())])
    }
}

/// A code of problem documents.
#[derive(Clone, Copy)]
struct ProblemCode {
    name: &'static str,
    status: u16,
    /// A sentence or two.
    meaning: &'static str,
}

impl ProblemCode {
    const fn new(name: &'static str, status: u16, meaning: &'static str) -> Self {
        Self {
            name,
            status,
            meaning,
        }
    }

    fn of(code: Code) -> Self {
        Self::new(code.name(), code.status(), code.meaning())
    }
}

/// Error codes that are not a refusal's: a wrong method, or a fault.
const NON_REFUSAL_CODES: [ProblemCode; 3] = [
    ProblemCode::new(
        "method_not_allowed",
        405,
        "The path does not take this method.",
    ),
    ProblemCode::new(
        "fault",
        500,
        "Something broke on our side; the same request again is safe.",
    ),
    ProblemCode::new(
        "unavailable",
        503,
        "The database cannot be used just now; the same request again is safe.",
    ),
];

/// Codes of the pay page.
const PAGE_ONLY: [Code; 2] = [Code::PaymentUnknown, Code::AttemptEnded];

/// True for a code that calls of the API are answered with.
pub(super) fn is_of_calls(code: Code) -> bool {
    !PAGE_ONLY.contains(&code) && !Code::OF_LINKS.contains(&code)
}

/// Every code a call may be answered with.
fn codes() -> impl Iterator<Item = ProblemCode> {
    Code::ALL
        .iter()
        .filter(|code| is_of_calls(**code))
        .map(|code| ProblemCode::of(*code))
        .chain(NON_REFUSAL_CODES)
}

fn response_name(status: u16) -> String {
    format!("Problem{status}")
}

/// A response for each status, by name.
pub(super) fn responses() -> impl Iterator<Item = (String, Value)> {
    let mut statuses: Vec<u16> = codes().map(|code| code.status).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
        .into_iter()
        .map(|status| (response_name(status), response(status)))
}

/// The schema of `code`.
pub(crate) enum ErrorCode {}

impl PartialSchema for ErrorCode {
    fn schema() -> RefOr<Schema> {
        let row = |code: ProblemCode| {
            let ProblemCode {
                name,
                status,
                meaning,
            } = code;
            format!("| `{name}` | {status} | {meaning} |")
        };
        let rows: Vec<String> = codes().map(row).collect();
        let description = format!(
            "Stable; new ones may be added.\n\n| code | status | meaning |\n|---|---|---|\n{}",
            rows.join("\n")
        );
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(description))
            .enum_values(Some(codes().map(|code| code.name)));
        schema.into()
    }
}

impl ToSchema for ErrorCode {}

/// The response of a status, with an example of each of its codes.
fn response(status: u16) -> Value {
    let of_status = codes().filter(|code| code.status == status);
    let examples: Map<String, Value> = of_status
        .map(|code| {
            let value = json!({
                "type": "about:blank", "title": title(status), "status": status,
                "code": code.name, "detail": code.meaning,
                "request_id": "req_6f3kz0c9w1x2v8t4r7q5p3n1ma",
            });
            (code.name.to_owned(), json!({ "value": value }))
        })
        .collect();
    let mut headers = json!({ "request-id": { "$ref": "#/components/headers/RequestId" } });
    // 409: for `idempotency_in_flight`; 415: what would have been taken.
    let more: &[(&str, &str)] = match status {
        401 => &[("accept-signature", "AcceptSignature")],
        409 | 429 | 503 => &[("retry-after", "RetryAfter")],
        415 => &[("accept", "Accept"), ("accept-encoding", "AcceptEncoding")],
        _ => &[],
    };
    for (header, name) in more {
        headers[*header] = json!({ "$ref": format!("#/components/headers/{name}") });
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
