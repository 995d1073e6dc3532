//! From a reply to its meaning (wire facts 1.9 to 1.11).
//!
//! A reply counts when it is a 200, readable, signed by UnionPay, and echoes
//! our numbers. Then the code speaks, through the table in `codes`. The one
//! reply that says `Paid` is a query's. To a payment itself `00` means
//! accepted ("交易已受理", UnionPay's token sample [O]): ask what became of it.
//! What replies to refunds mean is in `refund`.

use domain::clock::At;
use domain::money::Money;
use domain::secret::Secret;

use super::UnionPay;
use super::codes::{CodeMeaning, verdict};
use super::fields::Fields;
use super::op::{Key, Operation, PaymentMethod, Trade};
use super::{raw, refund, stamp};
use crate::outcome::{Ask, Declined, Outcome, Paid, SignedAgreement, UnknownReason};
use crate::wire::HttpReply;

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
    if let Err(fault) = channel.trust.check(&fields, now) {
        return Outcome::Unknown(UnknownReason::BadSignature(fault));
    }
    if let Err(field) = echoes(&fields, &op.key()) {
        return Outcome::Unknown(UnknownReason::Mismatch(field));
    }
    let code = fields.get("respCode").unwrap_or_default();
    match op {
        // The browser carries it; there is no reply to read. Ask by query.
        Operation::FrontPay { .. } => Outcome::Waiting,
        Operation::Query { trade, paid_by } => queried(&fields, code, trade, *paid_by, now),
        Operation::Pay { .. } => payment_taken_in(code),
        Operation::OpenSms { .. } | Operation::PaySms { .. } => harmless(code, || Ok(Ask::SmsSent)),
        Operation::Open { .. } => harmless(code, || signed(&fields)),
        Operation::RemoveToken { .. } => harmless(code, || Ok(Ask::Removed)),
        Operation::QrApply { .. } => harmless(code, || qr(&fields)),
        Operation::Refund { refund } | Operation::Undo { refund } => {
            refund::taken_in(&fields, code, refund)
        }
        Operation::QueryRefund { refund, sent_as } => {
            refund::queried(&fields, code, refund, *sent_as)
        }
    }
}

/// The reply must be about what we asked.
fn echoes(fields: &Fields, key: &Key<'_>) -> Result<(), &'static str> {
    let time = stamp::write(key.txn_time);
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

/// A reply to a payment. Money may be under way whatever it says, except for
/// codes that are a no in any place.
fn payment_taken_in(code: &str) -> Outcome {
    match verdict(code) {
        // Our own call is in work, whatever the words: nobody else begins it.
        CodeMeaning::Success
        | CodeMeaning::SuccessWithDefect
        | CodeMeaning::Waiting
        | CodeMeaning::WithPayer => Outcome::Waiting,
        CodeMeaning::No(reason) => declined(code, reason, false),
        CodeMeaning::NotFound | CodeMeaning::Pending | CodeMeaning::NoOnceRecorded(_) => {
            pending(code)
        }
    }
}

/// A reply to a step that moves no money: each known no is a no.
fn harmless(code: &str, done: impl FnOnce() -> Result<Ask, &'static str>) -> Outcome {
    match verdict(code) {
        CodeMeaning::Success | CodeMeaning::SuccessWithDefect => match done() {
            Ok(ask) => Outcome::Ask(ask),
            Err(field) => Outcome::Unknown(UnknownReason::Mismatch(field)),
        },
        CodeMeaning::No(reason) | CodeMeaning::NoOnceRecorded(reason) => {
            declined(code, reason, false)
        }
        CodeMeaning::WithPayer
        | CodeMeaning::Waiting
        | CodeMeaning::Pending
        | CodeMeaning::NotFound => pending(code),
    }
}

/// The answer to a query: `respCode` is about the query, `origRespCode`
/// about the payment.
fn queried(f: &Fields, code: &str, trade: &Trade, paid_by: PaymentMethod, now: At) -> Outcome {
    match verdict(code) {
        CodeMeaning::Success => {}
        CodeMeaning::NotFound => return Outcome::Unknown(UnknownReason::NotFound),
        // A no to the query is none to the payment.
        _ => return pending(code),
    }
    // Test traffic repeats the payment's type here [V]; samples 00.
    if !matches!(f.get("txnType"), Some("00" | "01") | None) {
        return Outcome::Unknown(UnknownReason::Mismatch("txnType"));
    }
    let Some(code) = f.get("origRespCode") else {
        return Outcome::Unknown(UnknownReason::Mismatch("origRespCode"));
    };
    match verdict(code) {
        CodeMeaning::Success => paid(f, trade, false),
        CodeMeaning::SuccessWithDefect => paid(f, trade, true),
        CodeMeaning::WithPayer if paid_by != PaymentMethod::Token => Outcome::WithPayer,
        CodeMeaning::WithPayer | CodeMeaning::Waiting => Outcome::Waiting,
        CodeMeaning::Pending => pending(code),
        CodeMeaning::NotFound => Outcome::Unknown(UnknownReason::NotFound),
        CodeMeaning::No(reason) | CodeMeaning::NoOnceRecorded(reason) => {
            // On a page or a code of the network the payer may try again
            // until payTimeout; our own call with a token is made once.
            declined(
                code,
                reason,
                paid_by != PaymentMethod::Token && now <= trade.expires_at,
            )
        }
    }
}

/// A payment called done, if it is the one we asked for, to the fen.
fn paid(fields: &Fields, trade: &Trade, defect: bool) -> Outcome {
    match read_paid(fields, defect) {
        Err(field) => Outcome::Unknown(UnknownReason::Mismatch(field)),
        Ok(paid) if paid.amount != trade.amount => {
            Outcome::Unknown(UnknownReason::Mismatch("txnAmt"))
        }
        Ok(paid) => Outcome::Paid(paid),
    }
}

/// The facts of a payment from the fields of a query or a notice.
pub(super) fn read_paid(fields: &Fields, defect: bool) -> Result<Paid, &'static str> {
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

/// `txnAmt` in `currencyCode`. Digits without a leading zero, as every side
/// writes it, so that one amount has one spelling.
pub(super) fn read_amount(fields: &Fields) -> Result<Money, &'static str> {
    if fields.get("currencyCode") != Some("156") {
        return Err("currencyCode");
    }
    read_fen(fields)
}

/// `txnAmt` alone: of a message whose kind names no currency.
pub(super) fn read_fen(fields: &Fields) -> Result<Money, &'static str> {
    let text = fields.get("txnAmt").ok_or("txnAmt")?;
    if !digits(text, 1..=13) || text.starts_with('0') {
        return Err("txnAmt");
    }
    let amount = Money::fen(text.parse().map_err(|_| "txnAmt")?);
    amount.for_order().map_err(|_| "txnAmt")
}

/// A card number if it is masked: `621700******0000`. A whole number, which
/// some contracts return, is not taken in, and neither is an encrypted one.
pub(super) fn masked(text: &str) -> Option<String> {
    let shown = text.bytes().filter(u8::is_ascii_digit).count();
    let stars = text.bytes().filter(|b| *b == b'*').count();
    (stars >= 3 && shown <= 10 && shown + stars == text.len() && text.len() <= 19)
        .then(|| text.to_owned())
}

/// A signed agreement from `tokenPayData`
/// `{token=..&trId=..&tokenBegin=..&tokenEnd=..&tokenType=01}`.
fn signed(fields: &Fields) -> Result<Ask, &'static str> {
    let group = fields.get("tokenPayData").ok_or("tokenPayData")?;
    let group = raw::parse_group(group).map_err(|_| "tokenPayData")?;
    let token = group.get("token").ok_or("token")?;
    Ok(Ask::Signed(SignedAgreement {
        token: Secret::new(token),
        token_begin: group.get("tokenBegin").and_then(stamp::read),
        token_end: group.get("tokenEnd").and_then(stamp::read),
        card_type: fields.get("payCardType").map(str::to_owned),
        card_masked: fields.get("accNo").and_then(masked),
    }))
}

/// The text for a QR: an address, as UnionPay's domestic codes are.
fn qr(fields: &Fields) -> Result<Ask, &'static str> {
    match fields.get("qrCode") {
        Some(content) if super::config::absolute(content) => Ok(Ask::Qr {
            content: content.to_owned(),
        }),
        _ => Err("qrCode"),
    }
}

pub(super) fn declined(
    code: &str,
    reason: crate::outcome::DeclineReason,
    may_retry: bool,
) -> Outcome {
    Outcome::Declined(Declined {
        code: code.to_owned(),
        reason,
        may_retry,
    })
}

/// A code for the log: its two characters, nothing a liar could add.
pub(super) fn pending(code: &str) -> Outcome {
    let short = code.len() <= 4 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    Outcome::Unknown(UnknownReason::PendingCode(
        if short { code } else { "?" }.to_owned(),
    ))
}

pub(super) fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}
