//! `GET /v1/events`: all events of a mall, delivered or not. For malls that
//! missed a webhook.

use std::sync::Arc;

use axum::extract::State;
use domain::ids::EventId;
use engine::Engine;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::error::ApiError;
use super::json_answer::JsonAnswer;
use super::openapi::answers::EventListResponse;
use super::openapi::problems::Problem;
use super::page_query::PageQuery;
use super::query_parameters::bad_query;
use super::signed::Signed;
use crate::event_list::events_after;
use store::events::EventRow;
use store::{Error, Fault};

/// Events, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EventPage)]
pub(super) struct EventListJson {
    /// The events.
    data: Vec<EventJson>,
    /// True if there are events after the last one.
    has_more: bool,
}

/// An event: the webhook's body and its id.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EventView)]
struct EventJson {
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

/// List events, oldest first
///
/// The same events that webhooks deliver, whether they were delivered or not.
/// Go on with the `id` of the last one as `after`.
#[utoipa::path(
    get,
    path = "/v1/events",
    operation_id = "listEvents",
    params(PageQuery),
    responses(
        (status = 200, response = inline(EventListResponse)),
        Problem<400>,
        Problem<401>,
        Problem<500>,
        Problem<503>,
    )
)]
pub(super) async fn list(
    State(engine): State<Arc<Engine>>,
    Signed {
        mall,
        content: page,
    }: Signed<PageQuery>,
) -> Result<JsonAnswer, ApiError> {
    let unknown = || bad_query("the parameter after is not the id of an event of yours");
    let after = page
        .after
        .map(|id| EventId::parse(&id).ok_or_else(unknown))
        .transpose()?;
    // One more than `limit`, to know whether there are more.
    let found = events_after(&engine, &mall.id, after, page.limit + 1).await?;
    let mut events = found.ok_or_else(unknown)?;
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let has_more = events.len() > limit;
    events.truncate(limit);
    let data = events.iter().map(event_json).collect::<Result<_, _>>()?;
    Ok(JsonAnswer::ok(&EventListJson { data, has_more }))
}

fn event_json(event: &EventRow) -> Result<EventJson, Error> {
    let broken = || Fault::new("an event's body is not what was written");
    let mut body: Value = serde_json::from_str(&event.body).map_err(|_| broken())?;
    let mut part = |name: &str| body.get_mut(name).map(Value::take).ok_or_else(broken);
    Ok(EventJson {
        id: event.id.to_string(),
        kind: part("type")?,
        timestamp: part("timestamp")?,
        data: part("data")?,
    })
}
