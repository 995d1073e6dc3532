//! Refunds that a second person approves: who asked, and what was decided.

use super::words::{BAD, GOOD, QUIET, Words};
use crate::pages::page_context::PageContext;
use domain::console::{Approval, ApprovalCommand, ApprovalState};
use ui::amount::yuan;

/// A refund was asked for.
pub(super) fn asked(page: &PageContext<'_>, of: &Approval) -> Words {
    let text = &page.text.timeline;
    let ApprovalCommand::Refund(refund) = &of.command else {
        return Words::new(QUIET, of.command.kind().name());
    };
    let mut words = Words::new(QUIET, (text.approval_asked)(&yuan(refund.amount)));
    words.note((page.text.approvals.of_state)(of.state));
    words.number(text.asked_by, &of.maker.name);
    words.number(text.reason, refund.reason.with_note(&refund.note));
    if of.state == ApprovalState::Open {
        words.time(text.approval_until, of.expires_at);
    }
    words
}

/// A second person decided.
pub(super) fn checked(page: &PageContext<'_>, of: &Approval) -> Words {
    let text = &page.text.timeline;
    let (class, title, by) = match of.state {
        ApprovalState::Done => (GOOD, text.approval_done, text.approved_by),
        ApprovalState::Refused => (BAD, text.approval_refused, text.refused_by),
        _ => (BAD, text.approval_stale, text.approved_by),
    };
    let mut words = Words::new(class, title);
    if let Some(checker) = &of.checker {
        words.number(by, &checker.name);
    }
    if let Some(reason) = &of.reason {
        words.number(page.text.approvals.refusal, reason);
    }
    words
}
