//! Refunds over the API: ask for one, show one.

mod new_refund;

use std::sync::Arc;
use store::{Error, WriteQueue};

use axum::extract::{Path, State};
use domain::ids::RefundId;
use domain::refund::RefundRequest;
use engine::Engine;
use engine::refund_json::RefundJson;
use engine::refunds::create_in;

use super::error::ApiError;
use super::json_answer::JsonAnswer;
use super::openapi::answers::RefundResponse;
use super::openapi::parameters::{IdempotencyKeyHeader, OrderIdInPath};
use super::openapi::problems::Problem;
use super::orders::order_id;
use super::signed::{Signed, SignedPost};
use crate::keyed_calls::{CallAnswer, answer_once};
use new_refund::NewRefund;

/// Give money of a paid order back
///
/// All of it or a part, as often as there is something left. The answer comes
/// when the refund is on record, before the network heard of it;
/// `refund.succeeded` or `refund.failed`, or `GET /v1/refunds/{id}`, tell its
/// end. A refund in state `unknown` is with the network: never ask for another
/// in its place. The same `mall_refund_no` with the same content is the same
/// refund (200), with other content, or for another order, a conflict. All
/// refunds of an order together never exceed what was paid
/// (`refund_exceeds_paid`); one that failed does not count.
#[utoipa::path(
    post,
    path = "/v1/orders/{id}/refunds",
    operation_id = "createRefund",
    params(OrderIdInPath, IdempotencyKeyHeader),
    request_body(content = NewRefund, examples(
        ("part" = (value = json!({
            "mall_refund_no": "TK20261123-000007",
            "amount": { "value": "28.00", "currency": "CNY" },
            "reason": "茶叶受潮",
        }))),
        ("rest" = (value = json!({ "mall_refund_no": "TK20261123-000008" }))),
    )),
    responses(
        (status = 201, response = RefundResponse),
        (status = 200, response = RefundResponse),
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
pub(super) async fn ask(
    State(engine): State<Arc<Engine>>,
    Path(order): Path<String>,
    post: SignedPost<RefundRequest>,
) -> Result<JsonAnswer, ApiError> {
    let order = order_id(&order)?;
    tracing::Span::current().record("order", order.as_str());
    // Concurrent refunds of one order wait here instead of conflicting in the
    // database.
    let _lock = engine.lock_order(&order).await?;
    let (shared, mall, ask) = (Arc::clone(&engine), post.mall.id, post.content);
    let answer = answer_once(&engine, &post.call, WriteQueue::Changes, move |tx| {
        Box::pin(async move {
            let asked = create_in(
                tx,
                shared.entropy.as_ref(),
                &mall,
                &order,
                &ask,
                shared.now(),
            )
            .await?;
            let status = if asked.fresh { 201 } else { 200 };
            Ok(CallAnswer::new(status, &RefundJson::of(&asked.refund)))
        })
    });
    Ok(JsonAnswer(answer.await?))
}

/// Get a refund
#[utoipa::path(
    get,
    path = "/v1/refunds/{id}",
    operation_id = "getRefund",
    params((
        "id" = String,
        Path,
        pattern = "^rfd_[0-9a-z]{26}$",
        example = "rfd_8d2f6h0k4n9q3s7v1x5z2b6c0e"
    )),
    responses(
        (status = 200, response = RefundResponse),
        Problem<401>,
        Problem<404>,
        Problem<500>,
        Problem<503>,
    )
)]
pub(super) async fn show(
    State(engine): State<Arc<Engine>>,
    Path(refund): Path<String>,
    call: Signed<()>,
) -> Result<JsonAnswer, ApiError> {
    let id = RefundId::parse(&refund).ok_or_else(|| Error::not_found("refund"))?;
    let refund = engine.orders.refund_by_id(&call.mall.id, &id).await?;
    tracing::Span::current().record("order", refund.order_id.as_str());
    Ok(JsonAnswer::ok(&RefundJson::of(&refund)))
}
