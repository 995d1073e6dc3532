//! The `webhooks` section: the events that a mall receives.

use serde_json::{Value, json};

use super::{examples, parameters};

/// All events, by name.
pub(super) fn all() -> Value {
    json!({
        "order.paid": webhook("An order was paid", &examples::order_paid()),
        "order.closed": webhook("An order was closed, or its time ran out", &examples::order_closed()),
        "refund.succeeded": webhook(
            "A refund reached the payer: one the mall asked for, or of money that came late or twice (`cause`)",
            &examples::refund_succeeded(),
        ),
        "refund.failed": webhook(
            "The network refused a refund; no money moved, and it can be asked for again under another number",
            &examples::refund_failed(),
        ),
    })
}

fn webhook(summary: &str, example: &Value) -> Value {
    let headers = ["WebhookId", "WebhookTimestamp", "WebhookSignature"];
    json!({ "post": {
        "summary": summary,
        "security": [],
        "parameters": headers.map(parameters::reference),
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/EventBody" },
            "example": example,
        } } },
        "responses": { "204": { "description": "Taken. Any 2xx will do." } },
    } })
}
