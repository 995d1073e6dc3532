//! A refund in WeChat Pay's records.
//!
//! Its end is decided when it is accepted, and reported a moment later.

use domain::clock::At;
use domain::money::Money;
use serde::{Deserialize, Serialize};

/// How a refund ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundEnd {
    /// The payer has the money.
    Success,
    /// Nothing was refunded.
    Closed,
    /// The payer's account does not take the money; it is still the provider's
    /// to send elsewhere.
    Abnormal,
}

/// `status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefundStatus {
    Processing,
    Ended(RefundEnd),
}

/// A refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WechatRefund {
    pub(crate) out_refund_no: String,
    pub(crate) sub_mchid: String,
    pub(crate) out_trade_no: String,
    pub(crate) transaction_id: String,
    /// `amount.refund`.
    pub(crate) fen: i64,
    /// `amount.total`.
    pub(crate) total_fen: i64,
    pub(crate) notify_url: Option<String>,
    /// `user_received_account`.
    pub(crate) account: String,
    /// 29 digits.
    pub(crate) refund_id: String,
    pub(crate) taken_at: At,
    pub(crate) ends_at: At,
    pub(crate) end: RefundEnd,
}

impl RefundEnd {
    /// The name in messages.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Closed => "CLOSED",
            Self::Abnormal => "ABNORMAL",
        }
    }
}

impl RefundStatus {
    /// The name in messages.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Processing => "PROCESSING",
            Self::Ended(end) => end.name(),
        }
    }

    /// The state for the payer.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Processing => "微信支付处理中",
            Self::Ended(RefundEnd::Success) => "已退回原账户",
            Self::Ended(RefundEnd::Closed) => "退款关闭，未退回",
            Self::Ended(RefundEnd::Abnormal) => "退款异常，未到账",
        }
    }
}

impl WechatRefund {
    /// The amount.
    pub(crate) const fn amount(&self) -> Money {
        Money::fen(self.fen)
    }

    /// `status`.
    pub(crate) fn status(&self, now: At) -> RefundStatus {
        if now < self.ends_at {
            RefundStatus::Processing
        } else {
            RefundStatus::Ended(self.end)
        }
    }
}
