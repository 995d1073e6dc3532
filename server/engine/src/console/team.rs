//! The members of a console: who is invited, which role they have, and who
//! leaves. Roles are read with each request, so a change counts at once.

use super::one_time_links::{new_invitation, store_link};
use super::people::{Answer, Change, People};
use domain::console::{
    AuditAction, AuditCursor, AuditPage, ConsoleError, ConsoleField, ConsoleProblem, ConsoleResult,
    ConsoleVisit, MemberRole, OneTimeLink, Right, Role, Scope, SignedIn, Team,
};
use domain::display_text;
use domain::ids::{InvitationId, PersonId};
use domain::merchant_store::StoreName;
use store::audit_entries::{self, NewAuditEntry};
use store::{Error, Tx, invitations, malls, members, people, sessions, stores};

/// The longest note of an invitation.
const NOTE_MAX: usize = 60;

impl People {
    /// The members and open invitations.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn team(&self, by: &SignedIn, scope: &Scope) -> Answer<Team> {
        let visit = ConsoleVisit::default();
        self.check(by, scope, Right::ManageTeam, &visit).await?;
        let (scope, now) = (scope.clone(), self.now());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let malls = match scope.merchant() {
                    Some(merchant) => malls::of_merchant(tx, merchant).await?,
                    None => Vec::new(),
                };
                Ok(Team {
                    malls: malls.into_iter().map(|(_, name)| name).collect(),
                    members: members::of_scope(tx, &scope).await?,
                    invitations: invitations::of_scope(tx, &scope, now).await?,
                })
            })
        });
        Ok(read.await?)
    }

    /// Makes a link for a new member.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Unconfirmed`.
    pub(crate) async fn invite(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (role, note): (&MemberRole, &str),
        visit: &ConsoleVisit,
    ) -> Answer<OneTimeLink> {
        self.check(by, scope, Right::ManageTeam, visit).await?;
        self.check_confirmed(by)?;
        let note = note.trim();
        let mut mistakes = Vec::new();
        let store = match self.store_of_role(scope, role).await? {
            Ok(store) => store,
            Err(mistake) => {
                mistakes.push(mistake);
                None
            }
        };
        if !note.is_empty() && display_text::check(note, NOTE_MAX, "").is_err() {
            mistakes.push((ConsoleField::Note, ConsoleProblem::Format));
        }
        if !mistakes.is_empty() {
            return Err(ConsoleError::Invalid(mistakes).into());
        }
        let invited = new_invitation(self.source(), scope, (role.role, store, note), None);
        let subject = if note.is_empty() {
            invited.invitation.id.as_str()
        } else {
            note
        };
        let mut change = Change::of(AuditAction::Invite, subject);
        change.after = Some(role.in_words());
        let entry = self.entry(scope, Some(&by.person.id), visit, change);
        let link = store_link(&self.store, self.source(), invited, entry);
        Ok(link.await?)
    }

    /// Withdraws an invitation.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn withdraw(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &InvitationId,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        self.check(by, scope, Right::ManageTeam, visit).await?;
        let change = Change::of(AuditAction::Withdraw, id.as_str());
        let entry = self.entry(scope, Some(&by.person.id), visit, change);
        let (scope, id) = (scope.clone(), id.clone());
        let withdrawn = self.store.write(move |tx| {
            Box::pin(async move {
                if !invitations::delete(tx, &scope, &id).await? {
                    return Ok(Err(ConsoleError::NotFound));
                }
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(withdrawn.await??)
    }

    /// Gives a member another role.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `LastManager`, `Unconfirmed`.
    pub(crate) async fn change_role(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (person, role): (&PersonId, &MemberRole),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        self.check(by, scope, Right::ManageTeam, visit).await?;
        self.check_confirmed(by)?;
        if let Err(mistake) = self.store_of_role(scope, role).await? {
            return Err(ConsoleError::Invalid(vec![mistake]).into());
        }
        let mut change = Change::of(AuditAction::ChangeRole, "");
        change.after = Some(role.in_words());
        let entry = self.entry(scope, Some(&by.person.id), visit, change);
        let (scope, person, now) = (scope.clone(), person.clone(), self.now());
        let role = role.clone();
        let changed = self.store.write(move |tx| {
            Box::pin(async move {
                let before = match leave_role(tx, &scope, &person, Some(role.role)).await? {
                    Ok(before) => before,
                    Err(refused) => return Ok(Err(refused)),
                };
                members::put(tx, &scope, &person, &role, now).await?;
                add_entry(tx, entry, &person, before).await?;
                Ok(Ok(()))
            })
        });
        Ok(changed.await??)
    }

    /// Removes a member, and ends its sessions: they may have been opened for
    /// this console.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `LastManager`, `Unconfirmed`.
    pub(crate) async fn remove(
        &self,
        by: &SignedIn,
        scope: &Scope,
        person: &PersonId,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        self.check(by, scope, Right::ManageTeam, visit).await?;
        self.check_confirmed(by)?;
        let change = Change::of(AuditAction::Remove, "");
        let entry = self.entry(scope, Some(&by.person.id), visit, change);
        let (scope, person) = (scope.clone(), person.clone());
        let removed = self.store.write(move |tx| {
            Box::pin(async move {
                let before = match leave_role(tx, &scope, &person, None).await? {
                    Ok(before) => before,
                    Err(refused) => return Ok(Err(refused)),
                };
                members::remove(tx, &scope, &person).await?;
                sessions::end_all(tx, &person, None).await?;
                add_entry(tx, entry, &person, before).await?;
                Ok(Ok(()))
            })
        });
        Ok(removed.await??)
    }

    /// Makes a link with which a member sets password and authenticator anew.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Unconfirmed`.
    pub(crate) async fn reset(
        &self,
        by: &SignedIn,
        scope: &Scope,
        person: &PersonId,
        visit: &ConsoleVisit,
    ) -> Answer<OneTimeLink> {
        self.check(by, scope, Right::ManageTeam, visit).await?;
        self.check_confirmed(by)?;
        let (at, id) = (scope.clone(), person.clone());
        let found = self.store.read(move |tx| {
            Box::pin(async move {
                let Some(role) = members::role(tx, &at, &id).await? else {
                    return Ok(None);
                };
                let store = store_name(tx, &role).await?;
                let person = people::get(tx, &id).await?.person;
                Ok(Some((role.role, store, person.account)))
            })
        });
        let Some((role, store, account)) = found.await? else {
            return Err(ConsoleError::NotFound.into());
        };
        let invited = new_invitation(
            self.source(),
            scope,
            (role, store, ""),
            Some(person.clone()),
        );
        let change = Change::of(AuditAction::ResetLink, account.as_str());
        let entry = self.entry(scope, Some(&by.person.id), visit, change);
        let link = store_link(&self.store, self.source(), invited, entry);
        Ok(link.await?)
    }

    /// The store of a role that may be given in this scope, which is one of its
    /// merchant's own that is open; or what is wrong with it.
    async fn store_of_role(
        &self,
        scope: &Scope,
        role: &MemberRole,
    ) -> Result<Result<Option<StoreName>, (ConsoleField, ConsoleProblem)>, Error> {
        if !Role::of(scope).any(|own| own == role.role) {
            return Ok(Err((ConsoleField::Role, ConsoleProblem::Format)));
        }
        if !role.is_whole() {
            return Ok(Err((ConsoleField::Store, ConsoleProblem::Empty)));
        }
        let (Scope::Merchant(merchant), Some(id)) = (scope.clone(), role.store.clone()) else {
            return Ok(Ok(None));
        };
        let read = self
            .store
            .read(move |tx| Box::pin(async move { stores::of_merchant(tx, &merchant, &id).await }));
        let open = read.await?.filter(|store| store.is_open);
        Ok(match open {
            Some(store) => Ok(Some(StoreName {
                id: store.id,
                name: store.name,
            })),
            None => Err((ConsoleField::Store, ConsoleProblem::Wrong)),
        })
    }

    /// The audit entries.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn audit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&AuditCursor>,
    ) -> Answer<AuditPage> {
        let visit = ConsoleVisit::default();
        self.check(by, scope, Right::SeeAudit, &visit).await?;
        let (scope, after) = (scope.clone(), after.cloned());
        let page = self.store.read(move |tx| {
            Box::pin(async move { audit_entries::page(tx, &scope, after.as_ref()).await })
        });
        Ok(page.await?)
    }
}

/// The role that a member has and may lose. The last one who manages the team
/// keeps it.
async fn leave_role(
    tx: &mut Tx,
    scope: &Scope,
    person: &PersonId,
    next: Option<Role>,
) -> Result<ConsoleResult<MemberRole>, Error> {
    let Some(before) = members::role(tx, scope, person).await? else {
        return Ok(Err(ConsoleError::NotFound));
    };
    let manager = Role::manager_of(scope);
    let leaves = before.role == manager && next != Some(manager);
    if leaves && members::count(tx, scope, manager).await? < 2 {
        return Ok(Err(ConsoleError::LastManager));
    }
    Ok(Ok(before))
}

/// Stores an entry about a member, by account name, with its role before.
async fn add_entry(
    tx: &mut Tx,
    entry: NewAuditEntry,
    person: &PersonId,
    before: MemberRole,
) -> Result<(), Error> {
    let subject = people::get(tx, person).await?.person.account.to_string();
    let entry = NewAuditEntry {
        subject,
        before: Some(before.in_words()),
        ..entry
    };
    audit_entries::insert(tx, &entry).await
}

/// The store of a member's role.
async fn store_name(tx: &mut Tx, role: &MemberRole) -> Result<Option<StoreName>, Error> {
    let Some(id) = &role.store else {
        return Ok(None);
    };
    let store = stores::find(tx, id).await?;
    Ok(store.map(|store| StoreName {
        id: store.id,
        name: store.name,
    }))
}
