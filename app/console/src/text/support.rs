//! The texts of the look-up while a shopper asks about an order, and of the
//! list of all orders.

/// The look-up.
pub(crate) struct SupportText {
    pub title: &'static str,
    pub lead: &'static str,
    pub about: &'static str,
    pub number: &'static str,
    pub number_hint: &'static str,
    pub amount: &'static str,
    pub day: &'static str,
    pub card_hint: &'static str,
    pub find: &'static str,
    pub found: &'static str,
    pub none: &'static str,
    pub none_next: &'static str,
    /// Four digits without amount and day.
    pub none_card: &'static str,
    /// The list of all orders.
    pub orders_about: &'static str,
    pub orders_of: &'static str,
    pub orders_of_hint: &'static str,
    pub orders_hint: &'static str,
    pub merchant_and_mall: &'static str,
}

pub(super) const ZH_CN: SupportText = SupportText {
    title: "客服查询",
    lead: "顾客来电时，用他手上的任意号码查到订单，看该怎么回答。",
    about: "用顾客手上的号码查订单，看该怎么回答。",
    number: "号码，或银行卡后四位",
    number_hint: "任意完整号码：收银台或商城的订单号、退款号、付款凭证或银行账单上的流水号。",
    amount: "金额（元）",
    day: "付款日期",
    card_hint: "用银行卡后四位查时，请填订单金额和付款日期。",
    find: "查询",
    found: "可能是这几笔订单",
    none: "没有查到订单",
    none_next: "请核对号码是否完整。也可以用银行卡后四位、订单金额和付款日期查。",
    none_card: "用银行卡后四位查时，请同时填订单金额和付款日期。",
    orders_about: "全部商户的订单。",
    orders_of: "商户或商城",
    orders_of_hint: "粘贴编号（mer_ 或 mal_ 开头）；也可以从商户或商城的页面进入。",
    orders_hint: "粘贴任意完整号码。选了商户时，也可以只填商城订单号的最后几位（至少 4 位）。查银行卡后四位时，请同时填开始日期。",
    merchant_and_mall: "商户与商城",
};

pub(super) const EN: SupportText = SupportText {
    title: "Shopper support",
    lead: "When a shopper calls: find the order by any number they have, and read what to answer.",
    about: "Find an order by what the shopper has, and read what to answer.",
    number: "Number, or last four digits of the card",
    number_hint: "Any whole number: the desk’s or the mall’s of an order or refund, or the reference on a receipt or bank statement.",
    amount: "Amount (yuan)",
    day: "Day of the payment",
    card_hint: "For the last four digits of a card, give the order’s amount and the day of the payment.",
    find: "Find",
    found: "It may be one of these orders",
    none: "No order found",
    none_next: "Check that the number is whole. Or try the last four digits of the card with the order’s amount and the day of the payment.",
    none_card: "For the last four digits of a card, give the order’s amount and the day of the payment too.",
    orders_about: "The orders of all merchants.",
    orders_of: "Merchant or mall",
    orders_of_hint: "Paste an id (mer_ or mal_); or come from the page of a merchant or mall.",
    orders_hint: "Paste any whole number. With a merchant, the last characters of the mall’s number (4 or more) do too. For the last four digits of a card, give the first day too.",
    merchant_and_mall: "Merchant, mall",
};
