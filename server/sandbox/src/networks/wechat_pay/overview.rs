//! WeChat Pay's orders and refunds, for the control page and the phone.

use domain::clock::At;
use maud::Markup;

use super::records::{NoticeSubject, Order, WechatRecords, WechatRefund};
use crate::networks::page::notice_status;
use crate::networks::payment_network::{RefundRow, TransactionRow};

/// All orders.
pub(super) fn orders(records: &WechatRecords, now: At) -> Vec<TransactionRow> {
    let row = |order: &Order| {
        let refunded = records.is_refunded(order);
        let state = order.trade_state(refunded, now).name();
        TransactionRow {
            taken_at: order.taken_at,
            method: "微信",
            number: order.out_trade_no.clone(),
            merchant: merchant(&order.content.sub_mchid),
            amount: order.amount(),
            result: format!("{state} {}", order.state_text(refunded, now)),
            notices: notices(records, &NoticeSubject::Payment(order.out_trade_no.clone())),
        }
    };
    records.orders().map(row).collect()
}

/// All refunds.
pub(super) fn refunds(records: &WechatRecords, now: At) -> Vec<RefundRow> {
    let row = |refund: &WechatRefund| {
        let status = refund.status(now);
        RefundRow {
            taken_at: refund.taken_at,
            method: "微信退款",
            number: refund.out_refund_no.clone(),
            payment: refund.transaction_id.clone(),
            merchant: merchant(&refund.sub_mchid),
            amount: refund.amount(),
            result: status.text(),
            code: status.name(),
            account: refund.account.clone(),
            notices: notices(
                records,
                &NoticeSubject::Refund(refund.out_refund_no.clone()),
            ),
        }
    };
    records.refunds().map(row).collect()
}

/// A merchant on pages. The wire has its number only.
pub(super) fn merchant(sub_mchid: &str) -> String {
    format!("微信支付商户 {sub_mchid}")
}

fn notices(records: &WechatRecords, subject: &NoticeSubject) -> Vec<Markup> {
    let of = records
        .notices
        .iter()
        .filter(|notice| notice.key == *subject);
    of.map(notice_status).collect()
}
