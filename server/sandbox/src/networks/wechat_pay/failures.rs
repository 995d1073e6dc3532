//! The notices of payments and refunds, and what failures make of them.

use domain::clock::At;
use domain::ids::random_text;

use super::WechatPay;
use super::records::{
    NoticeContent, NoticeSubject, Order, SignatureDefect, WechatChange, WechatNotice,
    WechatPayment, WechatRecords, WechatRefund,
};
use crate::networks::injected_failure::InjectedFailure;

/// The delay of a late notice, in seconds.
const LATE_S: i64 = 90;
/// The delay of a second notice, in seconds.
const SECOND_S: i64 = 1;
/// The merchant that a wrong notice names.
const OTHER_MERCHANT: &str = "1999999999";

/// The notices of a payment.
pub(super) fn payment_notices(
    network: &WechatPay,
    records: &WechatRecords,
    order: &Order,
    payment: &WechatPayment,
    failure: Option<InjectedFailure>,
) -> Vec<WechatChange> {
    let content = NoticeContent {
        event: event_id(network),
        created_at: payment.paid_at,
        end: None,
        transaction_id: payment.transaction_id.clone(),
        fen: order.content.fen,
        sub_mchid: order.content.sub_mchid.clone(),
        defect: None,
    };
    let second = (failure == Some(InjectedFailure::PaidTwice)).then(|| NoticeContent {
        event: event_id(network),
        transaction_id: network.transaction_id(payment.paid_at),
        ..content.clone()
    });
    let subject = NoticeSubject::Payment(order.out_trade_no.clone());
    posted(records, &subject, content, second, payment.paid_at, failure)
}

/// The notices of a refund; none without a URL for them.
pub(super) fn refund_notices(
    network: &WechatPay,
    records: &WechatRecords,
    refund: &WechatRefund,
    failure: Option<InjectedFailure>,
) -> Vec<WechatChange> {
    if refund.notify_url.is_none() {
        return vec![];
    }
    let content = NoticeContent {
        event: event_id(network),
        created_at: refund.ends_at,
        end: Some(refund.end),
        transaction_id: refund.transaction_id.clone(),
        fen: refund.fen,
        sub_mchid: refund.sub_mchid.clone(),
        defect: None,
    };
    let second = (failure == Some(InjectedFailure::PaidTwice)).then(|| NoticeContent {
        event: event_id(network),
        ..content.clone()
    });
    let subject = NoticeSubject::Refund(refund.out_refund_no.clone());
    posted(records, &subject, content, second, refund.ends_at, failure)
}

/// The notice with `content`, as the failure makes it, and `second` after it.
fn posted(
    records: &WechatRecords,
    subject: &NoticeSubject,
    mut content: NoticeContent,
    second: Option<NoticeContent>,
    at: At,
    failure: Option<InjectedFailure>,
) -> Vec<WechatChange> {
    let (mut delay_s, mut held) = (0, false);
    let mut second = second;
    match failure {
        Some(InjectedFailure::NoticeLost) => return vec![],
        Some(InjectedFailure::NoticeLate) => (delay_s, held) = (LATE_S, true),
        Some(InjectedFailure::WrongSignature) => content.defect = Some(SignatureDefect::Wrong),
        Some(InjectedFailure::SignTest) => content.defect = Some(SignatureDefect::SignTest),
        Some(InjectedFailure::OldTimestamp) => {
            content.defect = Some(SignatureDefect::OldTimestamp);
        }
        Some(InjectedFailure::WrongAmount) => content.fen += 1,
        Some(InjectedFailure::OtherMerchant) => OTHER_MERCHANT.clone_into(&mut content.sub_mchid),
        Some(InjectedFailure::RepeatedEvent) => second = Some(content.clone()),
        _ => {}
    }
    let first = (content, at.plus_s(delay_s), held);
    let second = second.map(|content| (content, at.plus_s(SECOND_S), false));
    let all = std::iter::once(first).chain(second);
    let numbered = (records.notices.next_id()..).zip(all);
    numbered
        .map(|(id, (content, next, held))| {
            let notice = WechatNotice::new(id, subject.clone(), content, next, held);
            WechatChange::Posted(Box::new(notice))
        })
        .collect()
}

/// The id of a new event.
fn event_id(network: &WechatPay) -> String {
    format!("EV-{}", random_text(&*network.shared.entropy))
}
