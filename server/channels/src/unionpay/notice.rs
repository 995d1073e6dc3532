//! Notices of UnionPay (wire facts 1.9, 1.10).
//!
//! A payment on the bank's page has a notice of success only; token payments,
//! refunds and undos have one of either result. Only these (`txnType` 01, 04,
//! 31) are accepted. The reply to a query is signed by the same key and could
//! be replayed as a notice, so a body with `origRespCode` is refused.

use domain::clock::At;
use domain::money::Money;
use domain::refund::RefundMethod;

use super::answer::read_paid;
use super::codes::{CodeMeaning, meaning};
use super::fields::MessageFields;
use super::form::{self, FormError};
use super::reply_fields::{declined, masked, pending, read_amount};
use super::verifier::SignatureVerifier;
use super::{refund, timestamp};
use crate::outcome::{Outcome, SignatureFault, UnknownReason};

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

/// The kind of operation that a notice reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeSubject {
    /// A payment.
    Payment,
    /// A refund or an undo.
    Refund(RefundMethod),
}

/// A notice that UnionPay signed. Callers compare its numbers, amount and
/// merchant with the attempt or refund it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The kind of operation. The outcome of a payment is never `Returned`,
    /// that of a refund never `Paid`.
    pub subject: NoticeSubject,
    /// `orderId`: the number of the payment or the refund at the network.
    pub order_id: String,
    /// `txnTime`, to the second.
    pub txn_time: At,
    /// `merId`.
    pub mer_id: String,
    /// `txnAmt`.
    pub amount: Money,
    /// `origQryId` of a refund: the network's id of its payment, if reported.
    pub payment: Option<String>,
    /// The outcome: any but `Ask`.
    pub outcome: Outcome,
    /// The fields to store, without secrets.
    pub record: Vec<(String, String)>,
}

/// Why a notice was rejected. Contains field names but no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// Not a form, too long, or with a duplicate name.
    #[error("the notice is not a readable form")]
    Unreadable,
    /// Not in UTF-8.
    #[error("the notice is not in UTF-8")]
    NotUtf8,
    /// The signature is not UnionPay's.
    #[error("the notice is refused: {0}")]
    Signature(#[from] SignatureFault),
    /// Signed, but not a notice of a payment or a refund, as this field shows.
    #[error("not a notice of a payment or a refund: {0}")]
    NotOurs(&'static str),
}

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
    let subject = match need("txnType")? {
        "01" => NoticeSubject::Payment,
        "04" => NoticeSubject::Refund(RefundMethod::Refund),
        "31" => NoticeSubject::Refund(RefundMethod::Undo),
        _ => return Err(NoticeError::NotOurs("txnType")),
    };
    if fields.get("origRespCode").is_some() {
        return Err(NoticeError::NotOurs("origRespCode"));
    }
    let txn_time = timestamp::parse(need("txnTime")?).ok_or(NoticeError::NotOurs("txnTime"))?;
    let code = need("respCode")?;
    let (amount, outcome) = match subject {
        NoticeSubject::Payment => (read_amount(&fields), payment(&fields, code)),
        NoticeSubject::Refund(_) => (
            refund::read_amount(&fields),
            refund::notice_outcome(&fields, code),
        ),
    };
    Ok(Notice {
        subject,
        order_id: need("orderId")?.to_owned(),
        txn_time,
        mer_id: need("merId")?.to_owned(),
        amount: amount.map_err(NoticeError::NotOurs)?,
        payment: fields.get("origQryId").map(str::to_owned),
        outcome: outcome.map_err(NoticeError::NotOurs)?,
        record: record(&fields),
    })
}

fn payment(fields: &MessageFields, code: &str) -> Result<Outcome, &'static str> {
    Ok(match meaning(code) {
        CodeMeaning::Success => Outcome::Paid(read_paid(fields, false)?),
        CodeMeaning::SuccessWithDefect => Outcome::Paid(read_paid(fields, true)?),
        CodeMeaning::WithPayer if fields.get("bizType") != Some("000902") => Outcome::WithPayer,
        CodeMeaning::WithPayer | CodeMeaning::Waiting => Outcome::Waiting,
        CodeMeaning::NotFound => Outcome::Unknown(UnknownReason::NotFound),
        CodeMeaning::Declined(reason) => {
            // Only a token payment (000902) is made once. On the network's page
            // or by its QR code the payer may try again.
            let may_retry = fields.get("bizType") != Some("000902");
            declined(code, reason, may_retry)
        }
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
