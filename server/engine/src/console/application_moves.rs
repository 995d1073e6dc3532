//! What happens to an application as a whole: it is submitted, returned, accepted,
//! refused or withdrawn.

use super::application_entries::all_opened;
use super::application_sections::invalid;
use super::mall_choice;
use super::people::{Answer, Change, People};
use domain::application::{
    ApplicationField as Field, ApplicationState, Entries, EntryMistake, EntryProblem, check_whole,
    requested_malls,
};
use domain::console::{
    ApplicationMove, AuditAction, Conflict, ConsoleError, ConsoleField, ConsoleProblem,
    ConsoleVisit, Right, Scope, SignedIn,
};
use domain::day::Day;
use domain::ids::ApplicationId;
use std::sync::Arc;
use store::{
    Error, Tx, account_proofs, application_sections, application_steps, applications, audit_entries,
};

/// The most characters of a remark or a reason.
const REMARK_MAX: usize = 200;

/// How long the entries of an application are kept that did not become a merchant.
/// Those of a merchant are kept for ten years after its contract ends (反洗钱法,
/// article 34).
const KEPT_S: i64 = 180 * 86_400;

/// The right for a move, and what is written down.
const fn rule(of: &ApplicationMove) -> (Right, AuditAction) {
    match of {
        ApplicationMove::Submit => (Right::EnterApplications, AuditAction::SubmitApplication),
        ApplicationMove::Withdraw(_) => {
            (Right::EnterApplications, AuditAction::WithdrawApplication)
        }
        ApplicationMove::Return(_) => (Right::ReviewApplications, AuditAction::ReturnApplication),
        ApplicationMove::Accept => (Right::ReviewApplications, AuditAction::AcceptApplication),
        ApplicationMove::Refuse(_) => (Right::ReviewApplications, AuditAction::RefuseApplication),
    }
}

impl People {
    /// Moves the revision that was shown.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Conflict`.
    pub(crate) async fn move_application(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        (revision, asked): (u32, &ApplicationMove),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let (scope, (right, action)) = (Scope::Provider, rule(asked));
        self.check(by, &scope, right, visit).await?;
        check_words(asked)?;
        let entry = |before: ApplicationState, after: ApplicationState| {
            let mut change = Change::of(action, id.as_str());
            change.before = Some(before.name().to_owned());
            change.after = Some(after.name().to_owned());
            self.entry(&scope, Some(&by.person.id), visit, change)
        };
        let shown = self.store.read({
            let id = id.clone();
            move |tx| Box::pin(async move { applications::find(tx, &id).await })
        });
        let Some(shown) = shown.await? else {
            return Err(ConsoleError::NotFound.into());
        };
        let before = shown.row.state;
        let after = before.after(asked.step());
        let Some(after) = after.filter(|_| shown.revision == revision) else {
            return Err(ConsoleError::Conflict(Conflict::Application).into());
        };
        let entry = entry(before, after);
        let (asked, id, now) = (asked.clone(), id.clone(), self.now());
        let (keys, person) = (Arc::clone(&self.seal_keys), by.person.id.clone());
        let moved = self.store.write(move |tx| {
            Box::pin(async move {
                if matches!(asked, ApplicationMove::Submit | ApplicationMove::Accept) {
                    let stored = application_sections::all(tx, &id).await?;
                    let entries = all_opened(&keys, &id, &stored)?;
                    let mistakes = mistakes(tx, &id, &entries, Day::in_china(now)).await?;
                    if !mistakes.is_empty() {
                        return Ok(Err(invalid(mistakes)));
                    }
                }
                // Any change of the state makes another revision.
                if !applications::set_state(tx, &id, (after, revision), now).await? {
                    return Ok(Err(ConsoleError::Conflict(Conflict::Application)));
                }
                if let ApplicationMove::Return(remarks) = &asked {
                    for (section, remark) in remarks {
                        let remark = (*section, remark.trim());
                        application_sections::set_remark(tx, &id, remark).await?;
                    }
                    account_proofs::end(tx, &id).await?;
                }
                if matches!(
                    after,
                    ApplicationState::Refused | ApplicationState::Withdrawn
                ) {
                    account_proofs::end(tx, &id).await?;
                    applications::keep_until(tx, &id, now.plus_s(KEPT_S)).await?;
                }
                let step = (asked.step(), note(&asked));
                application_steps::insert(tx, &id, step, (&person, now)).await?;
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(moved.await??)
    }
}

/// Refuses an empty or unreadable remark or reason.
fn check_words(asked: &ApplicationMove) -> Result<(), ConsoleError> {
    let problem = match asked {
        ApplicationMove::Submit | ApplicationMove::Accept => None,
        ApplicationMove::Refuse(reason) | ApplicationMove::Withdraw(reason) => {
            ConsoleProblem::of_line(reason, REMARK_MAX)
        }
        ApplicationMove::Return(remarks) if remarks.is_empty() => Some(ConsoleProblem::Empty),
        ApplicationMove::Return(remarks) => {
            let mut problems = remarks.iter();
            problems.find_map(|(_, remark)| ConsoleProblem::of_line(remark, REMARK_MAX))
        }
    };
    let field = match asked {
        ApplicationMove::Refuse(_) => ConsoleField::RefusalReason,
        _ => ConsoleField::Remark,
    };
    match problem {
        None => Ok(()),
        Some(problem) => Err(ConsoleError::Invalid(vec![(field, problem)])),
    }
}

/// What the timeline says of it; remarks stand with their sections.
fn note(asked: &ApplicationMove) -> &str {
    match asked {
        ApplicationMove::Refuse(reason) | ApplicationMove::Withdraw(reason) => reason.trim(),
        ApplicationMove::Return(remarks) => remarks.first().map_or("", |(_, remark)| remark.trim()),
        ApplicationMove::Submit | ApplicationMove::Accept => "",
    }
}

/// What is wrong with the whole: the entries, a company that is known, and malls
/// that the company operates (rule R2).
async fn mistakes(
    tx: &mut Tx,
    id: &ApplicationId,
    entries: &Entries,
    today: Day,
) -> Result<Vec<EntryMistake>, Error> {
    let mut mistakes = check_whole(entries, today).err().unwrap_or_default();
    let uscc = entries.text(Field::Uscc);
    let again = entries.text(Field::Again);
    if again.is_empty() && applications::is_known(tx, uscc, id).await? {
        mistakes.push((Field::Uscc, EntryProblem::Registered));
    }
    let problem = mall_choice::problem(tx, uscc, &requested_malls(entries)).await?;
    mistakes.extend(problem.map(|problem| (Field::Malls, problem)));
    Ok(mistakes)
}
