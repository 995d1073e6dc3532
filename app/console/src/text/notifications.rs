//! The texts of notifications.

use domain::console::NotificationKind;

/// The page of notifications, and its link.
pub(crate) struct NotificationsText {
    pub title: &'static str,
    pub about: &'static str,
    /// The link in the navigation, with how many are unread.
    pub link: fn(&str) -> String,
    /// More than the most that are counted.
    pub many: &'static str,
    pub lead: &'static str,
    pub what: &'static str,
    pub of: &'static str,
    pub amount: &'static str,
    pub at: &'static str,
    pub unread: &'static str,
    /// The link to what waits.
    pub request: &'static str,
    pub read: &'static str,
    pub was_read: &'static str,
    pub none: &'static str,
    pub none_next: &'static str,
    pub none_here: &'static str,
    pub newest: &'static str,
    pub older: &'static str,
    pub choice: &'static str,
    pub choice_lead: &'static str,
    pub save: &'static str,
    pub saved: &'static str,
    /// What happened.
    pub kind: fn(NotificationKind) -> &'static str,
}

pub(super) const ZH_CN: NotificationsText = NotificationsText {
    title: "通知",
    about: "新付款、失败的退款、等你批准的申请。",
    link: |count| format!("通知（{count} 条未读）"),
    many: "99+",
    lead: "最新的在最前面，最多 1,000 条，保留 90 天。已读只对你自己有效。",
    what: "事项",
    of: "相关",
    amount: "金额",
    at: "时间",
    unread: "未读",
    request: "查看申请",
    read: "全部标为已读",
    was_read: "已全部标为已读。",
    none: "没有通知",
    none_next: "有新的付款、失败的退款或等待批准的申请时，会列在这里。",
    none_here: "这一页没有通知",
    newest: "最新通知",
    older: "更早的通知",
    choice: "接收哪些通知",
    choice_lead: "只影响你自己。没有选中的事项不列出，也不计入未读。",
    save: "保存选择",
    saved: "选择已保存。",
    kind: |kind| match kind {
        NotificationKind::OrderPaid => "订单已付款",
        NotificationKind::RefundFailed => "退款失败",
        NotificationKind::ApprovalWaiting => "有申请等待批准",
    },
};

pub(super) const EN: NotificationsText = NotificationsText {
    title: "Notifications",
    about: "New payments, refunds that failed, requests that wait for you.",
    link: |count| format!("Notifications ({count} unread)"),
    many: "99+",
    lead: "The newest first, at most 1,000, kept for 90 days. What you mark as read is read for you alone.",
    what: "What",
    of: "About",
    amount: "Amount",
    at: "Time",
    unread: "Unread",
    request: "See the request",
    read: "Mark all as read",
    was_read: "All are marked as read.",
    none: "No notifications",
    none_next: "New payments, refunds that failed and requests that wait for approval are listed here.",
    none_here: "No notifications on this page",
    newest: "Newest notifications",
    older: "Older notifications",
    choice: "What to be told of",
    choice_lead: "For you alone. What is not chosen is neither listed nor counted as unread.",
    save: "Save the choice",
    saved: "Your choice is saved.",
    kind: |kind| match kind {
        NotificationKind::OrderPaid => "An order was paid",
        NotificationKind::RefundFailed => "A refund failed",
        NotificationKind::ApprovalWaiting => "A request waits for approval",
    },
};
