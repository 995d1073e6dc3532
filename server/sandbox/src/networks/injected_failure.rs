//! Failures of the network, on demand.
//!
//! A failure applies where money moves: a token payment, the pay button of a
//! bank's page, the confirmation on the phone, a refund or an undo. It is
//! chosen by the last two digits of the amount (for a refund, of its own
//! amount), or on the control page for the next payments or refunds. Below,
//! "paid" means booked; for a refund, that the money is returned. A declined
//! refund is accepted, and declined by its bank a moment later. The list is
//! complete: the pages are rendered from it.

use domain::locale::Locale;
use serde::{Deserialize, Serialize};

/// A failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InjectedFailure {
    /// The bank or the wallet declines: nothing is booked.
    Decline,
    /// Paid, but there is no answer for 30 seconds, then 504. The notice is
    /// sent.
    Timeout,
    /// Paid, but the connection breaks in the middle of the answer. The
    /// notice is sent.
    Cut,
    /// Paid, with a second notice under another number of the network's one
    /// second after the first.
    PaidTwice,
    /// Paid, without any notice. A query reports it.
    NoticeLost,
    /// Paid; the notice comes 90 seconds late, or when the control page
    /// releases it.
    NoticeLate,
    /// Paid; every notice has a bad signature. A query reports it.
    WrongSignature,
    /// Paid; every notice is correctly signed but reports one fen too much. A
    /// query reports the right amount.
    WrongAmount,
    /// HTTP 502 to the payment and to its first two queries; it was booked, and
    /// the notice is sent.
    BadGatewayPaid,
    /// HTTP 502 to the payment and to its first two queries; it was not booked.
    /// The same refund sent again is booked.
    BadGatewayUnpaid,
    /// No answer for 30 seconds, then 504; nothing was booked. The same refund
    /// sent again is booked.
    TimeoutUnpaid,
    /// Paid; the answer takes 3 seconds.
    Slow,
    /// `WeChat` Pay: paid; the first notice is a probe with a signature that
    /// begins `WECHATPAY/SIGNTEST/`, the next are right.
    SignTest,
    /// `WeChat` Pay: paid; the first notice has a timestamp ten minutes old,
    /// correctly signed, the next are right.
    OldTimestamp,
    /// `WeChat` Pay: paid; every notice names another merchant.
    OtherMerchant,
    /// `WeChat` Pay: paid; the notice comes once more a second later, with the
    /// same event id.
    RepeatedEvent,
    /// `WeChat` Pay, refunds only: the payer's account does not take the money
    /// (`ABNORMAL`).
    RefundAbnormal,
}

impl InjectedFailure {
    /// All variants, in the order of the control page.
    pub const ALL: [Self; 17] = [
        Self::Decline,
        Self::Timeout,
        Self::PaidTwice,
        Self::NoticeLost,
        Self::NoticeLate,
        Self::WrongSignature,
        Self::WrongAmount,
        Self::BadGatewayPaid,
        Self::BadGatewayUnpaid,
        Self::Cut,
        Self::TimeoutUnpaid,
        Self::Slow,
        Self::SignTest,
        Self::OldTimestamp,
        Self::OtherMerchant,
        Self::RepeatedEvent,
        Self::RefundAbnormal,
    ];

    /// How many of them, from the first on, every network has.
    const COMMON: usize = 12;

    /// The last two digits of an amount that trigger it (`128.91`).
    pub const fn fen(self) -> i64 {
        match self {
            Self::Decline => 91,
            Self::Timeout => 92,
            Self::PaidTwice => 93,
            Self::NoticeLost => 94,
            Self::NoticeLate => 95,
            Self::WrongSignature => 96,
            Self::WrongAmount => 97,
            Self::BadGatewayPaid => 98,
            Self::BadGatewayUnpaid => 99,
            Self::Cut => 89,
            Self::TimeoutUnpaid => 88,
            Self::Slow => 87,
            Self::SignTest => 86,
            Self::OldTimestamp => 85,
            Self::OtherMerchant => 84,
            Self::RepeatedEvent => 83,
            Self::RefundAbnormal => 82,
        }
    }

    /// True for one that every network has.
    pub(super) fn is_common(self) -> bool {
        Self::ALL[..Self::COMMON].contains(&self)
    }

    /// The failure that an amount of `fen` fen triggers.
    pub fn of_amount(fen: i64) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|failure| failure.fen() == fen % 100)
    }

    /// Its name in JSON and forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decline => "decline",
            Self::Timeout => "timeout",
            Self::Cut => "cut",
            Self::PaidTwice => "paid_twice",
            Self::NoticeLost => "notice_lost",
            Self::NoticeLate => "notice_late",
            Self::WrongSignature => "wrong_signature",
            Self::WrongAmount => "wrong_amount",
            Self::BadGatewayPaid => "bad_gateway_paid",
            Self::BadGatewayUnpaid => "bad_gateway_unpaid",
            Self::TimeoutUnpaid => "timeout_unpaid",
            Self::Slow => "slow",
            Self::SignTest => "sign_test",
            Self::OldTimestamp => "old_timestamp",
            Self::OtherMerchant => "other_merchant",
            Self::RepeatedEvent => "repeated_event",
            Self::RefundAbnormal => "refund_abnormal",
        }
    }

    /// Its description on the control page.
    pub const fn text(self, locale: Locale) -> &'static str {
        match locale {
            Locale::ZhCn => self.chinese(),
            Locale::En => self.english(),
        }
    }

    const fn chinese(self) -> &'static str {
        match self {
            Self::Decline => "发卡行或钱包拒绝（余额不足），未扣款",
            Self::Timeout => "已扣款，但 30 秒没有应答；通知照常发送",
            Self::Cut => "已扣款，但应答中途断线；通知照常发送",
            Self::PaidTwice => "已扣款，1 秒后又以另一个支付号通知一次",
            Self::NoticeLost => "已扣款，但通知永不发送；查询可得结果",
            Self::NoticeLate => "已扣款，通知晚 90 秒，或在本页点“放行”后发送",
            Self::WrongSignature => "已扣款，但每次通知验签都不通过；查询可得结果",
            Self::WrongAmount => "已扣款，通知验签通过但金额多一分；查询结果正确",
            Self::BadGatewayPaid => "已扣款，但付款请求和前两次查询都应答 HTTP 502",
            Self::BadGatewayUnpaid => "未扣款，付款请求和前两次查询都应答 HTTP 502",
            Self::TimeoutUnpaid => "未扣款，30 秒没有应答",
            Self::Slow => "已扣款，应答慢 3 秒",
            Self::SignTest => "微信支付：首次通知是签名探测（WECHATPAY/SIGNTEST/），随后正确",
            Self::OldTimestamp => "微信支付：首次通知的时间戳是 10 分钟前，随后正确",
            Self::OtherMerchant => "微信支付：通知验签通过但商户号是别家；查询结果正确",
            Self::RepeatedEvent => "微信支付：1 秒后以同一事件 ID 再通知一次",
            Self::RefundAbnormal => "微信支付：退款异常（ABNORMAL），付款人账户收不到",
        }
    }

    const fn english(self) -> &'static str {
        match self {
            Self::Decline => "The bank or wallet declines (not enough money); not charged",
            Self::Timeout => "Charged, but no answer for 30 seconds; the notice is sent",
            Self::Cut => "Charged, but the answer breaks off; the notice is sent",
            Self::PaidTwice => "Charged; a second notice under another payment number after 1 s",
            Self::NoticeLost => "Charged, but never a notice; a query has the result",
            Self::NoticeLate => {
                "Charged; the notice comes after 90 s, or by “Release” on this page"
            }
            Self::WrongSignature => {
                "Charged, but no notice has a valid signature; a query has the result"
            }
            Self::WrongAmount => {
                "Charged; the signed notice reports one fen too much; a query is right"
            }
            Self::BadGatewayPaid => {
                "Charged, but HTTP 502 to the payment and its first two queries"
            }
            Self::BadGatewayUnpaid => {
                "Not charged; HTTP 502 to the payment and its first two queries"
            }
            Self::TimeoutUnpaid => "Not charged; no answer for 30 seconds",
            Self::Slow => "Charged; the answer takes 3 seconds",
            Self::SignTest => {
                "WeChat Pay: the first notice probes the signature check (WECHATPAY/SIGNTEST/), the next are right"
            }
            Self::OldTimestamp => {
                "WeChat Pay: the first notice is ten minutes old, the next are right"
            }
            Self::OtherMerchant => {
                "WeChat Pay: the signed notice names another merchant; a query is right"
            }
            Self::RepeatedEvent => "WeChat Pay: the same event id once more after 1 s",
            Self::RefundAbnormal => {
                "WeChat Pay: the refund is ABNORMAL, the payer’s account does not take it"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::InjectedFailure;

    #[test]
    fn each_has_its_own_amount_and_name() {
        for failure in InjectedFailure::ALL {
            assert_eq!(
                InjectedFailure::of_amount(12_800 + failure.fen()),
                Some(failure)
            );
            let json = serde_json::to_string(&failure).expect("a string");
            assert_eq!(json, format!("\"{}\"", failure.name()));
        }
        for quiet in [12_800, 9_950, 1_080, 1, 9_990] {
            assert_eq!(InjectedFailure::of_amount(quiet), None, "{quiet}");
        }
    }
}
