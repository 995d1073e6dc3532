//! An event of a mall as the API answers it. Its schema is in
//! `openapi/events.rs`.

use serde::Serialize;
use serde_json::Value;
use store::events::EventRow;
use store::{Error, Fault};

/// Events, oldest first.
#[derive(Debug, Serialize)]
pub(crate) struct EventListJson {
    /// The events.
    pub data: Vec<EventJson>,
    /// True if there are events after the last one.
    pub has_more: bool,
}

/// An event: the webhook's body and its id.
#[derive(Debug, Serialize)]
pub(crate) struct EventJson {
    /// The event's id, the `webhook-id` of its deliveries.
    id: String,
    /// The event's type.
    #[serde(rename = "type")]
    kind: Value,
    /// When it happened, RFC 3339 in UTC.
    timestamp: Value,
    /// The order after the event.
    data: Value,
}

impl EventJson {
    /// # Errors
    /// A fault if the stored body is not an event's.
    pub(crate) fn new(event: &EventRow) -> Result<Self, Error> {
        let broken = || Fault::new("an event's body is not what was written");
        let mut body: Value = serde_json::from_str(&event.body).map_err(|_| broken())?;
        let mut part = |name: &str| body.get_mut(name).map(Value::take).ok_or_else(broken);
        Ok(Self {
            id: event.id.to_string(),
            kind: part("type")?,
            timestamp: part("timestamp")?,
            data: part("data")?,
        })
    }
}
