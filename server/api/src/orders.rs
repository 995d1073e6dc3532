//! Orders over the API: create, show, find, close.

mod new_order;

use std::sync::Arc;
use store::{Error, WriteQueue};

use axum::extract::{Path, State};
use domain::ids::OrderId;
use domain::order::{OrderDraft, check};
use domain::refusal::Refusal;
use engine::Engine;
use engine::orders::close::close_in;
use engine::orders::create::create_in;
use engine::orders::lookup::{OrderDetails, with_attempts};

use super::content::{Content, NoFields};
use super::error::ApiError;
use super::json_answer::JsonAnswer;
use super::openapi::answers::OrderResponse;
use super::openapi::parameters::{IdempotencyKeyHeader, OrderIdInPath};
use super::openapi::problems::Problem;
use super::query_parameters::{QueryParameters, bad_query};
use super::signed::{Signed, SignedPost};
use crate::keyed_calls::{CallAnswer, answer_once};
use crate::order_json::OrderJson;
use new_order::NewOrder;

/// Create an order
///
/// The same `mall_order_no` with the same content is the same order (200);
/// with other content it is refused (`order_conflict`).
#[utoipa::path(
    post,
    path = "/v1/orders",
    operation_id = "createOrder",
    params(IdempotencyKeyHeader),
    request_body(content = NewOrder, examples(("order" = (value = json!({
        "mall_order_no": "JN20261122-000123",
        "merchant_id": "mer_0r5w2m8t1k9x3c7v4b6n0q2z5a",
        "store_id": "sto_2m8t1k9x3c7v4b6n0q2z5a0r5w",
        "amount": { "value": "128.00", "currency": "CNY" },
        "subject": "龙井茶 250g",
        "items": [{ "name": "龙井茶 250g", "quantity": 2, "unit_price": "64.00" }],
        "return_url": "https://mall.example/orders/000123",
        "expires_in_s": 1800,
        "products": ["quick_agreement", "scan"],
        "buyer_ref": "buyer-77",
        "locale": "zh-CN",
        "metadata": { "store": "hangzhou-2" },
    }))))),
    responses(
        (status = 201, response = OrderResponse),
        (status = 200, response = OrderResponse),
        Problem<400>,
        Problem<401>,
        Problem<409>,
        Problem<413>,
        Problem<415>,
        Problem<422>,
        Problem<429>,
        Problem<500>,
        Problem<503>,
    )
)]
pub(super) async fn create(
    State(engine): State<Arc<Engine>>,
    post: SignedPost<OrderDraft>,
) -> Result<JsonAnswer, ApiError> {
    engine.take_order(&post.mall.id)?;
    let (shared, mall, draft) = (Arc::clone(&engine), post.mall, post.content);
    let request = tracing::Span::current();
    let answer = answer_once(&engine, &post.call, WriteQueue::NewOrders, move |tx| {
        Box::pin(async move {
            let (entropy, channels) = (shared.entropy.as_ref(), shared.channels());
            let created = create_in(tx, entropy, channels, &mall, &draft, shared.now()).await?;
            request.record("order", created.order.id.as_str());
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

/// Get an order with its attempts and refunds
#[utoipa::path(
    get,
    path = "/v1/orders/{id}",
    operation_id = "getOrder",
    params(OrderIdInPath),
    responses(
        (status = 200, response = OrderResponse),
        Problem<401>,
        Problem<404>,
        Problem<500>,
        Problem<503>,
    )
)]
pub(super) async fn show(
    State(engine): State<Arc<Engine>>,
    Path(order): Path<String>,
    call: Signed<()>,
) -> Result<JsonAnswer, ApiError> {
    let order = order_id(&order)?;
    tracing::Span::current().record("order", order.as_str());
    let found = engine.orders.order_by_id(&call.mall.id, &order).await?;
    Ok(JsonAnswer::ok(&order_json(&engine, &found)))
}

/// Find an order by the mall's own number
#[utoipa::path(
    get,
    path = "/v1/orders",
    operation_id = "findOrder",
    params(("mall_order_no" = String, Query, pattern = "^[A-Za-z0-9._-]{1,64}$", example = "JN20261122-000123")),
    responses(
        (status = 200, response = OrderResponse),
        Problem<400>,
        Problem<401>,
        Problem<404>,
        Problem<500>,
        Problem<503>,
    )
)]
pub(super) async fn find(
    State(engine): State<Arc<Engine>>,
    Signed { mall, content }: Signed<OrderNumber>,
) -> Result<JsonAnswer, ApiError> {
    let found = engine.orders.order_by_number(&mall.id, &content.0).await?;
    tracing::Span::current().record("order", found.order.id.as_str());
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
        let wrong = |_| bad_query("the parameter mall_order_no is 1 to 64 of A-Z a-z 0-9 . _ -");
        check::number(number, "/mall_order_no")
            .map(Self)
            .map_err(wrong)
    }
}

/// Close an order that is not paid
///
/// Closing a closed order again is 200. While a payment may still move money
/// it is refused (`payment_in_progress`): its result decides. The body is
/// empty.
#[utoipa::path(
    post,
    path = "/v1/orders/{id}/close",
    operation_id = "closeOrder",
    params(OrderIdInPath, IdempotencyKeyHeader),
    responses(
        (status = 200, response = OrderResponse),
        Problem<400>,
        Problem<401>,
        Problem<404>,
        Problem<409>,
        Problem<413>,
        Problem<415>,
        Problem<422>,
        Problem<500>,
        Problem<503>,
    )
)]
pub(super) async fn close(
    State(engine): State<Arc<Engine>>,
    Path(order): Path<String>,
    post: SignedPost<NoFields>,
) -> Result<JsonAnswer, ApiError> {
    let order = order_id(&order)?;
    tracing::Span::current().record("order", order.as_str());
    let (shared, mall) = (Arc::clone(&engine), post.mall.id);
    let answer = answer_once(&engine, &post.call, WriteQueue::Changes, move |tx| {
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
