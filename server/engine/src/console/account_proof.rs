//! The proof of a settlement account: finance notes the sum that it sent, and the
//! merchant's answer is noted by who entered the application.

use super::people::{Answer, Change, People};
use domain::application::{
    AccountProof, ApplicationState, ApplicationStep, ProofState, is_proof_sum,
};
use domain::console::{
    AuditAction, Conflict, ConsoleError, ConsoleField, ConsoleProblem, ConsoleVisit, Right, Scope,
    SignedIn,
};
use domain::ids::ApplicationId;
use domain::money::Money;
use domain::secret::Secret;
use std::sync::Arc;
use store::account_proofs::{self, StoredProof};
use store::{Fault, application_steps, applications, audit_entries};

/// What a sum is encrypted for.
fn owner(id: &ApplicationId, number: u32) -> String {
    format!("{id}/sum/{number}")
}

fn wrong(problem: ConsoleProblem) -> ConsoleError {
    ConsoleError::Invalid(vec![(ConsoleField::Amount, problem)])
}

/// A sum that was sent by hand must be one that proves.
fn check_sum(sum: Money) -> Result<(), ConsoleError> {
    if is_proof_sum(sum) {
        Ok(())
    } else if sum.minor() < 1 {
        Err(wrong(ConsoleProblem::TooSmall))
    } else {
        Err(wrong(ConsoleProblem::TooLarge))
    }
}

impl People {
    /// Notes a sum that was sent to the account.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Conflict`.
    pub(crate) async fn send_sum(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        sum: Money,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let scope = Scope::Provider;
        self.check(by, &scope, Right::ProveAccounts, visit).await?;
        check_sum(sum)?;
        let change = Change::of(AuditAction::SendProofSum, id.as_str());
        let entry = self.entry(&scope, Some(&by.person.id), visit, change);
        let (entropy, keys) = (Arc::clone(&self.entropy), Arc::clone(&self.seal_keys));
        let (id, person, now) = (id.clone(), by.person.id.clone(), self.now());
        let sent = self.store.write(move |tx| {
            Box::pin(async move {
                let Some(found) = applications::find(tx, &id).await? else {
                    return Ok(Err(ConsoleError::NotFound));
                };
                let last = account_proofs::newest(tx, &id).await?;
                let is_open = last
                    .as_ref()
                    .is_some_and(|last| last.proof.state_at(now) == ProofState::Open);
                if found.row.state != ApplicationState::Proving || is_open {
                    return Ok(Err(ConsoleError::Conflict(Conflict::Application)));
                }
                if let Some(mut last) = last.clone() {
                    last.proof.state = last.proof.state_at(now);
                    account_proofs::set(tx, &id, &last).await?;
                }
                let number = last.map_or(1, |last| last.number + 1);
                let secret = Secret::new(sum.decimal());
                let new = StoredProof {
                    number,
                    proof: AccountProof::sent(now),
                    sealed: keys.seal_personal(&secret, &owner(&id, number), entropy.as_ref()),
                };
                let next = (found.row.state, found.revision);
                if !account_proofs::insert(tx, &id, &new).await?
                    || !applications::set_state(tx, &id, next, now).await?
                {
                    return Err(Fault::stale("somebody else sent a sum").into());
                }
                let step = (ApplicationStep::SendSum, "");
                application_steps::insert(tx, &id, step, (&person, now)).await?;
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(sent.await??)
    }

    /// Notes the sum that the merchant names. A wrong one counts.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Conflict`.
    pub(crate) async fn name_sum(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        sum: Money,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let scope = Scope::Provider;
        self.check(by, &scope, Right::EnterApplications, visit)
            .await?;
        // Another sum was not sent, so it costs no try.
        check_sum(sum)?;
        let entry = |action| {
            let change = Change::of(action, id.as_str());
            self.entry(&scope, Some(&by.person.id), visit, change)
        };
        let (right, not_right) = (
            entry(AuditAction::ProveAccount),
            entry(AuditAction::WrongProofSum),
        );
        let keys = Arc::clone(&self.seal_keys);
        let (id, person, now) = (id.clone(), by.person.id.clone(), self.now());
        let named = self.store.write(move |tx| {
            Box::pin(async move {
                let Some(found) = applications::find(tx, &id).await? else {
                    return Ok(Err(ConsoleError::NotFound));
                };
                let stored = account_proofs::newest(tx, &id).await?;
                let stored = stored.filter(|_| found.row.state == ApplicationState::Proving);
                let Some(mut stored) = stored else {
                    return Ok(Err(ConsoleError::Conflict(Conflict::ProofEnded)));
                };
                let unreadable = || Fault::new(format!("the sum of {id} cannot be read"));
                let sent = keys.open_personal(&stored.sealed, &owner(&id, stored.number));
                let is_right = sent.ok_or_else(unreadable)?.expose() == sum.decimal();
                let Ok(proof) = stored.proof.answered(is_right, now) else {
                    return Ok(Err(ConsoleError::Conflict(Conflict::ProofEnded)));
                };
                stored.proof = proof;
                account_proofs::set(tx, &id, &stored).await?;
                let step = if is_right {
                    ApplicationStep::ProveAccount
                } else {
                    ApplicationStep::WrongSum
                };
                let next = found.row.state.after(step).unwrap_or(found.row.state);
                if !applications::set_state(tx, &id, (next, found.revision), now).await? {
                    return Err(Fault::stale("somebody else named a sum").into());
                }
                application_steps::insert(tx, &id, (step, ""), (&person, now)).await?;
                let entry = if is_right { &right } else { &not_right };
                audit_entries::insert(tx, entry).await?;
                if is_right {
                    Ok(Ok(()))
                } else {
                    Ok(Err(wrong(ConsoleProblem::Wrong)))
                }
            })
        });
        Ok(named.await??)
    }
}
