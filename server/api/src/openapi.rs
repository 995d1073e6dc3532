//! The `OpenAPI` 3.1 document: `/openapi.json`, `paydesk openapi`, and the
//! checked file `server/api/openapi.json`.
//!
//! Paths and descriptions are written by hand in `openapi/skeleton.json`. The
//! schemas of answers and events, and the error codes with their statuses, are
//! generated from the code.

use domain::refusal::Code;
use engine::refund_json::RefundJson;
use engine::webhooks::event_body::EventBody;
use serde_json::{Map, Value, json};
use utoipa::PartialSchema;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::events::EventListJson;
use super::problem::ProblemDocument;
use crate::order_json::OrderJson;

const SKELETON: &str = include_str!("openapi/skeleton.json");

/// Error codes that are not a refusal's: a wrong method, or a fault.
const NON_REFUSAL_CODES: [(&str, u16); 3] = [
    ("method_not_allowed", 405),
    ("fault", 500),
    ("unavailable", 503),
];

/// The whole document.
pub(super) fn document() -> Value {
    let mut document: Value =
        serde_json::from_str(SKELETON).expect("the skeleton is JSON, as a test holds");
    let license = env!("CARGO_PKG_LICENSE");
    document["info"]["license"] = json!({ "name": license, "identifier": license });
    if let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        schemas.extend(generated());
        schemas.insert(String::from("ErrorCode"), error_codes());
    }
    if let Some(responses) = document
        .pointer_mut("/components/responses")
        .and_then(Value::as_object_mut)
    {
        for status in statuses() {
            responses.insert(format!("Problem{status}"), problem_response(status));
        }
    }
    document
}

/// The document as `paydesk openapi` prints it, without a line end.
pub(super) fn text() -> String {
    serde_json::to_string_pretty(&document()).expect("JSON with text keys")
}

/// The generated schemas.
fn generated() -> Map<String, Value> {
    let mut shapes: Vec<(String, RefOr<Schema>)> = Vec::new();
    add::<OrderJson>(&mut shapes);
    add::<RefundJson>(&mut shapes);
    add::<EventListJson>(&mut shapes);
    add::<EventBody>(&mut shapes);
    add::<ProblemDocument>(&mut shapes);
    shapes
        .into_iter()
        .map(|(name, schema)| {
            (
                name,
                serde_json::to_value(schema).expect("a schema is JSON"),
            )
        })
        .collect()
}

fn add<T: ToSchema + PartialSchema>(shapes: &mut Vec<(String, RefOr<Schema>)>) {
    T::schemas(shapes);
    shapes.push((T::name().into_owned(), T::schema()));
}

/// Codes of the pay page and of signed links, which no call of the API answers
/// with.
const PAGE_ONLY: [Code; 5] = [
    Code::LinkInvalid,
    Code::LinkExpired,
    Code::PaymentUnknown,
    Code::AttemptEnded,
    Code::TooManyRequests,
];

/// Every code a call may be answered with, and its status.
fn codes() -> impl Iterator<Item = (&'static str, u16)> {
    Code::ALL
        .iter()
        .filter(|code| !PAGE_ONLY.contains(code))
        .map(|code| (code.name(), code.status()))
        .chain(NON_REFUSAL_CODES)
}

fn statuses() -> Vec<u16> {
    let mut statuses: Vec<u16> = codes().map(|(_, status)| status).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

fn error_codes() -> Value {
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

/// One response per status, with an example of each of its codes.
fn problem_response(status: u16) -> Value {
    let of_status = codes().filter(|(_, of)| *of == status);
    let examples: Map<String, Value> = of_status
        .map(|(name, _)| {
            let value = json!({
                "type": "about:blank", "title": title(status), "status": status, "code": name,
                "detail": "what happened, and how to mend it", "request_id": "req_6f3kz0c9w1x2v8t4r7q5p3n1ma",
            });
            (name.to_owned(), json!({ "value": value }))
        })
        .collect();
    let mut headers = json!({ "request-id": { "$ref": "#/components/headers/RequestId" } });
    // 409: for `idempotency_in_flight`.
    if matches!(status, 409 | 503) {
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

#[cfg(test)]
mod tests;
