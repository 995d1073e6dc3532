//! The gateway's three addresses (wire facts 1.1): signed form in, signed
//! raw text out; the front one leads the browser to a bank's page.

mod front;
mod qr;
mod query;
mod refund;
mod sms;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::clock::At;

use super::books::{Back, Key, LogError, Trade, Way};
use super::code::Code;
use super::envelope::{Fields, Unread, hex_of_sha256, raw};
use super::hold::{self, Heard};
use super::payment::Shown;
use super::request::{self, Door, Kind, No, no};
use super::{Inner, Live, stamp};
use crate::keys::Kit;

/// Largest request read.
const BODY_MAX_BYTES: usize = 64 * 1024;

/// Fields every answer about a request repeats.
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
pub(super) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/gateway/api/frontTransReq.do", post(front::take))
        .route("/gateway/api/backTransReq.do", post(back))
        .route("/gateway/api/queryTrans.do", post(query))
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
}

async fn back(State(network): State<Arc<Inner>>, body: Bytes) -> Response {
    serve(&network, Door::Back, &body).await
}

async fn query(State(network): State<Arc<Inner>>, body: Bytes) -> Response {
    serve(&network, Door::Query, &body).await
}

/// Does a request, and answers it when it is not held.
async fn serve(network: &Inner, door: Door, body: &[u8]) -> Response {
    let mut heard = None;
    let answer = answer(network, door, body, &mut heard);
    if let Some(heard) = heard {
        hold::wait(network, heard).await;
    }
    deliver(network, answer).await
}

/// A request that is signed, complete and well formed.
struct Request<'a> {
    network: &'a Inner,
    fields: &'a Fields,
    kind: Kind,
    now: At,
}

/// What the network does with a request.
enum Answer {
    /// Signs these fields and sends them.
    Fields(Fields),
    /// No answer for long, then 504.
    Silence,
    /// Half an answer.
    Cut,
    /// HTTP 502.
    BadGateway,
    /// The books could not be written: HTTP 500.
    Fault,
}

/// Why a request is not done.
enum Halt {
    /// The network says no.
    No(No),
    /// The network itself is broken.
    Fault(LogError),
    /// It is a trouble's turn: no readable answer.
    Trouble(Answer),
}

impl From<No> for Halt {
    fn from(no: No) -> Self {
        Self::No(no)
    }
}

impl From<Code> for Halt {
    fn from(code: Code) -> Self {
        Self::No(code.into())
    }
}

impl From<LogError> for Halt {
    fn from(error: LogError) -> Self {
        Self::Fault(error)
    }
}

impl Request<'_> {
    /// A field; empty when absent.
    fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// What its transaction is found by.
    fn key(&self) -> Key {
        Key {
            mer_id: self.get("merId").to_owned(),
            order_id: self.get("orderId").to_owned(),
        }
    }

    /// `txnAmt`, which was checked.
    fn fen(&self) -> i64 {
        self.get("txnAmt").parse().unwrap_or_default()
    }

    /// The transaction it begins.
    fn trade(&self, way: Way) -> Trade {
        Trade {
            echo: echo(self.fields),
            merchant: self.get("merName").to_owned(),
            subject: self.get("orderDesc").to_owned(),
            fen: self.fen(),
            back_url: self.get("backUrl").to_owned(),
            pay_until: stamp::read(self.get("payTimeout")),
            taken_at: self.now,
            way,
            state: super::books::State::Open,
        }
    }

    /// Refuses what comes too late to be paid.
    fn in_time(&self) -> Result<(), No> {
        match stamp::read(self.get("payTimeout")) {
            Some(until) if self.now > until => Err(no(Code::TooLate, "payTimeout")),
            _ => Ok(()),
        }
    }
}

/// Reads, checks and does a request of the server's. `heard` says what it
/// was, when it was one.
fn answer(network: &Inner, door: Door, body: &[u8], heard: &mut Option<Heard>) -> Answer {
    let now = network.clock.now();
    let fields = match network.keys.open(body) {
        Ok(fields) => fields,
        Err(Unread::Garbled) => return Answer::Fields(reply(&Fields::new(), Code::Format.into())),
        Err(Unread::Unsigned(fields)) => {
            return Answer::Fields(reply(&fields, Code::Signature.into()));
        }
    };
    match act(network, door, &fields, now, heard) {
        Ok(extra) => {
            let mut answer = reply(&fields, Code::Ok.into());
            answer.extend(extra);
            Answer::Fields(answer)
        }
        Err(Halt::No(no)) => Answer::Fields(reply(&fields, no)),
        Err(Halt::Trouble(answer)) => answer,
        Err(Halt::Fault(error)) => {
            tracing::error!(%error, "the sandbox's books cannot be written");
            Answer::Fault
        }
    }
}

/// Does a request; answers the fields beyond echo and code.
fn act(
    network: &Inner,
    door: Door,
    fields: &Fields,
    now: At,
    heard: &mut Option<Heard>,
) -> Result<Fields, Halt> {
    let kind = request::check(fields, door, Kit::ACQ_INS_CODE, now)?;
    let request = Request {
        network,
        fields,
        kind,
        now,
    };
    *heard = Some(Heard {
        step: kind,
        order_id: request.key().order_id,
    });
    let live = &mut *network.live();
    match kind {
        Kind::OpenSms | Kind::PaySms => sms::send(&request, live),
        Kind::Open => token::open(&request, live),
        Kind::Pay => token::pay(&request, live),
        Kind::RemoveToken => token::remove(&request, live),
        Kind::QrApply => qr::apply(&request, live),
        Kind::Query => query::tell(&request, live),
        Kind::Refund => refund::take(&request, live, Back::Refund),
        Kind::Undo => refund::take(&request, live, Back::Undo),
        Kind::FrontPay => Err(Code::Format.into()),
    }
}

/// What of a request may be repeated: values that mean nothing to the wire
/// format.
fn echo(fields: &Fields) -> Fields {
    let plain =
        |value: &str| !value.contains(['&', '=', '{', '}', '[', ']']) && value.len() <= 1024;
    ECHO.iter()
        .filter_map(|name| Some(((*name).to_owned(), fields.get(*name)?.clone())))
        .filter(|(_, value)| plain(value))
        .collect()
}

/// Echo and code.
fn reply(fields: &Fields, no: No) -> Fields {
    let mut answer = echo(fields);
    // Always ours, whatever came in: it says how this answer is signed.
    for (name, value) in [
        ("version", "5.1.0"),
        ("encoding", "UTF-8"),
        ("signMethod", "01"),
    ] {
        answer.insert(name.to_owned(), value.to_owned());
    }
    let text = no.code.text();
    let message = if no.about.is_empty() {
        text.to_owned()
    } else {
        format!("{text}[{}]", no.about)
    };
    answer.insert("respCode".to_owned(), no.code.digits().to_owned());
    answer.insert("respMsg".to_owned(), message);
    answer
}

/// Sends an answer, or the lack of one.
async fn deliver(network: &Inner, answer: Answer) -> Response {
    match answer {
        Answer::Fields(fields) => {
            let kind = [(header::CONTENT_TYPE, "text/html;charset=UTF-8")];
            (kind, raw(&network.keys.seal(fields))).into_response()
        }
        Answer::Silence => {
            tokio::time::sleep(network.silence).await;
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
        Answer::Cut => {
            let half = [
                Ok("respCode=00&resp"),
                Err(std::io::ErrorKind::ConnectionReset),
            ];
            Response::new(Body::from_stream(futures::stream::iter(
                half.map(|r| r.map_err(std::io::Error::from)),
            )))
        }
        Answer::BadGateway => (StatusCode::BAD_GATEWAY, "502 Bad Gateway").into_response(),
        Answer::Fault => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What the one who asked for a payment by server gets to see.
fn shown(shown: Shown) -> Result<(), Halt> {
    match shown {
        Shown::Paid => Ok(()),
        Shown::Refused(code) => Err(code.into()),
        Shown::Silence => Err(Halt::Trouble(Answer::Silence)),
        Shown::Cut => Err(Halt::Trouble(Answer::Cut)),
        Shown::BadGateway => Err(Halt::Trouble(Answer::BadGateway)),
    }
}

/// SHA-256 of a token, hexadecimal: what the books keep of it.
fn token_hash(token: &str) -> String {
    hex_of_sha256(token.as_bytes())
}

/// The agreement a request names, and its card.
fn known_token<'a>(
    request: &Request<'_>,
    live: &'a Live,
) -> Result<(&'a super::books::Token, &'static super::cards::Card), No> {
    let part = super::card_data::token_part(request.fields)?;
    check_tr_id(&part.tr_id)?;
    let token = live
        .books
        .token(&token_hash(&part.token))
        .ok_or(no(Code::Token, "token"))?;
    let card = super::cards::Card::by_id(&token.card).ok_or(no(Code::Token, "token"))?;
    Ok((token, card))
}

/// Refuses another requestor's number.
fn check_tr_id(tr_id: &str) -> Result<(), No> {
    if tr_id == Kit::TR_ID {
        Ok(())
    } else {
        Err(no(Code::Token, "trId"))
    }
}
