//! Queries a refund by `out_refund_no`.

use super::{GatewayError, Reply, SignedRequest};
use crate::networks::broken_reply::BrokenReply;
use crate::networks::wechat_pay::messages::refund_body;
use crate::networks::wechat_pay::wire_error::ErrorCode;

/// The refund, after the 502 replies of a failure.
pub(super) fn answer(request: &SignedRequest<'_>) -> Result<Reply, GatewayError> {
    let sub_mchid = request.parameter("sub_mchid")?;
    let state = &mut *request.network.state();
    if state.bad_gateways.take(&request.number) {
        return Err(GatewayError::Broken(BrokenReply::BadGateway));
    }
    let refund = state.records.refund(&request.number);
    let refund = refund.filter(|refund| refund.sub_mchid == sub_mchid);
    let refund = refund.ok_or(ErrorCode::ResourceNotExists)?;
    Ok(Reply::json(&refund_body(refund, request.now)))
}
