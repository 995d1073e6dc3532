//! Refunds (退货, 04/00) and undos (消费撤销, 31/00), by wire facts 1.7 and 1.8.
//!
//! Both are transactions with their own number, time, notice and query. In
//! reply to them `00` means accepted ("交易已受理", UnionPay's samples of both [O]);
//! only a query or a notice reports success. The samples take every code but
//! 00, 03, 04 and 05 for a failure. Here fewer codes decline, as with payments,
//! because a merchant repeats a refund that seems to have failed.

use super::UnionPay;
use super::codes::{CodeMeaning, refund_instead, refund_meaning};
use super::fields::MessageFields;
use super::reply_fields::{declined, digits, pending, read_fen, read_receipt};
use crate::outcome::{AfterDecline, Moved, Outcome, UnknownReason};
use crate::request::{PaymentMethod, RefundMessage};
use crate::start_error::StartError;
use domain::attempt::{DeclineReason, Receipt};
use domain::money::Money;
use domain::refund::RefundMethod;

/// `txnType`.
pub(super) const fn txn_type(method: RefundMethod) -> &'static str {
    match method {
        RefundMethod::Refund => "04",
        RefundMethod::Undo => "31",
    }
}

/// `bizType` and `channelType`, those of the payment (wire facts 1.7; `08` for
/// QR payments as in the samples [3: YSD]).
pub(super) const fn product(paid_by: PaymentMethod) -> (&'static str, &'static str) {
    match paid_by {
        PaymentMethod::BankPage => ("000201", "07"),
        PaymentMethod::Agreement => ("000902", "07"),
        PaymentMethod::Qr => ("000000", "08"),
    }
}

/// Adds the fields of a refund or an undo. There is no `currencyCode`: neither
/// the specification for institutions nor UnionPay's samples have one.
pub(super) fn put(
    channel: &UnionPay,
    m: &mut MessageFields,
    refund: &RefundMessage,
) -> Result<(), StartError> {
    if !digits(&refund.payment, 1..=32) {
        return Err(StartError::Field("origQryId"));
    }
    let amount = refund
        .request
        .amount
        .for_order()
        .map_err(|_| StartError::Field("txnAmt"))?;
    m.set("origQryId", &refund.payment);
    m.set("txnAmt", &amount.minor().to_string());
    m.set("backUrl", &channel.endpoints.notices);
    Ok(())
}

/// The reply to a refund or an undo.
pub(super) fn refund_reply(fields: &MessageFields, code: &str, refund: &RefundMessage) -> Outcome {
    if let Err(field) = check_refund(fields, refund, false) {
        return Outcome::Unknown(UnknownReason::Mismatch(field));
    }
    match refund_meaning(code) {
        CodeMeaning::Success
        | CodeMeaning::SuccessWithDefect
        | CodeMeaning::Waiting
        | CodeMeaning::NotStarted => Outcome::Waiting,
        CodeMeaning::Declined(reason) => refused(code, reason, refund.method),
        // The payment may be too recent to be found; the same refund is sent
        // again.
        CodeMeaning::NotFound => Outcome::Unknown(UnknownReason::NotFound),
        CodeMeaning::Pending | CodeMeaning::DeclinedIfRecorded(_) => pending(code),
    }
}

/// The reply to a query of a refund or an undo.
pub(super) fn query_reply(fields: &MessageFields, code: &str, refund: &RefundMessage) -> Outcome {
    match refund_meaning(code) {
        CodeMeaning::Success => {}
        CodeMeaning::NotFound => return Outcome::Unknown(UnknownReason::NotFound),
        // A declined query says nothing about the refund.
        _ => return pending(code),
    }
    let known = [Some("00"), Some(txn_type(refund.method)), None];
    if !known.contains(&fields.get("txnType")) {
        return Outcome::Unknown(UnknownReason::Mismatch("txnType"));
    }
    let Some(code) = fields.get("origRespCode") else {
        return Outcome::Unknown(UnknownReason::Mismatch("origRespCode"));
    };
    let done = |defect| match check_refund(fields, refund, true).and_then(|()| read(fields, defect))
    {
        Ok(receipt) => Outcome::Moved(Moved::Refund(receipt)),
        Err(field) => Outcome::Unknown(UnknownReason::Mismatch(field)),
    };
    match refund_meaning(code) {
        CodeMeaning::Success => done(false),
        CodeMeaning::SuccessWithDefect => done(true),
        CodeMeaning::NotStarted | CodeMeaning::Waiting => Outcome::Waiting,
        CodeMeaning::Pending => pending(code),
        CodeMeaning::NotFound => Outcome::Unknown(UnknownReason::NotFound),
        CodeMeaning::Declined(reason) | CodeMeaning::DeclinedIfRecorded(reason) => {
            refused(code, reason, refund.method)
        }
    }
}

/// The outcome in a notice of a refund or an undo.
pub(super) fn notice_outcome(
    fields: &MessageFields,
    code: &str,
    method: RefundMethod,
) -> Result<Outcome, &'static str> {
    let moved = |receipt| Outcome::Moved(Moved::Refund(receipt));
    Ok(match refund_meaning(code) {
        CodeMeaning::Success => moved(read(fields, false)?),
        CodeMeaning::SuccessWithDefect => moved(read(fields, true)?),
        CodeMeaning::NotStarted | CodeMeaning::Waiting => Outcome::Waiting,
        CodeMeaning::NotFound => Outcome::Unknown(UnknownReason::NotFound),
        CodeMeaning::Declined(reason) => refused(code, reason, method),
        // These codes are not final in a notice: a query decides.
        CodeMeaning::Pending | CodeMeaning::DeclinedIfRecorded(_) => pending(code),
    })
}

/// Reads `txnAmt`. Replies to a refund name no currency [3: YSD]; any but CNY
/// is refused.
pub(super) fn read_amount(fields: &MessageFields) -> Result<Money, &'static str> {
    if !matches!(fields.get("currencyCode"), Some("156") | None) {
        return Err("currencyCode");
    }
    read_fen(fields)
}

/// Reads a refund from the fields of a query's reply or a notice.
fn read(fields: &MessageFields, defect: bool) -> Result<Receipt, &'static str> {
    let receipt = read_receipt(fields, read_amount(fields)?, defect)?;
    Ok(Receipt {
        account: None,
        ..receipt
    })
}

/// A decline. Where an undo was declined, a refund may still succeed.
fn refused(code: &str, reason: DeclineReason, method: RefundMethod) -> Outcome {
    let then = if method == RefundMethod::Undo && refund_instead(code) {
        AfterDecline::OtherMethod
    } else {
        AfterDecline::Final
    };
    declined(code, reason, then)
}

/// Checks that a reply names the refund's payment and exact amount. UnionPay's
/// test environment repeats both [3: YSD]; the reply to a query must name the
/// amount.
fn check_refund(
    fields: &MessageFields,
    refund: &RefundMessage,
    amount_needed: bool,
) -> Result<(), &'static str> {
    if fields
        .get("origQryId")
        .is_some_and(|id| id != refund.payment)
    {
        return Err("origQryId");
    }
    let check_amount = fields.get("txnAmt").is_some() || amount_needed;
    if check_amount && read_amount(fields)? != refund.request.amount {
        return Err("txnAmt");
    }
    Ok(())
}
