//! The texts of an order's timeline.

use domain::attempt::AttemptStatus;
use domain::ledger::PostingKind;
use domain::machine::MallEvent;
use domain::network_request::{Purpose, RequestEnd};
use domain::order::OrderState;
use domain::refund::RefundState;

/// A text with one insertion.
type Sentence = fn(&str) -> String;

/// What happened to an order.
pub(crate) struct TimelineText {
    /// The order came into a state.
    pub state: fn(OrderState) -> &'static str,
    /// The shopper chose a way to pay.
    pub attempt: Sentence,
    pub attempt_state: fn(AttemptStatus) -> &'static str,
    /// The last four digits of a card.
    pub card: Sentence,
    /// The reason of a decline, as the shopper reads it.
    pub declined: Sentence,
    /// The network's own code.
    pub code: &'static str,
    /// The network's trace number.
    pub trace: &'static str,
    /// The day on which the network clears the payment, as it wrote it.
    pub settle_date: &'static str,
    pub account: &'static str,
    pub moved: &'static str,
    /// The network reports a success with a defect.
    pub defect: &'static str,
    /// A request at a network.
    pub request: fn(Purpose) -> &'static str,
    pub request_number: &'static str,
    /// How often a request or an event was sent.
    pub sends: fn(u32) -> String,
    pub last_sent: &'static str,
    pub code_requested: &'static str,
    pub request_end: fn(RequestEnd) -> &'static str,
    pub no_end: &'static str,
    pub notice: &'static str,
    pub notice_applied: &'static str,
    /// The notice's field that differs from the request.
    pub notice_differs: Sentence,
    /// A refund of this amount, asked for by the mall.
    pub refund_by_mall: Sentence,
    /// A refund of this amount that the desk began itself.
    pub refund_by_desk: Sentence,
    /// A refund of this amount, asked for by a person.
    pub refund_by_person: Sentence,
    pub asked_by: &'static str,
    pub approved_by: &'static str,
    pub refused_by: &'static str,
    /// A person asks for a refund of this amount that another approves.
    pub approval_asked: Sentence,
    pub approval_until: &'static str,
    pub approval_done: &'static str,
    pub approval_refused: &'static str,
    pub approval_stale: &'static str,
    pub refund_state: fn(RefundState) -> &'static str,
    pub refund_number: &'static str,
    pub mall_refund_number: &'static str,
    pub reason: &'static str,
    /// The refund of an amount succeeded.
    pub refund_succeeded: Sentence,
    /// The refund of an amount failed.
    pub refund_failed: Sentence,
    /// Money was booked.
    pub posting: fn(PostingKind) -> &'static str,
    pub debit: &'static str,
    pub credit: &'static str,
    /// The mall was told.
    pub event: fn(MallEvent) -> &'static str,
    /// The mall was told something else: the event's type.
    pub other_event: Sentence,
    pub event_number: &'static str,
    pub answer: Sentence,
    pub no_answer: Sentence,
    pub not_sent: &'static str,
    pub retried: &'static str,
    pub delivered: &'static str,
    pub given_up: &'static str,
}

pub(super) const ZH_CN: TimelineText = TimelineText {
    state: |state| match state {
        OrderState::Open => "商城创建了订单",
        OrderState::Paying => "顾客正在支付",
        OrderState::Paid => "订单已支付",
        OrderState::PartiallyRefunded => "订单部分退款",
        OrderState::Refunded => "订单全额退款",
        OrderState::Closed => "商城关闭了订单",
        OrderState::Expired => "订单超时未支付，已过期",
    },
    attempt: |way| format!("顾客选择了{way}"),
    attempt_state: |state| match state {
        AttemptStatus::Started => "已发起，支付网络尚未确认收到",
        AttemptStatus::AwaitingPayer => "等待顾客付款",
        AttemptStatus::Unsettled => "已提交付款，结果未知，正在查询",
        AttemptStatus::Paid => "付款成功",
        AttemptStatus::Declined => "付款被拒绝",
        AttemptStatus::Abandoned => "顾客取消或超时，未付款",
        AttemptStatus::Surplus => "多付的款项，将退回顾客",
    },
    card: |last4| format!("尾号 {last4}"),
    declined: |reason| format!("顾客看到的原因：{reason}"),
    code: "网络代码",
    trace: "跟踪号",
    settle_date: "清算日期",
    account: "付款账号",
    moved: "到账金额",
    defect: "成功但有瑕疵，请向支付网络核实",
    request: |purpose| match purpose {
        Purpose::PayOnPage => "请求支付网络：在银行页面付款",
        Purpose::PayByQr => "请求支付网络：生成付款二维码",
        Purpose::PayByAgreement => "请求支付网络：按快捷协议扣款",
        Purpose::Sign => "请求支付网络：签订快捷协议（不扣款）",
        Purpose::Refund => "请求支付网络：退款",
        Purpose::Undo => "请求支付网络：撤销付款",
    },
    request_number: "请求号",
    sends: |count| format!("发送 {count} 次"),
    last_sent: "最近发送",
    code_requested: "请求短信验证码",
    request_end: |end| match end {
        RequestEnd::Paid => "结果：已付款",
        RequestEnd::Returned => "结果：已退款",
        RequestEnd::Declined => "结果：被拒绝",
        RequestEnd::Lapsed => "结果：超时，未付款",
        RequestEnd::Closed => "结果：已关闭，未付款",
        RequestEnd::NotReceived => "结果：支付网络没有收到，也不会再受理",
    },
    no_end: "还没有结果",
    notice: "支付网络发来通知",
    notice_applied: "已采用",
    notice_differs: |field| format!("与请求不一致（{field}），未采用"),
    refund_by_mall: |amount| format!("商城申请退款 {amount}"),
    refund_by_person: |amount| format!("商户在控制台退款 {amount}"),
    asked_by: "申请人",
    approved_by: "批准人",
    refused_by: "拒绝人",
    approval_asked: |amount| format!("申请退款 {amount}，要由另一人批准"),
    approval_until: "截止时间",
    approval_done: "退款申请已批准",
    approval_refused: "退款申请被拒绝，没有退款",
    approval_stale: "退款申请在批准时已失效，没有退款",
    refund_by_desk: |amount| format!("收银台自动退回多付的 {amount}"),
    refund_state: |state| match state {
        RefundState::Pending => "等待发送",
        RefundState::Unknown => "已提交，等待支付网络的结果",
        RefundState::Succeeded => "退款成功",
        RefundState::Failed => "退款失败",
    },
    refund_number: "退款号",
    mall_refund_number: "商城退款号",
    reason: "退款原因",
    refund_succeeded: |amount| format!("退款 {amount} 成功"),
    refund_failed: |amount| format!("退款 {amount} 失败"),
    posting: |kind| match kind {
        PostingKind::Paid => "记账：付款",
        PostingKind::Surplus => "记账：多付的款项",
        PostingKind::RefundBegun => "记账：退款开始",
        PostingKind::RefundSucceeded => "记账：退款成功",
        PostingKind::RefundFailed => "记账：退款失败，款项转回",
        PostingKind::RefundRevived => "记账：失败的退款后来成功",
    },
    debit: "借",
    credit: "贷",
    event: |event| match event {
        MallEvent::Paid => "通知商城：订单已支付",
        MallEvent::Closed => "通知商城：订单已关闭",
        MallEvent::RefundSucceeded => "通知商城：退款成功",
        MallEvent::RefundFailed => "通知商城：退款失败",
    },
    other_event: |kind| format!("通知商城：{kind}"),
    event_number: "通知号",
    answer: |status| format!("商城应答 HTTP {status}"),
    no_answer: |error| format!("没有应答：{error}"),
    not_sent: "尚未发送：在等前一个通知，或商城没有设置通知地址",
    retried: "下次发送",
    delivered: "商城已收到",
    given_up: "停止发送",
};

pub(super) const EN: TimelineText = TimelineText {
    state: |state| match state {
        OrderState::Open => "The mall created the order",
        OrderState::Paying => "The shopper is paying",
        OrderState::Paid => "The order is paid",
        OrderState::PartiallyRefunded => "The order is partly refunded",
        OrderState::Refunded => "The order is fully refunded",
        OrderState::Closed => "The mall closed the order",
        OrderState::Expired => "The order expired unpaid",
    },
    attempt: |way| format!("The shopper chose: {way}"),
    attempt_state: |state| match state {
        AttemptStatus::Started => "Begun; the network has not confirmed it yet",
        AttemptStatus::AwaitingPayer => "Waiting for the shopper to pay",
        AttemptStatus::Unsettled => "Sent; the result is unknown and being queried",
        AttemptStatus::Paid => "Paid",
        AttemptStatus::Declined => "Declined",
        AttemptStatus::Abandoned => "Cancelled or timed out; nothing was paid",
        AttemptStatus::Surplus => "Surplus money, to be returned to the shopper",
    },
    card: |last4| format!("ending {last4}"),
    declined: |reason| format!("The shopper reads: {reason}"),
    code: "Network’s code",
    trace: "Trace number",
    settle_date: "Clearing day",
    account: "Payer’s account",
    moved: "Amount moved",
    defect: "A success with a defect: check it with the network",
    request: |purpose| match purpose {
        Purpose::PayOnPage => "Asked the network: payment on the bank’s page",
        Purpose::PayByQr => "Asked the network: a QR code to pay",
        Purpose::PayByAgreement => "Asked the network: a charge by agreement",
        Purpose::Sign => "Asked the network: signing an agreement (charges nothing)",
        Purpose::Refund => "Asked the network: a refund",
        Purpose::Undo => "Asked the network: an undo of the payment",
    },
    request_number: "Request number",
    sends: |count| match count {
        1 => "sent once".into(),
        count => format!("sent {count} times"),
    },
    last_sent: "Last sent",
    code_requested: "Text message requested",
    request_end: |end| match end {
        RequestEnd::Paid => "Result: paid",
        RequestEnd::Returned => "Result: refunded",
        RequestEnd::Declined => "Result: declined",
        RequestEnd::Lapsed => "Result: timed out, nothing was paid",
        RequestEnd::Closed => "Result: closed, nothing was paid",
        RequestEnd::NotReceived => "Result: the network never received it and no longer accepts it",
    },
    no_end: "No result yet",
    notice: "The network sent a notice",
    notice_applied: "Accepted",
    notice_differs: |field| format!("Differs from the request ({field}); not accepted"),
    refund_by_mall: |amount| format!("The mall asked for a refund of {amount}"),
    refund_by_person: |amount| format!("The merchant refunded {amount} in the console"),
    asked_by: "Asked by",
    approved_by: "Approved by",
    refused_by: "Refused by",
    approval_asked: |amount| {
        format!("A refund of {amount} was asked for, for a second person to approve")
    },
    approval_until: "Until",
    approval_done: "The refund was approved",
    approval_refused: "The refund was refused: nothing was refunded",
    approval_stale: "The refund no longer fitted when it was approved: nothing was refunded",
    refund_by_desk: |amount| format!("The desk returns surplus of {amount} by itself"),
    refund_state: |state| match state {
        RefundState::Pending => "Waiting to be sent",
        RefundState::Unknown => "Sent; waiting for the network’s result",
        RefundState::Succeeded => "Succeeded",
        RefundState::Failed => "Failed",
    },
    refund_number: "Refund number",
    mall_refund_number: "Mall’s refund number",
    reason: "Reason",
    refund_succeeded: |amount| format!("The refund of {amount} succeeded"),
    refund_failed: |amount| format!("The refund of {amount} failed"),
    posting: |kind| match kind {
        PostingKind::Paid => "Booked: the payment",
        PostingKind::Surplus => "Booked: surplus money",
        PostingKind::RefundBegun => "Booked: a refund began",
        PostingKind::RefundSucceeded => "Booked: a refund succeeded",
        PostingKind::RefundFailed => "Booked: a refund failed, the money is back",
        PostingKind::RefundRevived => "Booked: a failed refund succeeded later",
    },
    debit: "Debit",
    credit: "Credit",
    event: |event| match event {
        MallEvent::Paid => "Told the mall: order paid",
        MallEvent::Closed => "Told the mall: order closed",
        MallEvent::RefundSucceeded => "Told the mall: refund succeeded",
        MallEvent::RefundFailed => "Told the mall: refund failed",
    },
    other_event: |kind| format!("Told the mall: {kind}"),
    event_number: "Event number",
    answer: |status| format!("the mall answered HTTP {status}"),
    no_answer: |error| format!("no answer: {error}"),
    not_sent: "Not sent yet: it waits for an earlier event, or the mall has no webhook address",
    retried: "Sent again",
    delivered: "The mall has it since",
    given_up: "No longer sent since",
};
