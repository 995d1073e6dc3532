//! Saving a section of an application: personal data that was typed empty stays as
//! it was, and a form of an older revision is refused.

use super::application_entries::{opened, sealed};
use super::people::{Answer, Change, People};
use domain::application::{ApplicationField as Field, Entries, Section, check_section};
use domain::console::{
    AuditAction, Conflict, ConsoleError, ConsoleField, ConsoleProblem, ConsoleVisit, Right, Scope,
    SignedIn,
};
use domain::day::Day;
use domain::ids::ApplicationId;
use std::sync::Arc;
use store::{application_sections, applications, audit_entries};

/// The mistakes of entries, as a form tells them.
pub(super) fn invalid(mistakes: Vec<domain::application::EntryMistake>) -> ConsoleError {
    let mistakes = mistakes.into_iter();
    let mistake = |(field, problem)| {
        (
            ConsoleField::Application(field),
            ConsoleProblem::Entry(problem),
        )
    };
    ConsoleError::Invalid(mistakes.map(mistake).collect())
}

impl People {
    /// Saves a section in place of the revision that was shown, 0 for none.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Conflict`.
    pub(crate) async fn save_section(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        (section, revision, typed): (Section, u32, &Entries),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let scope = Scope::Provider;
        self.check(by, &scope, Right::EnterApplications, visit)
            .await?;
        let mut change = Change::of(AuditAction::SaveSection, id.as_str());
        change.after = Some(section.name().to_owned());
        let entry = self.entry(&scope, Some(&by.person.id), visit, change);
        let (entropy, keys) = (Arc::clone(&self.entropy), Arc::clone(&self.seal_keys));
        let (id, typed, now) = (id.clone(), typed.clone(), self.now());
        let person = by.person.id.clone();
        let saved = self.store.write(move |tx| {
            Box::pin(async move {
                let Some(found) = applications::find(tx, &id).await? else {
                    return Ok(Err(ConsoleError::NotFound));
                };
                let all = application_sections::all(tx, &id).await?;
                let stored = all.iter().find(|stored| stored.section == section);
                let shown = stored.map_or(0, |stored| stored.revision) == revision;
                if !shown || !found.row.state.is_editable() {
                    return Ok(Err(ConsoleError::Conflict(Conflict::Application)));
                }
                let before = match stored {
                    Some(stored) => opened(&keys, &id, stored)?,
                    None => Entries::default(),
                };
                let whole = with_kept(section, &typed, &before);
                let read = match check_section(section, &whole, Day::in_china(now)) {
                    Ok(read) => read,
                    Err(mistakes) => return Ok(Err(invalid(mistakes))),
                };
                let personal = sealed(&keys, (&id, section), &read, entropy.as_ref());
                let place = (section, revision);
                let content = (&read, personal.as_str());
                let mut is_saved =
                    application_sections::save(tx, &id, place, content, (&person, now)).await?;
                let next = (found.row.state, found.revision);
                is_saved = is_saved && applications::set_state(tx, &id, next, now).await?;
                if !is_saved {
                    return Err(store::Fault::stale("somebody else saved the section").into());
                }
                if section == Section::Company {
                    let company = (read.text(Field::RegisteredName), read.text(Field::Uscc));
                    applications::set_company(tx, &id, company).await?;
                }
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(saved.await??)
    }
}

/// What was typed, with the personal data that was not typed anew. The number of an
/// owner whose name was taken out goes with it.
fn with_kept(section: Section, typed: &Entries, before: &Entries) -> Entries {
    let mut whole = typed.of(section);
    for field in Field::of(section).filter(|field| field.is_personal()) {
        let mut owners = Field::OWNERS.iter();
        let owner = owners.find(|[_, number, _]| *number == field);
        let is_gone = owner.is_some_and(|[name, ..]| whole.text(*name).trim().is_empty());
        if whole.text(field).trim().is_empty() && !is_gone {
            whole.put(field, before.text(field));
        }
    }
    whole
}
