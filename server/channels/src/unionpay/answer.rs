//! The meaning of replies (wire facts 1.9 to 1.11).
//!
//! A reply counts if its status is 200, it is readable, signed by UnionPay, and
//! repeats the operation's numbers. Its code is looked up in `codes`. Only the
//! reply to a query reports a payment: in reply to the payment itself `00`
//! means accepted ("交易已受理", UnionPay's token sample [O]). Replies to refunds
//! are in `refund`.

use domain::clock::At;
use domain::secret::Secret;

use super::UnionPay;
use super::codes::{CodeMeaning, meaning};
use super::fields::MessageFields;
use super::operation::{Operation, PaymentMethod, Trade, TransactionKey};
use super::reply_fields::{declined, digits, masked, pending, read_amount};
use super::{raw, refund, timestamp};
use crate::http::HttpReply;
use crate::outcome::{Ask, Outcome, Paid, SignedAgreement, UnknownReason};

/// The meaning of a reply.
pub(super) fn finish(channel: &UnionPay, op: &Operation, reply: HttpReply<'_>, now: At) -> Outcome {
    let bytes = match reply {
        HttpReply::NoReply => return Outcome::Unknown(UnknownReason::NoReply),
        HttpReply::Body { status: 200, bytes } => bytes,
        HttpReply::Body { status, .. } => return Outcome::Unknown(UnknownReason::Http(status)),
    };
    let Ok(fields) = raw::parse_body(bytes) else {
        return Outcome::Unknown(UnknownReason::Unreadable);
    };
    if let Err(fault) = channel.verifier.verify(&fields, now) {
        return Outcome::Unknown(UnknownReason::BadSignature(fault));
    }
    if let Err(field) = check_echo(&fields, &op.key()) {
        return Outcome::Unknown(UnknownReason::Mismatch(field));
    }
    let code = fields.get("respCode").unwrap_or_default();
    match op {
        // The browser posts it, so there is no reply.
        Operation::FrontPay { .. } => Outcome::Waiting,
        Operation::Query { trade, paid_by } => query_reply(&fields, code, trade, *paid_by, now),
        Operation::Pay { .. } => payment_reply(code),
        Operation::OpenSms { .. } | Operation::PaySms { .. } => {
            step_reply(code, || Ok(Ask::SmsSent))
        }
        Operation::Open { .. } => step_reply(code, || signed(&fields)),
        Operation::RemoveToken { .. } => step_reply(code, || Ok(Ask::Removed)),
        Operation::QrApply { .. } => step_reply(code, || qr(&fields)),
        Operation::Refund { refund } | Operation::Undo { refund } => {
            refund::refund_reply(&fields, code, refund)
        }
        Operation::QueryRefund { refund, sent_as } => {
            refund::query_reply(&fields, code, refund, *sent_as)
        }
    }
}

/// Checks that the reply repeats the operation's numbers.
fn check_echo(fields: &MessageFields, key: &TransactionKey<'_>) -> Result<(), &'static str> {
    let time = timestamp::format(key.txn_time);
    for (name, ours) in [
        ("orderId", Some(key.order_id)),
        ("txnTime", time.as_deref()),
        ("merId", Some(key.merchant.mer_id.as_str())),
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
        | CodeMeaning::WithPayer => Outcome::Waiting,
        CodeMeaning::Declined(reason) => declined(code, reason, false),
        CodeMeaning::NotFound | CodeMeaning::Pending | CodeMeaning::DeclinedIfRecorded(_) => {
            pending(code)
        }
    }
}

/// The reply to a step that moves no money: every declining code is final.
fn step_reply(code: &str, done: impl FnOnce() -> Result<Ask, &'static str>) -> Outcome {
    match meaning(code) {
        CodeMeaning::Success | CodeMeaning::SuccessWithDefect => match done() {
            Ok(ask) => Outcome::Ask(ask),
            Err(field) => Outcome::Unknown(UnknownReason::Mismatch(field)),
        },
        CodeMeaning::Declined(reason) | CodeMeaning::DeclinedIfRecorded(reason) => {
            declined(code, reason, false)
        }
        CodeMeaning::WithPayer
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
    trade: &Trade,
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
        CodeMeaning::Success => paid(f, trade, false),
        CodeMeaning::SuccessWithDefect => paid(f, trade, true),
        CodeMeaning::WithPayer if paid_by != PaymentMethod::Token => Outcome::WithPayer,
        CodeMeaning::WithPayer | CodeMeaning::Waiting => Outcome::Waiting,
        CodeMeaning::Pending => pending(code),
        CodeMeaning::NotFound => Outcome::Unknown(UnknownReason::NotFound),
        CodeMeaning::Declined(reason) | CodeMeaning::DeclinedIfRecorded(reason) => {
            // On the network's page or by its QR code the payer may try again
            // until payTimeout; a token is charged once.
            declined(
                code,
                reason,
                paid_by != PaymentMethod::Token && now <= trade.expires_at,
            )
        }
    }
}

/// A successful payment, if the amount is exactly the operation's.
fn paid(fields: &MessageFields, trade: &Trade, defect: bool) -> Outcome {
    match read_paid(fields, defect) {
        Err(field) => Outcome::Unknown(UnknownReason::Mismatch(field)),
        Ok(paid) if paid.amount != trade.amount => {
            Outcome::Unknown(UnknownReason::Mismatch("txnAmt"))
        }
        Ok(paid) => Outcome::Paid(paid),
    }
}

/// Reads a payment from the fields of a query's reply or a notice.
pub(super) fn read_paid(fields: &MessageFields, defect: bool) -> Result<Paid, &'static str> {
    let own = |name: &str| fields.get(name).map(str::to_owned);
    let query_id = own("queryId")
        .filter(|id| digits(id, 1..=32))
        .ok_or("queryId")?;
    Ok(Paid {
        query_id,
        trace_no: own("traceNo"),
        trace_time: own("traceTime"),
        settle_date: own("settleDate"),
        amount: read_amount(fields)?,
        defect,
        payer_account_masked: fields.get("accNo").and_then(masked),
    })
}

/// Reads a signed agreement from `tokenPayData`,
/// `{token=..&trId=..&tokenBegin=..&tokenEnd=..&tokenType=01}`.
fn signed(fields: &MessageFields) -> Result<Ask, &'static str> {
    let group = fields.get("tokenPayData").ok_or("tokenPayData")?;
    let group = raw::parse_group(group).map_err(|_| "tokenPayData")?;
    let token = group.get("token").ok_or("token")?;
    Ok(Ask::Signed(SignedAgreement {
        token: Secret::new(token),
        token_begin: group.get("tokenBegin").and_then(timestamp::parse),
        token_end: group.get("tokenEnd").and_then(timestamp::parse),
        card_type: fields.get("payCardType").map(str::to_owned),
        card_masked: fields.get("accNo").and_then(masked),
    }))
}

/// Reads the content of a QR code, which is a URL.
fn qr(fields: &MessageFields) -> Result<Ask, &'static str> {
    match fields.get("qrCode") {
        Some(content) if super::absolute_url::is_absolute(content) => Ok(Ask::Qr {
            content: content.to_owned(),
        }),
        _ => Err("qrCode"),
    }
}
