//! The texts of what needs to be looked at.

use domain::console::WorkKind;

/// A kind of work.
pub(crate) struct WorkWords {
    pub name: &'static str,
    /// What is listed.
    pub about: &'static str,
    /// What can be done.
    pub next: &'static str,
    /// The name of what a row is about.
    pub subject: &'static str,
}

/// Work to do, and the health of the networks.
pub(crate) struct WorkText {
    pub title: &'static str,
    pub nothing: &'static str,
    /// Before the time since which the oldest one waits.
    pub oldest: &'static str,
    /// More than the largest number that is counted.
    pub more: &'static str,
    pub what_to_do: &'static str,
    pub none: &'static str,
    pub none_next: &'static str,
    /// Above a list that has as many rows as it may.
    pub first_rows: &'static str,
    pub order: &'static str,
    pub since: &'static str,
    pub amount: &'static str,
    pub progress: &'static str,
    pub tries: fn(u32) -> String,
    pub next: &'static str,
    pub back: &'static str,
    pub act: &'static str,
    /// The button that runs now what works on a thing of this kind.
    pub run: fn(WorkKind) -> &'static str,
    pub run_done: &'static str,
    pub channels: &'static str,
    pub channels_lead: &'static str,
    pub channel: &'static str,
    pub paid: &'static str,
    pub declined: &'static str,
    pub unknown: &'static str,
    pub unpaid: &'static str,
    pub last_paid: &'static str,
    pub none_paid: &'static str,
    pub kind: fn(WorkKind) -> WorkWords,
    /// A job by its stored name; itself for one that is not known.
    pub job: fn(&str) -> &str,
}

pub(super) const ZH_CN: WorkText = WorkText {
    title: "待办",
    nothing: "没有",
    oldest: "最早",
    more: "1,000 以上",
    what_to_do: "可以做什么",
    none: "没有需要处理的",
    none_next: "有了会列在这里，最早的在最前面。",
    first_rows: "只列出最早的 100 项。",
    order: "订单",
    since: "开始时间",
    amount: "金额",
    progress: "进展",
    tries: |count| format!("已试 {count} 次"),
    next: "下次",
    back: "返回待办",
    act: "操作",
    run: |kind| match kind {
        WorkKind::UnsettledPayments | WorkKind::OpenRequests => "立即查询网络",
        WorkKind::StuckSurplus => "立即再退一次",
        WorkKind::FailingWebhooks => "立即再发一次",
        WorkKind::LateJobs => "立即执行",
    },
    run_done: "已安排立即执行，稍后刷新看结果。",
    channels: "渠道情况",
    channels_lead: "最近 24 小时内顾客发起的付款，每个渠道最多最新的 500 次。",
    channel: "渠道",
    paid: "成功",
    declined: "被拒绝",
    unknown: "结果未知",
    unpaid: "未付或放弃",
    last_paid: "最近一次成功",
    none_paid: "没有",
    kind: |kind| match kind {
        WorkKind::UnsettledPayments => WorkWords {
            name: "结果未知的付款",
            about: "付款已提交超过 10 分钟，支付网络还没有给出结果。",
            next: "系统会一直查询，不会当作失败。同一渠道有很多笔时，请联系该渠道，报请求号。",
            subject: "支付请求",
        },
        WorkKind::StuckSurplus => WorkWords {
            name: "退不回去的多付款",
            about: "顾客多付的钱：退款被支付网络拒绝过，或超过一天没有结果。",
            next: "系统会继续重试。多次被拒绝时，请按网络代码联系渠道，必要时由财务线下退给顾客。",
            subject: "退款号",
        },
        WorkKind::OpenRequests => WorkWords {
            name: "没有结果的网络请求",
            about: "可能动了钱的请求，付款时间过后一小时仍没有结果。",
            next: "请向支付网络报请求号查询。系统会继续查询并自动入账。",
            subject: "请求号",
        },
        WorkKind::FailingWebhooks => WorkWords {
            name: "商城收不到的通知",
            about: "半小时以上一直没有送到的通知，和最近 7 天停止发送的通知。",
            next: "请商城检查通知地址和应答。商城随时能从接口查到结果；地址用命令 paydesk mall webhook 重新设置。",
            subject: "通知号",
        },
        WorkKind::LateJobs => WorkWords {
            name: "没有按时执行的任务",
            about: "到期超过 5 分钟还没有执行的后台任务。",
            next: "请检查服务是否在运行、数据库是否正常，并查看日志。恢复后任务会自动执行，不会丢失。",
            subject: "任务对象",
        },
    },
    job: |name| match name {
        "query" => "查询付款结果",
        "refund" => "退款",
        "expire" => "订单过期",
        "deliver" => "通知商城",
        "forget" => "解除快捷协议",
        "prune" => "清理过期数据",
        other => other,
    },
};

pub(super) const EN: WorkText = WorkText {
    title: "Work to do",
    nothing: "Nothing",
    oldest: "Oldest since",
    more: "more than 1,000",
    what_to_do: "What can be done",
    none: "Nothing needs attention",
    none_next: "What does is listed here, the oldest first.",
    first_rows: "Only the oldest 100 are listed.",
    order: "Order",
    since: "Since",
    amount: "Amount",
    progress: "Progress",
    tries: |count| match count {
        1 => "tried once".into(),
        count => format!("tried {count} times"),
    },
    next: "Next",
    back: "Back to work to do",
    act: "Action",
    run: |kind| match kind {
        WorkKind::UnsettledPayments | WorkKind::OpenRequests => "Ask the network now",
        WorkKind::StuckSurplus => "Send it back now",
        WorkKind::FailingWebhooks => "Send it again now",
        WorkKind::LateJobs => "Run it now",
    },
    run_done: "It runs now. Reload in a while to see what came of it.",
    channels: "Channels",
    channels_lead: "Payments that shoppers began in the last 24 hours, the newest 500 of each channel at most.",
    channel: "Channel",
    paid: "Paid",
    declined: "Declined",
    unknown: "Unknown",
    unpaid: "Unpaid, left",
    last_paid: "Last success",
    none_paid: "None",
    kind: |kind| match kind {
        WorkKind::UnsettledPayments => WorkWords {
            name: "Payments with an unknown result",
            about: "Payments sent more than 10 minutes ago without a result from the network.",
            next: "The desk keeps asking and never takes them for failures. If there are many at one channel, contact it with the request numbers.",
            subject: "Attempt",
        },
        WorkKind::StuckSurplus => WorkWords {
            name: "Surplus that does not go back",
            about: "Money that shoppers paid too much, whose refund was declined before or has no result after a day.",
            next: "The desk tries again. After several declines, ask the channel about the code; if need be, finance returns the money by other means.",
            subject: "Refund",
        },
        WorkKind::OpenRequests => WorkWords {
            name: "Network requests without a result",
            about: "Requests that may have moved money, without a result an hour after the time to pay.",
            next: "Ask the network about the request number. The desk keeps asking, and books the result by itself.",
            subject: "Request number",
        },
        WorkKind::FailingWebhooks => WorkWords {
            name: "Events that malls do not take",
            about: "Events that were not delivered for more than half an hour, and those given up in the last 7 days.",
            next: "Ask the mall to check its webhook address and answers. It can read the result by the API at any time; paydesk mall webhook sets another address.",
            subject: "Event",
        },
        WorkKind::LateJobs => WorkWords {
            name: "Jobs that are late",
            about: "Background jobs that were due more than 5 minutes ago and have not run.",
            next: "Check that the service runs and the database works, and read the log. Jobs go on by themselves then; none is lost.",
            subject: "Job is about",
        },
    },
    job: |name| match name {
        "query" => "query of a payment",
        "refund" => "refund",
        "expire" => "end of an order",
        "deliver" => "event for a mall",
        "forget" => "removal of an agreement",
        "prune" => "removal of old rows",
        other => other,
    },
};
