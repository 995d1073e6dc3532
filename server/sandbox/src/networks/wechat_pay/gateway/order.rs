//! Places an order that is paid by scanning a code (native).
//!
//! The same number again, with the same content, gives a new code, and the old
//! code is dead.

use super::{GatewayError, Reply, SignedRequest, WechatPayKit};
use crate::networks::wechat_pay::fields::{Fields, ORDER_SIGNS};
use crate::networks::wechat_pay::records::{
    Order, OrderCode, OrderContent, OrderState, TradeState, WechatChange,
};
use crate::networks::wechat_pay::wire_error::{ErrorCode, WireError};
use domain::ids::random_text;
use serde_json::json;

const KNOWN: &[&str] = &[
    "sp_appid",
    "sp_mchid",
    "sub_appid",
    "sub_mchid",
    "description",
    "out_trade_no",
    "time_expire",
    "attach",
    "notify_url",
    "goods_tag",
    "settle_info",
    "support_fapiao",
    "amount",
    "detail",
    "scene_info",
    "limit_pay",
];

/// Accepts the order, or gives an accepted one a new code.
pub(super) fn place(
    request: &SignedRequest<'_>,
    hold: &mut impl FnMut(&str),
) -> Result<Reply, GatewayError> {
    let fields = Fields::read(request.body, KNOWN)?;
    let out_trade_no = fields.number("/out_trade_no", 6, 32, ORDER_SIGNS)?;
    let content = content(&fields)?;
    hold(out_trade_no);
    let state = &mut *request.network.state();
    let code = OrderCode {
        url: code_url(request),
        made_at: request.now,
    };
    let reply = Reply::json(&json!({ "code_url": code.url }));
    let change = if let Some(order) = state.records.order(out_trade_no) {
        check_again(order, &content, request)?;
        let out_trade_no = out_trade_no.to_owned();
        WechatChange::CodeMade { out_trade_no, code }
    } else {
        WechatChange::Ordered(Box::new(Order {
            out_trade_no: out_trade_no.to_owned(),
            content,
            code,
            taken_at: request.now,
            state: OrderState::Open,
        }))
    };
    state.records.write(vec![change])?;
    Ok(reply)
}

/// The content, in form.
fn content(fields: &Fields) -> Result<OrderContent, WireError> {
    if fields.text("/sp_mchid", 1, 32)? != WechatPayKit::SP_MCHID {
        return Err(WireError::field(
            "/sp_mchid",
            "not the provider that signed",
        ));
    }
    if fields.text("/sp_appid", 1, 32)? != WechatPayKit::SP_APPID {
        return Err(ErrorCode::AppidMchidNotMatch.into());
    }
    fields.currency()?;
    fields.client_ip()?;
    let notify_url = fields.notify_url()?;
    let notify_url = notify_url.ok_or(WireError::field("/notify_url", "missing"))?;
    Ok(OrderContent {
        sub_mchid: fields.sub_mchid()?.to_owned(),
        description: fields.description()?.to_owned(),
        fen: fields.fen("/amount/total")?,
        time_expire: fields.time("/time_expire")?,
        notify_url: notify_url.to_owned(),
        attach: fields.optional("/attach", 1, 128)?.map(str::to_owned),
    })
}

/// Refuses a new code for an order that cannot be paid or is another one.
fn check_again(
    order: &Order,
    content: &OrderContent,
    request: &SignedRequest<'_>,
) -> Result<(), WireError> {
    if order.content.sub_mchid != content.sub_mchid {
        let issue = "201 商户订单号重复";
        return Err(WireError::new(ErrorCode::InvalidRequest, issue));
    }
    match order.trade_state(false, request.now) {
        TradeState::Success | TradeState::Refund => Err(ErrorCode::OrderPaid.into()),
        TradeState::Closed => Err(ErrorCode::OrderClosed.into()),
        _ if order.content != *content => Err(ErrorCode::OutTradeNoUsed.into()),
        _ => Ok(()),
    }
}

/// A new code.
fn code_url(request: &SignedRequest<'_>) -> String {
    let random = random_text(&*request.network.shared.entropy);
    format!("weixin://wxpay/bizpayurl?pr={}", &random[13..])
}
