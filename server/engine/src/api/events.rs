//! `GET /v1/events`: the events of a mall, whether or not they were
//! delivered. The always-correct fallback to webhooks.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use domain::ids::{EventId, RequestId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::answer::Answer;
use super::door::Call;
use super::problem::Refused;
use super::query::{Query, bad};
use crate::engine::Engine;
use store::events::{self, EventRow};
use store::{Error, Fault};

/// Events of one answer, unless asked otherwise.
const LIMIT: u32 = 20;
/// The most events of one answer.
const LIMIT_MAX: u32 = 100;

/// Events, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventPage {
    /// The events.
    data: Vec<EventView>,
    /// True when asking again with the last one's id as `after` brings more.
    has_more: bool,
}

/// An event: what the webhook's body says, with its id.
#[derive(Debug, Serialize, ToSchema)]
struct EventView {
    /// The event's id, the `webhook-id` of its deliveries.
    id: String,
    /// `order.paid`, `order.closed`, `refund.succeeded` or `refund.failed`.
    #[serde(rename = "type")]
    kind: Value,
    /// When it happened, RFC 3339 in UTC.
    timestamp: Value,
    /// To what: see `EventOrder`.
    data: Value,
}

/// `GET /v1/events`.
pub(super) async fn list(
    State(engine): State<Arc<Engine>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Answer, Refused> {
    listed(&engine, request)
        .await
        .map_err(|error| Refused::of(error, &id))
}

async fn listed(engine: &Arc<Engine>, request: Request) -> Result<Answer, Error> {
    let call = Call::read(engine, request).await?;
    let query = Query::read(&call.query, &["after", "limit"])?;
    let limit = match query.get("limit") {
        None => LIMIT,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=LIMIT_MAX).contains(limit))
            .ok_or_else(|| bad("the parameter limit is 1 to 100"))?,
    };
    let unknown = || bad("the parameter after is not the id of an event of yours");
    let after = query
        .get("after")
        .map(|id| EventId::parse(id).ok_or_else(unknown))
        .transpose()?;
    let mall = call.mall_id.clone();
    let read = engine.store.read(move |tx| {
        Box::pin(async move {
            let position = match after {
                None => 0,
                Some(id) => {
                    let event = events::find(tx, &id)
                        .await?
                        .filter(|event| event.mall_id == mall);
                    event.ok_or_else(unknown)?.position
                }
            };
            events::after(tx, &mall, position, limit + 1).await
        })
    });
    let mut found = read.await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = found.len() > limit;
    found.truncate(limit);
    let data = found.iter().map(view).collect::<Result<_, _>>()?;
    Ok(Answer::json(200, &EventPage { data, has_more }))
}

fn view(event: &EventRow) -> Result<EventView, Error> {
    let broken = || Fault::new("an event's body is not what was written");
    let mut body: Value = serde_json::from_str(&event.body).map_err(|_| broken())?;
    let mut part = |name: &str| body.get_mut(name).map(Value::take).ok_or_else(broken);
    Ok(EventView {
        id: event.id.to_string(),
        kind: part("type")?,
        timestamp: part("timestamp")?,
        data: part("data")?,
    })
}
