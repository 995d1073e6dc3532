//! The limit above which a merchant's refunds take a second person. A higher
//! one takes a second person too, where there is one; a lower one none.

use super::approvals::{approvers, ask, change};
use super::people::{Answer, People};
use domain::console::{
    ApprovalCommand, ApprovalKind, AuditAction, Conflict, ConsoleError, ConsoleField,
    ConsoleProblem, ConsoleVisit, RefundLimitCommand, RefundLimitForm, Right, Scope, SignedIn,
};
use domain::ids::ApprovalId;
use domain::money::Money;
use std::sync::Arc;
use store::{approvals, audit_entries, refund_limits};

impl People {
    /// What the form shows.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn refund_limit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        visit: &ConsoleVisit,
    ) -> Answer<RefundLimitForm> {
        let merchant = self
            .check_merchant(by, scope, Right::SetRefundLimit, visit)
            .await?
            .clone();
        let (scope, person, now) = (scope.clone(), by.person.id.clone(), self.now());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let right = Right::ApproveRefund;
                let kind = ApprovalKind::RefundLimit;
                Ok(RefundLimitForm {
                    limit: refund_limits::get(tx, &merchant).await?,
                    approvers: approvers(tx, &scope, right, &person).await?,
                    open: approvals::open_of_subject(tx, kind, merchant.as_str(), now).await?,
                })
            })
        });
        Ok(read.await?)
    }

    /// Changes it from the shown one, or asks a second person to approve that.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Unconfirmed`, `Invalid`, `Conflict`.
    pub(crate) async fn set_refund_limit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (shown, new): (Money, Money),
        visit: &ConsoleVisit,
    ) -> Answer<Option<ApprovalId>> {
        let merchant = self
            .check_merchant(by, scope, Right::SetRefundLimit, visit)
            .await?
            .clone();
        self.check_confirmed(by)?;
        if let Some(problem) = problem(new) {
            let mistake = (ConsoleField::Amount, problem);
            return Err(ConsoleError::Invalid(vec![mistake]).into());
        }
        let command = ApprovalCommand::RefundLimit(RefundLimitCommand {
            merchant: merchant.clone(),
            before: shown,
            after: new,
        });
        let who = Some(&by.person.id);
        let entry = |action| self.entry(scope, who, visit, change(action, &command));
        let (set, asked) = (
            entry(AuditAction::SetRefundLimit),
            entry(AuditAction::AskApproval),
        );
        let (entropy, now) = (Arc::clone(&self.entropy), self.now());
        let (scope, person) = (scope.clone(), by.person.id.clone());
        let done = self.store.write(move |tx| {
            Box::pin(async move {
                let current = refund_limits::get(tx, &merchant).await?;
                if current == new {
                    return Ok(Ok(None));
                }
                if current != shown {
                    return Ok(Err(ConsoleError::Conflict(Conflict::Limit(current))));
                }
                let second = approvers(tx, &scope, Right::ApproveRefund, &person).await?;
                if new.minor() > current.minor() && !second.is_empty() {
                    let source = (entropy.as_ref(), now);
                    let id = ask(tx, source, (&person, &asked), &command, None).await?;
                    return Ok(id.map(Some));
                }
                refund_limits::set(tx, &merchant, new).await?;
                audit_entries::insert(tx, &set).await?;
                Ok(Ok(None))
            })
        });
        Ok(done.await??)
    }
}

/// What is wrong with a limit. With zero, a second person approves each refund.
const fn problem(limit: Money) -> Option<ConsoleProblem> {
    match limit.minor() {
        ..0 => Some(ConsoleProblem::TooSmall),
        0..=Money::MAX_ORDER_MINOR => None,
        _ => Some(ConsoleProblem::TooLarge),
    }
}
