//! Money on its way back: refunds (退货, 04/00) and undos (消费撤销, 31/00).
//!
//! Wire facts 1.7 and 1.8. Both are transactions of their own: own number,
//! own time, own notice, own query. A `00` in reply means accepted ("交易已
//! 受理", UnionPay's samples of both [O]); that the money went back is said
//! by a query or a notice only. The sample calls every other code but 03, 04
//! and 05 a failure; we are as narrow as with payments, because a refund
//! taken for failed is one that a merchant sends twice.

use super::UnionPay;
use super::answer::{declined, digits, pending, read_fen};
use super::codes::{Verdict, verdict_of_refund};
use super::fields::Fields;
use super::op::{PaidBy, Refund};
use super::request::StartError;
use crate::outcome::{Outcome, Returned, Why};
use domain::money::Money;
use domain::refund::SentAs;

/// `txnType`.
pub(super) const fn txn_type(sent_as: SentAs) -> &'static str {
    match sent_as {
        SentAs::Refund => "04",
        SentAs::Undo => "31",
    }
}

/// `bizType` and `channelType`: those of the product that was paid with
/// (wire facts 1.7; the QR's `08` is what its samples of both carry [3: YSD]).
pub(super) const fn product(paid_by: PaidBy) -> (&'static str, &'static str) {
    match paid_by {
        PaidBy::FrontPage => ("000201", "07"),
        PaidBy::Token => ("000902", "07"),
        PaidBy::Qr => ("000000", "08"),
    }
}

/// The fields of its own. No `currencyCode`: neither the table of fields for
/// institutions nor UnionPay's samples have one; it is the payment's.
pub(super) fn put(channel: &UnionPay, m: &mut Fields, refund: &Refund) -> Result<(), StartError> {
    if !digits(&refund.payment, 1..=32) {
        return Err(StartError::Field("origQryId"));
    }
    let amount = refund
        .amount
        .for_order()
        .map_err(|_| StartError::Field("txnAmt"))?;
    m.set("origQryId", &refund.payment);
    m.set("txnAmt", &amount.minor().to_string());
    m.set("backUrl", &channel.endpoints.notices);
    Ok(())
}

/// A reply to a refund or an undo.
pub(super) fn taken_in(fields: &Fields, code: &str, refund: &Refund) -> Outcome {
    if let Err(field) = fits(fields, refund, false) {
        return Outcome::Unknown(Why::Mismatch(field));
    }
    match verdict_of_refund(code) {
        Verdict::Success | Verdict::SuccessWithDefect | Verdict::Waiting | Verdict::WithPayer => {
            Outcome::Waiting
        }
        Verdict::No(reason) => declined(code, reason, false),
        // The payment may be too young for the place that answered: send the
        // same refund again.
        Verdict::NotFound => Outcome::Unknown(Why::NotFound),
        Verdict::Pending | Verdict::NoOnceRecorded(_) => pending(code),
    }
}

/// The answer to a query of a refund or an undo.
pub(super) fn queried(fields: &Fields, code: &str, refund: &Refund, sent_as: SentAs) -> Outcome {
    match verdict_of_refund(code) {
        Verdict::Success => {}
        Verdict::NotFound => return Outcome::Unknown(Why::NotFound),
        // A no to the query is none to the refund.
        _ => return pending(code),
    }
    let known = [Some("00"), Some(txn_type(sent_as)), None];
    if !known.contains(&fields.get("txnType")) {
        return Outcome::Unknown(Why::Mismatch("txnType"));
    }
    let Some(code) = fields.get("origRespCode") else {
        return Outcome::Unknown(Why::Mismatch("origRespCode"));
    };
    let done = |defect| match fits(fields, refund, true).and_then(|()| read(fields, defect)) {
        Ok(returned) => Outcome::Returned(returned),
        Err(field) => Outcome::Unknown(Why::Mismatch(field)),
    };
    match verdict_of_refund(code) {
        Verdict::Success => done(false),
        Verdict::SuccessWithDefect => done(true),
        Verdict::WithPayer | Verdict::Waiting => Outcome::Waiting,
        Verdict::Pending => pending(code),
        Verdict::NotFound => Outcome::Unknown(Why::NotFound),
        Verdict::No(reason) | Verdict::NoOnceRecorded(reason) => declined(code, reason, false),
    }
}

/// What a notice of a refund or an undo says. They are told of on either
/// result, and the result is the recorded one.
pub(super) fn told(fields: &Fields, code: &str) -> Result<Outcome, &'static str> {
    Ok(match verdict_of_refund(code) {
        Verdict::Success => Outcome::Returned(read(fields, false)?),
        Verdict::SuccessWithDefect => Outcome::Returned(read(fields, true)?),
        Verdict::WithPayer | Verdict::Waiting => Outcome::Waiting,
        Verdict::NotFound => Outcome::Unknown(Why::NotFound),
        Verdict::No(reason) => declined(code, reason, false),
        // Not believed from a notice alone: the query has the last word.
        Verdict::Pending | Verdict::NoOnceRecorded(_) => pending(code),
    })
}

/// `txnAmt`, in the one currency UnionPay settles in: replies to a refund
/// name none [3: YSD], and another is refused.
pub(super) fn read_amount(fields: &Fields) -> Result<Money, &'static str> {
    if !matches!(fields.get("currencyCode"), Some("156") | None) {
        return Err("currencyCode");
    }
    read_fen(fields)
}

/// The facts of a refund from the fields of a query or a notice.
fn read(fields: &Fields, defect: bool) -> Result<Returned, &'static str> {
    let own = |name: &str| fields.get(name).map(str::to_owned);
    let query_id = own("queryId")
        .filter(|id| digits(id, 1..=32))
        .ok_or("queryId")?;
    Ok(Returned {
        query_id,
        payment: own("origQryId"),
        trace_no: own("traceNo"),
        trace_time: own("traceTime"),
        settle_date: own("settleDate"),
        amount: read_amount(fields)?,
        defect,
    })
}

/// The refund that is spoken of must be ours, to the fen and to the payment.
/// The reply of UnionPay's test environment repeats both [3: YSD]; a query's
/// answer must name the amount.
fn fits(fields: &Fields, refund: &Refund, amount_needed: bool) -> Result<(), &'static str> {
    if fields
        .get("origQryId")
        .is_some_and(|id| id != refund.payment)
    {
        return Err("origQryId");
    }
    let told = fields.get("txnAmt").is_some() || amount_needed;
    if told && read_amount(fields)? != refund.amount {
        return Err("txnAmt");
    }
    Ok(())
}
