//! An event of a mall as the API answers it.

use serde::Serialize;
use serde_json::Value;
use store::events::EventRow;
use store::{Error, Fault};
use utoipa::ToSchema;

/// Events, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EventPage)]
pub(crate) struct EventListJson {
    /// The events.
    pub data: Vec<EventJson>,
    /// True if there are events after the last one.
    pub has_more: bool,
}

/// An event: the webhook's body and its id.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EventView)]
pub(crate) struct EventJson {
    /// The event's id, the `webhook-id` of its deliveries.
    id: String,
    /// `order.paid`, `order.closed`, `refund.succeeded` or `refund.failed`.
    #[serde(rename = "type")]
    kind: Value,
    /// When it happened, RFC 3339 in UTC.
    timestamp: Value,
    /// The order after the event: see `EventOrder`.
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
