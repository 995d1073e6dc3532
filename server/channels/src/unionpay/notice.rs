//! Notices: UnionPay tells us by itself (wire facts 1.9, 1.10).
//!
//! Front payments are told of on success only; token payments, refunds and
//! undos on either result. Only these (`txnType` 01, 04, 31) are taken. A reply to a query is
//! signed by the same key and could be played back as a notice, with a
//! `respCode` 00 that speaks of the query: what has `origRespCode` is refused.

use domain::clock::At;
use domain::money::Money;
use domain::refund::SentAs;

use super::answer::{declined, masked, pending, read_amount, read_paid};
use super::codes::{Verdict, verdict};
use super::fields::Fields;
use super::form::{self, FormError};
use super::trust::Trust;
use super::{refund, stamp};
use crate::outcome::{Outcome, SignatureFault, Why};

/// Fields that may be kept and shown to operators: no card data, no token.
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

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// Money that came, or did not.
    Payment,
    /// Money that went back, or did not.
    Refund(SentAs),
}

/// A notice that UnionPay signed. Compare its numbers with the attempt (or
/// the refund) before believing it is about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is about. The outcome of a payment is never `Returned`, that
    /// of a refund never `Paid`.
    pub about: About,
    /// `orderId`: the number on the wire of the attempt or the refund.
    pub order_id: String,
    /// `txnTime`, to the second.
    pub txn_time: At,
    /// `merId`.
    pub mer_id: String,
    /// `txnAmt`.
    pub amount: Money,
    /// `origQryId` of a refund: the network's number of its payment, when
    /// told.
    pub payment: Option<String>,
    /// What it says: `Paid` or `Returned`, `Declined`, `WithPayer`, `Waiting`
    /// or `Unknown`.
    pub outcome: Outcome,
    /// The fields for the record, without secrets, sorted by name.
    pub record: Vec<(String, String)>,
}

/// A notice that is none. Holds nothing of its content but field names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeRefused {
    /// Not a form we can read: too long, broken, a name twice.
    #[error("the notice is not a readable form")]
    Unreadable,
    /// GBK, or other bytes than the UTF-8 we ask for.
    #[error("the notice is not in UTF-8")]
    NotUtf8,
    /// UnionPay did not sign this.
    #[error("the notice is refused: {0}")]
    Signature(#[from] SignatureFault),
    /// Signed, but no notice of a payment or a refund; names the field that
    /// shows it.
    #[error("not a notice of a payment or a refund: {0}")]
    NotOurs(&'static str),
}

/// Reads and checks a notice.
pub(super) fn read(trust: &Trust, body: &[u8], now: At) -> Result<Notice, NoticeRefused> {
    let fields = form::decode(body).map_err(|error| match error {
        FormError::Unreadable => NoticeRefused::Unreadable,
        FormError::NotUtf8 => NoticeRefused::NotUtf8,
    })?;
    // The echo of what we asked for comes in lower case at times [V].
    if !fields
        .get("encoding")
        .is_some_and(|e| e.eq_ignore_ascii_case("UTF-8"))
    {
        return Err(NoticeRefused::NotUtf8);
    }
    trust.check(&fields, now)?;
    let need = |name: &'static str| fields.get(name).ok_or(NoticeRefused::NotOurs(name));
    let about = match need("txnType")? {
        "01" => About::Payment,
        "04" => About::Refund(SentAs::Refund),
        "31" => About::Refund(SentAs::Undo),
        _ => return Err(NoticeRefused::NotOurs("txnType")),
    };
    if fields.get("origRespCode").is_some() {
        return Err(NoticeRefused::NotOurs("origRespCode"));
    }
    let txn_time = stamp::read(need("txnTime")?).ok_or(NoticeRefused::NotOurs("txnTime"))?;
    let code = need("respCode")?;
    let (amount, outcome) = match about {
        About::Payment => (read_amount(&fields), payment(&fields, code)),
        About::Refund(_) => (refund::read_amount(&fields), refund::told(&fields, code)),
    };
    Ok(Notice {
        about,
        order_id: need("orderId")?.to_owned(),
        txn_time,
        mer_id: need("merId")?.to_owned(),
        amount: amount.map_err(NoticeRefused::NotOurs)?,
        payment: fields.get("origQryId").map(str::to_owned),
        outcome: outcome.map_err(NoticeRefused::NotOurs)?,
        record: record(&fields),
    })
}

fn payment(fields: &Fields, code: &str) -> Result<Outcome, &'static str> {
    Ok(match verdict(code) {
        Verdict::Success => Outcome::Paid(read_paid(fields, false)?),
        Verdict::SuccessWithDefect => Outcome::Paid(read_paid(fields, true)?),
        Verdict::WithPayer if fields.get("bizType") != Some("000902") => Outcome::WithPayer,
        Verdict::WithPayer | Verdict::Waiting => Outcome::Waiting,
        Verdict::NotFound => Outcome::Unknown(Why::NotFound),
        Verdict::No(reason) => {
            // Only a token payment (000902) is made once; on a page or a
            // code of the network the payer may try again.
            let may_retry = fields.get("bizType") != Some("000902");
            declined(code, reason, may_retry)
        }
        Verdict::Pending | Verdict::NoOnceRecorded(_) => pending(code),
    })
}

fn record(fields: &Fields) -> Vec<(String, String)> {
    let mut record: Vec<_> = RECORDED
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), fields.get(name)?.to_owned())))
        .collect();
    if let Some(account) = fields.get("accNo").and_then(masked) {
        record.insert(0, ("accNo".to_owned(), account));
    }
    record
}
