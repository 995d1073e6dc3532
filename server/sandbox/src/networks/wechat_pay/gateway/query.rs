//! Queries an order by `out_trade_no`.

use super::{GatewayError, Reply, SignedRequest};
use crate::networks::broken_reply::BrokenReply;
use crate::networks::wechat_pay::messages::order_body;
use crate::networks::wechat_pay::wire_error::ErrorCode;

/// The order, after the 502 replies of a failure.
pub(super) fn answer(request: &SignedRequest<'_>) -> Result<Reply, GatewayError> {
    request.check_sp_mchid()?;
    let sub_mchid = request.parameter("sub_mchid")?;
    let state = &mut *request.network.state();
    if state.bad_gateways.take(&request.number) {
        return Err(GatewayError::Broken(BrokenReply::BadGateway));
    }
    let order = state.records.order(&request.number);
    let order = order.filter(|order| order.content.sub_mchid == sub_mchid);
    let order = order.ok_or(ErrorCode::OrderNotExist)?;
    let refunded = state.records.is_refunded(order);
    Ok(Reply::json(&order_body(order, refunded, request.now)))
}
