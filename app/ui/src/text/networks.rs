//! How the receipt names the number that a network gave the payment. Shoppers
//! read a network's name here alone, where it carried the payment.

use domain::channel_id::ChannelId;

/// The name of the number, by network.
pub(crate) struct NetworkNumbers {
    union_pay: &'static str,
    wechat_pay: &'static str,
    other: &'static str,
}

pub(super) const ZH_CN: NetworkNumbers = NetworkNumbers {
    union_pay: "银联流水号",
    wechat_pay: "微信支付单号",
    other: "支付网络流水号",
};

pub(super) const EN: NetworkNumbers = NetworkNumbers {
    union_pay: "UnionPay reference",
    wechat_pay: "WeChat Pay reference",
    other: "Payment network reference",
};

impl NetworkNumbers {
    /// The name of a channel's number.
    pub(crate) fn of(&self, channel: &ChannelId) -> &'static str {
        match channel.as_str() {
            "union_pay" => self.union_pay,
            "wechat_pay" => self.wechat_pay,
            _ => self.other,
        }
    }
}
