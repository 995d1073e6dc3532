//! Payment notices: UnionPay tells us by itself (wire facts 1.9, 1.10).
//!
//! Front payments are told of on success only, token payments on either
//! result. Only a consume (`txnType` 01) is taken. A reply to a query is
//! signed by the same key and could be played back as a notice, with a
//! `respCode` 00 that speaks of the query: what has `origRespCode` is refused.

use domain::clock::At;
use domain::money::Money;

use super::answer::{masked, read_amount, read_paid};
use super::codes::{Verdict, verdict};
use super::fields::Fields;
use super::form::{self, FormError};
use super::stamp;
use super::trust::Trust;
use crate::outcome::{Declined, Outcome, SignatureFault, Why};

/// Fields that may be kept and shown to operators: no card data, no token.
const RECORDED: &[&str] = &[
    "accessType",
    "bizType",
    "currencyCode",
    "exchangeRate",
    "issInsCode",
    "merId",
    "orderId",
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

/// A notice that UnionPay signed. Compare its numbers with the attempt
/// before believing it is about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// `orderId`: the attempt's number on the wire.
    pub order_id: String,
    /// `txnTime`, to the second.
    pub txn_time: At,
    /// `merId`.
    pub mer_id: String,
    /// `txnAmt`.
    pub amount: Money,
    /// What it says: `Paid`, `Declined`, `Waiting` or `Unknown`.
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
    /// Signed, but not a payment notice; names the field that shows it.
    #[error("not a payment notice: {0}")]
    NotAPayment(&'static str),
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
    let need = |name: &'static str| fields.get(name).ok_or(NoticeRefused::NotAPayment(name));
    if need("txnType")? != "01" {
        return Err(NoticeRefused::NotAPayment("txnType"));
    }
    if fields.get("origRespCode").is_some() {
        return Err(NoticeRefused::NotAPayment("origRespCode"));
    }
    let txn_time = stamp::read(need("txnTime")?).ok_or(NoticeRefused::NotAPayment("txnTime"))?;
    Ok(Notice {
        order_id: need("orderId")?.to_owned(),
        txn_time,
        mer_id: need("merId")?.to_owned(),
        amount: read_amount(&fields).map_err(NoticeRefused::NotAPayment)?,
        outcome: outcome(&fields, need("respCode")?)?,
        record: record(&fields),
    })
}

fn outcome(fields: &Fields, code: &str) -> Result<Outcome, NoticeRefused> {
    let paid = |defect| read_paid(fields, defect).map_err(NoticeRefused::NotAPayment);
    Ok(match verdict(code) {
        Verdict::Success => Outcome::Paid(paid(false)?),
        Verdict::SuccessWithDefect => Outcome::Paid(paid(true)?),
        Verdict::Waiting => Outcome::Waiting,
        Verdict::NotFound => Outcome::Unknown(Why::NotFound),
        Verdict::No(reason) => {
            // Only a token payment (000902) is made once; on a page or a
            // code of the network the payer may try again.
            let may_retry = fields.get("bizType") != Some("000902");
            Outcome::Declined(Declined {
                code: code.to_owned(),
                reason,
                may_retry,
            })
        }
        Verdict::Pending | Verdict::NoOnceRecorded(_) => {
            let code = code
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .take(4)
                .collect();
            Outcome::Unknown(Why::PendingCode(code))
        }
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
