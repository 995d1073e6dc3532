//! WeChat Pay's API in partner mode: signed JSON in, signed JSON out
//! (wire facts 2.1 to 2.3), under [`WechatPayKit::PATH`].

mod certificates;
mod close;
mod order;
mod query;
mod refund;
mod refund_query;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use domain::clock::At;
use domain::ids::random_text;
use serde::Serialize;

use super::WechatPay;
use super::keys::WechatPayKit;
use super::step::RequestStep;
use super::wire_error::{ErrorCode, WireError};
use crate::jsonl_file::JsonlError;
use crate::networks::broken_reply::{self, BrokenReply};
use crate::networks::held_replies::WaitingRequest;

/// The largest request, in bytes.
const BODY_MAX_BYTES: usize = 64 * 1024;

/// The routes.
pub(super) fn routes() -> Router<Arc<WechatPay>> {
    Router::new()
        .route(&format!("{}/v3/{{*rest}}", WechatPayKit::PATH), any(serve))
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
}

/// A request that the provider signed.
struct SignedRequest<'a> {
    network: &'a WechatPay,
    /// The number in the path, decoded; empty without one.
    number: String,
    query: BTreeMap<String, String>,
    body: &'a [u8],
    now: At,
}

/// A reply that is not an error.
#[derive(Debug)]
struct Reply {
    status: StatusCode,
    body: String,
}

/// Why a request has another reply.
enum GatewayError {
    /// It is refused.
    Refused(WireError),
    /// The records cannot be written.
    Fault(JsonlError),
    /// A failure replaces the reply.
    Broken(BrokenReply),
    /// It is executed; this reply is slow.
    Slow(Reply),
}

impl From<WireError> for GatewayError {
    fn from(error: WireError) -> Self {
        Self::Refused(error)
    }
}

impl From<ErrorCode> for GatewayError {
    fn from(code: ErrorCode) -> Self {
        Self::Refused(code.into())
    }
}

impl From<JsonlError> for GatewayError {
    fn from(error: JsonlError) -> Self {
        Self::Fault(error)
    }
}

impl Reply {
    /// 200 with a body.
    fn json(body: &impl Serialize) -> Self {
        Self {
            status: StatusCode::OK,
            body: serde_json::to_string(body).expect("texts and numbers become JSON"),
        }
    }

    /// 204.
    const fn empty() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            body: String::new(),
        }
    }
}

impl SignedRequest<'_> {
    /// A parameter of the query.
    fn parameter(&self, name: &'static str) -> Result<&str, WireError> {
        let value = self.query.get(name).map(String::as_str);
        value.ok_or(WireError::field(name, "missing from the query"))
    }

    /// The parameter `sp_mchid`, which is the provider's.
    fn check_sp_mchid(&self) -> Result<(), WireError> {
        if self.parameter("sp_mchid")? == WechatPayKit::SP_MCHID {
            Ok(())
        } else {
            Err(WireError::field("sp_mchid", "not the provider that signed"))
        }
    }
}

/// Processes a request, and sends the reply once it is not held.
async fn serve(
    State(network): State<Arc<WechatPay>>,
    Path(rest): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let asked = headers.get("wechatpay-serial");
    let asked = asked
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let mut accepted = None;
    let signed = network
        .provider
        .check(&method, &uri, &headers, &body, network.shared.now());
    if let Err(issue) = signed {
        return not_signed(issue);
    }
    let done = checked(
        &network,
        &method,
        &format!("/v3/{rest}"),
        &uri,
        &headers,
        &body,
    )
    .and_then(|(step, request)| act(step, &request, &mut accepted));
    if let Some(request) = accepted {
        network.shared.wait_while_held(request).await;
    }
    match done {
        Ok(reply) => network.signed(reply.status, reply.body, asked.as_deref()),
        Err(GatewayError::Refused(error)) => {
            let body = Reply::json(&error.body()).body;
            network.signed(error.code.status(), body, asked.as_deref())
        }
        Err(GatewayError::Slow(reply)) => {
            tokio::time::sleep(network.shared.slowness).await;
            network.signed(reply.status, reply.body, asked.as_deref())
        }
        Err(GatewayError::Broken(broken)) => broken_reply::deliver(&network.shared, broken).await,
        Err(GatewayError::Fault(error)) => {
            tracing::error!(%error, "the sandbox's records cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A signed request, if its headers are right and there is such a request.
fn checked<'a>(
    network: &'a WechatPay,
    method: &Method,
    path: &str,
    uri: &Uri,
    headers: &HeaderMap,
    body: &'a [u8],
) -> Result<(RequestStep, SignedRequest<'a>), GatewayError> {
    check_headers(network, headers, !body.is_empty())?;
    let step = RequestStep::of(method, path);
    let (step, number) = step.ok_or(ErrorCode::ResourceNotExists)?;
    let query = uri.query().unwrap_or_default();
    let request = SignedRequest {
        network,
        number: number.to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        body,
        now: network.shared.now(),
    };
    Ok((step, request))
}

/// The headers that every request needs.
fn check_headers(
    network: &WechatPay,
    headers: &HeaderMap,
    has_body: bool,
) -> Result<(), WireError> {
    let json = |name: HeaderName| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.starts_with("application/json") || value == "*/*")
    };
    if !json(header::ACCEPT) {
        return Err(WireError::field("Accept", "not application/json"));
    }
    if has_body && !json(header::CONTENT_TYPE) {
        return Err(WireError::field("Content-Type", "not application/json"));
    }
    if !headers.contains_key(header::USER_AGENT) {
        return Err(WireError::field("User-Agent", "missing"));
    }
    let serial = headers.get("wechatpay-serial");
    let known = serial.is_none_or(|serial| serial.to_str().is_ok_and(|s| network.knows(s)));
    known
        .then_some(())
        .ok_or(WireError::field("Wechatpay-Serial", "unknown"))
}

/// Executes a request. Sets `accepted`, so that its reply can be held.
fn act(
    step: RequestStep,
    request: &SignedRequest<'_>,
    accepted: &mut Option<WaitingRequest>,
) -> Result<Reply, GatewayError> {
    let mut hold = |number: &str| {
        *accepted = Some(WaitingRequest {
            step: step.name(),
            order_id: number.to_owned(),
        });
    };
    match step {
        RequestStep::NativeOrder => order::place(request, &mut hold),
        RequestStep::Refund => refund::accept(request, &mut hold),
        RequestStep::Query | RequestStep::Close | RequestStep::QueryRefund => {
            hold(&request.number);
            match step {
                RequestStep::Close => close::close(request),
                RequestStep::QueryRefund => refund_query::answer(request),
                _ => query::answer(request),
            }
        }
        RequestStep::Certificates => {
            hold("");
            certificates::list(request)
        }
    }
}

/// `SIGN_ERROR`. Like the real network's, its reply is not signed.
fn not_signed(issue: &'static str) -> Response {
    let error = WireError::new(ErrorCode::SignError, issue);
    json(error.code.status(), Reply::json(&error.body()).body)
}

/// A reply without a signature.
fn json(status: StatusCode, body: String) -> Response {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    if status != StatusCode::NO_CONTENT {
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, json);
    }
    response
}

impl WechatPay {
    /// True when `serial` names a key that can sign a reply.
    fn knows(&self, serial: &str) -> bool {
        self.platform().knows(serial)
    }

    /// A signed reply.
    fn signed(&self, status: StatusCode, body: String, asked: Option<&str>) -> Response {
        let nonce = random_text(&*self.shared.entropy);
        let timestamp = self.shared.now().ms() / 1000;
        let signature =
            self.platform()
                .sign(&body, nonce, timestamp, asked.filter(|s| self.knows(s)));
        let mut response = json(status, body);
        let headers = response.headers_mut();
        for (name, value) in signature.into_headers() {
            let value = HeaderValue::try_from(value).expect("letters, digits and signs of Base64");
            headers.insert(name, value);
        }
        response
    }
}
