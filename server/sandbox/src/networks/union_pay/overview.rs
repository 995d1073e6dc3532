//! UnionPay's transactions and refunds, for the control page and the phone.

use domain::clock::At;
use maud::Markup;

use super::code::RespCode;
use super::records::{TransactionId, UnionPayRecords};
use crate::networks::page::notice_status;
use crate::networks::payment_network::{RefundRow, TransactionRow};

/// All transactions.
pub(super) fn transactions(records: &UnionPayRecords, now: At) -> Vec<TransactionRow> {
    let row = |transaction: &super::records::Transaction| {
        let key = transaction.key();
        let result = transaction.result(now);
        TransactionRow {
            taken_at: transaction.taken_at,
            method: transaction.method.text(),
            merchant: transaction.merchant.clone(),
            amount: transaction.amount(),
            result: format!("{} {}", result.digits(), result.text()),
            notices: notices(records, &key),
            number: key.order_id,
        }
    };
    records.transactions().map(row).collect()
}

/// All refunds and undos.
pub(super) fn refunds(records: &UnionPayRecords, now: At) -> Vec<RefundRow> {
    let row = |refund: &super::records::RefundRecord| {
        let key = refund.key();
        let code = refund.result(now);
        RefundRow {
            taken_at: refund.taken_at,
            method: refund.kind.text(),
            payment: refund.payment.clone(),
            merchant: refund.merchant.clone(),
            amount: refund.amount(),
            result: refund_text(code),
            code: code.digits(),
            account: refund.facts.card.clone(),
            notices: notices(records, &key),
            number: key.order_id,
        }
    };
    records.refunds().map(row).collect()
}

fn notices(records: &UnionPayRecords, key: &TransactionId) -> Vec<Markup> {
    let of = records.notices.iter().filter(|notice| notice.key == *key);
    of.map(notice_status).collect()
}

/// The state of a refund, as a text.
const fn refund_text(code: RespCode) -> &'static str {
    match code {
        RespCode::Ok => "已退回原账户",
        RespCode::Accepted => "银行处理中",
        _ => "银行拒绝，未退回",
    }
}
