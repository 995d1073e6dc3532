//! The calls of the requests.
//!
//! A message that WeChat Pay would refuse is refused here, before anything is
//! sent.

use super::{WechatPay, account, close, number, order, refund};
use crate::http::{HttpCall, HttpMethod};
use crate::request::{Op, PayBy, Request};
use crate::start_error::StartError;
use domain::clock::At;
use domain::secret::Secret;

/// The time-out of a call, as in WeChat Pay's SDK [O].
const TIMEOUT_MS: u32 = 30_000;
/// The time-out of a query, which is repeated anyway.
const QUERY_TIMEOUT_MS: u32 = 10_000;
/// Replies have a few KiB; a longer one is not read.
const REPLY_MAX_BYTES: usize = 256 * 1024;

const JSON: &str = "application/json";
/// WeChat Pay refuses calls without one.
const USER_AGENT: &str = concat!("paydesk/", env!("CARGO_PKG_VERSION"));

/// The call that carries out a request.
pub(super) fn start(
    channel: &WechatPay,
    request: &Request,
    now: At,
) -> Result<HttpCall, StartError> {
    let sub_mchid = &request.account.number;
    let sp_mchid = &channel.partner.sp_mchid;
    if !account::is_merchant_id(sub_mchid) || sub_mchid == sp_mchid {
        return Err(StartError::Field("sub_mchid"));
    }
    Ok(match &request.op {
        Op::Pay {
            payment,
            by: PayBy::Qr,
        } => {
            let body = order::body(channel, request, payment, now)?;
            post(channel, order::PATH, body, now)
        }
        Op::Query { payment, .. } => {
            let path = order_path(&payment.request.number)?;
            let target = format!("{path}?sp_mchid={sp_mchid}&sub_mchid={sub_mchid}");
            get(channel, &target, now)
        }
        Op::Close { payment, .. } => {
            let path = order_path(&payment.request.number)? + "/close";
            post(channel, &path, close::body(channel, sub_mchid), now)
        }
        Op::Refund(refund) => {
            let body = refund::body(channel, sub_mchid, refund)?;
            post(channel, refund::PATH, body, now)
        }
        Op::QueryRefund(refund) => {
            let no = &refund.request.number;
            number::refund(no)?;
            let path = format!("{}/{}", refund::PATH, number::in_path(no));
            get(channel, &format!("{path}?sub_mchid={sub_mchid}"), now)
        }
        Op::Pay { .. }
        | Op::SendCode { .. }
        | Op::Sign { .. }
        | Op::RemoveAgreement { .. }
        | Op::Payout(_)
        | Op::QueryPayout(_) => return Err(StartError::Unsupported),
    })
}

/// The call that fetches the platform certificates.
pub(super) fn certificates(channel: &WechatPay, now: At) -> HttpCall {
    get(channel, "/v3/certificates", now)
}

/// The path of an order, without the prefix.
fn order_path(number: &str) -> Result<String, StartError> {
    number::order(number)?;
    let number = number::in_path(number);
    Ok(format!(
        "/v3/pay/partner/transactions/out-trade-no/{number}"
    ))
}

fn post(channel: &WechatPay, path: &str, body: String, now: At) -> HttpCall {
    let target = format!("{}{path}", channel.endpoint.prefix);
    let mut headers = headers(channel, "POST", &target, &body, now);
    headers.push(("content-type", JSON.to_owned()));
    HttpCall {
        method: HttpMethod::Post,
        url: format!("{}{target}", channel.endpoint.origin),
        headers,
        body: Secret::new(body),
        timeout_ms: TIMEOUT_MS,
        reply_max_bytes: REPLY_MAX_BYTES,
    }
}

fn get(channel: &WechatPay, path: &str, now: At) -> HttpCall {
    let target = format!("{}{path}", channel.endpoint.prefix);
    HttpCall {
        method: HttpMethod::Get,
        url: format!("{}{target}", channel.endpoint.origin),
        headers: headers(channel, "GET", &target, "", now),
        body: Secret::default(),
        timeout_ms: QUERY_TIMEOUT_MS,
        reply_max_bytes: REPLY_MAX_BYTES,
    }
}

/// The header fields of every call. With the id of the public key, WeChat Pay
/// signs the reply with that key; without it, with a certificate [O].
fn headers(
    channel: &WechatPay,
    method: &str,
    target: &str,
    body: &str,
    now: At,
) -> Vec<(&'static str, String)> {
    let authorization = channel.signer.authorization(method, target, body, now);
    let mut headers = vec![
        ("authorization", authorization),
        ("accept", JSON.to_owned()),
        ("user-agent", USER_AGENT.to_owned()),
    ];
    if let Some(id) = channel.verifier.public_key_id() {
        headers.push(("wechatpay-serial", id.to_owned()));
    }
    headers
}
