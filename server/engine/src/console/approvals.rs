//! Changes that a second person approves: asking, approving, refusing,
//! withdrawing.

use super::people::{Answer, Change, People};
use super::{approval_subject, approved_change};
use domain::clock::At;
use domain::console::{
    Approval, ApprovalCommand, ApprovalCursor, ApprovalDetail, ApprovalPage, ApprovalRow,
    ApprovalState, AuditAction, Conflict, ConsoleError, ConsoleField, ConsoleProblem,
    ConsoleResult, ConsoleVisit, FormKey, NotificationKind, Person, Right, Scope, SignedIn,
};
use domain::entropy::Entropy;
use domain::ids::{ApprovalId, PersonId};
use std::sync::Arc;
use store::approvals::{self, NewApproval};
use store::audit_entries::{self, NewAuditEntry};
use store::notifications::{self, NewNotification};
use store::{Error, Fault, Tx, members};

/// The most characters of the reason of a refusal.
const REASON_MAX: usize = 100;

/// Who of a scope may approve what this person asks for.
pub(super) async fn approvers(
    tx: &mut Tx,
    scope: &Scope,
    right: Right,
    maker: &PersonId,
) -> Result<Vec<Person>, Error> {
    let mut approvers = members::who_may(tx, scope, right).await?;
    approvers.retain(|other| other.id != *maker);
    Ok(approvers)
}

/// Asks for a change, of its subject as it is now. The audit entry gets what
/// changes.
///
/// # Errors
/// [`Conflict::Waiting`] where one of the same subject waits already.
pub(super) async fn ask(
    tx: &mut Tx,
    (entropy, now): (&dyn Entropy, At),
    (maker, entry): (&PersonId, &NewAuditEntry),
    command: &ApprovalCommand,
    form_key: Option<&FormKey>,
) -> Result<ConsoleResult<ApprovalId>, Error> {
    let scope = &entry.scope;
    let (kind, subject) = (command.kind(), command.subject());
    approvals::expire_of_subject(tx, kind, subject, now).await?;
    if let Some(open) = approvals::open_of_subject(tx, kind, subject, now).await? {
        return Ok(Err(ConsoleError::Conflict(Conflict::Waiting(open.id))));
    }
    let id = ApprovalId::new(entropy, now);
    let before_hash = approval_subject::hash(tx, command).await?;
    let new = NewApproval {
        id: &id,
        scope,
        maker,
        made_at: now,
        expires_at: now.plus_s(command.waits_s()),
        command,
        before_hash: &before_hash,
        form_key,
    };
    if !approvals::insert(tx, new).await? {
        return Err(Fault::stale("somebody else asked for the same").into());
    }
    if let Some(merchant) = scope.merchant() {
        let waiting = NewNotification {
            merchant,
            kind: NotificationKind::ApprovalWaiting,
            subject: id.as_str(),
            amount: None,
            at: now,
        };
        notifications::insert(tx, waiting).await?;
    }
    add_entry(tx, entry, command).await?;
    Ok(Ok(id))
}

/// Stores an entry with what a command changes.
pub(super) async fn add_entry(
    tx: &mut Tx,
    entry: &NewAuditEntry,
    command: &ApprovalCommand,
) -> Result<(), Error> {
    let Change { before, after, .. } = change(entry.action, command);
    let entry = NewAuditEntry {
        before,
        after,
        ..entry.clone()
    };
    audit_entries::insert(tx, &entry).await
}

/// What an audit entry says of a request: its subject, and what changes.
pub(super) fn change(action: AuditAction, command: &ApprovalCommand) -> Change {
    let (before, after) = ApprovalRow::for_audit(&command.rows());
    Change {
        before: Some(before),
        after: Some(after),
        ..Change::of(action, command.subject())
    }
}

impl People {
    /// Those of a scope that wait.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn approvals(
        &self,
        by: &SignedIn,
        scope: &Scope,
        visit: &ConsoleVisit,
    ) -> Answer<Vec<Approval>> {
        self.check(by, scope, Right::SeeApprovals, visit).await?;
        let (scope, now) = (scope.clone(), self.now());
        let read = self.store.read(move |tx| {
            Box::pin(async move { approvals::open_of_scope(tx, &scope, now).await })
        });
        Ok(read.await?)
    }

    /// A page of those of a scope that have ended.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn decided_approvals(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&ApprovalCursor>,
        visit: &ConsoleVisit,
    ) -> Answer<ApprovalPage> {
        self.check(by, scope, Right::SeeApprovals, visit).await?;
        let (scope, after) = (scope.clone(), after.cloned());
        let read = self.store.read(move |tx| {
            Box::pin(async move { approvals::ended_of_scope(tx, &scope, after.as_ref()).await })
        });
        Ok(read.await?)
    }

    /// One, with who may approve it.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn approval(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        visit: &ConsoleVisit,
    ) -> Answer<ApprovalDetail> {
        self.check(by, scope, Right::SeeApprovals, visit).await?;
        let (scope, id, now) = (scope.clone(), id.clone(), self.now());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let Some(stored) = approvals::find(tx, &scope, &id).await? else {
                    return Ok(None);
                };
                let mut approval = stored.approval;
                approval.state = approval.state_at(now);
                let right = approval.command.kind().right();
                let approvers = approvers(tx, &scope, right, &approval.maker.id).await?;
                let current = approval_subject::hash(tx, &approval.command).await?;
                Ok(Some(ApprovalDetail {
                    fits: current == stored.before_hash && approval.command.is_possible_at(now),
                    approval,
                    approvers,
                }))
            })
        });
        Ok(read.await?.ok_or(ConsoleError::NotFound)?)
    }

    /// Approves one, and makes its change, if its subject is as it was.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `OwnRequest`, `Unconfirmed`, `Conflict`.
    pub(crate) async fn approve(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let command = self.of_another(by, scope, id, visit).await?;
        self.check_confirmed(by)?;
        let who = Some(&by.person.id);
        let entry = |action| self.entry(scope, who, visit, change(action, &command));
        let (done, not_done) = (
            entry(AuditAction::Approve),
            entry(AuditAction::StaleApproval),
        );
        let (entropy, now) = (Arc::clone(&self.entropy), self.now());
        let (scope, id, checker) = (scope.clone(), id.clone(), by.person.id.clone());
        let approved = self.store.write(move |tx| {
            Box::pin(async move {
                let Some(found) = approvals::find(tx, &scope, &id).await? else {
                    return Ok(Err(ConsoleError::NotFound));
                };
                let approval = found.approval;
                if approval.state_at(now) != ApprovalState::Open {
                    return Ok(Err(ConsoleError::Conflict(Conflict::Ended)));
                }
                let current = approval_subject::hash(tx, &approval.command).await?;
                let is_same = current == found.before_hash;
                let fits = is_same && approval.command.is_possible_at(now);
                let state = if fits {
                    ApprovalState::Done
                } else {
                    ApprovalState::Stale
                };
                if !approvals::check(tx, &id, (state, None), (&checker, now)).await? {
                    return Ok(Err(ConsoleError::Conflict(Conflict::Ended)));
                }
                if !fits {
                    audit_entries::insert(tx, &not_done).await?;
                    return Ok(Err(ConsoleError::Conflict(Conflict::Stale)));
                }
                let by = (&approval, &checker);
                approved_change::make(tx, entropy.as_ref(), by, now).await?;
                audit_entries::insert(tx, &done).await?;
                Ok(Ok(()))
            })
        });
        Ok(approved.await??)
    }

    /// Refuses one.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `OwnRequest`, `Invalid`, `Conflict`.
    pub(crate) async fn refuse(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (id, reason): (&ApprovalId, &str),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let command = self.of_another(by, scope, id, visit).await?;
        let reason = reason.trim().to_owned();
        if let Some(problem) = ConsoleProblem::of_line(&reason, REASON_MAX) {
            let mistake = (ConsoleField::RefusalReason, problem);
            return Err(ConsoleError::Invalid(vec![mistake]).into());
        }
        let what = change(AuditAction::RefuseApproval, &command);
        let entry = self.entry(scope, Some(&by.person.id), visit, what);
        let (checker, now) = (by.person.id.clone(), self.now());
        let id = id.clone();
        let refused = self.store.write(move |tx| {
            Box::pin(async move {
                let refused = (ApprovalState::Refused, Some(reason.as_str()));
                if !approvals::check(tx, &id, refused, (&checker, now)).await? {
                    return Ok(Err(ConsoleError::Conflict(Conflict::Ended)));
                }
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(refused.await??)
    }

    /// Withdraws an own request.
    ///
    /// # Errors
    /// `NotFound`, also for somebody else's; `Forbidden`, `Conflict`.
    pub(crate) async fn withdraw_request(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let found = self.approval(by, scope, id, visit).await?.approval;
        if !found.is_by(&by.person.id) {
            return Err(ConsoleError::NotFound.into());
        }
        let what = change(AuditAction::WithdrawApproval, &found.command);
        let entry = self.entry(scope, Some(&by.person.id), visit, what);
        let id = id.clone();
        let withdrawn = self
            .store
            .write(move |tx| Box::pin(async move { withdraw(tx, &id, &entry).await }));
        Ok(withdrawn.await??)
    }

    /// What somebody else asked for, as one who may approve it. A try to
    /// approve the own request has an audit entry.
    async fn of_another(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        visit: &ConsoleVisit,
    ) -> Answer<ApprovalCommand> {
        let found = self.approval(by, scope, id, visit).await?.approval;
        let right = found.command.kind().right();
        self.check(by, scope, right, visit).await?;
        if found.is_by(&by.person.id) {
            let refused = Change::of(AuditAction::Refused, format!("{right:?} {id}"));
            let entry = self.entry(scope, Some(&by.person.id), visit, refused);
            let kept = self
                .store
                .write(move |tx| Box::pin(async move { audit_entries::insert(tx, &entry).await }));
            kept.await?;
            return Err(ConsoleError::OwnRequest.into());
        }
        if found.state != ApprovalState::Open {
            return Err(ConsoleError::Conflict(Conflict::Ended).into());
        }
        Ok(found.command)
    }
}

async fn withdraw(
    tx: &mut Tx,
    id: &ApprovalId,
    entry: &NewAuditEntry,
) -> Result<ConsoleResult<()>, Error> {
    if !approvals::withdraw(tx, id).await? {
        return Ok(Err(ConsoleError::Conflict(Conflict::Ended)));
    }
    audit_entries::insert(tx, entry).await?;
    Ok(Ok(()))
}
