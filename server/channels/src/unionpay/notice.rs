//! Notices of UnionPay (wire facts 1.9, 1.10).
//!
//! A payment on the bank's page has a notice of success only; token payments,
//! refunds and undos have one of either result. Only these (`txnType` 01, 04,
//! 31) are accepted. The reply to a query is signed by the same key and could
//! be replayed as a notice, so a body with `origRespCode` is refused.

use domain::clock::At;
use domain::refund::RefundMethod;

use super::answer::read_paid;
use super::codes::{CodeMeaning, meaning};
use super::fields::MessageFields;
use super::form::{self, FormError};
use super::reply_fields::{declined, masked, pending, read_amount};
use super::verifier::SignatureVerifier;
use super::{refund, timestamp};
use crate::notice::{Notice, NoticeAbout, NoticeError};
use crate::outcome::{AfterDecline, Moved, Outcome, UnknownReason};

/// Fields that are stored and shown to operators: no card data, no token.
const RECORDED: &[&str] = &[
    "accessType",
    "bizType",
    "currencyCode",
    "exchangeRate",
    "issInsCode",
    "merId",
    "orderId",
    "origQryId",
    "payCardType",
    "payType",
    "queryId",
    "respCode",
    "settleAmt",
    "settleCurrencyCode",
    "settleDate",
    "traceNo",
    "traceTime",
    "txnAmt",
    "txnSubType",
    "txnTime",
    "txnType",
    "version",
];

/// Reads and verifies a notice.
pub(super) fn read(
    verifier: &SignatureVerifier,
    body: &[u8],
    now: At,
) -> Result<Notice, NoticeError> {
    let fields = form::decode(body).map_err(|error| match error {
        FormError::Unreadable => NoticeError::Unreadable,
        FormError::NotUtf8 => NoticeError::NotUtf8,
    })?;
    // The test environment writes it in lower case at times [V].
    if !fields
        .get("encoding")
        .is_some_and(|e| e.eq_ignore_ascii_case("UTF-8"))
    {
        return Err(NoticeError::NotUtf8);
    }
    verifier.verify(&fields, now)?;
    let need = |name: &'static str| fields.get(name).ok_or(NoticeError::NotOurs(name));
    let refund = match need("txnType")? {
        "01" => None,
        "04" => Some(RefundMethod::Refund),
        "31" => Some(RefundMethod::Undo),
        _ => return Err(NoticeError::NotOurs("txnType")),
    };
    if fields.get("origRespCode").is_some() {
        return Err(NoticeError::NotOurs("origRespCode"));
    }
    let txn_time = timestamp::parse(need("txnTime")?).ok_or(NoticeError::NotOurs("txnTime"))?;
    let code = need("respCode")?;
    let (amount, outcome) = match refund {
        None => (read_amount(&fields), payment(&fields, code)),
        Some(method) => (
            refund::read_amount(&fields),
            refund::notice_outcome(&fields, code, method),
        ),
    };
    Ok(Notice {
        about: refund.map_or(NoticeAbout::Payment, NoticeAbout::Refund),
        event: None,
        number: need("orderId")?.to_owned(),
        time: Some(txn_time),
        account: need("merId")?.to_owned(),
        amount: amount.map_err(NoticeError::NotOurs)?,
        payment: fields.get("origQryId").map(str::to_owned),
        outcome: outcome.map_err(NoticeError::NotOurs)?,
        record: record(&fields),
    })
}

fn payment(fields: &MessageFields, code: &str) -> Result<Outcome, &'static str> {
    // Only a token payment (000902) is made once. On the network's page or by
    // its QR code the payer may try again.
    let by_token = fields.get("bizType") == Some("000902");
    let moved = |receipt| Outcome::Moved(Moved::Payment(receipt));
    Ok(match meaning(code) {
        CodeMeaning::Success => moved(read_paid(fields, false)?),
        CodeMeaning::SuccessWithDefect => moved(read_paid(fields, true)?),
        CodeMeaning::NotStarted if !by_token => Outcome::NotStarted,
        CodeMeaning::NotStarted | CodeMeaning::Waiting => Outcome::Waiting,
        CodeMeaning::NotFound => Outcome::Unknown(UnknownReason::NotFound),
        CodeMeaning::Declined(reason) if by_token => declined(code, reason, AfterDecline::Final),
        CodeMeaning::Declined(reason) => declined(code, reason, AfterDecline::PayerMayRetry),
        CodeMeaning::Pending | CodeMeaning::DeclinedIfRecorded(_) => pending(code),
    })
}

fn record(fields: &MessageFields) -> Vec<(String, String)> {
    let mut record: Vec<_> = RECORDED
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), fields.get(name)?.to_owned())))
        .collect();
    if let Some(account) = fields.get("accNo").and_then(masked) {
        record.insert(0, ("accNo".to_owned(), account));
    }
    record
}
