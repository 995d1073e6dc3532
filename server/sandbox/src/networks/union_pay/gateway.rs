//! The gateway's three URLs (wire facts 1.1): a signed form in, a signed text
//! out. The front URL redirects the browser to a bank's page.

mod front;
mod qr;
mod query;
mod refund;
mod sms;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::clock::At;

use super::code::RespCode;
use super::envelope::{EnvelopeError, MessageFields, hex_of_sha256, raw};
use super::keys::UnionPayKit;
use super::records::{PayMethod, RefundKind, Transaction, TransactionId};
use super::request::{self, Endpoint, RequestKind, RequestRefusal, refusal};
use super::{UnionPay, UnionPayState, wire_time};
use crate::jsonl_file::JsonlError;
use crate::networks::broken_reply::{self, BrokenReply};
use crate::networks::cards::TestCard;
use crate::networks::held_replies::WaitingRequest;

/// An answer that breaks off.
const CUT: BrokenReply = BrokenReply::Cut("respCode=00&resp");
/// The largest request, in bytes.
const BODY_MAX_BYTES: usize = 64 * 1024;

/// The fields that every answer repeats.
const ECHO: &[&str] = &[
    "version",
    "encoding",
    "signMethod",
    "txnType",
    "txnSubType",
    "bizType",
    "accessType",
    "acqInsCode",
    "merId",
    "orderId",
    "txnTime",
    "txnAmt",
    "currencyCode",
    "origQryId",
    "reqReserved",
];

/// The routes.
pub(super) fn routes() -> Router<Arc<UnionPay>> {
    Router::new()
        .route("/gateway/api/frontTransReq.do", post(front::take))
        .route("/gateway/api/backTransReq.do", post(back_request))
        .route("/gateway/api/queryTrans.do", post(query_request))
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
}

async fn back_request(State(network): State<Arc<UnionPay>>, body: Bytes) -> Response {
    serve(&network, Endpoint::Back, &body).await
}

async fn query_request(State(network): State<Arc<UnionPay>>, body: Bytes) -> Response {
    serve(&network, Endpoint::Query, &body).await
}

/// Processes a request, and sends the answer once it is not held.
async fn serve(network: &UnionPay, endpoint: Endpoint, body: &[u8]) -> Response {
    let mut accepted = None;
    let answer = answer(network, endpoint, body, &mut accepted);
    if let Some(request) = accepted {
        network.shared.wait_while_held(request).await;
    }
    deliver(network, answer).await
}

/// A signed, complete and well-formed request.
struct GatewayRequest<'a> {
    network: &'a UnionPay,
    fields: &'a MessageFields,
    kind: RequestKind,
    now: At,
}

/// The answer to a request.
enum GatewayReply {
    /// These fields, to be signed.
    Fields(MessageFields),
    /// The same, after a while.
    Slow(MessageFields),
    /// A failing answer.
    Broken(BrokenReply),
    /// The records could not be written: HTTP 500.
    Fault,
}

/// Why a request is not executed.
enum GatewayError {
    /// It is refused.
    No(RequestRefusal),
    /// The records cannot be written.
    Fault(JsonlError),
    /// A failing answer, whatever was done.
    Broken(BrokenReply),
    /// It is executed, and its answer with these fields is slow.
    Slow(MessageFields),
}

impl From<RequestRefusal> for GatewayError {
    fn from(refusal: RequestRefusal) -> Self {
        Self::No(refusal)
    }
}

impl From<RespCode> for GatewayError {
    fn from(code: RespCode) -> Self {
        Self::No(code.into())
    }
}

impl From<JsonlError> for GatewayError {
    fn from(error: JsonlError) -> Self {
        Self::Fault(error)
    }
}

impl GatewayRequest<'_> {
    /// A field; empty when absent.
    fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// The key of its transaction.
    fn key(&self) -> TransactionId {
        TransactionId {
            mer_id: self.get("merId").to_owned(),
            order_id: self.get("orderId").to_owned(),
        }
    }

    /// `txnAmt`, already checked.
    fn fen(&self) -> i64 {
        self.get("txnAmt").parse().unwrap_or_default()
    }

    /// The transaction that it starts.
    fn transaction(&self, method: PayMethod) -> Transaction {
        Transaction {
            echo: echo(self.fields),
            merchant: self.get("merName").to_owned(),
            subject: self.get("orderDesc").to_owned(),
            fen: self.fen(),
            back_url: self.get("backUrl").to_owned(),
            pay_until: wire_time::read(self.get("payTimeout")),
            taken_at: self.now,
            method,
            state: super::records::TransactionState::Open,
        }
    }

    /// Refuses a request whose `payTimeout` has passed.
    fn check_in_time(&self) -> Result<(), RequestRefusal> {
        match wire_time::read(self.get("payTimeout")) {
            Some(until) if self.now > until => Err(refusal(RespCode::TooLate, "payTimeout")),
            _ => Ok(()),
        }
    }
}

/// Reads, checks and executes a request of Paydesk. Sets `accepted` if the
/// request is well formed.
fn answer(
    network: &UnionPay,
    endpoint: Endpoint,
    body: &[u8],
    accepted: &mut Option<WaitingRequest>,
) -> GatewayReply {
    let now = network.shared.now();
    let fields = match network.keys.open(body) {
        Ok(fields) => fields,
        Err(EnvelopeError::Garbled) => {
            return GatewayReply::Fields(reply(&MessageFields::new(), RespCode::Format.into()));
        }
        Err(EnvelopeError::Unsigned(fields)) => {
            return GatewayReply::Fields(reply(&fields, RespCode::Signature.into()));
        }
    };
    match act(network, endpoint, &fields, now, accepted) {
        Ok(extra) => GatewayReply::Fields(success(&fields, extra)),
        Err(GatewayError::Slow(extra)) => GatewayReply::Slow(success(&fields, extra)),
        Err(GatewayError::No(refusal)) => GatewayReply::Fields(reply(&fields, refusal)),
        Err(GatewayError::Broken(broken)) => GatewayReply::Broken(broken),
        Err(GatewayError::Fault(error)) => {
            tracing::error!(%error, "the sandbox's records cannot be written");
            GatewayReply::Fault
        }
    }
}

/// Executes a request; returns the fields beyond the repeated ones and the
/// code.
fn act(
    network: &UnionPay,
    endpoint: Endpoint,
    fields: &MessageFields,
    now: At,
    accepted: &mut Option<WaitingRequest>,
) -> Result<MessageFields, GatewayError> {
    let kind = request::check(fields, endpoint, UnionPayKit::ACQ_INS_CODE, now)?;
    let request = GatewayRequest {
        network,
        fields,
        kind,
        now,
    };
    *accepted = Some(WaitingRequest {
        step: kind.name(),
        order_id: request.key().order_id,
    });
    let state = &mut *network.state();
    match kind {
        RequestKind::OpenSms | RequestKind::PaySms => sms::send(&request, state),
        RequestKind::Open => token::open(&request, state),
        RequestKind::Pay => token::pay(&request, state),
        RequestKind::RemoveToken => token::remove(&request, state),
        RequestKind::QrApply => qr::apply(&request, state),
        RequestKind::Query => query::answer(&request, state),
        RequestKind::Refund => refund::accept(&request, state, RefundKind::Refund),
        RequestKind::Undo => refund::accept(&request, state, RefundKind::Undo),
        RequestKind::FrontPay => Err(RespCode::Format.into()),
    }
}

/// The fields that the answer repeats: values without reserved characters of
/// the message format.
fn echo(fields: &MessageFields) -> MessageFields {
    let plain =
        |value: &str| !value.contains(['&', '=', '{', '}', '[', ']']) && value.len() <= 1024;
    ECHO.iter()
        .filter_map(|name| Some(((*name).to_owned(), fields.get(*name)?.clone())))
        .filter(|(_, value)| plain(value))
        .collect()
}

/// The answer to an executed request.
fn success(fields: &MessageFields, extra: MessageFields) -> MessageFields {
    let mut answer = reply(fields, RespCode::Ok.into());
    answer.extend(extra);
    answer
}

/// The repeated fields and the code.
fn reply(fields: &MessageFields, refusal: RequestRefusal) -> MessageFields {
    let mut answer = echo(fields);
    // The network sets these whatever the request has: they describe the
    // signature.
    for (name, value) in [
        ("version", "5.1.0"),
        ("encoding", "UTF-8"),
        ("signMethod", "01"),
    ] {
        answer.insert(name.to_owned(), value.to_owned());
    }
    let text = refusal.code.text();
    let message = if refusal.detail.is_empty() {
        text.to_owned()
    } else {
        format!("{text}[{}]", refusal.detail)
    };
    answer.insert("respCode".to_owned(), refusal.code.digits().to_owned());
    answer.insert("respMsg".to_owned(), message);
    answer
}

/// Sends an answer, or the failure that replaces it.
async fn deliver(network: &UnionPay, answer: GatewayReply) -> Response {
    match answer {
        GatewayReply::Fields(fields) => sealed(network, fields),
        GatewayReply::Slow(fields) => {
            tokio::time::sleep(network.shared.slowness).await;
            sealed(network, fields)
        }
        GatewayReply::Broken(broken) => broken_reply::deliver(&network.shared, broken).await,
        GatewayReply::Fault => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A signed answer.
fn sealed(network: &UnionPay, fields: MessageFields) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html;charset=UTF-8")];
    (kind, raw(&network.keys.seal(fields))).into_response()
}

/// SHA-256 of a token, hexadecimal; the records have no token.
fn token_hash(token: &str) -> String {
    hex_of_sha256(token.as_bytes())
}

/// The agreement of a request's token, and its card.
fn known_token<'a>(
    request: &GatewayRequest<'_>,
    state: &'a UnionPayState,
) -> Result<(&'a super::records::Token, &'static TestCard), RequestRefusal> {
    let part = super::card_data::token_part(request.fields)?;
    check_tr_id(&part.tr_id)?;
    let token = state
        .records
        .token(&token_hash(&part.token))
        .ok_or(refusal(RespCode::Token, "token"))?;
    let card = TestCard::by_id(&token.card).ok_or(refusal(RespCode::Token, "token"))?;
    Ok((token, card))
}

/// Refuses another token requestor's number.
fn check_tr_id(tr_id: &str) -> Result<(), RequestRefusal> {
    if tr_id == UnionPayKit::TR_ID {
        Ok(())
    } else {
        Err(refusal(RespCode::Token, "trId"))
    }
}
