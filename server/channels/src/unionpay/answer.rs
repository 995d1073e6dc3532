//! The meaning of replies (wire facts 1.9 to 1.11).
//!
//! A reply counts if its status is 200, it is readable, signed by UnionPay, and
//! repeats the operation's numbers. Its code is looked up in `codes`. Only the
//! reply to a query reports a payment: in reply to the payment itself `00`
//! means accepted ("交易已受理", UnionPay's token sample [O]). Replies to refunds
//! are in `refund`.

use domain::attempt::Receipt;
use domain::card::CardKind;
use domain::clock::At;
use domain::secret::Secret;

use super::UnionPay;
use super::codes::{CodeMeaning, meaning};
use super::fields::MessageFields;
use super::reply_fields::{declined, pending, read_amount, read_receipt};
use super::{raw, refund, timestamp};
use crate::http::{HttpReply, HttpResponse, Show};
use crate::outcome::{AfterDecline, Done, Moved, Outcome, SignedAgreement, UnknownReason};
use crate::request::{Op, PayBy, PaymentMessage, PaymentMethod, Request};

/// The meaning of a reply.
pub(super) fn finish(channel: &UnionPay, request: &Request, reply: &HttpReply, now: At) -> Outcome {
    let body = match reply {
        HttpReply::NoReply => return Outcome::Unknown(UnknownReason::NoReply),
        HttpReply::Response(HttpResponse {
            status: 200, body, ..
        }) => body,
        HttpReply::Response(HttpResponse { status, .. }) => {
            return Outcome::Unknown(UnknownReason::Http(*status));
        }
    };
    let Ok(fields) = raw::parse_body(body) else {
        return Outcome::Unknown(UnknownReason::Unreadable);
    };
    if let Err(fault) = channel.verifier.verify(&fields, now) {
        return Outcome::Unknown(UnknownReason::BadSignature(fault));
    }
    if let Err(field) = check_echo(&fields, request) {
        return Outcome::Unknown(UnknownReason::Mismatch(field));
    }
    let code = fields.get("respCode").unwrap_or_default();
    match &request.op {
        Op::Pay { by, .. } => match by {
            // The browser posts it, so there is no reply.
            PayBy::BankPage { .. } => Outcome::Waiting,
            PayBy::Agreement { .. } => payment_reply(code),
            PayBy::Qr => step_reply(code, || qr(&fields)),
        },
        Op::SendCode { .. } => step_reply(code, || Ok(Done::CodeSent)),
        Op::Sign { .. } => step_reply(code, || signed(&fields)),
        Op::RemoveAgreement { .. } => step_reply(code, || Ok(Done::Removed)),
        Op::Query { payment, paid_by } => query_reply(&fields, code, payment, *paid_by, now),
        Op::Refund(refund) => refund::refund_reply(&fields, code, refund),
        Op::QueryRefund(refund) => refund::query_reply(&fields, code, refund),
        // None is ever sent.
        Op::Close { .. } | Op::Payout(_) | Op::QueryPayout(_) => pending(code),
    }
}

/// Checks that the reply repeats the request's numbers.
fn check_echo(fields: &MessageFields, request: &Request) -> Result<(), &'static str> {
    let ours = request.op.request();
    let time = timestamp::format(ours.time);
    for (name, ours) in [
        ("orderId", Some(ours.number.as_str())),
        ("txnTime", time.as_deref()),
        ("merId", Some(request.account.number.as_str())),
    ] {
        if ours.is_none() || fields.get(name) != ours {
            return Err(name);
        }
    }
    Ok(())
}

/// The reply to a payment. Money may move after any code, except for those that
/// are a decline in any reply.
fn payment_reply(code: &str) -> Outcome {
    match meaning(code) {
        // After each of these the server's own call is pending.
        CodeMeaning::Success
        | CodeMeaning::SuccessWithDefect
        | CodeMeaning::Waiting
        | CodeMeaning::NotStarted => Outcome::Waiting,
        CodeMeaning::Declined(reason) => declined(code, reason, AfterDecline::Final),
        CodeMeaning::NotFound | CodeMeaning::Pending | CodeMeaning::DeclinedIfRecorded(_) => {
            pending(code)
        }
    }
}

/// The reply to a step that moves no money: every declining code is final.
fn step_reply(code: &str, read: impl FnOnce() -> Result<Done, &'static str>) -> Outcome {
    match meaning(code) {
        CodeMeaning::Success | CodeMeaning::SuccessWithDefect => match read() {
            Ok(done) => Outcome::Done(done),
            Err(field) => Outcome::Unknown(UnknownReason::Mismatch(field)),
        },
        CodeMeaning::Declined(reason) | CodeMeaning::DeclinedIfRecorded(reason) => {
            declined(code, reason, AfterDecline::Final)
        }
        CodeMeaning::NotStarted
        | CodeMeaning::Waiting
        | CodeMeaning::Pending
        | CodeMeaning::NotFound => pending(code),
    }
}

/// The reply to a query: `respCode` is about the query, `origRespCode` about
/// the payment.
fn query_reply(
    f: &MessageFields,
    code: &str,
    payment: &PaymentMessage,
    paid_by: PaymentMethod,
    now: At,
) -> Outcome {
    match meaning(code) {
        CodeMeaning::Success => {}
        CodeMeaning::NotFound => return Outcome::Unknown(UnknownReason::NotFound),
        // A declined query says nothing about the payment.
        _ => return pending(code),
    }
    // The test environment repeats the payment's type [V]; the samples say 00.
    if !matches!(f.get("txnType"), Some("00" | "01") | None) {
        return Outcome::Unknown(UnknownReason::Mismatch("txnType"));
    }
    let Some(code) = f.get("origRespCode") else {
        return Outcome::Unknown(UnknownReason::Mismatch("origRespCode"));
    };
    match meaning(code) {
        CodeMeaning::Success => paid(f, payment, false),
        CodeMeaning::SuccessWithDefect => paid(f, payment, true),
        CodeMeaning::NotStarted if paid_by != PaymentMethod::Agreement => Outcome::NotStarted,
        CodeMeaning::NotStarted | CodeMeaning::Waiting => Outcome::Waiting,
        CodeMeaning::Pending => pending(code),
        CodeMeaning::NotFound => Outcome::Unknown(UnknownReason::NotFound),
        CodeMeaning::Declined(reason) | CodeMeaning::DeclinedIfRecorded(reason) => {
            // On the network's page or by its QR code the payer may try again
            // until payTimeout; a token is charged once.
            let may_retry = paid_by != PaymentMethod::Agreement && now <= payment.pay_until;
            let then = if may_retry {
                AfterDecline::PayerMayRetry
            } else {
                AfterDecline::Final
            };
            declined(code, reason, then)
        }
    }
}

/// A successful payment, if the amount is exactly the request's.
fn paid(fields: &MessageFields, payment: &PaymentMessage, defect: bool) -> Outcome {
    match read_paid(fields, defect) {
        Err(field) => Outcome::Unknown(UnknownReason::Mismatch(field)),
        Ok(paid) if paid.amount != payment.request.amount => {
            Outcome::Unknown(UnknownReason::Mismatch("txnAmt"))
        }
        Ok(paid) => Outcome::Moved(Moved::Payment(paid)),
    }
}

/// Reads a payment from the fields of a query's reply or a notice.
pub(super) fn read_paid(fields: &MessageFields, defect: bool) -> Result<Receipt, &'static str> {
    read_receipt(fields, read_amount(fields)?, defect)
}

/// Reads a signed agreement from `tokenPayData`,
/// `{token=..&trId=..&tokenBegin=..&tokenEnd=..&tokenType=01}`.
fn signed(fields: &MessageFields) -> Result<Done, &'static str> {
    let group = fields.get("tokenPayData").ok_or("tokenPayData")?;
    let group = raw::parse_group(group).map_err(|_| "tokenPayData")?;
    let token = group.get("token").ok_or("token")?;
    Ok(Done::Signed(SignedAgreement {
        token: Secret::new(token),
        card_kind: match fields.get("payCardType") {
            Some("01") => Some(CardKind::Debit),
            Some("02") => Some(CardKind::Credit),
            _ => None,
        },
    }))
}

/// Reads the content of a QR code, which is a URL.
fn qr(fields: &MessageFields) -> Result<Done, &'static str> {
    match fields.get("qrCode") {
        Some(content) if crate::absolute_url::is_absolute(content) => {
            Ok(Done::Show(Show::Qr(content.to_owned())))
        }
        _ => Err("qrCode"),
    }
}
