//! Refusals that a page can show. Those caused only by a mall's program share
//! one sentence, because a shopper cannot act on them.

use domain::refusal::Code;

/// Chinese.
pub(super) fn zh_cn(code: Code) -> &'static str {
    match code {
        Code::LimitExceeded => "超出此支付方式的限额，请更换支付方式。",
        Code::TooManyRequests => "操作过于频繁，请稍后再试。",
        Code::PaymentInProgress => "正在等待上一次付款的结果，请勿重复付款。",
        Code::PaymentUnknown => "上一次付款的结果尚未查到。请稍候再更换支付方式，以免重复付款。",
        Code::OrderPaid => "此订单已支付。",
        Code::OrderClosed => "交易平台已关闭此订单。",
        Code::OrderExpired => "此订单已超时，无法付款。",
        Code::NotFound => "未找到所选的银行卡，请重新选择。",
        Code::ProductNotContracted => "商户未开通此支付方式，请更换支付方式。",
        Code::MerchantNotOfMall => "此商户未在此交易平台开通收款，请联系交易平台或商户。",
        Code::GoodsNotPayable => "订单含有不支持在此付款的商品，请联系商户。",
        _ => "此订单无法在此付款。请返回交易平台，或联系商户。",
    }
}

/// English.
pub(super) fn en(code: Code) -> &'static str {
    match code {
        Code::LimitExceeded => "This is over the limit for this payment method. Pay another way.",
        Code::TooManyRequests => "Too many attempts in a short time. Wait a moment and try again.",
        Code::PaymentInProgress => {
            "We are waiting for the result of your last payment. Please do not pay again."
        }
        Code::PaymentUnknown => {
            "We do not know yet whether your last payment went through. Wait a moment before you try another way, so that you do not pay twice."
        }
        Code::OrderPaid => "This order is already paid.",
        Code::OrderClosed => "The marketplace has closed this order.",
        Code::OrderExpired => "The time to pay for this order has run out.",
        Code::NotFound => "The card you chose is no longer saved. Choose another.",
        Code::ProductNotContracted => {
            "The merchant does not accept this payment method. Choose another."
        }
        Code::MerchantNotOfMall => {
            "This merchant does not take payments from this marketplace. Please contact the marketplace or the merchant."
        }
        Code::GoodsNotPayable => {
            "This order contains goods that cannot be paid for here. Please contact the merchant."
        }
        _ => "This order cannot be paid here. Go back to the marketplace, or contact the merchant.",
    }
}
