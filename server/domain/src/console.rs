//! The interface of the consoles: the calls that their pages make, and the data
//! they show. The engine implements it, and checks each right.
//!
//! A console is a scope: one merchant's, or the provider's own. A person has one
//! role in each scope it belongs to.

mod account_name;
mod audit_action;
mod audit_entry;
mod console_error;
mod new_password;
mod order_detail;
mod order_list;
mod random_secret;
mod right;
mod role;
mod scope;
mod session;
mod sign_up;
mod team;

pub use account_name::AccountName;
pub use audit_action::AuditAction;
pub use audit_entry::{AuditCursor, AuditEntry, AuditPage};
pub use console_error::{ConsoleError, ConsoleField, ConsoleProblem};
pub use new_password::{PASSWORD_MAX, PASSWORD_MIN, check_new_password};
pub use order_detail::{
    AttemptRecord, EventRecord, OrderDetail, RefundRecord, RefundRequester, RequestRecord,
    TimelineEntry, TimelineEvent, WebhookState,
};
pub use order_list::{OrderCount, OrderCursor, OrderFilter, OrderPage, OrderRow, Toward};
pub use random_secret::{OneTimeLink, SessionToken};
pub use right::Right;
pub use role::Role;
pub use scope::Scope;
pub use session::{ConsoleVisit, Membership, Person, Session, SignedIn};
pub use sign_up::{Authenticator, Invitation, NewPerson};
pub use team::{Member, OpenInvitation, Team};

use crate::ids::{InvitationId, OrderId, PersonId, SessionId};
use crate::secret::Secret;
use async_trait::async_trait;
use std::sync::Arc;

/// The result of a call.
pub type ConsoleResult<T> = Result<T, ConsoleError>;

/// The calls of the consoles' pages.
#[async_trait]
pub trait Console: Send + Sync {
    /// What a one-time link is for, with a new authenticator secret for the
    /// form. `NotFound` for a link that was used, withdrawn or has expired.
    async fn invitation(&self, link: &OneTimeLink) -> ConsoleResult<Invitation>;

    /// Uses the link: makes the person, or sets a person's password and
    /// authenticator anew, and signs in. Returns the recovery codes, which are
    /// shown once.
    async fn accept(
        &self,
        link: &OneTimeLink,
        person: NewPerson,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<(SessionToken, Vec<Secret>)>;

    /// Checks account name and password. The session cannot be used before
    /// [`Console::second_factor`].
    async fn sign_in(
        &self,
        account: &str,
        password: &Secret,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken>;

    /// Checks an authenticator's code, or a recovery code, which is used up.
    /// Returns the session to go on with.
    async fn second_factor(
        &self,
        session: &SessionToken,
        code: &Secret,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken>;

    /// Who has this session. `SignedOut` where it has ended, is idle for too
    /// long, or still needs its second factor.
    async fn signed_in(&self, session: &SessionToken) -> ConsoleResult<SignedIn>;

    /// Ends the session.
    async fn sign_out(&self, session: &SessionToken) -> ConsoleResult<()>;

    /// The person's sessions, the newest first.
    async fn sessions(&self, by: &SignedIn) -> ConsoleResult<Vec<Session>>;

    /// Ends one of the person's sessions.
    async fn end_session(
        &self,
        by: &SignedIn,
        id: &SessionId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Ends all of the person's sessions but this one.
    async fn end_other_sessions(&self, by: &SignedIn, visit: &ConsoleVisit) -> ConsoleResult<()>;

    /// Changes the password, and ends the other sessions.
    async fn change_password(
        &self,
        by: &SignedIn,
        current: &Secret,
        new: &Secret,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Replaces the recovery codes, after the password was given once more.
    async fn new_recovery_codes(
        &self,
        by: &SignedIn,
        password: &Secret,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<Vec<Secret>>;

    /// The members and open invitations of a scope.
    async fn team(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Team>;

    /// Makes a one-time link for a new member.
    async fn invite(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (role, note): (Role, &str),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<OneTimeLink>;

    /// Withdraws an open invitation.
    async fn withdraw(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &InvitationId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Gives a member another role.
    async fn change_role(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (person, role): (&PersonId, Role),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Removes a member. The scope keeps at least one who may manage the team.
    async fn remove(
        &self,
        by: &SignedIn,
        scope: &Scope,
        person: &PersonId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Makes a one-time link with which a member sets password and
    /// authenticator anew.
    async fn reset(
        &self,
        by: &SignedIn,
        scope: &Scope,
        person: &PersonId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<OneTimeLink>;

    /// The audit entries of a scope, the newest first.
    async fn audit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&AuditCursor>,
    ) -> ConsoleResult<AuditPage>;

    /// Checks a right before anything else of a request is answered; each call
    /// checks its own too. A refused try has an audit entry.
    async fn check(
        &self,
        by: &SignedIn,
        scope: &Scope,
        right: Right,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// A page of a merchant's orders; the first one without a cursor.
    async fn orders(
        &self,
        by: &SignedIn,
        scope: &Scope,
        filter: &OrderFilter,
        cursor: Option<&OrderCursor>,
    ) -> ConsoleResult<OrderPage>;

    /// One of its orders, with all that happened to it.
    async fn order(&self, by: &SignedIn, scope: &Scope, id: &OrderId)
    -> ConsoleResult<OrderDetail>;
}

/// The shared implementation, as handlers hold it.
pub type SharedConsole = Arc<dyn Console>;
