//! Refunds over the API: ask for one, show one.

use std::sync::Arc;
use store::Error;

use axum::extract::{Path, State};
use domain::ids::RefundId;
use domain::refund::RefundRequest;
use engine::Engine;
use engine::refund_json::RefundJson;
use engine::refunds::create_in;

use super::error::ApiError;
use super::json_answer::JsonAnswer;
use super::orders::order_id;
use super::signed::{Signed, SignedPost};
use crate::keyed_calls::{CallAnswer, answer_once};

/// `POST /v1/orders/{id}/refunds`.
pub(super) async fn ask(
    State(engine): State<Arc<Engine>>,
    Path(order): Path<String>,
    post: SignedPost<RefundRequest>,
) -> Result<JsonAnswer, ApiError> {
    let order = order_id(&order)?;
    // Concurrent refunds of one order wait here instead of conflicting in the
    // database.
    let _lock = engine.lock_order(&order).await?;
    let (shared, mall, ask) = (Arc::clone(&engine), post.mall.id, post.content);
    let answer = answer_once(&engine, &post.call, move |tx| {
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

/// `GET /v1/refunds/{id}`.
pub(super) async fn show(
    State(engine): State<Arc<Engine>>,
    Path(refund): Path<String>,
    call: Signed<()>,
) -> Result<JsonAnswer, ApiError> {
    let id = RefundId::parse(&refund).ok_or_else(|| Error::not_found("refund"))?;
    let refund = engine.orders.refund_by_id(&call.mall.id, &id).await?;
    Ok(JsonAnswer::ok(&RefundJson::of(&refund)))
}
