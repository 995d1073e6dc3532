//! Refusals that a page can show. Those caused only by a mall's program share
//! one sentence, because a shopper cannot act on them.

use domain::refusal::Code;

/// Chinese.
pub(super) fn zh_cn(code: Code) -> &'static str {
    match code {
        Code::LimitExceeded => "超过了这种支付方式的限额，请换一种支付方式。",
        Code::TooManyRequests => "操作太频繁，请稍等一会儿再试。",
        Code::PaymentInProgress => "正在等待上一次付款的结果，请不要重复付款。",
        Code::PaymentUnknown => {
            "还没有查到上一次付款的结果，所以先保留它。请稍等片刻再换一种方式，以免重复付款。"
        }
        Code::OrderPaid => "此订单已经付过款。",
        Code::OrderClosed => "商城已关闭此订单。",
        Code::OrderExpired => "此订单的付款时间已过。",
        Code::NotFound => "没有找到所选的银行卡，请重新选择。",
        Code::ProductNotContracted => "商户没有开通这种支付方式，请换一种。",
        Code::MerchantNotOfMall => "这家商户没有在此商城开通收款，请联系商城或商户。",
        Code::GoodsNotPayable => "订单中有不能在这里付款的商品，请联系商户。",
        _ => "此订单不能在这里付款。请回到商城，或联系商户。",
    }
}

/// English.
pub(super) fn en(code: Code) -> &'static str {
    match code {
        Code::LimitExceeded => "This is over the limit for this way to pay. Pay another way.",
        Code::TooManyRequests => "That was too often in a short time. Wait a moment and try again.",
        Code::PaymentInProgress => {
            "We are waiting for the result of the last payment. Please do not pay again."
        }
        Code::PaymentUnknown => {
            "We could not find out yet whether your last payment went through, so it is kept. Wait a moment, then try another way: this way you never pay twice."
        }
        Code::OrderPaid => "This order is already paid.",
        Code::OrderClosed => "The mall has closed this order.",
        Code::OrderExpired => "The time to pay this order is over.",
        Code::NotFound => "The card you chose is no longer here. Choose again.",
        Code::ProductNotContracted => "The merchant does not take this way to pay. Choose another.",
        Code::MerchantNotOfMall => {
            "This merchant does not take payments from this mall. Please contact the mall or the merchant."
        }
        Code::GoodsNotPayable => {
            "The order holds goods that cannot be paid here. Please contact the merchant."
        }
        _ => "This order cannot be paid here. Go back to the mall, or contact the merchant.",
    }
}
