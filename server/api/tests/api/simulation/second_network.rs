//! The invented network in the simulation: its JSON, told as the fields in
//! which the simulated network keeps its records, and back.

use super::network::timestamp;
use axum::body::Body;
use axum::http::Request;
use channels::{HttpCall, HttpReply};
use domain::clock::At;
use serde_json::{Value, json};
use testkit::network::{Fields, reply};
use testkit::second_network::{self, signed, signed_by_stranger};

/// The value of `accessType` in its records.
const MARK: &str = "second";
/// Two results of a query that UnionPay does not have: the QR code was not
/// scanned yet, and it was closed.
pub(super) const NOT_PAID: &str = "not_paid";
pub(super) const CLOSED: &str = "closed";

/// True for records of this network.
pub(super) fn is_its(fields: &Fields) -> bool {
    fields["accessType"] == MARK
}

/// A call of a desk to this network; `None` for any other call.
pub(super) fn read(call: &HttpCall) -> Option<Fields> {
    let operation = second_network::operation(call)?;
    let body: Value = serde_json::from_str(call.body.expose()).expect("JSON");
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let (kind, sub_kind) = match operation {
        "pay" => ("01", "07"),
        "refund" => ("04", "00"),
        "close" => ("close", "00"),
        _ => ("00", "00"),
    };
    let pay_until = At::from_ms(body["pay_until_ms"].as_i64().unwrap_or_default());
    let fields = [
        ("accessType", MARK.to_owned()),
        ("bizType", operation.to_owned()),
        ("orderId", subject_first(&text("number"))),
        ("txnTime", String::new()),
        ("merId", text("account")),
        ("txnType", kind.to_owned()),
        ("txnSubType", sub_kind.to_owned()),
        ("txnAmt", body["fen"].to_string()),
        ("origQryId", text("payment")),
        ("payTimeout", timestamp(pay_until)),
    ];
    let named = fields.map(|(name, value)| (name.to_owned(), value));
    Some(named.into_iter().collect())
}

/// `second-000-<subject>` as `<subject>second-000-`: records are found by the
/// subject, which comes first.
fn subject_first(number: &str) -> String {
    let (before, subject) = number.split_at(number.len() - 26);
    format!("{subject}{before}")
}

/// The network's number of a record.
pub(super) fn number(fields: &Fields) -> String {
    let (subject, before) = fields["orderId"].split_at(26);
    format!("{before}{subject}")
}

/// The answer to a call, signed by the network or by a stranger.
pub(super) fn answer(asked: &Fields, fields: &Fields, by_stranger: bool) -> HttpReply {
    let code = fields["respCode"].as_str();
    let end = fields.get("origRespCode").map_or("", String::as_str);
    let state = match (asked["bizType"].as_str(), code, end) {
        ("pay", "00", _) => "QR",
        ("refund", "00" | "03" | "05" | "12", _) => "PROCESSING",
        (_, "34", _) => "NOT_FOUND",
        ("close", "00", _) | ("query", "00", CLOSED) => "CLOSED",
        ("pay" | "refund" | "close", ..) => "REFUSED",
        ("query", "00", NOT_PAID) => "NOTPAY",
        (_, "00", "05" | "83" | "03" | "04") => "PROCESSING",
        ("query", "00", "00" | "A6") => "PAID",
        ("query_refund", "00", "00") => "REFUNDED",
        (_, "00", _) => "REFUSED",
        _ => "BUSY",
    };
    let answer = json!({
        "state": state,
        "qr": fields.get("qrCode"),
        "fen": fen(fields.get("txnAmt").unwrap_or(&asked["txnAmt"])),
        "id": fields.get("queryId"),
    });
    let sign = if by_stranger {
        signed_by_stranger
    } else {
        signed
    };
    let (headers, body) = sign(&answer);
    match reply(200, body) {
        HttpReply::Response(response) => HttpReply::Response(channels::HttpResponse {
            headers,
            ..response
        }),
        HttpReply::NoReply => unreachable!("a reply"),
    }
}

/// The request that brings a notice to a desk.
pub(super) fn notice(fields: &Fields, forged: bool) -> Request<Body> {
    let refund = fields
        .get("origQryId")
        .filter(|payment| !payment.is_empty());
    let told = json!({
        "kind": if refund.is_some() { "refund" } else { "payment" },
        "number": number(fields),
        "account": fields["merId"],
        "fen": fen(&fields["txnAmt"]),
        "payment": refund,
        "id": fields["queryId"],
    });
    let sign = if forged { signed_by_stranger } else { signed };
    let (headers, body) = sign(&told);
    let mut request = Request::post(format!("/notify/{}", second_network::ID));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    request.body(Body::from(body)).expect("a request")
}

fn fen(text: &str) -> i64 {
    text.parse().expect("an amount")
}
