//! The texts of the first page of a merchant's console.

use domain::console::{Hour, OrderResult, TimeToPay};

/// A merchant's day so far. `then` is the amount, count or share that a figure
/// is compared with.
pub(crate) struct TodayText {
    pub title: &'static str,
    /// The day, and until which time it is summed.
    pub until: fn(&str, &str) -> String,
    /// What was there before the sums is still being summed.
    pub catching_up: &'static str,
    /// Sums are behind.
    pub behind: &'static str,
    pub none: &'static str,
    pub none_next: &'static str,
    /// The heading of the figures, for screen readers.
    pub figures: &'static str,
    pub takings: &'static str,
    pub payments: &'static str,
    pub success: &'static str,
    pub half: &'static str,
    pub refunded: &'static str,
    pub refunds_row: &'static str,
    /// How many refunds.
    pub refunds: fn(&str) -> String,
    /// A figure beside yesterday's, with the change in percent.
    pub than_yesterday: fn(&str) -> String,
    /// The same beside the weekday of last week.
    pub than_last_week: fn(&str) -> String,
    pub same: &'static str,
    /// There is no yesterday to compare with.
    pub first_day: &'static str,
    /// The table of stores.
    pub by_store: &'static str,
    pub by_store_lead: &'static str,
    pub compared: &'static str,
    /// How the days are compared, with the time.
    pub compared_until: fn(&str) -> String,
    pub figure: &'static str,
    pub today: &'static str,
    pub yesterday: &'static str,
    pub last_week: &'static str,
    pub change: &'static str,
    /// Behind a chart.
    pub table: &'static str,
    pub hours: &'static str,
    pub hours_lead: &'static str,
    pub hour: &'static str,
    /// The name of an hour.
    pub of_hour: fn(Hour) -> String,
    /// The takings, and the hour with most of them and its takings.
    pub hours_finding: fn(&str, Option<(&str, &str)>) -> String,
    pub ways: &'static str,
    pub ways_lead: &'static str,
    pub way: &'static str,
    pub tried: &'static str,
    pub completed: &'static str,
    pub declined: &'static str,
    pub abandoned: &'static str,
    pub rate: &'static str,
    pub rate_before: &'static str,
    /// Paid and tried attempts, and the share.
    pub ways_finding: fn(&str, &str, &str) -> String,
    pub took: &'static str,
    pub took_lead: &'static str,
    pub time: &'static str,
    pub share: &'static str,
    /// A step of the time to pay.
    pub step: fn(TimeToPay) -> &'static str,
    /// Half of the payments took at most so long.
    pub took_finding: fn(&str) -> String,
    pub declines: &'static str,
    pub reason: &'static str,
    pub many: &'static str,
    /// All declines, and the most frequent reason with its number.
    pub declines_finding: fn(&str, &str, &str) -> String,
    pub no_declines: &'static str,
    pub no_attempts: &'static str,
    pub no_payments: &'static str,
    /// The label of what happened to the orders that are listed.
    pub happened: &'static str,
    /// What happened to them, with the way or reason in words.
    pub result: fn(OrderResult, &str) -> String,
    /// The address names nothing that can have happened.
    pub no_such_result: &'static str,
}

const fn step_zh(step: TimeToPay) -> &'static str {
    match step {
        TimeToPay::Seconds10 => "10 秒以内",
        TimeToPay::Seconds30 => "10–30 秒",
        TimeToPay::Minute1 => "30–60 秒",
        TimeToPay::Minutes2 => "1–2 分钟",
        TimeToPay::Minutes5 => "2–5 分钟",
        TimeToPay::Minutes15 => "5–15 分钟",
        TimeToPay::Longer => "15 分钟以上",
    }
}

const fn step_en(step: TimeToPay) -> &'static str {
    match step {
        TimeToPay::Seconds10 => "Up to 10 s",
        TimeToPay::Seconds30 => "10–30 s",
        TimeToPay::Minute1 => "30–60 s",
        TimeToPay::Minutes2 => "1–2 min",
        TimeToPay::Minutes5 => "2–5 min",
        TimeToPay::Minutes15 => "5–15 min",
        TimeToPay::Longer => "Over 15 min",
    }
}

pub(super) const ZH_CN: TodayText = TodayText {
    title: "今日",
    until: |day, time| format!("{day}，已汇总到 {time}（北京时间 UTC+8）。"),
    catching_up: "以前的支付还在汇总，下面的数字暂时不全。请稍后刷新。",
    behind: "最近的支付还在汇总，请稍后刷新。",
    none: "还没有订单",
    none_next: "商城创建第一笔订单并收到付款后，这里会显示当天的收款、成功率和退款。",
    figures: "今日数字",
    takings: "收款",
    payments: "支付笔数",
    success: "支付成功率",
    half: "半数支付用时",
    refunded: "退款",
    refunds_row: "退款笔数",
    refunds: |many| format!("{many} 笔"),
    than_yesterday: |change| format!("比昨日同时 {change}"),
    than_last_week: |change| format!("比上周同日 {change}"),
    same: "持平",
    first_day: "昨日还没有订单，无从比较。",
    by_store: "今天各门店",
    by_store_lead: "只列今天有支付的门店，收款多的在前；没有写明门店的订单不在内。",
    compared: "与之前比较",
    compared_until: |time| format!("昨日和上周同日的数字都截至 {time}。"),
    figure: "项目",
    today: "今日",
    yesterday: "昨日",
    last_week: "上周同日",
    change: "比昨日",
    table: "查看数据表",
    hours: "每小时收款",
    hours_lead: "今日的线画到上一个整点。",
    hour: "时段",
    of_hour: |hour| format!("{:02}:00", hour.number()),
    hours_finding: |takings, most| match most {
        Some((hour, amount)) => {
            format!("今日收款 {takings}，最多的是 {hour} 开始的一小时，{amount}。")
        }
        None => "今日还没有收款。".to_owned(),
    },
    ways: "各支付方式的成功率",
    ways_lead: "按开始支付的时间统计已有结果的支付；竖线是昨日同时的成功率。",
    way: "支付方式",
    tried: "发起",
    completed: "成功",
    declined: "被拒",
    abandoned: "放弃或超时",
    rate: "成功率",
    rate_before: "昨日同时",
    ways_finding: |completed, tried, rate| {
        format!("今日发起并已有结果的支付 {tried} 笔，成功 {completed} 笔，成功率 {rate}。")
    },
    took: "支付用时",
    took_lead: "从选定支付方式到确认收款；竖线是昨日同时的占比。",
    time: "用时",
    share: "占比",
    step: step_zh,
    took_finding: |step| format!("今日半数支付的用时在“{step}”这一档或更短。"),
    declines: "被拒原因",
    reason: "原因",
    many: "笔数",
    declines_finding: |all, reason, many| {
        format!("今日被拒 {all} 笔，最多的原因是“{reason}”，{many} 笔。")
    },
    no_declines: "今日没有被拒的支付。",
    no_attempts: "今日还没有已出结果的支付。",
    no_payments: "今日还没有成功的支付。",
    happened: "当日",
    result: |result, of| match result {
        OrderResult::Paid => "支付成功".to_owned(),
        OrderResult::PaidIn(hour) => format!("{:02} 时支付成功", hour.number()),
        OrderResult::Took(step) => format!("支付成功，用时{}", step_zh(step)),
        OrderResult::Tried(_) => format!("{of}：发起支付"),
        OrderResult::Completed(_) => format!("{of}：支付成功"),
        OrderResult::Declined(_) => format!("{of}：支付被拒"),
        OrderResult::Abandoned(_) => format!("{of}：放弃或超时"),
        OrderResult::DeclinedFor(_) => format!("支付被拒：{of}"),
        OrderResult::Refunded => "退款成功".to_owned(),
    },
    no_such_result: "地址里的条件不对，可能没有复制完整。",
};

pub(super) const EN: TodayText = TodayText {
    title: "Today",
    until: |day, time| format!("{day}, summed until {time} (Beijing time, UTC+8)."),
    catching_up: "Earlier payments are still being summed, so the figures below are not complete yet. Reload in a while.",
    behind: "The latest payments are still being summed. Reload in a while.",
    none: "No orders yet",
    none_next: "As soon as the mall’s first order is paid, this page shows the day’s takings, success rate and refunds.",
    figures: "Figures of today",
    takings: "Takings",
    payments: "Payments",
    success: "Success rate",
    half: "Half took",
    refunded: "Refunded",
    refunds_row: "Refunds",
    refunds: |many| {
        if many == "1" {
            "1 refund".to_owned()
        } else {
            format!("{many} refunds")
        }
    },
    than_yesterday: |change| format!("{change} on yesterday"),
    than_last_week: |change| format!("{change} on last week"),
    same: "the same",
    first_day: "There were no orders yesterday to compare with.",
    by_store: "Stores today",
    by_store_lead: "Stores with payments today, the highest takings first. Orders that name no store are not among them.",
    compared: "Compared with before",
    compared_until: |time| format!("Yesterday and the same weekday last week, each up to {time}."),
    figure: "Figure",
    today: "Today",
    yesterday: "Yesterday",
    last_week: "Last week",
    change: "On yesterday",
    table: "Show the figures",
    hours: "Takings by hour",
    hours_lead: "Today’s line ends with the last whole hour.",
    hour: "Hour from",
    of_hour: |hour| format!("{:02}:00", hour.number()),
    hours_finding: |takings, most| match most {
        Some((hour, amount)) => {
            format!("Takings of {takings} today; most in the hour from {hour}, {amount}.")
        }
        None => "No takings yet today.".to_owned(),
    },
    ways: "Success rate by way to pay",
    ways_lead: "Attempts that have ended, by the time they began. The upright line is yesterday’s rate at this time.",
    way: "Way to pay",
    tried: "Begun",
    completed: "Paid",
    declined: "Declined",
    abandoned: "Given up",
    rate: "Rate",
    rate_before: "Yesterday",
    ways_finding: |completed, tried, rate| {
        format!("{completed} of {tried} attempts that have ended today were paid: {rate}.")
    },
    took: "Time to pay",
    took_lead: "From the choice of a way to pay until the payment is known. The upright line is yesterday’s share at this time.",
    time: "Time",
    share: "Share",
    step: step_en,
    took_finding: |step| format!("Half of today’s payments are in the step “{step}” or quicker."),
    declines: "Declines by reason",
    reason: "Reason",
    many: "Attempts",
    declines_finding: |all, reason, many| {
        format!("{all} declined today; the most frequent reason is “{reason}”, {many}.")
    },
    no_declines: "No payment was declined today.",
    no_attempts: "No attempt to pay has ended yet today.",
    no_payments: "Nothing was paid yet today.",
    happened: "On the day",
    result: |result, of| match result {
        OrderResult::Paid => "paid".to_owned(),
        OrderResult::PaidIn(hour) => format!("paid in the hour from {:02}:00", hour.number()),
        OrderResult::Took(step) => format!("paid, taking {}", step_en(step)),
        OrderResult::Tried(_) => format!("{of}: payment begun"),
        OrderResult::Completed(_) => format!("{of}: paid"),
        OrderResult::Declined(_) => format!("{of}: declined"),
        OrderResult::Abandoned(_) => format!("{of}: given up"),
        OrderResult::DeclinedFor(_) => format!("declined: {of}"),
        OrderResult::Refunded => "refunded".to_owned(),
    },
    no_such_result: "The filter in the address does not exist; the address may be cut short.",
};
