//! An order in WeChat Pay's records.

use domain::clock::At;
use domain::money::Money;
use serde::{Deserialize, Serialize};

/// How long a code can be scanned, in seconds: 2 hours.
const CODE_S: i64 = 2 * 3600;
/// How long an order without `time_expire` can be paid, in seconds: 7 days.
const ORDER_S: i64 = 7 * 86_400;
/// The shortest time to pay, in seconds. A `time_expire` before its end is moved
/// there.
const ORDER_MIN_S: i64 = 60;
/// How long a payment that fails is pending, in seconds.
const PENDING_S: i64 = 1;

/// What was ordered. The same number again must have the same content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderContent {
    pub(crate) sub_mchid: String,
    pub(crate) description: String,
    /// `amount.total`.
    pub(crate) fen: i64,
    pub(crate) time_expire: Option<At>,
    pub(crate) notify_url: String,
    pub(crate) attach: Option<String>,
}

/// The content of a QR code, and when it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderCode {
    pub(crate) url: String,
    pub(crate) made_at: At,
}

/// The state of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OrderState {
    /// Waiting for the payer.
    Open,
    /// A payment was declined; the payer may try again.
    Failed(FailedPayment),
    /// Closed by the provider.
    Closed,
    /// Paid.
    Paid(WechatPayment),
}

/// A declined payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FailedPayment {
    pub(crate) at: At,
    /// The reason, for `trade_state_desc`.
    pub(crate) reason: String,
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WechatPayment {
    /// 28 digits.
    pub(crate) transaction_id: String,
    pub(crate) paid_at: At,
    /// `bank_type`.
    pub(crate) bank_type: String,
    /// The account as a text, for refunds.
    pub(crate) account: String,
    pub(crate) sp_openid: String,
}

/// `trade_state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TradeState {
    NotPay,
    UserPaying,
    PayError,
    Closed,
    Success,
    Refund,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) out_trade_no: String,
    pub(crate) content: OrderContent,
    /// The newest code; earlier ones are dead.
    pub(crate) code: OrderCode,
    pub(crate) taken_at: At,
    pub(crate) state: OrderState,
}

impl Order {
    /// The amount.
    pub(crate) const fn amount(&self) -> Money {
        Money::fen(self.content.fen)
    }

    /// The payment, if it is paid.
    pub(crate) const fn payment(&self) -> Option<&WechatPayment> {
        match &self.state {
            OrderState::Paid(payment) => Some(payment),
            OrderState::Open | OrderState::Failed(_) | OrderState::Closed => None,
        }
    }

    /// `trade_state`, where `refunded` is true once a refund was accepted. An
    /// order that was not paid in time is closed.
    pub(crate) fn trade_state(&self, refunded: bool, now: At) -> TradeState {
        match &self.state {
            OrderState::Paid(_) if refunded => TradeState::Refund,
            OrderState::Paid(_) => TradeState::Success,
            OrderState::Closed => TradeState::Closed,
            _ if now > self.pay_until() => TradeState::Closed,
            OrderState::Failed(failed) if now < failed.at.plus_s(PENDING_S) => {
                TradeState::UserPaying
            }
            OrderState::Failed(_) => TradeState::PayError,
            OrderState::Open => TradeState::NotPay,
        }
    }

    /// `trade_state_desc`.
    pub(crate) fn state_text(&self, refunded: bool, now: At) -> &str {
        match (self.trade_state(refunded, now), &self.state) {
            (TradeState::PayError, OrderState::Failed(failed)) => &failed.reason,
            (state, _) => state.text(),
        }
    }

    /// True while the payer can pay it by the code `url`.
    pub(crate) fn is_payable(&self, url: &str, now: At) -> bool {
        let open = matches!(
            self.trade_state(false, now),
            TradeState::NotPay | TradeState::PayError
        );
        open && self.code.url == url && now <= self.code.made_at.plus_s(CODE_S)
    }

    fn pay_until(&self) -> At {
        let (soonest, end) = (
            self.taken_at.plus_s(ORDER_MIN_S),
            self.taken_at.plus_s(ORDER_S),
        );
        let until = self.content.time_expire;
        until.map_or(end, |until| until.clamp(soonest, end))
    }
}

impl TradeState {
    /// The name in messages.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::NotPay => "NOTPAY",
            Self::UserPaying => "USERPAYING",
            Self::PayError => "PAYERROR",
            Self::Closed => "CLOSED",
            Self::Success => "SUCCESS",
            Self::Refund => "REFUND",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::NotPay => "订单未支付",
            Self::UserPaying => "用户支付中",
            Self::PayError => "支付失败",
            Self::Closed => "订单已关闭",
            Self::Success => "支付成功",
            Self::Refund => "订单发生过退款",
        }
    }
}
