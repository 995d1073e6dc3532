//! Closes an order that is not paid.

use super::{GatewayError, Reply, SignedRequest, WechatPayKit};
use crate::networks::wechat_pay::fields::Fields;
use crate::networks::wechat_pay::records::{OrderState, TradeState, WechatChange};
use crate::networks::wechat_pay::wire_error::{ErrorCode, WireError};

/// Closes it; 204.
pub(super) fn close(request: &SignedRequest<'_>) -> Result<Reply, GatewayError> {
    let fields = Fields::read(request.body, &["sp_mchid", "sub_mchid"])?;
    if fields.text("/sp_mchid", 1, 32)? != WechatPayKit::SP_MCHID {
        return Err(WireError::field("/sp_mchid", "not the provider that signed").into());
    }
    let sub_mchid = fields.sub_mchid()?;
    let state = &mut *request.network.state();
    let order = state.records.order(&request.number);
    let order = order.filter(|order| order.content.sub_mchid == sub_mchid);
    let order = order.ok_or(ErrorCode::OrderNotExist)?;
    match order.trade_state(false, request.now) {
        TradeState::Success | TradeState::Refund => Err(ErrorCode::OrderPaid.into()),
        TradeState::Closed => Err(ErrorCode::OrderClosed.into()),
        TradeState::UserPaying => Err(ErrorCode::UserPaying.into()),
        TradeState::NotPay | TradeState::PayError => {
            state.records.write(vec![WechatChange::Settled {
                out_trade_no: request.number.clone(),
                state: OrderState::Closed,
            }])?;
            Ok(Reply::empty())
        }
    }
}
