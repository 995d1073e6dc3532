//! The meaning of replies (wire facts 2.2, 2.3).
//!
//! A reply counts, of success or of an error, if WeChat Pay signed it. It signs
//! every reply to a request whose own signature is valid [O]: an unsigned one is
//! a proxy's, or says that ours is wrong. Error codes are looked up in `codes`.

use super::codes::{self, CodeMeaning};
use super::transaction::Transaction;
use super::{WechatPay, error_reply, headers, json, order, refund};
use crate::http::{HttpReply, HttpResponse};
use crate::outcome::{AfterDecline, Declined, Done, Outcome, UnknownReason};
use crate::request::{Op, PaymentMessage, Request};
use domain::clock::At;

/// The meaning of a reply.
pub(super) fn finish(
    channel: &WechatPay,
    request: &Request,
    reply: &HttpReply,
    now: At,
) -> Outcome {
    match verified(channel, reply, now) {
        Err(why) => Outcome::Unknown(why),
        Ok(response) => match response.status {
            200 | 204 => success(channel, request, response, now),
            status => error(&request.op, status, &response.body),
        },
    }
}

/// The response, if it is signed.
///
/// # Errors
/// Why it does not count.
fn verified<'a>(
    channel: &WechatPay,
    reply: &'a HttpReply,
    now: At,
) -> Result<&'a HttpResponse, UnknownReason> {
    let HttpReply::Response(response) = reply else {
        return Err(UnknownReason::NoReply);
    };
    let (status, headers) = (response.status, &response.headers);
    let is_success = (200..300).contains(&status);
    if !is_success && headers::any(headers, headers::SIGNATURE).next().is_none() {
        return Err(UnknownReason::Http(status));
    }
    let verified = channel.verifier.verify(headers, &response.body, now);
    verified.map_err(UnknownReason::BadSignature)?;
    Ok(response)
}

/// A reply of success.
fn success(channel: &WechatPay, request: &Request, response: &HttpResponse, now: At) -> Outcome {
    let body = &response.body;
    match (&request.op, response.status) {
        (Op::Pay { .. }, 200) => {
            order::read_code(body).map_or_else(Outcome::Unknown, Outcome::Done)
        }
        (Op::Query { payment, .. }, 200) => query_reply(channel, request, payment, body, now),
        (Op::Close { .. }, 204) => Outcome::Done(Done::Closed),
        (Op::Refund(refund), 200) => refund::refund_reply(body, refund),
        (Op::QueryRefund(refund), 200) => refund::query_reply(body, refund),
        (_, status) => Outcome::Unknown(UnknownReason::Http(status)),
    }
}

/// The reply to the query of an order.
fn query_reply(
    channel: &WechatPay,
    request: &Request,
    payment: &PaymentMessage,
    body: &[u8],
    now: At,
) -> Outcome {
    let Some(found) = json::read::<Transaction>(body) else {
        return Outcome::Unknown(UnknownReason::Unreadable);
    };
    for (name, theirs, ours) in [
        ("sp_mchid", &found.sp_mchid, &channel.partner.sp_mchid),
        ("sub_mchid", &found.sub_mchid, &request.account.number),
        ("out_trade_no", &found.out_trade_no, &payment.request.number),
    ] {
        if theirs != ours {
            return Outcome::Unknown(UnknownReason::Mismatch(name));
        }
    }
    found.outcome(payment.request.amount, payment.pay_until, now)
}

/// A signed reply that is no success. Only 4xx refuses a request: after any other
/// status it may have been taken in.
fn error(op: &Op, status: u16, body: &[u8]) -> Outcome {
    let Some(code) = error_reply::code(body) else {
        return Outcome::Unknown(UnknownReason::Http(status));
    };
    if !(400..500).contains(&status) {
        return Outcome::Unknown(error_reply::pending(&code));
    }
    let known = codes::lookup(&code);
    let meaning = match op {
        Op::Pay { .. } => known.order,
        Op::Query { .. } => known.query,
        Op::Close { .. } => known.close,
        Op::Refund(_) => known.refund,
        Op::QueryRefund(_) => known.query_refund,
        // None is ever sent.
        Op::SendCode { .. }
        | Op::Sign { .. }
        | Op::RemoveAgreement { .. }
        | Op::Payout(_)
        | Op::QueryPayout(_) => CodeMeaning::Pending,
    };
    match meaning {
        CodeMeaning::Pending => Outcome::Unknown(error_reply::pending(&code)),
        CodeMeaning::NotFound => Outcome::Unknown(UnknownReason::NotFound),
        CodeMeaning::Closed => Outcome::Done(Done::Closed),
        CodeMeaning::Declined(reason) => Outcome::Declined(Declined {
            code,
            reason,
            field: None,
            then: AfterDecline::Final,
        }),
    }
}
