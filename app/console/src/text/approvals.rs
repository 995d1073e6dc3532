//! The texts of what a second person approves.

use super::{channels, freezes};
use domain::channel_id::ChannelId;
use domain::console::{ApprovalCommand, ApprovalRowName, ApprovalState, Conflict, SwitchOnCommand};
use domain::locale::Locale;
use ui::amount::yuan;
use ui::words;

/// Changes that wait for a second person.
pub(crate) struct ApprovalsText {
    pub title: &'static str,
    pub lead: &'static str,
    /// What the section is for in the provider's console.
    pub provider_about: &'static str,
    pub none: &'static str,
    /// What would be listed; true for the provider's console.
    pub none_next: fn(bool) -> &'static str,
    pub to_decided: &'static str,
    pub decided: &'static str,
    pub decided_lead: &'static str,
    pub none_decided: &'static str,
    pub result: &'static str,
    pub newest: &'static str,
    pub older: &'static str,
    /// Of one that the reader may approve.
    pub yours: &'static str,
    pub what: &'static str,
    pub change: &'static str,
    pub asked: &'static str,
    pub until: &'static str,
    pub state: &'static str,
    pub of_state: fn(ApprovalState) -> &'static str,
    /// What is asked for.
    pub of_command: fn(&ApprovalCommand) -> String,
    /// What changes.
    pub of_row: fn(ApprovalRowName) -> &'static str,
    pub order: &'static str,
    pub amount: &'static str,
    pub before: &'static str,
    pub after: &'static str,
    pub asked_at: &'static str,
    pub checked_by: &'static str,
    pub checked_at: &'static str,
    pub refusal: &'static str,
    pub decide: &'static str,
    /// The button that approves it, with what is done then.
    pub approve: fn(&ApprovalCommand) -> String,
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
    provider_about: "要由另一人批准的改动。",
    none: "没有待审批的申请",
    none_next: |of_provider| {
        if of_provider {
            "有人申请要由另一人批准的改动时，会出现在这里。"
        } else {
            "有人申请超过限额的退款或更高的限额时，会出现在这里。"
        }
    },
    to_decided: "已处理的申请",
    decided: "已处理的申请",
    decided_lead: "已批准、拒绝、撤回、失效或过期的申请，最近申请的在前。",
    none_decided: "没有已处理的申请",
    result: "结果与审批人",
    newest: "回到最新",
    older: "更早的申请",
    yours: "你可以批准",
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
    of_command: |command| match command {
        ApprovalCommand::Refund(of) => format!("退款 {}", yuan(of.amount)),
        ApprovalCommand::RefundLimit(of) => format!("退款限额提高到 {}", yuan(of.after)),
        ApprovalCommand::Contract(of) => format!("变更{}的签约", of.name),
        ApprovalCommand::ActivateMerchant(of) => format!("开通商户 {}", of.name),
        ApprovalCommand::Freeze(of) => {
            (freezes::ZH_CN.request)(&freezes::ZH_CN.subject_of(&of.subject))
        }
        ApprovalCommand::Release(of) => {
            (freezes::ZH_CN.release_request)(&freezes::ZH_CN.subject_of(&of.subject))
        }
        ApprovalCommand::SwitchOn(of) => {
            (channels::ZH_CN.request)(&switched(Locale::ZhCn, channels::ZH_CN.all, of))
        }
    },
    of_row: |row| match row {
        ApprovalRowName::Refundable => "尚可退",
        ApprovalRowName::RefundLimit => "退款限额",
        ApprovalRowName::Terms(field) => super::application_fields::zh_cn(field).label,
        ApprovalRowName::Merchant => "登记商户",
        ApprovalRowName::NetworkAccounts => "渠道商户号",
        ApprovalRowName::NewPayments => freezes::ZH_CN.new_payments,
        ApprovalRowName::Refunds => freezes::ZH_CN.all_refunds,
        ApprovalRowName::NewAttempts => channels::ZH_CN.new_attempts,
    },
    order: "订单",
    amount: "退款金额",
    before: "批准前",
    after: "批准后",
    asked_at: "申请时间",
    checked_by: "审批人",
    checked_at: "审批时间",
    refusal: "拒绝原因",
    decide: "审批",
    approve: |command| match command {
        ApprovalCommand::Refund(of) => format!("批准并退款 {}", yuan(of.amount)),
        ApprovalCommand::RefundLimit(of) => format!("批准，限额改为 {}", yuan(of.after)),
        ApprovalCommand::Contract(of) => format!("批准，变更{}的签约", of.name),
        ApprovalCommand::ActivateMerchant(of) => format!("批准，开通商户 {}", of.name),
        ApprovalCommand::Freeze(of) if of.in_force => freezes::ZH_CN.confirm.into(),
        ApprovalCommand::Freeze(_) => freezes::ZH_CN.approve.into(),
        ApprovalCommand::Release(_) => freezes::ZH_CN.approve_release.into(),
        ApprovalCommand::SwitchOn(_) => channels::ZH_CN.approve.into(),
    },
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
            "要由另一人批准，但目前没有其他人可以批准。请管理团队的人邀请一位可以批准的成员；退款也可以调整限额。".into()
        }
        Conflict::Waiting(_) => "已经有一项同样的申请在等待批准。没有做任何改动。".into(),
        Conflict::Limit(limit) => format!(
            "页面打开之后，限额变成了 {}。没有做任何改动，请核对后再提交。",
            yuan(*limit)
        ),
        Conflict::RefundsSuspended => {
            "支付机构已暂停这笔订单或商户的退款，没有退款。如有疑问，请联系支付机构。".into()
        }
        Conflict::FrozenAlone => {
            "七天内已经有人单独冻结过，而且没有另一人确认。没有冻结，请提交要由另一人批准的申请。".into()
        }
        Conflict::WorkDone => "这一项已经不需要处理，或者正在执行。没有做任何改动。".into(),
        Conflict::SwitchedOff => "已经停用。没有做任何改动。".into(),
        Conflict::SwitchedOn => "已经启用，或停用已到期。没有做任何改动。".into(),
        Conflict::FreezeEnded => "这项冻结已经解除或到期。没有做任何改动。".into(),
        Conflict::Store(now) => {
            (super::stores::ZH_CN.changed)(&now.store_no, &now.name, now.address.as_deref())
        }
        Conflict::Ended => "这项申请已经处理过，或已过期。没有做任何改动。".into(),
        Conflict::Stale => "申请之后情况有了变化，所以没有执行。需要的话，请按新的情况重新申请。".into(),
        Conflict::Application => super::applications::ZH_CN.changed.into(),
        Conflict::ProofEnded => super::applications::ZH_CN.proof_ended.into(),
    }
    },
};

pub(super) const EN: ApprovalsText = ApprovalsText {
    title: "Approvals",
    lead: "What a second person has to approve, the longest waiting first.",
    provider_about: "Changes that a second person has to approve.",
    none: "Nothing waits for approval",
    none_next: |of_provider| {
        if of_provider {
            "What takes a second person’s approval is listed here when somebody asks for it."
        } else {
            "Refunds above the limit and higher limits are listed here when somebody asks for them."
        }
    },
    to_decided: "Decided requests",
    decided: "Decided requests",
    decided_lead: "Requests that were approved, refused or withdrawn, or that no longer fitted or expired, the newest first.",
    none_decided: "No request has been decided",
    result: "Result, decided by",
    newest: "Back to the newest",
    older: "Older requests",
    yours: "You may approve it",
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
    of_command: |command| match command {
        ApprovalCommand::Refund(of) => format!("Refund {}", yuan(of.amount)),
        ApprovalCommand::RefundLimit(of) => {
            format!("Raise the refund limit to {}", yuan(of.after))
        }
        ApprovalCommand::Contract(of) => format!("Change the contract of {}", of.name),
        ApprovalCommand::ActivateMerchant(of) => format!("Register the merchant {}", of.name),
        ApprovalCommand::Freeze(of) => (freezes::EN.request)(&freezes::EN.subject_of(&of.subject)),
        ApprovalCommand::Release(of) => {
            (freezes::EN.release_request)(&freezes::EN.subject_of(&of.subject))
        }
        ApprovalCommand::SwitchOn(of) => {
            (channels::EN.request)(&switched(Locale::En, channels::EN.all, of))
        }
    },
    of_row: |row| match row {
        ApprovalRowName::Refundable => "Still refundable",
        ApprovalRowName::RefundLimit => "Refund limit",
        ApprovalRowName::Terms(field) => super::application_fields::en(field).label,
        ApprovalRowName::Merchant => "New merchant",
        ApprovalRowName::NetworkAccounts => "Numbers at networks",
        ApprovalRowName::NewPayments => freezes::EN.new_payments,
        ApprovalRowName::Refunds => freezes::EN.all_refunds,
        ApprovalRowName::NewAttempts => channels::EN.new_attempts,
    },
    order: "Order",
    amount: "Refund",
    before: "Before",
    after: "After",
    asked_at: "Asked at",
    checked_by: "Decided by",
    checked_at: "Decided at",
    refusal: "Why it was refused",
    decide: "Decision",
    approve: |command| match command {
        ApprovalCommand::Refund(of) => format!("Approve and refund {}", yuan(of.amount)),
        ApprovalCommand::RefundLimit(of) => format!("Approve a limit of {}", yuan(of.after)),
        ApprovalCommand::Contract(of) => format!("Approve, and change the contract of {}", of.name),
        ApprovalCommand::ActivateMerchant(of) => format!("Approve, and register {}", of.name),
        ApprovalCommand::Freeze(of) if of.in_force => freezes::EN.confirm.into(),
        ApprovalCommand::Freeze(_) => freezes::EN.approve.into(),
        ApprovalCommand::Release(_) => freezes::EN.approve_release.into(),
        ApprovalCommand::SwitchOn(_) => channels::EN.approve.into(),
    },
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
            "This takes a second person’s approval, and nobody else may approve at present. Have whoever manages the team invite somebody who may; for refunds, the limit can be changed too.".into()
        }
        Conflict::Waiting(_) => "The same waits for approval already. Nothing was changed.".into(),
        Conflict::Limit(limit) => format!(
            "Since the page was opened, the limit has become {}. Nothing was changed: check it, and send it again.",
            yuan(*limit)
        ),
        Conflict::RefundsSuspended => {
            "The provider has suspended refunds of this order or merchant. Nothing was refunded. If you have questions, contact the provider.".into()
        }
        Conflict::FrozenAlone => {
            "Somebody froze it alone within the last seven days, and nobody confirmed it. Nothing was frozen: ask for a freeze that a second person approves.".into()
        }
        Conflict::WorkDone => {
            "This needs nothing any more, or it is running. Nothing was changed.".into()
        }
        Conflict::SwitchedOff => "It is switched off already. Nothing was changed.".into(),
        Conflict::SwitchedOn => "It is on already. Nothing was changed.".into(),
        Conflict::FreezeEnded => {
            "This freeze was released already, or its time is over. Nothing was changed.".into()
        }
        Conflict::Store(now) => {
            (super::stores::EN.changed)(&now.store_no, &now.name, now.address.as_deref())
        }
        Conflict::Ended => "This request was decided already, or has expired. Nothing was changed.".into(),
        Conflict::Stale => {
            "Something changed since this was asked for, so nothing was done. Ask anew if it is still needed.".into()
        }
        Conflict::Application => super::applications::EN.changed.into(),
        Conflict::ProofEnded => super::applications::EN.proof_ended.into(),
    }
    },
};

/// What is switched on again: a network and its product.
fn switched(locale: Locale, all: &str, of: &SwitchOnCommand) -> String {
    let channel = ChannelId::parse(&of.channel);
    let channel = channel.map_or_else(|| of.channel.clone(), |id| words::network(locale, &id));
    let product = of.product.map_or(all, |of| words::product(locale, of));
    format!("{channel} · {product}")
}
