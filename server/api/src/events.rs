//! `GET /v1/events`: all events of a mall, delivered or not. For malls that
//! missed a webhook.

use std::sync::Arc;

use axum::extract::State;
use domain::ids::EventId;
use engine::Engine;

use super::error::ApiError;
use super::json_answer::JsonAnswer;
use super::openapi::answers::EventListResponse;
use super::openapi::problems::Problem;
use super::page_query::PageQuery;
use super::query_parameters::bad_query;
use super::signed::Signed;
use crate::event_json::{EventJson, EventListJson};
use crate::event_list::events_after;

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
    let data = events
        .iter()
        .map(EventJson::new)
        .collect::<Result<_, _>>()?;
    Ok(JsonAnswer::ok(&EventListJson { data, has_more }))
}
