//! What the provider's staff tell a shopper, and what they do next.

use domain::clock::At;
use domain::console::{ShopperFact, WebhookState};
use domain::day::date_time_in_china;
use domain::locale::Locale;
use ui::amount::yuan;
use ui::words::decline;

/// Two answers to the same question.
pub(crate) struct Advice {
    /// For the shopper.
    pub tell: String,
    /// For the staff.
    pub next: &'static str,
}

/// What to tell a shopper.
pub(crate) struct ShopperText {
    pub title: &'static str,
    pub next: &'static str,
    pub merchant: &'static str,
    /// The merchant's registered name.
    pub legal_name: &'static str,
    pub support: &'static str,
    /// The merchant has given no contact.
    pub no_support: &'static str,
    /// The page is on record.
    pub on_record: &'static str,
    pub back: &'static str,
    pub advice: fn(&ShopperFact) -> Advice,
}

/// To the minute, in China.
fn minute(at: At) -> String {
    let text = date_time_in_china(at);
    let minute = text.rsplit_once(':').map(|(minute, _)| minute.to_owned());
    minute.unwrap_or(text)
}

pub(super) const ZH_CN: ShopperText = ShopperText {
    title: "告诉顾客",
    next: "你可以做什么",
    merchant: "商户",
    legal_name: "商户全称",
    support: "商户客服",
    no_support: "商户没有填写客服联系方式",
    on_record: "打开本页已记入操作日志。",
    back: "返回客服查询",
    advice: |fact| {
        let (tell, next) = match fact {
            ShopperFact::NotPaidYet { until } => (
                format!(
                    "这笔订单还没有收到付款。{} 前可以从商城的订单里继续支付。",
                    minute(*until)
                ),
                "不用处理。顾客说已扣款时，请他念付款记录里的流水号，再查一次。",
            ),
            ShopperFact::Declined { reason, until } => (
                format!(
                    "上一次付款没有成功，没有收到钱。银行的原因：{} {} 前可以换一种方式再付。",
                    decline(Locale::ZhCn, *reason),
                    minute(*until)
                ),
                "不用处理。原因由银行给出，机构不能更改；顾客可以问发卡银行。",
            ),
            ShopperFact::WithPayer { until } => (
                format!(
                    "付款已经开始，正在等你完成，还没有收到钱。请在 {} 前完成。",
                    minute(*until)
                ),
                "请顾客在银行或钱包里看是否已付。已付的话请他等几分钟，系统会自动查到结果。",
            ),
            ShopperFact::Unknown { since, next } => (
                format!(
                    "{} 开始的付款已经提交，银行还没有给出结果。请不要再付一次。{}，有结果后商城的订单会自动更新。",
                    minute(*since),
                    again_zh(*next)
                ),
                "不用处理，也不要说付款失败。系统会一直查询到有结果；超过 10 分钟会列入待办。",
            ),
            ShopperFact::Paid { at, mall } => paid_zh(*at, *mall),
            ShopperFact::Closed => (
                "商城关闭了这笔订单，没有收到付款。需要的话请在商城重新下单。".to_owned(),
                "不用处理。关闭的原因请顾客问商城。",
            ),
            ShopperFact::Expired => (
                "订单超过了付款时间，已经过期，没有收到付款。需要的话请在商城重新下单。".to_owned(),
                "不用处理。",
            ),
            ShopperFact::MayStillBePaid { next } => (
                format!(
                    "之前的一次付款还没有最后的结果，{}。如果它后来扣了款，订单还能支付时算作付款，否则会自动原路退回，不用申请。",
                    again_zh(*next)
                ),
                "不用处理。晚到的钱会自动入账或退回。",
            ),
            ShopperFact::RefundUnderWay { amount, since } => (
                format!(
                    "{} 的退款从 {} 起正在处理，会退回原来的付款账户。钱包余额通常几分钟，储蓄卡 1 到 3 个工作日，信用卡可能到 7 个工作日，以银行为准。",
                    yuan(*amount),
                    minute(*since)
                ),
                "不用处理。系统会一直查询到有结果。",
            ),
            ShopperFact::Refunded { amount, at } => (
                format!(
                    "{} 已于 {} 退回原来的付款账户。银行入账可能还要几个工作日。",
                    yuan(*amount),
                    minute(*at)
                ),
                "顾客没看到时，请把下面“经过”里退款的网络流水号告诉他，由他问银行。",
            ),
            ShopperFact::RefundFailed { amount, at } => (
                format!(
                    "{} 的退款在 {} 没有成功，钱还在商户那里。请联系商户处理。",
                    yuan(*amount),
                    minute(*at)
                ),
                "请商户重新申请退款，或用别的方式退给顾客。网络代码在下面的“经过”里。",
            ),
            ShopperFact::SurplusUnderWay { amount, since } => (
                format!(
                    "多付的 {} 从 {} 起正在自动退回原来的付款账户，不用申请。通常 1 到 3 个工作日，信用卡可能到 7 个工作日。",
                    yuan(*amount),
                    minute(*since)
                ),
                "不用处理。退不回去或超过一天会列入待办。",
            ),
            ShopperFact::SurplusReturned { amount, at } => (
                format!(
                    "多付的 {} 已于 {} 自动退回原来的付款账户。银行入账可能还要几个工作日。",
                    yuan(*amount),
                    minute(*at)
                ),
                "顾客没看到时，请把下面“经过”里退款的网络流水号告诉他，由他问银行。",
            ),
        };
        Advice { tell, next }
    },
};

fn again_zh(next: Option<At>) -> String {
    match next {
        Some(at) => format!("系统会在 {} 再查", date_time_in_china(at)),
        None => "系统会自动查询".to_owned(),
    }
}

fn paid_zh(at: At, mall: WebhookState) -> (String, &'static str) {
    let paid = format!("已于 {} 付款成功。", minute(at));
    let (told, next) = match mall {
        WebhookState::Delivered(at) => (
            format!(
                "商城在 {} 收到了付款通知。订单还没更新时，请联系商城。",
                date_time_in_china(at)
            ),
            "不用处理。发货和售后由商城和商户负责。",
        ),
        WebhookState::Retried(at) => (
            format!(
                "商城还没有收到通知，系统会在 {} 再通知。请不要再付一次。",
                date_time_in_china(at)
            ),
            "可以请商城查看订单：商城随时能从接口查到结果。",
        ),
        WebhookState::NotSent => (
            "商城还没有收到通知，请不要再付一次。".to_owned(),
            "通知正在排队，或商城没有设置通知地址。商城随时能从接口查到结果。",
        ),
        WebhookState::GivenUp(at) => (
            format!(
                "商城没有收到通知，系统从 {} 起不再通知。请联系商城，不要再付一次。",
                minute(at)
            ),
            "请商城修好通知地址，并从接口查询这笔订单。地址由机构用 paydesk mall webhook 设置。",
        ),
    };
    (paid + &told, next)
}

pub(super) const EN: ShopperText = ShopperText {
    title: "Tell the shopper",
    next: "What you can do",
    merchant: "Merchant",
    legal_name: "Registered name",
    support: "Merchant’s support",
    no_support: "The merchant has given no contact",
    on_record: "That you opened this page is in the audit log.",
    back: "Back to shopper support",
    advice: |fact| {
        let (tell, next) = match fact {
            ShopperFact::NotPaidYet { until } => (
                format!("No payment was received for this order yet. You can go on paying from the mall’s order until {}.", minute(*until)),
                "Nothing to do. If the shopper was charged, ask for the reference in the payment record and look again.",
            ),
            ShopperFact::Declined { reason, until } => (
                format!(
                    "The last try to pay did not succeed, and no money was received. The bank’s reason: {} You can pay in another way until {}.",
                    decline(Locale::En, *reason),
                    minute(*until)
                ),
                "Nothing to do. The bank gives the reason, and the provider cannot change it; the shopper can ask the card’s bank.",
            ),
            ShopperFact::WithPayer { until } => (
                format!("A payment has begun and waits for you; no money was received yet. Please finish it by {}.", minute(*until)),
                "Ask the shopper to look in the bank’s or wallet’s app. If it is paid there, a few minutes are enough: the desk finds the result by itself.",
            ),
            ShopperFact::Unknown { since, next } => (
                format!(
                    "The payment begun at {} was sent, and the bank has not given a result yet. Please do not pay again. {}, and the mall’s order is updated by itself.",
                    minute(*since),
                    again_en(*next)
                ),
                "Nothing to do, and do not say that it failed. The desk asks until there is a result; after 10 minutes it is listed as work to do.",
            ),
            ShopperFact::Paid { at, mall } => paid_en(*at, *mall),
            ShopperFact::Closed => (
                "The mall closed this order, and no payment was received. If you still want it, please order again.".to_owned(),
                "Nothing to do. The mall knows why it was closed.",
            ),
            ShopperFact::Expired => (
                "The time to pay is over, and no payment was received. If you still want it, please order again.".to_owned(),
                "Nothing to do.",
            ),
            ShopperFact::MayStillBePaid { next } => (
                format!(
                    "An earlier try to pay has no final result yet. {}. If it is charged after all, it pays the order while that is open; otherwise the money goes back by itself.",
                    again_en(*next)
                ),
                "Nothing to do. Late money is booked or returned by itself.",
            ),
            ShopperFact::RefundUnderWay { amount, since } => (
                format!(
                    "A refund of {} has been under way since {}, to the account you paid from. A wallet’s balance usually takes minutes, a debit card 1 to 3 working days, a credit card up to 7; the bank decides.",
                    yuan(*amount),
                    minute(*since)
                ),
                "Nothing to do. The desk asks until there is a result.",
            ),
            ShopperFact::Refunded { amount, at } => (
                format!("{} went back to the account you paid from at {}. Your bank may take some working days to show it.", yuan(*amount), minute(*at)),
                "If the shopper does not see it, give them the network’s reference of the refund below, for their bank.",
            ),
            ShopperFact::RefundFailed { amount, at } => (
                format!("The refund of {} failed at {}; the merchant has the money. Please contact the merchant.", yuan(*amount), minute(*at)),
                "Ask the merchant to refund again, or in another way. The network’s code is below.",
            ),
            ShopperFact::SurplusUnderWay { amount, since } => (
                format!(
                    "The {} paid too much have been on their way back by themselves since {}. It usually takes 1 to 3 working days, for a credit card up to 7.",
                    yuan(*amount),
                    minute(*since)
                ),
                "Nothing to do. Money that cannot go back, or takes more than a day, is listed as work to do.",
            ),
            ShopperFact::SurplusReturned { amount, at } => (
                format!("The {} paid too much went back to the account you paid from at {}. Your bank may take some working days to show it.", yuan(*amount), minute(*at)),
                "If the shopper does not see it, give them the network’s reference of the refund below, for their bank.",
            ),
        };
        Advice { tell, next }
    },
};

fn again_en(next: Option<At>) -> String {
    match next {
        Some(at) => format!("The desk asks again at {}", date_time_in_china(at)),
        None => "The desk asks by itself".to_owned(),
    }
}

fn paid_en(at: At, mall: WebhookState) -> (String, &'static str) {
    let paid = format!("Paid at {}. ", minute(at));
    let (told, next) = match mall {
        WebhookState::Delivered(at) => (
            format!(
                "The mall was told at {}. If its order is not updated, please contact the mall.",
                date_time_in_china(at)
            ),
            "Nothing to do. Mall and merchant answer for delivery and returns.",
        ),
        WebhookState::Retried(at) => (
            format!(
                "The mall was not reached yet and is told again at {}. Please do not pay again.",
                date_time_in_china(at)
            ),
            "You can ask the mall to look at the order: it can read the result by the API at any time.",
        ),
        WebhookState::NotSent => (
            "The mall was not told yet. Please do not pay again.".to_owned(),
            "The notice waits its turn, or the mall has no webhook address. The mall can read the result by the API at any time.",
        ),
        WebhookState::GivenUp(at) => (
            format!(
                "The mall was not reached, and is no longer told since {}. Please contact the mall, and do not pay again.",
                minute(at)
            ),
            "Ask the mall to mend its webhook address and to read the order by the API. The provider sets the address with paydesk mall webhook.",
        ),
    };
    (paid + &told, next)
}
