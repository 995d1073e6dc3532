//! All texts of the mall's pages, once per language. A missing one does not
//! compile.

use super::purchase::{NoteKind, PurchaseState};
use super::refund::MallRefundState;
use domain::locale::Locale;
use domain::money::Money;

/// The texts of one language.
pub(super) struct MallText {
    pub(super) tag: &'static str,
    pub(super) bank: &'static str,
    pub(super) mall: &'static str,
    pub(super) demo: &'static str,
    pub(super) skip: &'static str,
    pub(super) shop: &'static str,
    pub(super) basket: &'static str,
    pub(super) orders: &'static str,
    pub(super) other_language: &'static str,
    pub(super) other_language_tag: &'static str,
    pub(super) you_are: &'static str,
    pub(super) switch_to: &'static str,
    pub(super) hero_title: &'static str,
    pub(super) hero_words: &'static str,
    pub(super) hero_action: &'static str,
    pub(super) goods: &'static str,
    pub(super) add: &'static str,
    pub(super) added: &'static str,
    pub(super) see_basket: &'static str,
    pub(super) promises: [(&'static str, &'static str); 3],
    pub(super) quantity: &'static str,
    pub(super) one_less: &'static str,
    pub(super) one_more: &'static str,
    pub(super) update: &'static str,
    pub(super) remove: &'static str,
    pub(super) each: &'static str,
    pub(super) basket_empty: &'static str,
    pub(super) basket_empty_words: &'static str,
    pub(super) go_shopping: &'static str,
    pub(super) deliver_to: &'static str,
    pub(super) sold_by: &'static str,
    pub(super) own_store: &'static str,
    pub(super) no_own_store: &'static str,
    pub(super) total: &'static str,
    pub(super) shipping: &'static str,
    pub(super) free: &'static str,
    pub(super) pay: &'static str,
    pub(super) pay_by_link: &'static str,
    pub(super) pay_note: &'static str,
    pub(super) trouble: &'static str,
    pub(super) trouble_words: &'static str,
    pub(super) trouble_action: &'static str,
    pub(super) order: &'static str,
    pub(super) order_goods: &'static str,
    pub(super) store: &'static str,
    pub(super) order_no: &'static str,
    pub(super) desk_no: &'static str,
    pub(super) placed_at: &'static str,
    pub(super) door: &'static str,
    pub(super) door_api: &'static str,
    pub(super) door_link: &'static str,
    pub(super) pay_now: &'static str,
    pub(super) receipt: &'static str,
    pub(super) cancel: &'static str,
    pub(super) refresh: &'static str,
    pub(super) again: &'static str,
    pub(super) journey: &'static str,
    pub(super) journey_words: &'static str,
    pub(super) orders_empty: &'static str,
    pub(super) pieces: fn(u32) -> String,
    pub(super) not_yours: &'static str,
    pub(super) not_yours_words: &'static str,
    pub(super) not_found: &'static str,
    pub(super) not_found_words: &'static str,
    pub(super) fault: &'static str,
    pub(super) fault_words: &'static str,
    pub(super) footer: &'static str,
    pub(super) refunds: &'static str,
    pub(super) refund_amount: &'static str,
    pub(super) refund_hint: &'static str,
    refund_wrong: fn(&str) -> String,
    pub(super) refund_ask: &'static str,
    pub(super) refund_again: &'static str,
    pub(super) refund_rest: &'static str,
    pub(super) refund_surplus: &'static str,
    refund_stands: fn(&MallRefundState) -> &'static str,
    state: fn(PurchaseState) -> (&'static str, &'static str),
    saw: fn(&NoteKind) -> String,
}

impl MallText {
    /// The texts of a language.
    pub(super) const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::ZhCn => &ZH,
            Locale::En => &EN,
        }
    }

    /// A state's name, and its meaning for the shopper.
    pub(super) fn state(&self, state: PurchaseState) -> (&'static str, &'static str) {
        (self.state)(state)
    }

    /// The state of a refund.
    pub(super) fn refund_stands(&self, state: &MallRefundState) -> &'static str {
        (self.refund_stands)(state)
    }

    /// What may be typed where this much is left.
    pub(super) fn refund_wrong(&self, rest: Money) -> String {
        (self.refund_wrong)(&rest.decimal())
    }

    /// An entry of the history, as a sentence.
    pub(super) fn saw(&self, saw: &NoteKind) -> String {
        (self.saw)(saw)
    }
}

const ZH: MallText = MallText {
    tag: "zh-CN",
    bank: "江南银行",
    mall: "生活商城",
    demo: "演示商城：银行、商户与商品均为虚构，不会发生真实扣款",
    skip: "跳到正文",
    shop: "逛商城",
    basket: "购物篮",
    orders: "我的订单",
    other_language: "English",
    other_language_tag: "en",
    you_are: "当前买家",
    switch_to: "切换为",
    hero_title: "一湖烟雨，一城好物",
    hero_words: "江南匠人的日常器物，由商户直接发货，在持牌支付机构的收银台付款。",
    hero_action: "看看好物",
    goods: "本季好物",
    add: "加入购物篮",
    added: "已加入购物篮：",
    see_basket: "去结算",
    promises: [
        ("商户直发", "货款由支付机构直接结算给商户"),
        ("安心付款", "卡号只在收银台填写，商城与银行都看不到"),
        ("七日无理由", "喜欢再留下"),
    ],
    quantity: "数量",
    one_less: "减一件",
    one_more: "加一件",
    update: "更新",
    remove: "移除",
    each: "单价",
    basket_empty: "购物篮还是空的",
    basket_empty_words: "挑一件喜欢的，再回来结算。",
    go_shopping: "去逛逛",
    deliver_to: "送到",
    sold_by: "由哪家店发货",
    own_store: "门店",
    no_own_store: "网店",
    total: "合计",
    shipping: "运费",
    free: "包邮",
    pay: "去收银台付款",
    pay_by_link: "用签名链接付款",
    pay_note: "接下来会离开商城，前往支付机构的收银台。卡号与密码只在那里输入。",
    trouble: "想看看出错时会怎样？",
    trouble_words: "在沙箱控制台选一种异常，再来付款：超时、重复支付、通知丢失……",
    trouble_action: "打开沙箱控制台",
    order: "订单信息",
    order_goods: "商品",
    store: "商户",
    order_no: "订单号",
    desk_no: "收银台单号",
    placed_at: "下单时间",
    door: "下单方式",
    door_api: "签名接口",
    door_link: "签名链接",
    pay_now: "继续付款",
    receipt: "查看付款凭证",
    cancel: "取消订单",
    refresh: "刷新状态",
    again: "再逛逛",
    journey: "商城看到了什么",
    journey_words: "是否付款，只以验过签名的事件或主动查询为准；返回时带来的状态仅供显示。",
    orders_empty: "还没有订单",
    pieces: |n| format!("共 {n} 件"),
    not_yours: "这是另一位买家的订单",
    not_yours_words: "切换买家后即可查看。",
    not_found: "没有这个页面",
    not_found_words: "地址可能写错了，或者内容已经下架。",
    fault: "商城暂时打不开",
    fault_words: "您的购物篮和订单都还在，请稍后再试。",
    footer: "江南银行与本页商户均为虚构。商城只使用 Paydesk 的公开接口。",
    refunds: "退款",
    refund_amount: "退款金额（元）",
    refund_hint: "留空即退还剩余全部，原路退回付款账户。演示中由买家代商户操作。",
    refund_wrong: |rest| format!("请填写大于 0、不超过 ¥{rest} 的金额，最多两位小数，例如 12.50。"),
    refund_ask: "申请退款",
    refund_again: "再次提交",
    refund_rest: "剩余全部",
    refund_surplus: "多付或迟到的款项，收银台自动退回",
    refund_stands: |state| match state {
        MallRefundState::Sending => "结果未知，可安全重试",
        MallRefundState::Refused(_) => "收银台未受理",
        MallRefundState::Pending => "退款处理中",
        MallRefundState::Failed => "退款失败，款项未动",
        MallRefundState::Succeeded => "已退回付款账户",
    },
    state: |state| match state {
        PurchaseState::Sending => (
            "尚未送达收银台",
            "订单已记下。点“继续付款”会再次联系收银台，不会重复下单。",
        ),
        PurchaseState::Refused => ("未能下单", "收银台没有接受这笔订单，购物篮为您保留。"),
        PurchaseState::Open => ("等待付款", "请在有效时间内完成付款。"),
        PurchaseState::Paying => (
            "等待付款结果",
            "如果已经付款，结果很快会到，可以放心关闭本页。还没有付款，请点“继续付款”，不会重复扣款。",
        ),
        PurchaseState::Closed => ("订单已取消", "这笔订单没有扣款。"),
        PurchaseState::Expired => ("订单已超时", "超过付款时间，这笔订单没有扣款。"),
        PurchaseState::Paid => ("付款成功", "商户正在备货，很快就会发出。"),
        PurchaseState::PartiallyRefunded => (
            "已部分退款",
            "退款已原路退回您的付款账户，到账时间以银行为准。",
        ),
        PurchaseState::Refunded => (
            "已全额退款",
            "退款已原路退回您的付款账户，到账时间以银行为准。",
        ),
    },
    saw: |saw| match saw {
        NoteKind::Placed => String::from("买家下单，商城记账"),
        NoteKind::Accepted => String::from("收银台已登记这笔订单"),
        NoteKind::Refused { code } => format!("收银台拒绝了订单（{code}）"),
        NoteKind::NoAnswer => String::from("收银台没有应答，结果未知，可安全重试"),
        NoteKind::Returned { state } => format!("买家返回商城，签名有效，状态 {state}（仅供显示）"),
        NoteKind::Event { kind, sequence } => format!("收到并验证事件 {kind}（第 {sequence} 号）"),
        NoteKind::Asked { state } => format!("主动查询收银台，状态 {state}"),
        NoteKind::RefundAsked { value: Some(value) } => format!("商城申请退款 ¥{value}"),
        NoteKind::RefundAsked { value: None } => String::from("商城申请退还剩余全部"),
        NoteKind::RefundRefused { code } => format!("收银台没有受理退款（{code}）"),
    },
};

const EN: MallText = MallText {
    tag: "en",
    bank: "Jiangnan Bank",
    mall: "Mall",
    demo: "A demo: the bank, the stores and the goods are invented, and no real money moves",
    skip: "Skip to content",
    shop: "Shop",
    basket: "Basket",
    orders: "Orders",
    other_language: "中文",
    other_language_tag: "zh-CN",
    you_are: "Shopping as",
    switch_to: "Switch to",
    hero_title: "Made by the water",
    hero_words: "Everyday things from Jiangnan's workshops, sent by the makers and paid for at a licensed provider's checkout.",
    hero_action: "See what is new",
    goods: "This season",
    add: "Add to basket",
    added: "In your basket:",
    see_basket: "Check out",
    promises: [
        (
            "Sent by the maker",
            "The provider settles with each store directly",
        ),
        (
            "Pay in peace",
            "Card numbers are typed at the checkout only, never here",
        ),
        ("Seven days to decide", "Keep it only if you love it"),
    ],
    quantity: "Quantity",
    one_less: "One less",
    one_more: "One more",
    update: "Update",
    remove: "Remove",
    each: "each",
    basket_empty: "Your basket is empty",
    basket_empty_words: "Find something you like, then come back.",
    go_shopping: "Go shopping",
    deliver_to: "Deliver to",
    sold_by: "Which store sends it",
    own_store: "branch",
    no_own_store: "Online",
    total: "Total",
    shipping: "Delivery",
    free: "Free",
    pay: "Go to checkout",
    pay_by_link: "Pay by signed link",
    pay_note: "You will leave the mall for the payment provider's checkout. Card numbers and codes are typed there only.",
    trouble: "Curious what happens when things go wrong?",
    trouble_words: "Pick a trouble on the sandbox control page, then pay: a time-out, a double payment, a lost notice…",
    trouble_action: "Open sandbox control",
    order: "Details",
    order_goods: "Goods",
    store: "Store",
    order_no: "Order number",
    desk_no: "Checkout number",
    placed_at: "Ordered",
    door: "Sent by",
    door_api: "Signed API call",
    door_link: "Signed link",
    pay_now: "Continue to payment",
    receipt: "View receipt",
    cancel: "Cancel order",
    refresh: "Refresh",
    again: "Keep shopping",
    journey: "What the mall saw",
    journey_words: "Only a verified event, or an answer to our own question, decides what was paid. What comes back with the shopper is for the screen.",
    orders_empty: "No orders yet",
    pieces: |n| {
        if n == 1 {
            String::from("1 piece")
        } else {
            format!("{n} pieces")
        }
    },
    not_yours: "This order is another buyer's",
    not_yours_words: "Switch buyers to see it.",
    not_found: "There is no such page",
    not_found_words: "The address may be mistyped, or the page was taken down.",
    fault: "The mall is not available",
    fault_words: "Your basket and orders are safe. Try again in a moment.",
    footer: "Jiangnan Bank and the stores are invented. This mall uses nothing but Paydesk's public contract.",
    refunds: "Refunds",
    refund_amount: "Amount to refund (CNY)",
    refund_hint: "Leave it empty for all that is left. It goes back the way it came. In this demo the buyer plays the store.",
    refund_wrong: |rest| {
        format!(
            "Enter an amount above 0 and up to ¥{rest}, with at most two decimals, such as 12.50."
        )
    },
    refund_ask: "Refund",
    refund_again: "Send again",
    refund_rest: "All that is left",
    refund_surplus: "Paid twice or late: the checkout gives it back by itself",
    refund_stands: |state| match state {
        MallRefundState::Sending => "Unknown, and safe to try again",
        MallRefundState::Refused(_) => "Not accepted by the checkout",
        MallRefundState::Pending => "On its way",
        MallRefundState::Failed => "Failed: no money moved",
        MallRefundState::Succeeded => "Back on the payer's account",
    },
    state: |state| match state {
        PurchaseState::Sending => (
            "Not at the checkout yet",
            "Your order is written down. Continuing asks the checkout again and never orders twice.",
        ),
        PurchaseState::Refused => (
            "Not accepted",
            "The checkout did not take this order. Your basket is kept.",
        ),
        PurchaseState::Open => ("Waiting for payment", "Pay before the time is over."),
        PurchaseState::Paying => (
            "Waiting for the payment",
            "If you have paid, the result is on its way, and you can safely close this page. If not, continue to payment: you are never charged twice.",
        ),
        PurchaseState::Closed => ("Cancelled", "Nothing was charged for this order."),
        PurchaseState::Expired => (
            "Out of time",
            "The time to pay is over. Nothing was charged for this order.",
        ),
        PurchaseState::Paid => (
            "Paid",
            "The store is packing your order and will send it soon.",
        ),
        PurchaseState::PartiallyRefunded => (
            "Partly refunded",
            "The money has gone back the way it came. Your bank decides when it arrives.",
        ),
        PurchaseState::Refunded => (
            "Refunded",
            "The money has gone back the way it came. Your bank decides when it arrives.",
        ),
    },
    saw: |saw| match saw {
        NoteKind::Placed => String::from("The buyer ordered; the mall wrote it down"),
        NoteKind::Accepted => String::from("The checkout has the order"),
        NoteKind::Refused { code } => format!("The checkout refused the order ({code})"),
        NoteKind::NoAnswer => {
            String::from("The checkout did not answer: unknown, and safe to try again")
        }
        NoteKind::Returned { state } => {
            format!(
                "The buyer came back with a good signature, state {state} (for the screen only)"
            )
        }
        NoteKind::Event { kind, sequence } => format!("Verified event {kind} (number {sequence})"),
        NoteKind::Asked { state } => format!("Asked the checkout: {state}"),
        NoteKind::RefundAsked { value: Some(value) } => format!("The mall asked for ¥{value} back"),
        NoteKind::RefundAsked { value: None } => {
            String::from("The mall asked for all that is left back")
        }
        NoteKind::RefundRefused { code } => format!("The checkout refused the refund ({code})"),
    },
};
