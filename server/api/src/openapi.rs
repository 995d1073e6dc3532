//! The `OpenAPI` 3.1 document: `/openapi.json`, `paydesk openapi`, and the
//! checked file `server/api/openapi.json`.
//!
//! What belongs to a call stands at its handler, in `#[utoipa::path]`. This
//! module adds what is general, and what utoipa has no words for (the security
//! scheme of RFC 9421).

pub(super) mod answers;
mod events;
mod examples;
pub(super) mod parameters;
pub(super) mod problems;
mod webhooks;

use domain::refusal::Code;
use engine::refund_json::RefundJson;
use engine::webhooks::event_body::EventBody;
use serde_json::{Map, Value, json};
use utoipa::openapi::{OpenApi, RefOr, Schema};
use utoipa::{ToResponse, ToSchema};

use self::answers::{OrderResponse, RefundResponse};
use super::problem::ProblemDocument;
use crate::order_json::OrderJson;

/// The whole document, from the calls that the router knows.
pub(super) fn document(calls: &OpenApi) -> Value {
    let mut document = json!(calls);
    let license = env!("CARGO_PKG_LICENSE");
    document["info"] = json!({
        "title": "Paydesk",
        "version": "1",
        "description": description(),
        "license": { "name": license, "identifier": license },
    });
    document["servers"] = json!([{ "url": "/" }]);
    document["security"] = json!([{ "signature": [] }]);
    document["webhooks"] = webhooks::all();
    parameters::share(&mut document["paths"]);
    let components = &mut document["components"];
    components["securitySchemes"] = json!({ "signature": {
        "type": "http",
        "scheme": "signature",
        "description": "HTTP Message Signatures (RFC 9421): the headers `signature-input` and `signature`, see above.",
    } });
    components["parameters"] = json!(parameters::shared());
    components["headers"] = headers();
    components["responses"] = responses();
    if let Some(schemas) = components["schemas"].as_object_mut() {
        schemas.extend(schemas_of_answers());
        schemas.extend(events::schemas());
    }
    document
}

/// The text, with the codes of refused links.
fn description() -> String {
    let codes = Code::OF_LINKS.map(|code| format!("`{}`", code.name()));
    let text = include_str!("openapi/description.md").trim_end();
    text.replace("LINK_CODES", &codes.join(", "))
}

fn headers() -> Value {
    json!({
        "RequestId": {
            "description": "The id of this request; quote it when asking for help.",
            "schema": { "type": "string", "pattern": "^req_[0-9a-z]{26}$" },
        },
        "RetryAfter": {
            "description": "Seconds to wait before trying again.",
            "schema": { "type": "integer", "minimum": 1 },
        },
        "IdempotentReplayed": {
            "description": "There if this answer was given before.",
            "schema": { "type": "string", "enum": ["true"] },
        },
        "Accept": {
            "description": "The media type of bodies.",
            "schema": { "type": "string", "enum": ["application/json"] },
        },
        "AcceptEncoding": {
            "description": "The encoding of bodies: none.",
            "schema": { "type": "string", "enum": ["identity"] },
        },
        "AcceptSignature": {
            "description": "What a signature has to cover (RFC 9421 section 5.1).",
            "schema": { "type": "string" },
        },
    })
}

fn responses() -> Value {
    let answers = [OrderResponse::response(), RefundResponse::response()];
    let answers = answers.map(|(name, response)| (name.to_owned(), json!(response)));
    answers.into_iter().chain(problems::responses()).collect()
}

/// The schemas that no handler names.
fn schemas_of_answers() -> Map<String, Value> {
    let mut schemas = Vec::new();
    add::<OrderJson>(&mut schemas);
    add::<RefundJson>(&mut schemas);
    add::<EventBody>(&mut schemas);
    add::<ProblemDocument>(&mut schemas);
    schemas
        .into_iter()
        .map(|(name, schema)| (name, json!(schema)))
        .collect()
}

fn add<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
    T::schemas(schemas);
    schemas.push((T::name().into_owned(), T::schema()));
}

#[cfg(test)]
mod tests;
