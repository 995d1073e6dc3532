//! Refunds over the API: ask for one, look at one.

use std::sync::Arc;
use store::Error;

use axum::Extension;
use axum::extract::{Path, Request, State};
use domain::ids::{RefundId, RequestId};
use domain::refund::RefundRequest;

use super::answer::Answer;
use super::door::Call;
use super::orders::order_id;
use super::problem::Refused;
use super::view::RefundView;
use crate::engine::Engine;
use crate::json;
use crate::refunds::create_in;

/// `POST /v1/orders/{id}/refunds`.
pub(super) async fn ask(
    State(engine): State<Arc<Engine>>,
    Path(order): Path<String>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Answer, Refused> {
    asked(&engine, &order, request)
        .await
        .map_err(|error| Refused::of(error, &id))
}

async fn asked(engine: &Arc<Engine>, order: &str, request: Request) -> Result<Answer, Error> {
    let (call, keyed) = Call::posted(engine, request).await?;
    let ask = RefundRequest::from_value(&json::parse(&call.body)?)?;
    let order = order_id(order)?;
    // Many refunds of one order at once come one after the other: kinder
    // than having them overtake each other in the database, which decides.
    let enough = engine.network.transport.mall_waits();
    let lock = engine.payments.order_locks.lock_within(enough, &order);
    let (desk, mall, order) = (Arc::clone(engine), call.mall_id.clone(), order.clone());
    call.keyed_after(engine, keyed, lock, move |tx| {
        Box::pin(async move {
            let asked =
                create_in(tx, desk.entropy.as_ref(), &mall, &order, &ask, desk.now()).await?;
            let status = if asked.fresh { 201 } else { 200 };
            Ok(Answer::json(status, &RefundView::of(&asked.refund)))
        })
    })
    .await
}

/// `GET /v1/refunds/{id}`.
pub(super) async fn show(
    State(engine): State<Arc<Engine>>,
    Path(refund): Path<String>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Answer, Refused> {
    shown(&engine, &refund, request)
        .await
        .map_err(|error| Refused::of(error, &id))
}

async fn shown(engine: &Arc<Engine>, refund: &str, request: Request) -> Result<Answer, Error> {
    let call = Call::read(engine, request).await?;
    let id = RefundId::parse(refund).ok_or_else(|| Error::not_found("refund"))?;
    let refund = engine.orders.refund_by_id(&call.mall_id, &id).await?;
    Ok(Answer::json(200, &RefundView::of(&refund)))
}
