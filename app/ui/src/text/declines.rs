//! Why a payment was declined, and what to do.

use super::table::DeclineText;
use domain::attempt::DeclineReason as Why;

/// Chinese.
pub(super) fn zh_cn(reason: Why) -> DeclineText {
    let (reason, next_step) = match reason {
        Why::InsufficientFunds => (
            "余额不足，或超出此卡当日限额。",
            "请换一张卡，或更换支付方式。",
        ),
        Why::CardState => (
            "此卡暂时无法使用，可能已过期、挂失、冻结或未激活。",
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
        Why::WrongCard => ("银行查无此卡号。", "请核对卡号后重新填写。"),
        Why::LimitExceeded => (
            "超出银行或支付网络规定的限额。",
            "请换一张卡，或更换支付方式。",
        ),
        Why::Risk => (
            "银行出于安全考虑拒绝了这笔付款。",
            "请更换支付方式，或联系发卡银行。",
        ),
        Why::NotEnrolled => ("此卡尚未开通网上支付。", "请先在发卡银行开通，或换一张卡。"),
        Why::Unsupported => ("暂不支持此银行或此类卡片。", "请换一张卡，或更换支付方式。"),
        Why::Issuer => (
            "发卡银行拒绝了这笔付款，未说明原因。",
            "请换一张卡，或联系发卡银行。",
        ),
        Why::TimedOut => ("未在规定时间内完成付款。", "请重新付款。"),
        Why::Other => ("此支付方式未能完成付款。", "请更换支付方式。"),
    };
    DeclineText { reason, next_step }
}

/// English.
pub(super) fn en(reason: Why) -> DeclineText {
    let (reason, next_step) = match reason {
        Why::InsufficientFunds => (
            "The balance is too low, or the card’s daily limit is reached.",
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
            "The name, ID number or phone number does not match the bank’s records.",
            "Check them and enter them again, or ask your bank to update its records.",
        ),
        Why::WrongCard => (
            "The bank has no card with this number.",
            "Check the number and enter it again.",
        ),
        Why::LimitExceeded => (
            "This is over a limit set by the bank or the payment network.",
            "Use another card, or pay another way.",
        ),
        Why::Risk => (
            "Your bank declined this payment for security reasons.",
            "Pay another way, or ask your bank.",
        ),
        Why::NotEnrolled => (
            "This card is not enabled for online payments.",
            "Ask your bank to enable it, or use another card.",
        ),
        Why::Unsupported => (
            "This bank or type of card is not supported here.",
            "Use another card, or pay another way.",
        ),
        Why::Issuer => (
            "Your bank declined this payment and gave no reason.",
            "Use another card, or ask your bank.",
        ),
        Why::TimedOut => ("The payment was not finished in time.", "Try again."),
        Why::Other => ("This payment method did not work.", "Pay another way."),
    };
    DeclineText { reason, next_step }
}
