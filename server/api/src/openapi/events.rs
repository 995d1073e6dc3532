//! The schemas of events: one for each type, by what is always there in it.

use domain::machine::MallEvent;
use serde_json::{Map, Value, json};

/// The name of an event's schema.
pub(super) const fn schema_name(event: MallEvent) -> &'static str {
    match event {
        MallEvent::Paid => "OrderPaidEvent",
        MallEvent::Closed => "OrderClosedEvent",
        MallEvent::RefundSucceeded => "RefundSucceededEvent",
        MallEvent::RefundFailed => "RefundFailedEvent",
    }
}

/// The schema of each type, of any event, and of the list of events.
pub(super) fn schemas() -> Map<String, Value> {
    let mut schemas: Map<String, Value> = MallEvent::ALL
        .into_iter()
        .map(|event| (schema_name(event).to_owned(), schema(event)))
        .collect();
    let mapping: Map<String, Value> = MallEvent::ALL
        .into_iter()
        .map(|event| (event.name().to_owned(), json!(place(schema_name(event)))))
        .collect();
    let all = MallEvent::ALL.map(|event| reference(schema_name(event)));
    schemas.insert(
        String::from("Event"),
        json!({
            "description": "An event, as webhooks deliver it.",
            "oneOf": all,
            "discriminator": { "propertyName": "type", "mapping": mapping },
        }),
    );
    schemas.insert(
        String::from("EventView"),
        json!({
            "description": "An event, and its id, the `webhook-id` of its deliveries.",
            "allOf": [reference("Event"), {
                "type": "object",
                "properties": { "id": { "type": "string", "pattern": "^evt_[0-9a-z]{26}$" } },
                "required": ["id"],
            }],
        }),
    );
    schemas.insert(
        String::from("EventPage"),
        json!({
            "description": "Events, oldest first.",
            "type": "object",
            "properties": {
                "data": { "type": "array", "items": reference("EventView"), "description": "The events." },
                "has_more": {
                    "type": "boolean",
                    "description": "True if there are events after the last one.",
                },
            },
            "required": ["data", "has_more"],
        }),
    );
    schemas
}

/// What an event of this type has beside what every event has.
fn schema(event: MallEvent) -> Value {
    let data = match event {
        MallEvent::Paid => json!({
            "properties": {
                "state": { "const": "paid" },
                "paid_at": { "type": "string", "format": "date-time" },
                "product": { "type": "string" },
                "network_id": { "type": "string" },
            },
            "not": { "required": ["refund"] },
        }),
        MallEvent::Closed => json!({
            "properties": {
                "state": { "enum": ["closed", "expired"] },
                "paid_at": { "type": "null" },
                "product": { "type": "null" },
                "network_id": { "type": "null" },
            },
            "not": { "required": ["refund"] },
        }),
        MallEvent::RefundSucceeded => refund("succeeded", "string"),
        MallEvent::RefundFailed => refund("failed", "null"),
    };
    json!({
        "description": format!("`{}`.", event.name()),
        "allOf": [reference("EventBody"), {
            "type": "object",
            "properties": { "type": { "const": event.name() }, "data": data },
        }],
    })
}

/// `network_id` is the type of the refund's id at the network.
fn refund(state: &str, network_id: &str) -> Value {
    json!({
        "properties": { "refund": { "properties": {
            "state": { "const": state },
            "ended_at": { "type": "string", "format": "date-time" },
            "network_id": { "type": network_id },
        } } },
        "required": ["refund"],
    })
}

/// The reference to a schema.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": place(name) })
}

fn place(name: &str) -> String {
    format!("#/components/schemas/{name}")
}
