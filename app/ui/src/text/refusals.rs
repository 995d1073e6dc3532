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
        Code::AmountInvalid | Code::ItemsSumDiffers => {
            "订单金额有误。请返回交易平台重新下单，或联系商户。"
        }
        Code::CurrencyNotSupported => "不支持此订单的币种。请联系交易平台或商户。",
        Code::PaymentsSuspended => "商户暂时不能收款，你没有被扣款。请稍后再试，或联系商户。",
        Code::MerchantUnknown | Code::PayeeIsPlatform => {
            "收款商户尚未开通收款或已停用，请联系交易平台或商户。"
        }
        Code::ReturnUrlNotRegistered => {
            "订单中返回交易平台的网址未经登记，为保障安全，付款未开始。请联系交易平台。"
        }
        Code::OrderConflict => "同一订单号已有内容不同的订单。请返回交易平台重新下单。",
        Code::FieldInvalid | Code::MalformedJson | Code::CredentialsNotAccepted => {
            "交易平台提交的订单信息有误。请返回交易平台重新下单，或联系商户。"
        }
        _ => "请返回交易平台，或联系商户。",
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
        Code::AmountInvalid | Code::ItemsSumDiffers => {
            "The amount of the order is not right. Go back to the marketplace and order again, or contact the merchant."
        }
        Code::CurrencyNotSupported => {
            "The order is in a currency that cannot be paid here. Please contact the marketplace or the merchant."
        }
        Code::PaymentsSuspended => {
            "The merchant cannot take payments at present. You were not charged. Please try again later, or contact the merchant."
        }
        Code::MerchantUnknown | Code::PayeeIsPlatform => {
            "The merchant of this order does not take payments here at present. Please contact the marketplace or the merchant."
        }
        Code::ReturnUrlNotRegistered => {
            "The address that leads back to the marketplace is not registered, so no payment was started. Please contact the marketplace."
        }
        Code::OrderConflict => {
            "There is already another order with this number. Go back to the marketplace and order again."
        }
        Code::FieldInvalid | Code::MalformedJson | Code::CredentialsNotAccepted => {
            "Something in the order that the marketplace sent is not right. Go back and order again, or contact the merchant."
        }
        _ => "Go back to the marketplace, or contact the merchant.",
    }
}
