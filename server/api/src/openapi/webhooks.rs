//! The `webhooks` section: the events that a mall receives.

use serde_json::{Value, json};

use super::{events, examples, parameters};
use domain::machine::MallEvent;

/// All events, by name.
pub(super) fn all() -> Value {
    let webhooks = MallEvent::ALL.map(|event| (event.name().to_owned(), webhook(event)));
    Value::Object(webhooks.into_iter().collect())
}

fn webhook(event: MallEvent) -> Value {
    let (summary, example) = match event {
        MallEvent::Paid => ("An order was paid", examples::order_paid()),
        MallEvent::Closed => (
            "An order was closed, or its time ran out",
            examples::order_closed(),
        ),
        MallEvent::RefundSucceeded => (
            "A refund reached the payer: one the mall asked for, or of money that came late or twice (`cause`)",
            examples::refund_succeeded(),
        ),
        MallEvent::RefundFailed => (
            "The network refused a refund; no money moved, and it can be asked for again under another number",
            examples::refund_failed(),
        ),
    };
    let headers = ["WebhookId", "WebhookTimestamp", "WebhookSignature"];
    json!({ "post": {
        "summary": summary,
        "security": [],
        "parameters": headers.map(parameters::reference),
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": events::reference(events::schema_name(event)),
            "example": example,
        } } },
        "responses": { "204": { "description": "Taken. Any 2xx will do." } },
    } })
}
