//! How the receipt names the number that a network gave the payment. Shoppers
//! read a network's name here alone, where it carried the payment. And the names
//! of networks for the consoles.

use domain::channel_id::ChannelId;
use domain::locale::Locale;

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

/// The name of a network for the consoles; its id where none is known.
pub(crate) fn name(locale: Locale, channel: &ChannelId) -> String {
    let known = match (channel.as_str(), locale) {
        ("union_pay", Locale::ZhCn) => "银联",
        ("union_pay", Locale::En) => "UnionPay",
        ("wechat_pay", Locale::ZhCn) => "微信支付",
        ("wechat_pay", Locale::En) => "WeChat Pay",
        (other, _) => other,
    };
    known.to_owned()
}
