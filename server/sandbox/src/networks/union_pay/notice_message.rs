//! The messages of UnionPay's notices: signed and form encoded. A front return
//! and the answer to a query have the same fields.

use super::UnionPay;
use super::code::RespCode;
use super::envelope::{MessageFields, form};
use super::records::{
    NoticeContent, RefundRecord, Transaction, TransactionState, UnionPayNotice, UnionPayRecords,
};

/// The URL and the body of a notice.
pub(super) fn post(
    network: &UnionPay,
    records: &UnionPayRecords,
    notice: &UnionPayNotice,
) -> Option<(String, String)> {
    let (url, fields, well_signed) = match &notice.content {
        NoticeContent::Paid {
            paid,
            fen,
            well_signed,
        } => {
            let transaction = records.transaction(&notice.key)?;
            let mut fields = result_fields(transaction, RespCode::Ok);
            fields.insert("queryId".to_owned(), paid.query_id.clone());
            fields.insert("settleAmt".to_owned(), fen.to_string());
            fields.insert("txnAmt".to_owned(), fen.to_string());
            (&transaction.back_url, fields, *well_signed)
        }
        NoticeContent::Refused(code) => {
            let transaction = records.transaction(&notice.key)?;
            (
                &transaction.back_url,
                result_fields(transaction, *code),
                true,
            )
        }
        NoticeContent::Returned { fen, well_signed } => {
            let refund = records.refund(&notice.key)?;
            let mut fields = refund_fields(refund, refund.outcome());
            fields.insert("txnAmt".to_owned(), fen.to_string());
            (&refund.back_url, fields, *well_signed)
        }
    };
    Some((url.clone(), body(network, fields, well_signed)))
}

/// The signed body of a notice; `well_signed` is false for a bad signature.
fn body(network: &UnionPay, fields: MessageFields, well_signed: bool) -> String {
    let mut sealed = network.keys.seal(fields);
    if !well_signed && let Some(signature) = sealed.get_mut("signature") {
        let other = if signature.starts_with('A') { "B" } else { "A" };
        signature.replace_range(..1, other);
    }
    form(&sealed)
}

/// The fields about a transaction in a notice, a front return and the answer to
/// a query: the repeated fields, the code and, when paid, the payment's
/// numbers.
pub(super) fn result_fields(transaction: &Transaction, code: RespCode) -> MessageFields {
    let mut fields = transaction.echo.clone();
    let mut set = |name: &str, value: &str| {
        fields.insert(name.to_owned(), value.to_owned());
    };
    set("respCode", code.digits());
    set("respMsg", code.text());
    if let TransactionState::Paid(paid) = &transaction.state {
        set("queryId", &paid.query_id);
        set("traceNo", &paid.trace_no);
        set("traceTime", &paid.trace_time);
        set("settleDate", &paid.settle_date);
        set("settleAmt", &transaction.fen.to_string());
        set("settleCurrencyCode", "156");
        set("exchangeRate", "0");
        set("accNo", &paid.card);
    }
    fields
}

/// The fields about a refund or an undo in a notice and the answer to a query.
pub(super) fn refund_fields(refund: &RefundRecord, code: RespCode) -> MessageFields {
    let mut fields = refund.echo.clone();
    for (name, value) in [
        ("respCode", code.digits()),
        ("respMsg", code.text()),
        ("currencyCode", "156"),
        ("queryId", &refund.facts.query_id),
        ("traceNo", &refund.facts.trace_no),
        ("traceTime", &refund.facts.trace_time),
        ("settleDate", &refund.facts.settle_date),
        ("accNo", &refund.facts.card),
    ] {
        fields.insert(name.to_owned(), value.to_owned());
    }
    fields
}
