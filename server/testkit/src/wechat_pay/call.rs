//! A desk's call, as WeChat Pay reads it: operation, number, fields, and a
//! signature that is verified (wire facts 2.1).

use super::keys::{KEYS, WechatSigner};
use super::{ORIGIN, SCHEME, SP_MCHID};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::SignatureHash;
use channels::{HttpCall, HttpMethod};
use domain::clock::At;
use serde_json::Value;

/// What a call asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WechatOperation {
    /// An order that is paid by scanning a code.
    Order,
    /// The state of an order.
    Query,
    /// That an order cannot be paid any more.
    Close,
    /// A refund of a payment or of a part of it.
    Refund,
    /// The state of a refund.
    QueryRefund,
    /// The platform certificates.
    Certificates,
}

/// A call that the provider signed.
#[derive(Clone, Debug)]
pub struct WechatCall {
    /// What it asks for.
    pub operation: WechatOperation,
    /// `out_trade_no` or `out_refund_no`; empty for certificates.
    pub number: String,
    /// When it was signed, to the second.
    pub signed_at: At,
    /// Who signs the reply.
    pub signer: WechatSigner,
    /// The merchant; empty for certificates.
    pub(super) sub_mchid: String,
    /// Null for a GET.
    pub(super) body: Value,
}

/// A call to WeChat Pay; `None` for a call to another network.
///
/// # Panics
/// If its signature is wrong, or there is no such request.
pub fn read(call: &HttpCall) -> Option<WechatCall> {
    let target = call.url.strip_prefix(ORIGIN)?;
    let header = |wanted: &str| {
        let found = call.headers.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.as_str())
    };
    let authorization = header("authorization").expect("an authorization");
    let signed_at = verify(call, target, authorization);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let body: Value = match call.method {
        HttpMethod::Get => Value::Null,
        HttpMethod::Post => serde_json::from_str(call.body.expose()).expect("JSON"),
    };
    let field = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        let in_query = pairs.find(|(known, _)| known == name);
        let in_body = body[name].as_str().map(str::to_owned);
        in_query.map(|(_, value)| value.into_owned()).or(in_body)
    };
    let (operation, number) = operation(call.method, path);
    let number = match operation {
        WechatOperation::Order => field("out_trade_no").expect("a number"),
        WechatOperation::Refund => field("out_refund_no").expect("a number"),
        _ => number.to_owned(),
    };
    let partner = field("sp_mchid").unwrap_or_else(|| SP_MCHID.into());
    assert_eq!(partner, SP_MCHID, "the partner that signed");
    Some(WechatCall {
        operation,
        number,
        signed_at,
        signer: WechatSigner::asked_for(header("wechatpay-serial")),
        sub_mchid: field("sub_mchid").unwrap_or_default(),
        body,
    })
}

/// The operation of a path, and the number in it.
fn operation(method: HttpMethod, path: &str) -> (WechatOperation, &str) {
    const REFUNDS: &str = "/v3/refund/domestic/refunds";
    if method == HttpMethod::Post {
        return match path {
            "/v3/pay/partner/transactions/native" => (WechatOperation::Order, ""),
            REFUNDS => (WechatOperation::Refund, ""),
            _ => {
                let number = order_in(path).and_then(|rest| rest.strip_suffix("/close"));
                (WechatOperation::Close, number.expect("a request"))
            }
        };
    }
    let refund = path.strip_prefix(REFUNDS);
    match (
        order_in(path),
        refund.and_then(|rest| rest.strip_prefix('/')),
    ) {
        (Some(number), _) => (WechatOperation::Query, number),
        (None, Some(number)) => (WechatOperation::QueryRefund, number),
        (None, None) => {
            assert_eq!(path, "/v3/certificates", "a request");
            (WechatOperation::Certificates, "")
        }
    }
}

fn order_in(path: &str) -> Option<&str> {
    path.strip_prefix("/v3/pay/partner/transactions/out-trade-no/")
}

/// Verifies the signature; returns its time.
fn verify(call: &HttpCall, target: &str, authorization: &str) -> At {
    let parts = authorization.strip_prefix(SCHEME).expect("the scheme");
    let part = |name: &str| {
        let begin = format!("{name}=\"");
        let mut parts = parts.trim_start().split(',');
        let value = parts.find_map(|part| part.strip_prefix(&begin));
        value.expect("a part").trim_end_matches('"')
    };
    assert_eq!(part("mchid"), SP_MCHID);
    let (timestamp, nonce) = (part("timestamp"), part("nonce_str"));
    let method = match call.method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
    };
    let lines = [method, target, timestamp, nonce, call.body.expose(), ""].join("\n");
    let signature = STANDARD.decode(part("signature")).expect("base64");
    let right = KEYS
        .partner
        .verifies(SignatureHash::Sha256, lines.as_bytes(), &signature);
    assert!(right, "{method} {target} is signed wrongly");
    let seconds: i64 = timestamp.parse().expect("seconds");
    At::from_ms(seconds * 1000)
}
