//! Why a payment was declined, and what to do.

use super::table::DeclineText;
use domain::attempt::DeclineReason as Why;

/// Chinese.
pub(super) fn zh_cn(reason: Why) -> DeclineText {
    let (reason, next_step) = match reason {
        Why::InsufficientFunds => (
            "余额不足，或超过了卡片今天的限额。",
            "请换一张卡，或换一种支付方式。",
        ),
        Why::CardState => (
            "此卡当前不能使用：可能已过期、挂失、冻结或未激活。",
            "请换一张卡，或联系发卡银行。",
        ),
        // A wrong code declines a payment only when there are no tries left.
        Why::WrongCode => (
            "短信验证码多次输错，不能再试。",
            "请重新获取验证码，或换一张卡、换一种支付方式。",
        ),
        Why::WrongIdentity => (
            "姓名、身份证号或手机号与银行预留信息不符。",
            "请核对后重新填写，或联系发卡银行更新信息。",
        ),
        Why::WrongCard => ("银行没有找到这个卡号。", "请核对卡号后重新填写。"),
        Why::LimitExceeded => (
            "超过了银行或支付网络规定的限额。",
            "请换一张卡，或换一种支付方式。",
        ),
        Why::Risk => (
            "银行出于安全考虑没有通过这笔付款。",
            "请换一种支付方式，或联系发卡银行。",
        ),
        Why::NotEnrolled => (
            "此卡还没有开通网上支付。",
            "请先在发卡银行开通，或换一张卡。",
        ),
        Why::Unsupported => (
            "暂不支持此银行或此类卡片。",
            "请换一张卡，或换一种支付方式。",
        ),
        Why::Issuer => (
            "发卡银行没有通过这笔付款，也没有说明原因。",
            "请换一张卡，或联系发卡银行。",
        ),
        Why::TimedOut => ("在规定时间内没有完成付款。", "请重新付款。"),
        Why::Other => ("这种支付方式没有成功。", "请换一种支付方式。"),
    };
    DeclineText { reason, next_step }
}

/// English.
pub(super) fn en(reason: Why) -> DeclineText {
    let (reason, next_step) = match reason {
        Why::InsufficientFunds => (
            "There is not enough money on the card, or it is over the card’s limit for today.",
            "Use another card, or pay another way.",
        ),
        Why::CardState => (
            "This card cannot be used now: it may be expired, reported lost, frozen or not activated.",
            "Use another card, or ask your bank.",
        ),
        Why::WrongCode => (
            "The code was wrong too many times. There are no tries left.",
            "Get a new code, use another card, or pay another way.",
        ),
        Why::WrongIdentity => (
            "The name, identity number or phone number is not the one the bank has.",
            "Check them and enter them again, or ask your bank to update them.",
        ),
        Why::WrongCard => (
            "The bank does not know this card number.",
            "Check the number and enter it again.",
        ),
        Why::LimitExceeded => (
            "This is over a limit of the bank or of the payment network.",
            "Use another card, or pay another way.",
        ),
        Why::Risk => (
            "The bank held this payment back to keep you safe.",
            "Pay another way, or ask your bank.",
        ),
        Why::NotEnrolled => (
            "This card is not opened for online payment.",
            "Have your bank open it, or use another card.",
        ),
        Why::Unsupported => (
            "This bank or kind of card is not supported here.",
            "Use another card, or pay another way.",
        ),
        Why::Issuer => (
            "The bank refused this payment and gave no reason.",
            "Use another card, or ask your bank.",
        ),
        Why::TimedOut => ("The payment was not finished in time.", "Try again."),
        Why::Other => ("This way to pay did not work.", "Pay another way."),
    };
    DeclineText { reason, next_step }
}
