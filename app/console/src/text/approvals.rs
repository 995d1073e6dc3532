//! The texts of what a second person approves.

use domain::console::{ApprovalState, Conflict};
use ui::amount::yuan;

/// A text with one insertion.
type Sentence = fn(&str) -> String;

/// Changes that wait for a second person.
pub(crate) struct ApprovalsText {
    pub title: &'static str,
    pub lead: &'static str,
    pub none: &'static str,
    pub none_next: &'static str,
    pub what: &'static str,
    pub change: &'static str,
    pub asked: &'static str,
    pub until: &'static str,
    pub state: &'static str,
    pub of_state: fn(ApprovalState) -> &'static str,
    /// A refund of this amount.
    pub refund: Sentence,
    /// A higher limit, of this amount.
    pub refund_limit: Sentence,
    pub order: &'static str,
    pub amount: &'static str,
    pub refundable: &'static str,
    pub limit: &'static str,
    pub before: &'static str,
    pub after: &'static str,
    pub asked_at: &'static str,
    pub checked_by: &'static str,
    pub checked_at: &'static str,
    pub refusal: &'static str,
    pub decide: &'static str,
    /// The button that approves a refund of this amount, which begins.
    pub approve_refund: Sentence,
    /// The button that approves a limit of this amount.
    pub approve_limit: Sentence,
    /// The label of the reason of a refusal.
    pub refuse: &'static str,
    pub refuse_hint: &'static str,
    pub refuse_button: &'static str,
    pub own: &'static str,
    pub not_yours: &'static str,
    pub withdraw: &'static str,
    pub changed: &'static str,
    pub expired: &'static str,
    pub asked_done: &'static str,
    pub approved_done: &'static str,
    pub refused_done: &'static str,
    pub withdrawn_done: &'static str,
    pub to_list: &'static str,
    pub own_request: &'static str,
    pub conflict: fn(&Conflict) -> String,
}

pub(super) const ZH_CN: ApprovalsText = ApprovalsText {
    title: "待审批",
    lead: "要由另一人批准的申请，等得最久的在前。",
    none: "没有待审批的申请",
    none_next: "有人申请超过限额的退款或更高的限额时，会出现在这里。",
    what: "申请",
    change: "改动",
    asked: "申请人与时间",
    until: "截止时间",
    state: "状态",
    of_state: |state| match state {
        ApprovalState::Open => "等待批准",
        ApprovalState::Done => "已批准",
        ApprovalState::Refused => "已拒绝",
        ApprovalState::Stale => "已失效，没有执行",
        ApprovalState::Withdrawn => "已撤回",
        ApprovalState::Expired => "已过期，没有执行",
    },
    refund: |amount| format!("退款 {amount}"),
    refund_limit: |amount| format!("退款限额提高到 {amount}"),
    order: "订单",
    amount: "退款金额",
    refundable: "尚可退",
    limit: "退款限额",
    before: "批准前",
    after: "批准后",
    asked_at: "申请时间",
    checked_by: "审批人",
    checked_at: "审批时间",
    refusal: "拒绝原因",
    decide: "审批",
    approve_refund: |amount| format!("批准并退款 {amount}"),
    approve_limit: |amount| format!("批准，限额改为 {amount}"),
    refuse: "如果不同意，请写明原因",
    refuse_hint: "申请人会看到。",
    refuse_button: "拒绝申请",
    own: "这是你自己的申请，要由另一人批准。",
    not_yours: "你的角色不能批准这项申请。",
    withdraw: "撤回申请",
    changed: "申请之后情况有了变化，这项申请不能再批准。请拒绝或撤回，再按新的情况申请。",
    expired: "没有人在截止时间前批准。需要的话，请重新申请。",
    asked_done: "已提交，等待另一人批准。",
    approved_done: "已批准，已执行。",
    refused_done: "已拒绝，没有执行。",
    withdrawn_done: "已撤回，没有执行。",
    to_list: "返回待审批",
    own_request: "不能批准或拒绝自己的申请。没有做任何改动。",
    conflict: |conflict| {
        match conflict {
        Conflict::Refundable(left) => format!(
            "页面打开之后，尚可退的金额变成了 {}。没有退款，请核对后再提交。",
            yuan(*left)
        ),
        Conflict::FormUsed => {
            "这张表单已经提交过，那次的结果在订单的经过里。如果确实要再退一笔，请核对后再提交。".into()
        }
        Conflict::SecondPerson(true) => "这笔退款要由另一人批准。没有退款，请核对按钮后再提交。".into(),
        Conflict::SecondPerson(false) => "这笔退款不再需要另一人批准。没有退款，请核对按钮后再提交。".into(),
        Conflict::NobodyElse => {
            "这笔退款要由另一人批准，但目前没有其他人可以批准。请所有者邀请一位所有者或财务，或调整限额。".into()
        }
        Conflict::Waiting(_) => "已经有一项同样的申请在等待批准。没有做任何改动。".into(),
        Conflict::Limit(limit) => format!(
            "页面打开之后，限额变成了 {}。没有做任何改动，请核对后再提交。",
            yuan(*limit)
        ),
        Conflict::Ended => "这项申请已经处理过，或已过期。没有做任何改动。".into(),
        Conflict::Stale => "申请之后情况有了变化，所以没有执行。需要的话，请按新的情况重新申请。".into(),
    }
    },
};

pub(super) const EN: ApprovalsText = ApprovalsText {
    title: "Approvals",
    lead: "What a second person has to approve, the longest waiting first.",
    none: "Nothing waits for approval",
    none_next: "Refunds above the limit and higher limits are listed here when somebody asks for them.",
    what: "Request",
    change: "Change",
    asked: "Asked by, at",
    until: "Until",
    state: "State",
    of_state: |state| match state {
        ApprovalState::Open => "Waits for approval",
        ApprovalState::Done => "Approved",
        ApprovalState::Refused => "Refused",
        ApprovalState::Stale => "No longer fitted, not done",
        ApprovalState::Withdrawn => "Withdrawn",
        ApprovalState::Expired => "Expired, not done",
    },
    refund: |amount| format!("Refund {amount}"),
    refund_limit: |amount| format!("Raise the refund limit to {amount}"),
    order: "Order",
    amount: "Refund",
    refundable: "Still refundable",
    limit: "Refund limit",
    before: "Before",
    after: "After",
    asked_at: "Asked at",
    checked_by: "Decided by",
    checked_at: "Decided at",
    refusal: "Why it was refused",
    decide: "Decision",
    approve_refund: |amount| format!("Approve and refund {amount}"),
    approve_limit: |amount| format!("Approve a limit of {amount}"),
    refuse: "If you do not agree, say why",
    refuse_hint: "Who asked will read it.",
    refuse_button: "Refuse the request",
    own: "This is your own request: a second person has to approve it.",
    not_yours: "Your role may not approve this request.",
    withdraw: "Withdraw the request",
    changed: "Something changed since this was asked for, so it can no longer be approved. Refuse or withdraw it, and ask anew.",
    expired: "Nobody approved it in time. Ask anew if it is still needed.",
    asked_done: "Sent: it waits for a second person.",
    approved_done: "Approved, and done.",
    refused_done: "Refused. Nothing was done.",
    withdrawn_done: "Withdrawn. Nothing was done.",
    to_list: "Back to the approvals",
    own_request: "Nobody approves or refuses their own request. Nothing was changed.",
    conflict: |conflict| {
        match conflict {
        Conflict::Refundable(left) => format!(
            "Since the page was opened, what can be refunded has become {}. Nothing was refunded: check the amount, and send it again.",
            yuan(*left)
        ),
        Conflict::FormUsed => {
            "This form was sent before; the order shows what came of it. If you want to refund once more, check the amount, and send it again.".into()
        }
        Conflict::SecondPerson(true) => {
            "This refund takes a second person’s approval. Nothing was refunded: check the button, and choose it again.".into()
        }
        Conflict::SecondPerson(false) => {
            "This refund no longer takes a second person’s approval. Nothing was refunded: check the button, and choose it again.".into()
        }
        Conflict::NobodyElse => {
            "This refund takes a second person’s approval, and nobody else may approve at present. Have an owner invite another owner or somebody of finance, or change the limit.".into()
        }
        Conflict::Waiting(_) => "The same waits for approval already. Nothing was changed.".into(),
        Conflict::Limit(limit) => format!(
            "Since the page was opened, the limit has become {}. Nothing was changed: check it, and send it again.",
            yuan(*limit)
        ),
        Conflict::Ended => "This request was decided already, or has expired. Nothing was changed.".into(),
        Conflict::Stale => {
            "Something changed since this was asked for, so nothing was done. Ask anew if it is still needed.".into()
        }
    }
    },
};
