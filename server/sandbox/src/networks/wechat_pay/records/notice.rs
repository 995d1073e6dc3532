//! What a notice of WeChat Pay reports.

use domain::clock::At;
use serde::{Deserialize, Serialize};

use super::refund::RefundEnd;
use crate::networks::outgoing_notice::OutgoingNotice;

/// The payment or refund that a notice is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoticeSubject {
    /// `out_trade_no`.
    Payment(String),
    /// `out_refund_no`.
    Refund(String),
}

/// What is wrong with the signature of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SignatureDefect {
    /// Every signature is wrong.
    Wrong,
    /// The first is a probe, `WECHATPAY/SIGNTEST/..`; the next are right.
    SignTest,
    /// The first has an old timestamp; the next are right.
    OldTimestamp,
}

/// What a notice reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NoticeContent {
    /// The id of the event. A repeated event has the id of the first.
    pub(crate) event: String,
    /// `create_time`.
    pub(crate) created_at: At,
    /// The end of a refund; `None` for a payment.
    pub(crate) end: Option<RefundEnd>,
    /// The payment's number; another one where it was paid twice.
    pub(crate) transaction_id: String,
    /// The reported amount; wrong on purpose in some failures.
    pub(crate) fen: i64,
    /// The reported merchant; wrong on purpose in some failures.
    pub(crate) sub_mchid: String,
    pub(crate) defect: Option<SignatureDefect>,
}

/// A notice of WeChat Pay.
pub(crate) type WechatNotice = OutgoingNotice<NoticeSubject, NoticeContent>;
