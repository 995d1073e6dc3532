//! Closing an order. WeChat Pay answers 204 also where it has no such order [3],
//! so an order is closed only after a query.

use super::WechatPay;
use super::json;
use serde::Serialize;

#[derive(Serialize)]
struct CloseOrder<'a> {
    sp_mchid: &'a str,
    sub_mchid: &'a str,
}

/// The body.
pub(super) fn body(channel: &WechatPay, sub_mchid: &str) -> String {
    json::write(&CloseOrder {
        sp_mchid: &channel.partner.sp_mchid,
        sub_mchid,
    })
}
