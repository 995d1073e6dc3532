//! Orders over the API: create, get, find, close.

use std::sync::Arc;
use store::Error;

use axum::Extension;
use axum::extract::{Path, Request, State};
use domain::ids::{OrderId, RequestId};
use domain::order::OrderDraft;
use domain::refusal::{Code, Refusal};

use super::answer::Answer;
use super::door::Call;
use super::problem::Refused;
use super::query::Query;
use super::view::OrderView;
use crate::engine::Engine;
use crate::json;
use crate::orders::close::close_in;
use crate::orders::create::create_in;
use crate::orders::lookup::{OrderDetails, with_attempts};

/// `POST /v1/orders`.
pub(super) async fn create(
    State(engine): State<Arc<Engine>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Answer, Refused> {
    created(&engine, request)
        .await
        .map_err(|error| Refused::of(error, &id))
}

async fn created(engine: &Arc<Engine>, request: Request) -> Result<Answer, Error> {
    let (call, keyed) = Call::posted(engine, request).await?;
    let draft = OrderDraft::from_value(&json::parse(&call.body)?, &[])?;
    let (desk, mall) = (Arc::clone(engine), call.mall.clone());
    call.keyed(engine, keyed, move |tx| {
        Box::pin(async move {
            let created = create_in(tx, desk.entropy.as_ref(), &mall, &draft, desk.now()).await?;
            let found = if created.fresh {
                OrderDetails::fresh(created.order)
            } else {
                with_attempts(tx, &mall.id, Some(created.order)).await?
            };
            Ok(Answer::json(
                if created.fresh { 201 } else { 200 },
                &view(&desk, &found),
            ))
        })
    })
    .await
}

/// `GET /v1/orders/{id}`.
pub(super) async fn show(
    State(engine): State<Arc<Engine>>,
    Path(order): Path<String>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Answer, Refused> {
    shown(&engine, &order, request)
        .await
        .map_err(|error| Refused::of(error, &id))
}

async fn shown(engine: &Arc<Engine>, order: &str, request: Request) -> Result<Answer, Error> {
    let call = Call::read(engine, request).await?;
    let found = engine
        .orders
        .order_by_id(&call.mall_id, &order_id(order)?)
        .await?;
    Ok(Answer::json(200, &view(engine, &found)))
}

/// `GET /v1/orders?mall_order_no=`: a number is given once, so the order
/// itself, as by its id.
pub(super) async fn find(
    State(engine): State<Arc<Engine>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Answer, Refused> {
    found(&engine, request)
        .await
        .map_err(|error| Refused::of(error, &id))
}

async fn found(engine: &Arc<Engine>, request: Request) -> Result<Answer, Error> {
    let call = Call::read(engine, request).await?;
    let query = Query::read(&call.query, &["mall_order_no"])?;
    let number = query.get("mall_order_no");
    let number = number
        .ok_or_else(|| Refusal::new(Code::BadRequest, "the parameter mall_order_no is needed"))?;
    let found = engine.orders.order_by_number(&call.mall_id, number).await?;
    Ok(Answer::json(200, &view(engine, &found)))
}

/// `POST /v1/orders/{id}/close`.
pub(super) async fn close(
    State(engine): State<Arc<Engine>>,
    Path(order): Path<String>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Answer, Refused> {
    closed(&engine, &order, request)
        .await
        .map_err(|error| Refused::of(error, &id))
}

async fn closed(engine: &Arc<Engine>, order: &str, request: Request) -> Result<Answer, Error> {
    let (call, keyed) = Call::posted(engine, request).await?;
    empty(&call.body)?;
    let order = order_id(order)?;
    let (desk, mall) = (Arc::clone(engine), call.mall_id.clone());
    call.keyed(engine, keyed, move |tx| {
        Box::pin(async move {
            let found = close_in(tx, desk.entropy.as_ref(), &mall, &order, desk.now()).await?;
            Ok(Answer::json(200, &view(&desk, &found)))
        })
    })
    .await
}

/// A call without fields: an empty body, or an empty object.
fn empty(body: &[u8]) -> Result<(), Refusal> {
    if body.is_empty() {
        return Ok(());
    }
    let value = json::parse(body)?;
    domain::credentials::refuse_in(&value)?;
    match value.as_object().map(|fields| fields.keys().next()) {
        Some(None) => Ok(()),
        Some(Some(name)) => Err(Refusal::at(
            Code::MalformedJson,
            json::pointer(std::slice::from_ref(name)),
            "this call has no fields",
        )),
        None => Err(Refusal::new(
            Code::MalformedJson,
            "the body must be empty, or an empty object",
        )),
    }
}

pub(super) fn order_id(text: &str) -> Result<OrderId, Error> {
    OrderId::parse(text).ok_or_else(|| Error::not_found("order"))
}

fn view(engine: &Engine, found: &OrderDetails) -> OrderView {
    OrderView::of(
        &found.order,
        &found.attempts,
        &found.refunds,
        engine.pay_url(&found.order),
    )
}
