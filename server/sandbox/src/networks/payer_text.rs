//! The texts of the payer's pages, at the bank and on the phone. A text that is
//! missing in a language does not compile.

use domain::locale::Locale;

/// The texts of one language.
pub(super) struct PayerText {
    pub(super) tag: &'static str,
    pub(super) other_tag: &'static str,
    /// The name of the other language in itself.
    pub(super) other_language: &'static str,
    pub(super) phone: &'static str,
    pub(super) messages: &'static str,
    pub(super) messages_lead: &'static str,
    pub(super) no_messages: &'static str,
    /// Precedes the time of a message.
    pub(super) received: &'static str,
    pub(super) refunds: &'static str,
    /// Between a merchant and the amount it returned.
    pub(super) refunded: &'static str,
    pub(super) scan: &'static str,
    pub(super) code: &'static str,
    pub(super) open_codes: &'static str,
    pub(super) no_open_codes: &'static str,
    /// Precedes the time at which a code was made.
    pub(super) made: &'static str,
    pub(super) not_a_code: &'static str,
    pub(super) no_account: &'static str,
    pub(super) pay_to: &'static str,
    pub(super) pay_with: &'static str,
    pub(super) balance: &'static str,
    pub(super) confirm: &'static str,
    pub(super) do_not_pay: &'static str,
    pub(super) other_card: &'static str,
    pub(super) paid: &'static str,
    pub(super) not_charged: &'static str,
    pub(super) no_answer: &'static str,
    pub(super) bank: &'static str,
    /// Where the payer chooses the bank at the network.
    pub(super) any_bank: &'static str,
    pub(super) payee: &'static str,
    pub(super) goods: &'static str,
    pub(super) order_no: &'static str,
    pub(super) pay_before: &'static str,
    pub(super) pay: &'static str,
    pub(super) back: &'static str,
    pub(super) cancel: &'static str,
    pub(super) again: &'static str,
    pub(super) simulate: &'static str,
    pub(super) simulate_empty: &'static str,
    pub(super) bank_no_answer: &'static str,
    pub(super) bank_no_answer_next: &'static str,
    pub(super) no_page: &'static str,
    pub(super) no_order: &'static str,
    pub(super) beijing_time: &'static str,
}

impl PayerText {
    /// The texts of a language.
    pub(super) const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::ZhCn => &ZH_CN,
            Locale::En => &EN,
        }
    }
}

static ZH_CN: PayerText = PayerText {
    tag: "zh-CN",
    other_tag: "en",
    other_language: "English",
    phone: "付款人的手机",
    messages: "手机短信",
    messages_lead: "所有测试手机的短信，最新的在上，每 3 秒自动刷新。",
    no_messages: "还没有短信。",
    received: "收到于",
    refunds: "退款",
    refunded: "退回",
    scan: "扫一扫",
    code: "二维码内容",
    open_codes: "等待扫码的订单",
    no_open_codes: "没有等待扫码的订单。",
    made: "生成于",
    not_a_code: "这不是本沙箱的二维码（88）。",
    no_account: "没有这个二维码或这个账户。",
    pay_to: "付款给",
    pay_with: "付款方式",
    balance: "零钱",
    confirm: "确认付款",
    do_not_pay: "取消",
    other_card: "换一张卡",
    paid: "付款成功",
    not_charged: "未扣款",
    no_answer: "网络超时，付款结果未知。",
    bank: "沙箱网银",
    any_bank: "银联在线",
    payee: "收款方",
    goods: "商品",
    order_no: "订单号",
    pay_before: "付款截止",
    pay: "确认支付",
    back: "返回商户",
    cancel: "取消支付，返回商户",
    again: "再试一次",
    simulate: "模拟银行拒绝",
    simulate_empty: "模拟余额不足",
    bank_no_answer: "银行系统没有应答，付款结果未知。",
    bank_no_answer_next: "请返回商户查看结果，不要重复付款。",
    no_page: "找不到页面",
    no_order: "没有这笔订单。",
    beijing_time: "北京时间",
};

static EN: PayerText = PayerText {
    tag: "en",
    other_tag: "zh-CN",
    other_language: "简体中文",
    phone: "The payer’s phone",
    messages: "Messages",
    messages_lead: "Messages of all test phones, the newest first. Reloads every 3 seconds.",
    no_messages: "No messages yet.",
    received: "Received",
    refunds: "Refunds",
    refunded: "returned",
    scan: "Scan",
    code: "Content of the QR code",
    open_codes: "Orders to scan",
    no_open_codes: "No order waits to be scanned.",
    made: "Made",
    not_a_code: "This is not a QR code of this sandbox (88).",
    no_account: "There is no such QR code or account.",
    pay_to: "Pay",
    pay_with: "Pay with",
    balance: "Balance",
    confirm: "Confirm payment",
    do_not_pay: "Cancel",
    other_card: "Use another card",
    paid: "Payment successful",
    not_charged: "You have not been charged",
    no_answer: "The network timed out. The result is not known.",
    bank: "sandbox online banking",
    any_bank: "UnionPay online",
    payee: "Payee",
    goods: "Items",
    order_no: "Order number",
    pay_before: "Pay before",
    pay: "Pay",
    back: "Return to merchant",
    cancel: "Cancel and return to merchant",
    again: "Try again",
    simulate: "Simulate a decline",
    simulate_empty: "Simulate insufficient funds",
    bank_no_answer: "The bank did not answer. The result is not known.",
    bank_no_answer_next: "Return to the merchant for the result, and do not pay again.",
    no_page: "Page not found",
    no_order: "There is no such order.",
    beijing_time: "Beijing time",
};

/// A network's text for payers. The wire has them in Chinese.
const RESULTS: [(&str, &str); 24] = [
    ("成功", "Successful"),
    ("支付成功", "Paid"),
    ("交易金额超限", "The amount is over the limit"),
    ("卡状态不正确", "The card cannot be used"),
    ("卡上的余额不足", "Insufficient funds"),
    ("付款超时，订单已关闭", "Time ran out; the order is closed"),
    ("交易已跳转，等待付款人操作", "Waiting for the payer"),
    ("发卡银行不支持", "The bank does not support this"),
    (
        "二维码已失效，请返回商户刷新",
        "The code has expired; reload it at the merchant",
    ),
    ("订单未支付", "Not paid yet"),
    ("用户支付中", "Payment in progress"),
    ("支付失败", "Payment failed"),
    ("订单已关闭", "The order is closed"),
    ("订单发生过退款", "Refunded"),
    ("余额不足", "Insufficient funds"),
    ("银行卡余额不足", "Insufficient funds"),
    ("银行卡状态异常", "The card cannot be used"),
    ("超出银行卡支付限额", "Over the limit of the card"),
    ("已退回原账户", "back on the account"),
    ("银行处理中", "the bank is working on it"),
    ("银行拒绝，未退回", "declined by the bank"),
    ("微信支付处理中", "WeChat Pay is working on it"),
    ("退款关闭，未退回", "closed, not returned"),
    ("退款异常，未到账", "abnormal, not on the account"),
];

/// A network's text in a language; unchanged where it has no translation.
pub(super) fn result(locale: Locale, text: &str) -> &str {
    let known = RESULTS.iter().find(|(chinese, _)| *chinese == text);
    match (locale, known) {
        (Locale::En, Some((_, english))) => english,
        _ => text,
    }
}
