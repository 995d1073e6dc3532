//! Orders over the API: create, show, find, close.

use std::sync::Arc;
use store::Error;

use axum::extract::{Path, State};
use domain::ids::OrderId;
use domain::order::OrderDraft;
use domain::refusal::Refusal;
use engine::Engine;
use engine::orders::close::close_in;
use engine::orders::create::create_in;
use engine::orders::lookup::{OrderDetails, with_attempts};

use super::content::{Content, NoFields};
use super::error::ApiError;
use super::json_answer::JsonAnswer;
use super::query_parameters::{QueryParameters, bad_query};
use super::signed::{Signed, SignedPost};
use crate::keyed_calls::{CallAnswer, answer_once};
use crate::order_json::OrderJson;

/// `POST /v1/orders`.
pub(super) async fn create(
    State(engine): State<Arc<Engine>>,
    post: SignedPost<OrderDraft>,
) -> Result<JsonAnswer, ApiError> {
    let (shared, mall, draft) = (Arc::clone(&engine), post.mall, post.content);
    let answer = answer_once(&engine, &post.call, move |tx| {
        Box::pin(async move {
            let created =
                create_in(tx, shared.entropy.as_ref(), &mall, &draft, shared.now()).await?;
            if created.fresh {
                let found = OrderDetails::fresh(created.order);
                return Ok(CallAnswer::new(201, &order_json(&shared, &found)));
            }
            let found = with_attempts(tx, &mall.id, Some(created.order)).await?;
            Ok(CallAnswer::new(200, &order_json(&shared, &found)))
        })
    });
    Ok(JsonAnswer(answer.await?))
}

/// `GET /v1/orders/{id}`.
pub(super) async fn show(
    State(engine): State<Arc<Engine>>,
    Path(order): Path<String>,
    call: Signed<()>,
) -> Result<JsonAnswer, ApiError> {
    let order = order_id(&order)?;
    let found = engine.orders.order_by_id(&call.mall.id, &order).await?;
    Ok(JsonAnswer::ok(&order_json(&engine, &found)))
}

/// `GET /v1/orders?mall_order_no=`: a mall's order number is unique, so the
/// answer is the order, not a list.
pub(super) async fn find(
    State(engine): State<Arc<Engine>>,
    Signed { mall, content }: Signed<OrderNumber>,
) -> Result<JsonAnswer, ApiError> {
    let found = engine.orders.order_by_number(&mall.id, &content.0).await?;
    Ok(JsonAnswer::ok(&order_json(&engine, &found)))
}

/// The query `?mall_order_no=`.
#[derive(Debug)]
pub(super) struct OrderNumber(String);

impl Content for OrderNumber {
    fn read(query: &str, _body: &[u8]) -> Result<Self, Refusal> {
        let query = QueryParameters::read(query, &["mall_order_no"])?;
        let number = query.get("mall_order_no");
        let number = number.ok_or_else(|| bad_query("the parameter mall_order_no is needed"))?;
        Ok(Self(number.to_owned()))
    }
}

/// `POST /v1/orders/{id}/close`.
pub(super) async fn close(
    State(engine): State<Arc<Engine>>,
    Path(order): Path<String>,
    post: SignedPost<NoFields>,
) -> Result<JsonAnswer, ApiError> {
    let order = order_id(&order)?;
    let (shared, mall) = (Arc::clone(&engine), post.mall.id);
    let answer = answer_once(&engine, &post.call, move |tx| {
        Box::pin(async move {
            let found = close_in(tx, shared.entropy.as_ref(), &mall, &order, shared.now()).await?;
            Ok(CallAnswer::new(200, &order_json(&shared, &found)))
        })
    });
    Ok(JsonAnswer(answer.await?))
}

/// The order's id in a path.
///
/// # Errors
/// `not_found` if the text is not an id.
pub(super) fn order_id(text: &str) -> Result<OrderId, Error> {
    OrderId::parse(text).ok_or_else(|| Error::not_found("order"))
}

fn order_json(engine: &Engine, found: &OrderDetails) -> OrderJson {
    OrderJson::of(
        &found.order,
        &found.attempts,
        &found.refunds,
        engine.pay_url(&found.order),
    )
}
