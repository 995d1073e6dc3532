//! The texts of the testers' pages: the start page and the control page. What a
//! network itself says stays Chinese, as on the wire, and is marked as such.

use domain::locale::Locale;

/// The texts of one language.
pub(super) struct TesterText {
    pub(super) sandbox: &'static str,
    pub(super) home: &'static str,
    pub(super) title: &'static str,
    pub(super) messages: &'static str,
    pub(super) scan: &'static str,
    pub(super) control: &'static str,
    pub(super) lead: &'static str,
    pub(super) cards: &'static str,
    pub(super) card_columns: [&'static str; 7],
    pub(super) credit: &'static str,
    pub(super) debit: &'static str,
    pub(super) good: &'static str,
    pub(super) empty: &'static str,
    pub(super) frozen: &'static str,
    /// With an amount in yuan.
    pub(super) limited: fn(&str) -> String,
    pub(super) other_cards: &'static str,
    pub(super) wrong_data: &'static str,
    /// Before the link to the messages.
    pub(super) codes: &'static str,
    pub(super) failures: &'static str,
    /// Before the link to the control page.
    pub(super) failures_lead: &'static str,
    pub(super) next: &'static str,
    pub(super) next_lead: &'static str,
    pub(super) payment: &'static str,
    pub(super) refund: &'static str,
    /// With what the failures are of.
    pub(super) queued: fn(&str) -> String,
    pub(super) failure_columns: [&'static str; 4],
    pub(super) payments_normal: &'static str,
    pub(super) refunds_normal: &'static str,
    pub(super) held: &'static str,
    pub(super) held_count: fn(usize) -> String,
    pub(super) release: &'static str,
    pub(super) transactions: &'static str,
    pub(super) no_transactions: &'static str,
    pub(super) transaction_columns: [&'static str; 7],
    pub(super) refunds: &'static str,
    pub(super) no_refunds: &'static str,
    pub(super) refund_columns: [&'static str; 8],
    /// Titles the page of a request that the gateway refuses.
    pub(super) refused: &'static str,
    /// Precedes its response code.
    pub(super) response_code: &'static str,
}

impl TesterText {
    /// The texts of a language.
    pub(super) const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::ZhCn => &ZH_CN,
            Locale::En => &EN,
        }
    }
}

/// The `lang` of a network's own words on a page in this language.
pub(super) const fn network_lang(locale: Locale) -> Option<&'static str> {
    match locale {
        Locale::ZhCn => None,
        Locale::En => Some(Locale::ZhCn.tag()),
    }
}

static ZH_CN: TesterText = TesterText {
    sandbox: "沙箱",
    home: "首页",
    title: "支付网络沙箱",
    messages: "手机短信",
    scan: "扫一扫",
    control: "控制台",
    lead: "这里扮演支付网络的网关、各家银行的网银页面和付款人的手机。数据均为虚构，请勿输入真实卡号。",
    cards: "测试卡",
    card_columns: [
        "银行",
        "卡号",
        "姓名",
        "身份证号",
        "手机号",
        "有效期 · CVN2",
        "结果",
    ],
    credit: "信用卡",
    debit: "借记卡",
    good: "付款成功",
    empty: "余额不足（64）",
    frozen: "卡已冻结（63）",
    limited: |yuan| format!("单笔超过 {yuan} 元超限（33）"),
    other_cards: "其他卡号：61 卡号无效",
    wrong_data: "姓名、身份证号或手机号不符：66；有效期或 CVN2 不符：65；验证码不符：71",
    codes: "验证码为随机 6 位，5 分钟内有效，见",
    failures: "制造故障",
    failures_lead: "按金额末两位，或为下一笔付款或退款指定，见",
    next: "下一笔付款或退款",
    next_lead: "故障发生在资金变动的那一步：快捷付款、网银“确认支付”、手机“确认付款”，以及退款和撤销。退款按它自己金额的末两位；“已扣款”对退款即“已退回”；被拒绝的退款先受理，稍后由银行拒绝。",
    payment: "付款",
    refund: "退款",
    queued: |of| format!("{of}已排队："),
    failure_columns: ["金额末两位", "故障", "发生什么", "用于下一笔"],
    payments_normal: "付款恢复正常",
    refunds_normal: "退款恢复正常",
    held: "被扣下的通知",
    held_count: |count| format!("共 {count} 条。"),
    release: "放行",
    transactions: "最近的交易",
    no_transactions: "还没有交易。",
    transaction_columns: ["时间", "方式", "订单号", "商户", "金额", "结果", "通知"],
    refunds: "最近的退款",
    no_refunds: "还没有退款。",
    refund_columns: [
        "时间",
        "方式",
        "退款单号",
        "原支付号",
        "商户",
        "金额",
        "结果",
        "通知",
    ],
    refused: "无法受理",
    response_code: "应答码",
};

static EN: TesterText = TesterText {
    sandbox: "Sandbox",
    home: "Start",
    title: "Sandbox of the payment networks",
    messages: "Text messages",
    scan: "Scanner",
    control: "Control",
    lead: "This plays the networks’ gateways, the banks’ own pages and the payer’s phone. All data are invented: never type a real card number.",
    cards: "Test cards",
    card_columns: [
        "Bank",
        "Card number",
        "Name",
        "Resident ID",
        "Phone",
        "Expiry · CVN2",
        "Result",
    ],
    credit: "credit",
    debit: "debit",
    good: "pays",
    empty: "not enough money (64)",
    frozen: "frozen (63)",
    limited: |yuan| format!("over ¥{yuan}: over its limit (33)"),
    other_cards: "Any other card number: 61, invalid",
    wrong_data: "Name, resident ID or phone differ: 66; expiry or CVN2 differ: 65; wrong code: 71",
    codes: "A code is 6 random digits, valid for 5 minutes, in the",
    failures: "Failures",
    failures_lead: "Chosen by the last two digits of an amount, or for the next payment or refund on the page",
    next: "The next payment or refund",
    next_lead: "A failure happens where money moves: quick pay, the bank’s “confirm” button, the phone’s “confirm”, a refund or an undo. Of a refund its own amount counts, and “charged” means “returned”; a declined refund is accepted first and declined by its bank a moment later.",
    payment: "Payment",
    refund: "Refund",
    queued: |of| format!("{of} queue: "),
    failure_columns: [
        "Amount ends in",
        "Failure",
        "What happens",
        "Use for the next",
    ],
    payments_normal: "Payments normal again",
    refunds_normal: "Refunds normal again",
    held: "Notices held back",
    held_count: |count| format!("{count} in all."),
    release: "Release",
    transactions: "Latest transactions",
    no_transactions: "No transactions yet.",
    transaction_columns: [
        "Time", "Method", "Order", "Merchant", "Amount", "Result", "Notices",
    ],
    refunds: "Latest refunds",
    no_refunds: "No refunds yet.",
    refund_columns: [
        "Time", "Method", "Refund", "Payment", "Merchant", "Amount", "Result", "Notices",
    ],
    refused: "Refused",
    response_code: "Response code",
};
